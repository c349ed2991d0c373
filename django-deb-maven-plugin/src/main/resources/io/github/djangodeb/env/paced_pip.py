"""pip that gives a server up which sends next to nothing, and says which one wants another login.

paced_pip.py ARGUMENT...

pip itself gives up a server that is silent, but not one that sends a byte now and then: a build
would go on for hours. Of an index that refuses its login pip says only that it has nothing. What
pips this one starts, to install what builds need, do the same.
"""
import http.client
import os
import runpy
import socket
import subprocess
import sys
import time

PIP_RUNNER = '/usr/lib/python3/dist-packages/pip/__pip-runner__.py'
#: Fewer bytes in a second than any line that a build could use.
SLOWEST = 64
#: What servers answer where a login is missing or has no right.
REFUSALS = (401, 403)


def patience():
    """For how many seconds a server may be that slow: as long as pip lets one be silent."""
    for name in ('PIP_DEFAULT_TIMEOUT', 'PIP_TIMEOUT'):
        try:
            return max(1.0, float(os.environ[name]))
        except (KeyError, ValueError):
            continue
    return 15.0


class Pace:
    """Counts what one connection brings, and the time that is spent waiting for it."""

    def __init__(self, limit):
        self.limit = limit
        self.waited = 0.0
        self.received = 0

    def count(self, seconds, received):
        """Take note; fails as a silent server would if it was too little for too long."""
        self.waited += seconds
        self.received += received
        if self.waited < self.limit:
            return
        if self.received < SLOWEST * self.limit:
            raise TimeoutError(f'timed out: {self.received} bytes in {self.limit:.0f} seconds')
        self.waited, self.received = 0.0, 0


def pace_sockets(limit):
    """Count what is read from each socket of this process."""
    read = socket.SocketIO.readinto

    def readinto(self, buffer):
        begin = time.monotonic()
        received = read(self, buffer)
        if not hasattr(self, 'pace'):
            self.pace = Pace(limit)
        # nothing at all is the end
        if received:
            self.pace.count(time.monotonic() - begin, received)
        return received

    socket.SocketIO.readinto = readinto


def address_of(connection, target):
    """What a request asks for, without what may be secret in it; a proxy gets TARGET whole."""
    target = target.partition('?')[0]
    if not target.startswith('/'):
        return target
    host = connection._tunnel_host or connection.host
    port = connection._tunnel_port if connection._tunnel_host else connection.port
    host = f'[{host}]' if ':' in host else host
    secure = connection.default_port == http.client.HTTPS_PORT
    shown = '' if port in (None, connection.default_port) else f':{port}'
    return f'{"https" if secure else "http"}://{host}{shown}{target}'


def tell_refusals():
    """Say whenever a server wants a login, or another one."""
    connection = http.client.HTTPConnection
    begin, add, take = connection.putrequest, connection.putheader, connection.getresponse

    def putrequest(self, method, url, *others, **options):
        self.asked_for, self.asked_with_login = url, False
        begin(self, method, url, *others, **options)

    def putheader(self, header, *values):
        name = header.decode() if isinstance(header, bytes) else header
        self.asked_with_login |= name.lower() == 'authorization'
        add(self, header, *values)

    def getresponse(self, *others, **options):
        response = take(self, *others, **options)
        if response.status in REFUSALS:
            given = 'to a login' if self.asked_with_login else 'without a login'
            print(f'WARNING: {address_of(self, self.asked_for)} answered {response.status} {given}',
                  flush=True)
        return response

    connection.putrequest = putrequest
    connection.putheader = putheader
    connection.getresponse = getresponse


def pace_children():
    """Have the pips that this one starts be paced, and tell of refusals, as well."""
    start = subprocess.Popen.__init__

    def started(self, args, *others, **options):
        if isinstance(args, (list, tuple)):
            args = [__file__ if str(word) == PIP_RUNNER else word for word in args]
        start(self, args, *others, **options)

    subprocess.Popen.__init__ = started


def main():
    """Be pip."""
    pace_sockets(patience())
    tell_refusals()
    pace_children()
    # what pip's own program would find there
    sys.argv[0] = PIP_RUNNER
    sys.path[0] = os.path.dirname(PIP_RUNNER)
    runpy.run_path(PIP_RUNNER, run_name='__main__')


if __name__ == '__main__':
    main()
