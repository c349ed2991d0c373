"""pip that gives a server up which sends next to nothing.

paced_pip.py ARGUMENT...

pip itself gives up a server that is silent, but not one that sends a byte now and then: a build
would go on for hours. The pips that this pip starts, to install what builds need, are paced too.
"""
import os
import runpy
import socket
import subprocess
import sys
import time

PIP_RUNNER = '/usr/lib/python3/dist-packages/pip/__pip-runner__.py'
#: Fewer bytes in a second than any line that a build could use.
SLOWEST = 64


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


def pace_children():
    """Have the pips that this one starts be paced as well."""
    start = subprocess.Popen.__init__

    def started(self, args, *others, **options):
        if isinstance(args, (list, tuple)):
            args = [__file__ if str(word) == PIP_RUNNER else word for word in args]
        start(self, args, *others, **options)

    subprocess.Popen.__init__ = started


def main():
    """Be pip."""
    pace_sockets(patience())
    pace_children()
    # what pip's own program would find there
    sys.argv[0] = PIP_RUNNER
    sys.path[0] = os.path.dirname(PIP_RUNNER)
    runpy.run_path(PIP_RUNNER, run_name='__main__')


if __name__ == '__main__':
    main()
