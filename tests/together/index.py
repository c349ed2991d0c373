"""A web server on this machine that can be told to stall, to break off, to fail or to trickle."""
import threading
import time
import urllib.error
import urllib.request
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

#: What a build would have to wait for if nothing ended it.
FOREVER = 3600


class Index(ThreadingHTTPServer):
    """Serves a folder; `fault` is what happens to requests whose path has `faulty` in it."""

    daemon_threads = True
    block_on_close = False
    answer = None

    def __init__(self, folder, faulty='.whl'):
        self.folder = folder
        self.faulty = faulty
        self.fault = None
        self.asked = []
        self.closing = threading.Event()
        super().__init__(('127.0.0.1', 0), self.answer or Answer)
        self.thread = threading.Thread(target=self.serve_forever, args=(0.05,), daemon=True)

    @property
    def address(self):
        return f'http://127.0.0.1:{self.server_address[1]}'

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *failure):
        self.closing.set()
        self.shutdown()
        self.server_close()

    def handle_error(self, request, client_address):
        """Who gives up a connection is what these tests are about."""


class Answer(SimpleHTTPRequestHandler):
    """A request."""

    protocol_version = 'HTTP/1.1'

    def __init__(self, request, client_address, server):
        super().__init__(request, client_address, server, directory=str(server.folder))

    def log_message(self, *parts):
        self.server.asked.append(self.path)

    def end_headers(self):
        # pip keeps only what it is told to
        self.send_header('Cache-Control', 'max-age=86400')
        super().end_headers()

    def do_GET(self):
        fault = self.server.fault
        if fault is None or self.server.faulty not in self.path:
            super().do_GET()
            return
        if fault == '500':
            self.send_error(500)
            return
        content = self.content()
        self.log_request(200)
        self.wfile.write(b'HTTP/1.1 200 OK\r\nContent-Type: application/octet-stream\r\n'
                         b'Cache-Control: max-age=86400\r\n'
                         b'Content-Length: %d\r\n\r\n' % len(content))
        getattr(self, fault)(content)
        self.close_connection = True

    def content(self):
        with open(self.translate_path(self.path), 'rb') as file:
            return file.read()

    def truncated(self, content):
        self.wfile.write(content[:len(content) // 2])

    def flipped(self, content):
        changed = bytearray(content)
        changed[len(content) // 2] ^= 1
        self.wfile.write(changed)

    def stalled(self, content):
        self.wfile.write(content[:len(content) // 2])
        self.server.closing.wait(FOREVER)

    def trickling(self, content):
        end = time.monotonic() + FOREVER
        for octet in content:
            self.wfile.write(bytes([octet]))
            if self.server.closing.wait(1) or time.monotonic() > end:
                return


class Passed(Answer):
    """A request whose answer another server has."""

    def content(self):
        with urllib.request.urlopen(self.server.upstream + self.path, timeout=60) as given:
            return given.read()

    def do_GET(self):
        if self.server.fault and self.server.faulty in self.path:
            super().do_GET()
            return
        try:
            content = self.content()
        except urllib.error.HTTPError as refused:
            self.send_error(refused.code)
            return
        self.send_response(200)
        self.send_header('Content-Length', str(len(content)))
        self.end_headers()
        self.wfile.write(content)


class Mirror(Index):
    """Hands on what the server `upstream` has, but for the fault."""

    answer = Passed

    def __init__(self, upstream, faulty):
        self.upstream = upstream
        super().__init__('/nonexistent', faulty)
