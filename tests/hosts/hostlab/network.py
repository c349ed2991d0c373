"""This process in a host's network: for drivers that talk to programs they have started."""
import contextlib
import ctypes
import os

CLONE_NEWNET = 0x40000000
_libc = ctypes.CDLL(None, use_errno=True)


def _enter(descriptor):
    # os.setns() comes with Python 3.12 only
    if _libc.setns(descriptor, CLONE_NEWNET) != 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))


@contextlib.contextmanager
def of(host):
    """This thread, and what it starts, are in the host's network while the block runs."""
    with open('/proc/self/ns/net') as own, open(f'/proc/{host.leader}/ns/net') as other:
        _enter(other.fileno())
        try:
            yield
        finally:
            _enter(own.fileno())
