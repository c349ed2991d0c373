"""A WebSocket (RFC 6455), as far as tests talk through one: short texts, pings, a close."""
import base64
import contextlib
import os
import socket
import ssl
import struct

from . import network

TEXT, CLOSE, PING, PONG = 1, 8, 9, 10
SECONDS = 30


class Refused(Exception):
    """The server did not open the WebSocket; says what it answered."""


class Closed(Exception):
    """The server has closed it: with this code, or None if it just went."""

    def __init__(self, code):
        super().__init__(code)
        self.code = code


class WebSocket:
    """One that is open on a connection."""

    def __init__(self, connection, path, name):
        self._connection = connection
        self._stream = connection.makefile('rb')
        key = base64.b64encode(os.urandom(16)).decode()
        self._connection.sendall(
            f'GET {path} HTTP/1.1\r\nHost: {name}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n'
            f'Sec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n\r\n'.encode())
        answer = self._stream.readline().decode().strip()
        while self._stream.readline().strip():
            pass
        if answer.split()[1:2] != ['101']:
            raise Refused(answer)

    def send(self, text):
        self._send(TEXT, text.encode())

    def receive(self):
        """The next text.

        :raises Closed: if there is none any more
        """
        while True:
            kind, data = self._frame()
            if kind == PING:
                self._send(PONG, data)
            elif kind == CLOSE:
                self._send(CLOSE, data[:2])
                raise Closed(struct.unpack('>H', data[:2])[0] if data else None)
            elif kind == TEXT:
                return data.decode()

    def ask(self, text):
        """Send a text and return the next one that comes."""
        self.send(text)
        return self.receive()

    def _send(self, kind, data):
        mask = os.urandom(4)
        masked = bytes(byte ^ mask[place % 4] for place, byte in enumerate(data))
        assert len(data) < 126, 'longer ones are written otherwise'
        self._connection.sendall(bytes([0x80 | kind, 0x80 | len(data)]) + mask + masked)

    def _frame(self):
        head = self._read(2)
        length = head[1] & 0x7f
        if length == 126:
            length, = struct.unpack('>H', self._read(2))
        return head[0] & 0x0f, self._read(length)

    def _read(self, count):
        data = self._stream.read(count)
        if len(data) < count:
            raise Closed(None)
        return data


@contextlib.contextmanager
def to(host, path, name='127.0.0.1', authority=None):
    """A WebSocket to a host's nginx; a socket stays in the network that it was made in.

    :param authority: a file of the one that the host's certificate is of; without it, no TLS
    """
    with network.of(host):
        connection = socket.create_connection(('127.0.0.1', 443 if authority else 80),
                                              timeout=SECONDS)
    if authority:
        context = ssl.create_default_context(cafile=authority)
        connection = context.wrap_socket(connection, server_hostname=name)
    try:
        yield WebSocket(connection, path, name)
    finally:
        connection.close()
