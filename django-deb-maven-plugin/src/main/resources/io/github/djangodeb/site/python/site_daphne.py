"""Serves the site with daphne, for a virtualenv that has no other server of ASGI.

It listens on the socket that systemd hands over, and tells systemd when the project is loaded.
Told to end, daphne by itself would cut off what it is doing; here it lets requests finish, as
gunicorn does, and tells WebSockets to come again.
"""

import os
import signal
import socket
import time

from daphne.server import Server  # First of all: it chooses the reactor.
from site_asgi import application
from twisted.internet import reactor, unix

#: Seconds that requests get to finish: as long as nginx waits for an answer.
_GRACE = 60

#: Seconds between two looks at what is still to be done.
_PAUSE = 0.1

#: The code of a WebSocket that is closed since its server restarts.
_RESTART = 1012

# The socket is root's, and systemd's: Twisted would open it to all, which it may not and must not,
# and delete it at the end.
unix._inFilesystemNamespace = lambda path: False


class _Server(Server):
    def __init__(self):
        super().__init__(
            application,
            # Twisted finds it by LISTEN_FDS, which systemd has set for this process.
            endpoints=["systemd:domain=UNIX:index=0"],
            # Only nginx can connect, and it overwrites these headers.
            proxy_forwarded_address_header="X-Forwarded-For",
            proxy_forwarded_proto_header="X-Forwarded-Proto",
            signal_handlers=False,
            ready_callable=_tell_systemd,
        )
        self._ports = []
        self._deadline = None

    def listen_success(self, port):
        self._ports.append(port)
        super().listen_success(port)

    def end(self):
        """Takes no more requests, and ends when those that it has are done."""
        if self._deadline is not None:
            return
        self._deadline = time.monotonic() + _GRACE
        for port in self._ports:
            port.stopListening()
        for connection in self._busy():
            if hasattr(connection, "sendCloseFrame"):
                connection.sendCloseFrame(code=_RESTART)
        self._end_when_done()

    def _busy(self):
        return [one for one, facts in self.connections.items() if "disconnected" not in facts]

    def _end_when_done(self):
        if self._busy() and time.monotonic() < self._deadline:
            reactor.callLater(_PAUSE, self._end_when_done)
        else:
            reactor.stop()


def _tell_systemd():
    """READY=1, as sd_notify(3) describes it."""
    address = os.environ.get("NOTIFY_SOCKET")
    if not address:
        return
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as notifier:
        notifier.connect(address.replace("@", "\0", 1) if address[0] == "@" else address)
        notifier.sendall(b"READY=1")


def _main():
    server = _Server()
    # The reactor has no signals of its own then; these come through its event loop.
    for number in (signal.SIGTERM, signal.SIGINT):
        reactor.callWhenRunning(
            reactor._asyncioEventloop.add_signal_handler, number, server.end)
    server.run()


if __name__ == "__main__":
    _main()
