"""The verbs ``backup`` and ``restore``."""

from . import restore as restoration
from .backup import Backup
from .desk import at, require_root


def backup(site, arguments):
    """Makes a backup."""
    require_root(site, "backup")
    with at(site) as desk:
        desk.heal()  # Nothing that was left half-way is to be kept.
        Backup(desk).to(arguments.target)


def restore(site, arguments):
    """Puts a backup into the place of what is there."""
    require_root(site, "restore")
    # It is read and asked about before the lock is taken: others need not wait for an answer.
    with restoration.opened(arguments.file) as file:
        contents = restoration.check(site, file, arguments.file)
        restoration.tell(site, contents)
        restoration.confirm(arguments.yes)
        with at(site) as desk:
            restoration.Restore(desk, file, arguments.file, contents).run()
