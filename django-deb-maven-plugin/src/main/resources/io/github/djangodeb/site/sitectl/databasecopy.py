"""The site's database on its way into a backup, and back.

Back means: into a fresh one beside the old, which is exchanged for it at the end and can be
exchanged again. SQLite is a file among the site's data, so it goes with that folder.
"""

import os
import stat

from .archive import DATABASES
from .command import run
from .errors import SiteError
from .output import say
from .postgresqlcopy import PostgreSqlCopy
from .provided import SQLITE

#: The database's file in VAR/data, and its companions.
SQLITE_FILES = (SQLITE, SQLITE + "-wal", SQLITE + "-shm", SQLITE + "-journal")

#: Seconds for a copy of the file.
_LIMIT = 6 * 3600


class DatabaseCopy:
    """What is done for a database that is not this host's: nothing, and that is said."""

    #: Under which name it is in an archive, or None if it is in none.
    member = None

    def __init__(self, words):
        self.words = words

    def size(self):
        """How many bytes it takes on this host."""
        return 0

    def facts(self, file):
        """What a backup notes about it, for ``ready``; ``file`` is what was dumped."""
        return {}

    def dump(self, target):
        """Writes it into an open file; tells whether there was one."""
        return False

    # A restoration: ready and fill, then exchange, then forget; or undo at any time.

    def ready(self, facts):
        """Makes an empty one beside the old."""

    def fill(self, file):
        """Fills that one from a file of an archive."""

    def exchange(self):
        """Puts the new one into the place of the old, which stays."""

    def undo(self):
        """Puts the old one back if it was exchanged, and lets the new one go."""

    def forget(self):
        """Lets the old one go."""


class SqliteCopy(DatabaseCopy):
    """SQLite, in a file of the site's user."""

    member = DATABASES["sqlite"]

    def __init__(self, site):
        super().__init__("SQLite")
        self._site = site
        self._path = site.below_var("data", SQLITE)

    def size(self):
        try:
            return os.lstat(self._path).st_size
        except FileNotFoundError:
            return 0

    def dump(self, target):
        try:
            status = os.lstat(self._path)
        except FileNotFoundError:
            return False
        if not stat.S_ISREG(status.st_mode):
            raise SiteError(f"{self._path} is no plain file: the site's database cannot be copied.")
        program = os.path.join(self._site.lib, "sitectl", "sqlitecopy.py")
        line = ["runuser", "-u", self._site.user, "--", "/usr/bin/python3", "-IB", program,
                self._path]
        outcome = run(line, timeout=_LIMIT, target=target)
        if not outcome.ok:
            raise SiteError(f"The SQLite database could not be copied: {outcome.text}")
        return True


def of(site):
    """The copy of a site's database."""
    if site.database == "postgresql":
        return PostgreSqlCopy(site)
    if site.database == "sqlite":
        return SqliteCopy(site)
    if site.database == "external":
        return DatabaseCopy("it lies elsewhere, so it has to be backed up there")
    return DatabaseCopy("the package sets none up: if the project has one of its own, that has to"
                        " be backed up by its own means")


def tell(copy, included):
    """Says about a database whether a backup has it."""
    if included:
        say(f"database: {copy.words}, included")
    elif copy.member:
        say("database: there is none yet, so none is included")
    else:
        say(f"database: NOT included: {copy.words}")
