"""Whether the values of site.conf are right: all of them, whether they are in use now or not.

Each is read by itself, so that a wrong one does not hide another, and so that what serves can go on
with all that is right.
"""

from dataclasses import dataclass
from operator import attrgetter

from . import advice, keyvalue, limits
from .errors import SiteError
from .files import read_text

#: What reads a value of ``Site``, by the key that it is of.
_READERS = (
    ("SERVER_NAMES", "chosen_names"),
    ("HEALTH_PATH", "health_path"),
    ("HEALTH_TIMEOUT", "health_timeout"),
    ("TLS", "tls.mode"),
    ("TLS_CERTIFICATE", "tls.certificate"),
    ("TLS_KEY", "tls.key"),
    ("TRUSTED_PROXIES", "tls.proxies"),
    ("ACME_EMAIL", "tls.acme_email"),
    ("ACME_SERVER", "tls.acme_server"),
    ("HSTS_SECONDS", "tls.hsts_seconds"),
    ("HSTS_INCLUDE_SUBDOMAINS", "tls.hsts_include_subdomains"),
    ("HSTS_PRELOAD", "tls.hsts_preload"),
    ("UPLOAD_SIZE", "upload_size"),
    ("MIGRATE", "migrate"),
    ("KEEP_RELEASES", "keep_releases"),
    ("WORKERS", "workers"),
    ("BEAT", "beat"),
    ("CONCURRENCY", "concurrency"),
    ("QUEUES", "queues"),
)

#: The same for values that have to agree with others. What is wrong already is not told again.
_AGREEMENTS = (
    ("TLS", "tls.trusted_proxies", ("TRUSTED_PROXIES",)),
    ("HSTS_PRELOAD", "tls.hsts", ("HSTS_SECONDS", "HSTS_INCLUDE_SUBDOMAINS")),
)

#: Keys that say how visitors come by HTTPS.
HTTPS = ("SERVER_NAMES", "TLS", "TLS_CERTIFICATE", "TLS_KEY", "TRUSTED_PROXIES")


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong: the key (empty for a line that is none), and a sentence."""

    key: str
    words: str

    def __str__(self):
        return self.words


def faults(site):
    """All that is wrong in site.conf."""
    return _look(site)[1]


def leave_out(site):
    """Has the site go on without what is wrong in site.conf; returns that.

    Where such a key is left out, what the build says holds for this call.
    """
    site.configuration, found = _look(site)
    return found


def refuse(site):
    """Goes on only if all of it is right.

    :raises SiteError: if not, with all that is wrong
    """
    found = faults(site)
    if found:
        raise SiteError("\n".join([*map(str, found), "Nothing was changed. Then run: "
                                   + advice.retry_hint(site)]))


def _look(site):
    """The pairs that are right, and the faults."""
    lines = []
    try:
        text = read_text(site.configuration_path) or ""
    except SiteError as problem:
        return {}, [Fault("", str(problem))]  # It is not UTF-8, say: none of it can be read.
    pairs = keyvalue.parse(text, site.configuration_path, lines)
    found = [Fault("", words) for words in lines]

    def try_out(key, read, others=()):
        try:
            read(site.with_configuration(pairs))
        except SiteError as problem:
            pairs.pop(key, None)
            if not any(one.key in others for one in found):
                found.append(Fault(key, str(problem)))

    for key, name in _READERS:
        try_out(key, attrgetter(name))
    for key in limits.KEYS:
        try_out(key, lambda one, key=key: limits.wanted_of(one, key))
    for key, name, others in _AGREEMENTS:
        try_out(key, attrgetter(name), (key, *others))
    return pairs, found
