"""The site's PostgreSQL database on its way into a backup, and back.

It is dumped as PostgreSQL's administrator, who may read all of it, and comes back as the site's own
role: what stands in a backup can do in the server no more than the site itself could. Extensions
alone are made by the administrator, by their names, before the database is the site's.

The administrator opens no database of the site's but by pg_dump, which calls nothing that lies in
it: whoever has taken the site over may have put something there for him to call.
"""

import os
import pwd
import re
import tempfile
import time

from .command import run
from .errors import SiteError
from .postgresql import PATIENCE, environment, may_pass, psql_as

#: Seconds for a dump, or for filling a database.
_LIMIT = 12 * 3600

#: Seconds for one conversation.
_SHORT = 300

#: How often it is tried to end all connections, and the seconds between.
_ATTEMPTS = 20
_PAUSE = 0.5

_OPTIONS = "-c lock_timeout=60s"
_EXTENSION = re.compile(r"[A-Za-z0-9_-]{1,63}")

# How pg_restore lists them (3079 is pg_extension), and the server that was dumped.
_LISTED = re.compile(r"^\d+; 3079 \d+ EXTENSION - (\S+) *$", re.MULTILINE)
_SERVER = re.compile(r"^; *Dumped from database version: (.+)$", re.MULTILINE)

# With room for no connection: the administrator alone comes in. The site's role must have laid
# nothing there when extensions are made.
_MAKE = """
SELECT format('CREATE DATABASE %I TEMPLATE template0 CONNECTION LIMIT 0 ENCODING %L', :'fresh',
              pg_encoding_to_char(encoding))
       || format(' LC_COLLATE %L LC_CTYPE %L', datcollate, datctype)
  FROM pg_database WHERE datname = :'name' \\gexec
SELECT format('REVOKE CONNECT, TEMPORARY ON DATABASE %I FROM PUBLIC', :'fresh') \\gexec
"""
# An extension goes to the first schema of the path.
_EXTEND = """
SET search_path = public;
CREATE EXTENSION IF NOT EXISTS :"one";
"""
_GIVE = """
SELECT format('ALTER DATABASE %I OWNER TO %I', :'fresh', :'name') \\gexec
SELECT format('ALTER DATABASE %I CONNECTION LIMIT -1', :'fresh') \\gexec
"""
_DROP = """
SELECT format('DROP DATABASE %I WITH (FORCE)', datname)
  FROM pg_database WHERE datname = :'one' \\gexec
"""
_LIST = "SELECT datname FROM pg_database WHERE datname IN (:'name', :'fresh', :'old');\n"
# Both names change in one transaction: at no moment, and after no power cut, there is none.
_EXCHANGE = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
 WHERE datname IN (:'one', :'other') \\g /dev/null
BEGIN;
SELECT format('ALTER DATABASE %I RENAME TO %I', :'one', :'aside') \\gexec
SELECT format('ALTER DATABASE %I RENAME TO %I', :'other', :'one') \\gexec
COMMIT;
"""


class PostgreSqlCopy:
    """The database of this host that is named as the site's user, see ``DatabaseCopy``."""

    member = "database.pgdump"
    words = "PostgreSQL"

    def __init__(self, site):
        self._name = site.user
        # No name of a site has an underscore, so neither is another's.
        self._fresh = site.user + "_restore"
        self._old = site.user + "_before"

    # Into a backup

    def size(self):
        return int(self._ask("SELECT coalesce(sum(pg_database_size(datname)), 0)::bigint"
                             " FROM pg_database WHERE datname = :'name';\n") or 0)

    def facts(self, file):
        """The server's version and the names of the extensions, as the dump has them."""
        contents = self._list(file)
        server = _SERVER.search(contents)
        return {"server": server[1] if server else "", "extensions": _LISTED.findall(contents)}

    def dump(self, target):
        outcome = run(["runuser", "-u", "postgres", "--", "pg_dump", "--format=custom",
                       "--lock-wait-timeout=60s", "--", self._name],
                      timeout=_LIMIT, env=environment(_OPTIONS), target=target)
        if not outcome.ok:
            raise SiteError(f"pg_dump failed: {outcome.text}")
        return True

    def folder(self):
        """Where the server keeps its files, to see how much room there is."""
        return self._ask("SHOW data_directory;\n")

    # And back

    def ready(self, facts):
        if self._name not in self._existing():
            raise SiteError(f'PostgreSQL has no database "{self._name}" to take the place of: set'
                            f" the site up first. Nothing was changed.")
        if self._old in self._existing():
            raise SiteError(f'PostgreSQL has a database "{self._old}" already, which an earlier'
                            f" restoration would have left: look what it is, and rename or drop it."
                            f" Nothing was changed.")
        self._drop(self._fresh)
        self._ask(_MAKE)
        for name in facts.get("extensions") or []:
            if not isinstance(name, str) or not _EXTENSION.fullmatch(name):
                raise SiteError(f"{name!r} is no name of an extension: the backup was changed.")
            self._ask(_EXTEND, self._fresh, one=name)
        self._ask(_GIVE)

    def fill(self, file):
        """Fills it as the site's own role, all or nothing."""
        wanted = _without_comments_on_extensions(self._list(file))
        with tempfile.NamedTemporaryFile("w", prefix="sitectl-restore-", dir="/run") as contents:
            contents.write(wanted)
            contents.flush()
            # Filled while it is root's, given away at last, to be read by the site's role.
            os.fchown(contents.fileno(), pwd.getpwnam(self._name).pw_uid, -1)
            file.seek(0)
            outcome = run(["runuser", "-u", self._name, "--", "pg_restore", "--no-owner",
                           "--no-privileges", "--exit-on-error", "--single-transaction",
                           "--use-list=" + contents.name, "--dbname=" + self._fresh],
                          timeout=_LIMIT, source=file, env=environment(_OPTIONS))
        if not outcome.ok:
            raise SiteError(f"The database could not be restored: pg_restore says\n{outcome.text}")
        self._ask("ANALYZE;\n", self._fresh, self._name)

    def _list(self, file):
        file.seek(0)
        outcome = run(["runuser", "-u", self._name, "--", "pg_restore", "--list"],
                      timeout=_SHORT, source=file, env=environment(_OPTIONS))
        if not outcome.ok:
            raise SiteError(f"pg_restore cannot read the backup of the database: {outcome.text}")
        return outcome.stdout

    def exchange(self):
        self._exchange(self._name, self._fresh, self._old)

    def undo(self):
        # After a power cut the server may be starting just now.
        existing = self._existing(PATIENCE)
        if self._old in existing:
            self._drop(self._fresh)
            self._exchange(self._name, self._old, self._fresh)
        self._drop(self._fresh)

    def forget(self):
        self._drop(self._old)
        self._drop(self._fresh)

    def _exchange(self, one, other, aside):
        """``other`` becomes ``one``, which becomes ``aside``."""
        for attempt in range(_ATTEMPTS, 0, -1):
            outcome = self._psql(_EXCHANGE, one=one, other=other, aside=aside)
            if outcome.ok:
                return
            # Somebody may have come back between the two lines.
            if attempt == 1 or "being accessed" not in outcome.text:
                raise _problem(outcome)
            time.sleep(_PAUSE)

    def _existing(self, patience=0):
        deadline = time.monotonic() + patience
        while True:
            outcome = self._psql(_LIST)
            if outcome.ok:
                return outcome.stdout.split()
            if time.monotonic() >= deadline or not may_pass(outcome):
                raise _problem(outcome)
            time.sleep(_PAUSE)

    def _drop(self, name):
        self._ask(_DROP, one=name)

    def _ask(self, sql, database="postgres", user="postgres", **values):
        outcome = self._psql(sql, database, user, **values)
        if not outcome.ok:
            raise _problem(outcome)
        return outcome.stdout.strip()

    def _psql(self, sql, database="postgres", user="postgres", **values):
        names = {"name": self._name, "fresh": self._fresh, "old": self._old, **values}
        line = psql_as(user, database)
        for key, value in names.items():
            line += ["-v", f"{key}={value}"]
        return run(line, stdin=sql, timeout=_SHORT, env=environment(_OPTIONS))


def _without_comments_on_extensions(contents):
    """Those are of who made the extension, which is not the site."""
    lines = contents.splitlines(keepends=True)
    return "".join(line for line in lines if " COMMENT - EXTENSION " not in line)


def _problem(outcome):
    return SiteError(f"PostgreSQL refused, or does not answer: {outcome.text}")
