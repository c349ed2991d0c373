"""Networks of hosts: cables between them, and this process in one of them."""
import contextlib
import ctypes
import os

from .commands import run

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


def connect(one, other, number):
    """A cable between two running hosts; it goes with them.

    Returns their addresses, 10.9.NUMBER.1 and 10.9.NUMBER.2.
    """
    name = f'cable{number}'
    run(['ip', 'link', 'add', name, 'netns', str(one.leader), 'type', 'veth',
         'peer', 'name', name, 'netns', str(other.leader)])
    addresses = [f'10.9.{number}.{end}' for end in (1, 2)]
    for host, address in zip((one, other), addresses):
        host.run('ip', 'address', 'add', f'{address}/24', 'dev', name)
        host.run('ip', 'link', 'set', name, 'up')
    return addresses
