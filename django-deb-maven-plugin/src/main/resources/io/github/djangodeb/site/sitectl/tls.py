"""What site.conf and the build say about HTTPS, read and checked. Nothing here changes anything.

``off``: visitors come by plain HTTP. ``proxy``: another machine ends HTTPS and passes on.
``files``: nginx ends it with a certificate that an administrator looks after. ``acme``: the same
with one that certbot fetches; until there is one, visitors come by plain HTTP.
"""

import ipaddress
import os
import re
from dataclasses import dataclass

from .errors import SiteError

MODES = ("off", "proxy", "files", "acme")

#: Seconds for which browsers remember to come by HTTPS only: a year.
HSTS_SECONDS = 31536000

#: Where certbot keeps what it fetched.
LETSENCRYPT = "/etc/letsencrypt/live"

# nginx would read a dollar sign in such a path as a variable.
_PATH = re.compile(r"(?:/[A-Za-z0-9@%+=:,_-][A-Za-z0-9@%+=:,._-]*)+")
_EMAIL = re.compile(r"[A-Za-z0-9][A-Za-z0-9._%+-]*@[A-Za-z0-9.-]+")
_SERVER = re.compile(r"https://[A-Za-z0-9][!-~]*")
_SWITCH = {"on": True, "off": False}


@dataclass(frozen=True)
class Pair:
    """A certificate, with those between it and its root behind it, and its key: two paths."""

    certificate: str
    key: str


@dataclass(frozen=True)
class Hsts:
    """What browsers are told to remember: Strict-Transport-Security. 0 seconds: nothing."""

    seconds: int
    subdomains: bool = False
    preload: bool = False

    @property
    def header(self):
        """The header's value; empty for none."""
        if not self.seconds:
            return ""
        words = [f"max-age={self.seconds}"]
        words += ["includeSubDomains"] if self.subdomains else []
        words += ["preload"] if self.preload else []
        return "; ".join(words)


class Tls:
    """The wishes of one site about HTTPS."""

    def __init__(self, site):
        self._site = site

    @property
    def mode(self):
        """One of ``MODES``."""
        text = self._wish("TLS", "off")
        if text.lower() not in MODES:
            raise self._wrong("TLS", text, f"is none of {', '.join(MODES)}")
        return text.lower()

    @property
    def https(self):
        """Whether visitors come by HTTPS now."""
        mode = self.mode
        if mode == "acme":
            return os.path.exists(self.pair.certificate)
        return mode != "off"

    @property
    def pair(self):
        """The certificate and key that nginx uses, or None where it ends no HTTPS."""
        mode = self.mode
        if mode == "acme":
            folder = os.path.join(LETSENCRYPT, self._site.package)
            return Pair(os.path.join(folder, "fullchain.pem"), os.path.join(folder, "privkey.pem"))
        if mode != "files":
            return None
        return Pair(self.certificate, self.key)

    @property
    def certificate(self):
        """Where an administrator's certificate lies, for ``files``."""
        return self._path("TLS_CERTIFICATE", f"/etc/ssl/certs/{self._site.unit}.pem")

    @property
    def key(self):
        """Where its key lies."""
        return self._path("TLS_KEY", f"/etc/ssl/private/{self._site.unit}.key")

    @property
    def names(self):
        """The server names that the certificate has to be for.

        Nobody certifies the host's names for itself; and an authority that certbot asks reaches
        only names that the whole world knows.
        """
        names = [name.lower() for name in self._site.server_names]
        if self.mode == "acme":
            return [name for name in names if "." in name and not _is_address(name)
                    and name[0] not in "*."]
        return [name for name in names if name != "localhost" and not _is_loopback(name)]

    @property
    def trusted_proxies(self):
        """The networks of the machines that end HTTPS for us; none unless the mode is ``proxy``."""
        if self.mode != "proxy":
            return []
        networks = self.proxies
        if not networks:
            raise SiteError("TLS=proxy needs the addresses of the machines that end HTTPS, as"
                            " everybody could say that he came by it: set TRUSTED_PROXIES in"
                            f" {self._site.configuration_path}.")
        return networks

    @property
    def proxies(self):
        """The networks that are named, whatever the mode."""
        words = self._site.configuration.get("TRUSTED_PROXIES", "").split()
        words = words or list(self._site.facts.get("trusted_proxies") or [])
        return [self._network(word) for word in words]

    @property
    def hsts(self):
        """What browsers are told to remember, while visitors come by HTTPS."""
        # Before a certificate is fetched, too, as nginx could not be told of that then.
        if self.mode == "off":
            return Hsts(0)
        hsts = Hsts(self.hsts_seconds, self.hsts_include_subdomains, self.hsts_preload)
        if hsts.preload and not (hsts.subdomains and hsts.seconds >= HSTS_SECONDS):
            raise SiteError(
                "HSTS_PRELOAD=on: browsers take only sites into their list that say so for a year"
                " and for all names below theirs. Set HSTS_INCLUDE_SUBDOMAINS=on too and"
                f" HSTS_SECONDS to {HSTS_SECONDS} at least, or HSTS_PRELOAD=off, in"
                f" {self._site.configuration_path}.")
        return hsts if self.https else Hsts(0)

    @property
    def hsts_seconds(self):
        """For how long browsers are to come by HTTPS alone."""
        # Who ends HTTPS elsewhere says it there.
        default = "0" if self.mode == "proxy" else str(HSTS_SECONDS)
        text = self._wish("HSTS_SECONDS", default)
        if not re.fullmatch(r"[0-9]{1,9}", text):
            raise self._wrong("HSTS_SECONDS", text, "is not a number of seconds")
        return int(text)

    @property
    def hsts_include_subdomains(self):
        """Whether that holds for all names below the site's."""
        return self._switch("HSTS_INCLUDE_SUBDOMAINS")

    @property
    def hsts_preload(self):
        """Whether browsers may have it in their list."""
        return self._switch("HSTS_PRELOAD")

    # For certbot

    @property
    def acme_email(self):
        """Who hears of a certificate that is not renewed; empty if nobody is named."""
        text = self._site.configuration.get("ACME_EMAIL", "")
        if text and not _EMAIL.fullmatch(text):
            raise self._wrong("ACME_EMAIL", text, "is not an address of e-mail")
        return text

    @property
    def acme_server(self):
        """The directory of the authority that is asked; empty for certbot's own choice."""
        text = self._site.configuration.get("ACME_SERVER", "")
        if text and not _SERVER.fullmatch(text):
            raise self._wrong("ACME_SERVER", text, "is not an address that begins with https://")
        return text

    # Reading

    def _wish(self, key, default):
        configured = self._site.configuration.get(key, "")
        return configured or str(self._site.facts.get(key.lower()) or default)

    def _switch(self, key):
        configured = self._site.configuration.get(key, "")
        if not configured:
            return bool(self._site.facts.get(key.lower(), False))
        if configured.lower() not in _SWITCH:
            raise self._wrong(key, configured, "is none of on, off")
        return _SWITCH[configured.lower()]

    def _path(self, key, default):
        text = self._wish(key, default)
        if not _PATH.fullmatch(text):
            raise self._wrong(key, text, "is not a path from the first / on, without blanks, $"
                                         " and hidden folders")
        return text

    def _network(self, word):
        try:
            network = ipaddress.ip_network(word, strict=False)
        except ValueError:
            raise self._wrong("TRUSTED_PROXIES", word,
                              "is neither an address nor a network such as 10.0.0.0/8") from None
        if network.prefixlen == 0:
            raise self._wrong("TRUSTED_PROXIES", word, "is everybody, whom nobody can trust")
        return str(network)

    def _wrong(self, key, text, what):
        return SiteError(f'{key}: "{text}" {what}: correct {self._site.configuration_path}.')


def _address(name):
    """An address that stands for a name, or None."""
    try:
        return ipaddress.ip_address(name.strip("[]"))
    except ValueError:
        return None


def _is_address(name):
    return _address(name) is not None


def _is_loopback(name):
    address = _address(name)
    return address is not None and address.is_loopback
