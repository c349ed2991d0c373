"""Looks at a certificate before nginx gets it: nginx stops at the first mistake, for all sites."""

import ssl
import time
from dataclasses import dataclass

_EXPIRED = 10
_NOT_YET = 9

#: Days before its end from which on a certificate should have been replaced.
LATE = 14


class Unusable(Exception):
    """nginx could not use the pair; says why, and what to do."""


@dataclass(frozen=True)
class Certificate:
    """What is known of a certificate that nginx can use.

    ``fault``: why no browser would take it at this time, or empty; ``names``: for which names it
    is, in lower case; ``end``: when it expires, in seconds since 1970.
    """

    fault: str
    names: tuple = ()
    end: float = 0.0

    @property
    def days_left(self):
        """Whole days until it expires."""
        return int((self.end - time.time()) // 86400)

    def misses(self, server_names):
        """The server names that it is not for."""
        return [name for name in server_names if not self._covers(name.lower().strip("[]"))]

    def _covers(self, name):
        parent = name.partition(".")[2]
        return name in self.names or bool(parent) and f"*.{parent}" in self.names


def look(pair):
    """Reads a certificate and its key.

    :raises Unusable: if one of them is missing or broken, or they do not belong together
    """
    for path in (pair.certificate, pair.key):
        _require_readable(path)
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    try:
        # Without an answer OpenSSL would ask on the terminal.
        server.load_cert_chain(pair.certificate, pair.key, password=_no_password)
    except _Encrypted:
        raise Unusable(f"the key {pair.key} has a passphrase, which nobody can type at boot: take"
                       f" it off, with openssl pkey -in {pair.key} -out NEW") from None
    except ssl.SSLError as problem:
        raise Unusable(_reason(pair, problem)) from None
    return _examined(server, pair)


def _require_readable(path):
    try:
        with open(path, "rb") as file:
            file.read(1)
    except FileNotFoundError:
        raise Unusable(f"{path} is missing: put it there") from None
    except OSError as problem:
        raise Unusable(f"{path} cannot be read ({problem.strerror}): correct that") from None


class _Encrypted(Exception):
    pass


def _no_password():
    raise _Encrypted


def _reason(pair, problem):
    reason = problem.reason or str(problem)
    if reason == "KEY_VALUES_MISMATCH" or reason == "KEY_TYPE_MISMATCH":
        return (f"the key {pair.key} does not belong to the certificate {pair.certificate}:"
                " bring the two that were made together")
    return (f"{pair.certificate} and {pair.key} are no certificate and key in PEM ({reason}):"
            " correct them")


def _examined(server, pair):
    """What a browser would find that trusts just this certificate: the standard library reads one
    only as part of a handshake."""
    browser = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    browser.check_hostname = False
    browser.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN
    browser.load_verify_locations(pair.certificate)
    try:
        found = _handshake(server, browser)
    except ssl.SSLCertVerificationError as problem:
        return Certificate({_EXPIRED: "it has expired", _NOT_YET: "it is not valid yet"}.get(
            problem.verify_code, problem.verify_message))
    except ssl.SSLError as problem:
        return Certificate(problem.reason or str(problem))
    names = tuple(name.lower() for kind, name in found.get("subjectAltName", ())
                  if kind in ("DNS", "IP Address"))
    return Certificate("", names, ssl.cert_time_to_seconds(found["notAfter"]))


def _handshake(server, browser):
    """Lets the two talk in memory; returns the certificate that the browser got."""
    to_server, to_browser = ssl.MemoryBIO(), ssl.MemoryBIO()
    ends = [browser.wrap_bio(to_browser, to_server, server_side=False),
            server.wrap_bio(to_server, to_browser, server_side=True)]
    waiting = list(ends)
    while waiting:
        for end in list(waiting):
            try:
                end.do_handshake()
                waiting.remove(end)
            except ssl.SSLWantReadError:
                pass  # It is the other one's turn.
    return ends[0].getpeercert()
