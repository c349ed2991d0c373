"""One lock per site: the tool, dpkg and a boot never work on a site at the same time."""

import contextlib
import fcntl
import os
import time

from .errors import SiteError
from .files import make_directory

#: Seconds to wait for another holder.
PATIENCE = 60


class Busy(SiteError):
    """Another process keeps the lock."""


@contextlib.contextmanager
def held(path, patience=PATIENCE, purpose="working on this site"):
    """Holds the lock; the kernel gives it up with the process, however that ends.

    :param patience: seconds to wait for another holder, or None to wait as long as it takes
    :param purpose: what its holders do, for the message
    :raises Busy: if another process keeps it longer
    """
    make_directory(os.path.dirname(path))
    with open(_opened(path), "r+b", buffering=0) as file:
        _acquire(file, path, patience, purpose)
        _note_holder(file)
        yield


def _opened(path):
    """A descriptor of the lock file, which is root's alone: whoever may open it may hold it."""
    flags = os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW
    descriptor = os.open(path, flags, 0o600)
    os.fchmod(descriptor, 0o600)  # An earlier version made it readable for everybody.
    return descriptor


def _note_holder(file):
    # It is for the message to others alone: a full disk must not stop what was to be done.
    with contextlib.suppress(OSError):
        note = f"{os.getpid()}\n".encode("ascii")
        os.pwrite(file.fileno(), note, 0)
        os.ftruncate(file.fileno(), len(note))


def _acquire(file, path, patience, purpose):
    deadline = None if patience is None else time.monotonic() + patience
    while True:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        except BlockingIOError:
            if deadline is not None and time.monotonic() >= deadline:
                holder = os.pread(file.fileno(), 20, 0).decode("ascii", "replace").strip()
                long = f" for {patience} s" if patience else ""
                raise Busy(
                    f"Process {holder or 'unknown'} has been {purpose}{long} and holds {path}:"
                    f" wait for its end and repeat."
                ) from None
        time.sleep(0.1)
