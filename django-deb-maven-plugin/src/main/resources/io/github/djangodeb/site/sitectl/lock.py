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
    with open(path, "a+", encoding="ascii") as file:
        _acquire(file, path, patience)
        file.truncate(0)
        file.write(f"{os.getpid()}\n")
        file.flush()
        yield


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
