"""The verbs ``backup`` and ``restore``."""

import contextlib

from . import keeping
from . import restore as restoration
from .backup import Backup
from .desk import require_root


def backup(site, arguments):
    """Makes a backup."""
    require_root(site, "backup")
    with contextlib.ExitStack() as stack:
        with keeping.alone(site, stack) as desk:
            desk.heal()  # Nothing that was left half-way is to be kept.
            one = Backup(desk)
        # What takes long goes without the site's lock: a rollback or a boot does not wait for it.
        one.to(arguments.target)


def restore(site, arguments):
    """Puts a backup into the place of what is there."""
    require_root(site, "restore")
    # It is read and asked about before the locks are taken: others need not wait for an answer.
    with restoration.opened(arguments.file) as file:
        contents = restoration.check(site, file, arguments.file)
        restoration.tell(site, contents)
        restoration.confirm(arguments.yes)
        with contextlib.ExitStack() as stack, keeping.alone(site, stack) as desk:
            restoration.Restore(desk, file, arguments.file, contents).run()
