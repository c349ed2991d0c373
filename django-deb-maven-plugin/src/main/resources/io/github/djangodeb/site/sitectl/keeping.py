"""The lock of backups and restorations, apart from the site's own.

A backup reads for as long as there is something to read. Meanwhile the site may be switched, rolled
back, stopped, booted: none of that has to wait. What would spoil a backup has to: migrations, which
a dump would also hold up, and visitors behind them; a restoration; the removal of the package; and
another backup.

Who needs both locks takes the site's first, and who holds that does not wait for this one, except
for migrations.
"""

import contextlib
import os
import time

from . import lock
from .desk import at

#: Seconds between two tries.
_PAUSE = 0.5


def held(site, patience=lock.PATIENCE):
    """Holds the lock of backups.

    :raises lock.Busy: if another keeps it longer than ``patience`` seconds
    """
    return lock.held(os.path.join(site.run, "backup.lock"), patience,
                     "working on a backup or a migration of this site")


@contextlib.contextmanager
def alone(site, stack, patience=lock.PATIENCE):
    """Opens the desk of a site under both locks; that of backups goes with ``stack``.

    :raises lock.Busy: if another keeps one of them longer than ``patience`` seconds
    """
    deadline = time.monotonic() + patience
    while True:
        with at(site) as desk:
            if _entered(site, stack, deadline):
                yield desk
                return
        time.sleep(_PAUSE)


def _entered(site, stack, deadline):
    """Whether the lock of backups is had."""
    try:
        stack.enter_context(held(site, 0))
    except lock.Busy:
        if time.monotonic() >= deadline:
            raise
        return False
    return True
