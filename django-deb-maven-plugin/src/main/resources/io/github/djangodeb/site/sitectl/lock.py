"""One lock per site: the tool, dpkg and a boot never work on a site at the same time."""

import contextlib
import fcntl
import os
import time

from .errors import SiteError
from .files import make_directory

#: Seconds to wait for another holder.
PATIENCE = 60


@contextlib.contextmanager
def held(path, patience=PATIENCE):
    """Holds the lock; the kernel gives it up with the process, however that ends.

    :raises SiteError: if another process keeps it longer than ``patience`` seconds
    """
    make_directory(os.path.dirname(path))
    with open(_opened(path), "r+", encoding="ascii") as file:
        _acquire(file, path, patience)
        file.seek(0)
        file.truncate()
        file.write(f"{os.getpid()}\n")
        file.flush()
        yield


def _opened(path):
    """A descriptor of the lock file, which is root's alone: whoever may open it may hold it."""
    flags = os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW
    descriptor = os.open(path, flags, 0o600)
    os.fchmod(descriptor, 0o600)  # An earlier version made it readable for everybody.
    return descriptor


def _acquire(file, path, patience):
    deadline = time.monotonic() + patience
    while True:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        except BlockingIOError:
            if time.monotonic() >= deadline:
                file.seek(0)
                holder = file.read().strip() or "unknown"
                raise SiteError(
                    f"Process {holder} has been working on this site for {patience} s and holds"
                    f" {path}: wait for its end and repeat."
                ) from None
        time.sleep(0.1)
