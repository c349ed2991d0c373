"""Asks a release for a page over its own socket, as nginx would for a visitor."""

import html
import http.client
import re
import socket
from urllib.parse import quote, urljoin, urlsplit

#: Seconds for one answer.
ANSWER_LIMIT = 5

#: Redirects that are followed.
_HOPS = 10
_REDIRECTS = (301, 302, 303, 307, 308)
_SHOWN = 300

#: Of a page: what is read, its title, and its tags.
_READ = 2000
_TITLE = re.compile(r"<title[^>]*>(.*?)</title>", re.DOTALL | re.IGNORECASE)
_PAGE = re.compile(r"\s*<(?:!doctype html|html)\b", re.IGNORECASE)


class Unhealthy(Exception):
    """The page was not what a working site answers.

    ``definite``: it did answer, but wrongly; ``slow``: it did not answer in time.
    """

    def __init__(self, reason, definite, slow=False):
        super().__init__(reason)
        self.definite = definite
        self.slow = slow


class _Connection(http.client.HTTPConnection):
    def __init__(self, path, limit):
        super().__init__("localhost", timeout=limit)
        self._path = path

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(self.timeout)
        self.sock.connect(self._path)


class Probe:
    """One question: which page, by which name, over which scheme."""

    def __init__(self, host, path="", https=False):
        self._host = host
        self._path = path or "/"
        self._strict = bool(path)
        self._scheme = "https" if https else "http"

    def ask(self, socket_path, limit=ANSWER_LIMIT):
        """Asks for the page and follows redirects within the site; returns the last status.

        :raises Unhealthy: if that proves nothing
        """
        url = f"{self._scheme}://{self._host}{self._path}"
        cookies = {}
        seen = set()
        for _ in range(_HOPS):
            if (url, tuple(cookies)) in seen:
                raise Unhealthy(f"{self._path} redirects in a circle, over {url}", True)
            seen.add((url, tuple(cookies)))
            status, location, body = self._get(socket_path, url, cookies, limit)
            if status not in _REDIRECTS or not location:
                return self._judge(status, url, body)
            url = self._next(url, location)
            if urlsplit(url).hostname != urlsplit(f"http://{self._host}").hostname:
                return status  # It leads to another site, so this one has done its work.
        raise Unhealthy(f"{self._path} redirects more than {_HOPS} times, last to {url}", True)

    def _next(self, url, location):
        """Where a redirect leads to, all of it in ASCII, as a browser would ask for it."""
        try:
            target = urljoin(url, location)
            if not urlsplit(target).hostname:
                raise ValueError("it names no host")
            return quote(target.encode("latin-1"), safe="%/:=&?~#+!$,;'@()*[]")
        except ValueError:
            raise Unhealthy(f"{self._path} redirects to what is no address: {location!r}",
                            True) from None

    def _get(self, socket_path, url, cookies, limit):
        parts = urlsplit(url)
        headers = {
            "Host": self._host,
            "X-Forwarded-Proto": parts.scheme,
            "X-Forwarded-For": "127.0.0.1",
            "User-Agent": "sitectl",
            "Accept": "*/*",
            "Connection": "close",
        }
        if cookies:
            headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in cookies.items())
        connection = _Connection(socket_path, limit)
        target = (parts.path or "/") + ("?" + parts.query if parts.query else "")
        try:
            connection.request("GET", target, headers=headers)
            answer = connection.getresponse()
            body = answer.read(_READ)
        except (OSError, http.client.HTTPException) as problem:
            slow = isinstance(problem, TimeoutError)
            words = f"no answer in {limit} s" if slow else _words(socket_path, problem)
            raise Unhealthy(f"{target}: {words}", False, slow) from None
        finally:
            connection.close()
        for cookie in answer.headers.get_all("Set-Cookie", []):
            name, _, value = cookie.split(";", 1)[0].partition("=")
            cookies[name.strip()] = value.strip()
        return answer.status, answer.headers.get("Location"), body

    def _judge(self, status, url, body):
        good = 200 <= status < 400 if self._strict else status < 500 and status != 400
        if good:
            return status
        text = " ".join(_said(body.decode("utf-8", "replace")).split())[:_SHOWN]
        hint = ""
        if status == 400:
            hint = f' (so Django answers a Host that it does not know; asked as "{self._host}")'
        raise Unhealthy(f"{url} answered {status}{hint}: {text}", True)


def _said(body):
    """What people read of an answer: of a page its title."""
    title = _TITLE.search(body) if _PAGE.match(body) else None
    return html.unescape(title[1]) if title else body


def _words(socket_path, problem):
    """Why there was no answer."""
    if isinstance(problem, (FileNotFoundError, ConnectionRefusedError)):
        return f"nothing listens at {socket_path}"
    return getattr(problem, "strerror", None) or str(problem) or type(problem).__name__


def host_of(server_names):
    """A name to ask by: the first that is no pattern, or one that the first pattern matches."""
    for name in server_names:
        if name[0] not in "*.":
            return name
    return "www" + server_names[0].lstrip("*")
