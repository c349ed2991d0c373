"""The relay to a proxy that wants a login."""

import base64
import contextlib
import http.server
import threading
import urllib.error
import urllib.parse
import urllib.request

import pytest
import relay

USER, PASSWORD = 'ada', 'p:4/s s'


class Proxy(http.server.BaseHTTPRequestHandler):
    """A proxy that answers for every server, if it is given the login."""

    seen = []

    def do_GET(self):
        """Answer with what was asked for."""
        self.seen.append((self.command, self.path, dict(self.headers)))
        wanted = 'Basic ' + base64.b64encode(f'{USER}:{PASSWORD}'.encode()).decode()
        allowed = self.headers.get('Proxy-Authorization') == wanted
        body = self.path.encode() if allowed else b''
        self.send_response(200 if allowed else 407)
        self.send_header('Content-Length', str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_CONNECT(self):
        """Open a tunnel to an end that sends back what it gets."""
        self.seen.append((self.command, self.path, dict(self.headers)))
        self.send_response(200)
        self.end_headers()
        while data := self.rfile.read1(1000):
            self.connection.sendall(data.upper())

    def log_message(self, *_):
        """Say nothing."""


@pytest.fixture(name='variables')
def running_proxy():
    """The variables of a build behind a proxy."""
    Proxy.seen = []
    with http.server.ThreadingHTTPServer(('127.0.0.1', 0), Proxy) as server:
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        login = ':'.join(urllib.parse.quote(part, safe='') for part in (USER, PASSWORD))
        address = f'http://{login}@127.0.0.1:{server.server_address[1]}'
        yield {'http_proxy': address, 'https_proxy': address}
        server.shutdown()


def opener(proxy):
    """Opens addresses through a proxy."""
    return urllib.request.build_opener(urllib.request.ProxyHandler({'http': proxy}))


def test_relay_when_its_own_address_is_used_asks_the_proxy_with_the_login(variables):
    with relay.of(variables) as relayed:
        assert relayed['http_proxy'] == relayed['https_proxy']
        assert 'p%3A4' not in str(relayed) and USER not in str(relayed)
        for page in ('a', 'b'):
            with opener(relayed['http_proxy']).open(f'http://index.invalid/{page}') as answer:
                assert answer.read() == f'http://index.invalid/{page}'.encode()
    assert [path for _, path, _ in Proxy.seen] == ['http://index.invalid/a',
                                                   'http://index.invalid/b']
    assert 'build' not in str([headers['Proxy-Authorization'] for _, _, headers in Proxy.seen])


def test_relay_when_somebody_else_asks_refuses(variables):
    with relay.of(variables) as relayed:
        port = urllib.parse.urlsplit(relayed['http_proxy']).port
        for login in ('', 'build:guess@'):
            with pytest.raises(urllib.error.HTTPError, match='407'):
                opener(f'http://{login}127.0.0.1:{port}').open('http://index.invalid/')
    assert not Proxy.seen


def test_relay_when_a_tunnel_is_opened_passes_everything_on(variables):
    with relay.of(variables) as relayed:
        parts = urllib.parse.urlsplit(relayed['https_proxy'])
        own = relay.basic(parts.username, parts.password)
        with relay.socket.create_connection((parts.hostname, parts.port), timeout=10) as client:
            client.sendall('CONNECT index.invalid:443 HTTP/1.1\r\nHost: index.invalid:443\r\n'
                           f'Proxy-Authorization: {own}\r\n\r\nearly'.encode())
            heard = b''
            while b'EARLY' not in heard:
                heard += client.recv(1000)
            client.sendall(b'late')
            assert client.recv(1000) == b'LATE'
    command, path, headers = Proxy.seen[0]
    assert (command, path) == ('CONNECT', 'index.invalid:443')
    assert headers['Proxy-Authorization'] == relay.basic(USER, PASSWORD)


def test_relay_when_the_proxy_is_away_says_so(variables):
    variables = {'http_proxy': 'http://ada:secret@127.0.0.1:1'}
    with relay.of(variables) as relayed:
        with pytest.raises(urllib.error.HTTPError, match='502'):
            opener(relayed['http_proxy']).open('http://index.invalid/')


def test_relay_when_the_build_ends_its_port_is_closed(variables):
    with relay.of(variables) as relayed:
        parts = urllib.parse.urlsplit(relayed['http_proxy'])
    with pytest.raises(OSError), contextlib.closing(
            relay.socket.create_connection((parts.hostname, parts.port), timeout=1)):
        pass


def test_relay_when_a_request_has_no_end_refuses(variables):
    with relay.of(variables) as relayed:
        parts = urllib.parse.urlsplit(relayed['http_proxy'])
        with relay.socket.create_connection((parts.hostname, parts.port), timeout=10) as client:
            client.sendall(b'GET http://index.invalid/ HTTP/1.1\r\n')
            client.shutdown(relay.socket.SHUT_WR)
            assert client.recv(1000).startswith(b'HTTP/1.1 400')
    assert not Proxy.seen
