"""Relays to proxies that want a login.

A proxy's address, with its login, would stand in the environment of all that pip starts, and in
command lines. What they get instead is the address of a relay in this process, with a password that
is worth nothing once it has ended: it asks the proxy with the real one.
"""

import base64
import contextlib
import hmac
import secrets
import socket
import socketserver
import ssl
import threading
import urllib.parse

LARGEST_HEAD = 65536
PATIENCE = 60
CHUNK = 65536


class Refused(Exception):
    """A request that is not passed on: an answer in HTTP."""


def basic(user, password):
    """The value of a header with a login."""
    return 'Basic ' + base64.b64encode(f'{user}:{password}'.encode()).decode()


class Proxy:
    """A proxy that wants a login, by its address."""

    def __init__(self, address):
        parts = urllib.parse.urlsplit(address)
        self.secure = parts.scheme == 'https'
        self.place = (parts.hostname, parts.port or (443 if self.secure else 80))
        self.login = basic(urllib.parse.unquote(parts.username or ''),
                           urllib.parse.unquote(parts.password or ''))

    def connect(self):
        """A connection to it."""
        plain = socket.create_connection(self.place, timeout=PATIENCE)
        if not self.secure:
            return plain
        return ssl.create_default_context().wrap_socket(plain, server_hostname=self.place[0])


def read_head(stream):
    """The first line and the headers of a request, and what came behind them."""
    data = b''
    while b'\r\n\r\n' not in data:
        more = stream.recv(CHUNK)
        if not more or len(data) > LARGEST_HEAD:
            raise Refused('400 Bad Request')
        data += more
    head, _, rest = data.partition(b'\r\n\r\n')
    return head.decode('latin-1').split('\r\n'), rest


def with_login(head, own, login):
    """HEAD with the proxy's LOGIN in place of this relay's OWN.

    A connection is for one request: of a second one the headers would not be looked at.
    """
    first, *headers = head
    names = [header.partition(':')[0].strip().lower() for header in headers]
    given = [header.partition(':')[2].strip() for name, header in zip(names, headers)
             if name == 'proxy-authorization']
    if len(given) != 1 or not hmac.compare_digest(given[0].encode(), own.encode()):
        # Other users of this machine can reach the port as well.
        raise Refused('407 Proxy Authentication Required')
    dropped = {'proxy-authorization', 'proxy-connection'}
    if not first.startswith('CONNECT '):
        dropped.add('connection')
    kept = [header for name, header in zip(names, headers) if name not in dropped]
    if not first.startswith('CONNECT '):
        kept.append('Connection: close')
    return '\r\n'.join([first, *kept, f'Proxy-Authorization: {login}', '', '']).encode('latin-1')


def pour(source, target):
    """Pass on what comes until it ends."""
    with contextlib.suppress(OSError):
        while chunk := source.recv(CHUNK):
            target.sendall(chunk)
    with contextlib.suppress(OSError):
        target.shutdown(socket.SHUT_WR)


class Relay(socketserver.ThreadingTCPServer):
    """A relay to one proxy, on a port of its own."""

    daemon_threads = True

    def __init__(self, proxy):
        super().__init__(('127.0.0.1', 0), Connection)
        self.proxy = proxy
        self.password = secrets.token_hex(16)
        self.own = basic('build', self.password)

    def handle_error(self, request, client_address):
        """Say nothing: whoever asked is told by the end of the connection."""

    def address(self):
        """Its address, with what opens it."""
        return f'http://build:{self.password}@127.0.0.1:{self.server_address[1]}'


class Connection(socketserver.BaseRequestHandler):
    """One request to a relay."""

    def handle(self):
        """Pass it on, and what is answered."""
        self.request.settimeout(PATIENCE)
        try:
            head, rest = read_head(self.request)
            passed = with_login(head, self.server.own, self.server.proxy.login)
        except Refused as refused:
            self.answer(str(refused))
            return
        try:
            proxy = self.server.proxy.connect()
        except OSError:
            self.answer('502 Bad Gateway')
            return
        with proxy:
            proxy.sendall(passed + rest)
            answers = threading.Thread(target=pour, args=(proxy, self.request), daemon=True)
            answers.start()
            pour(self.request, proxy)
            answers.join()

    def answer(self, status):
        """An answer of the relay's own."""
        self.request.sendall(f'HTTP/1.1 {status}\r\nContent-Length: 0\r\n'
                             'Proxy-Authenticate: Basic realm="build"\r\n'
                             'Connection: close\r\n\r\n'.encode())


@contextlib.contextmanager
def of(variables):
    """The variables with the addresses of relays in place of their proxies'."""
    with contextlib.ExitStack() as running:
        relays = {}
        for address in sorted(set(variables.values())):
            server = running.enter_context(Relay(Proxy(address)))
            threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
            running.callback(server.shutdown)
            relays[address] = server.address()
        yield {name: relays[address] for name, address in variables.items()}
