"""The site's database in this host's PostgreSQL, over peer authentication: no password exists.

All SQL goes through standard input, names as psql variables which the server itself quotes.
The role has a comment that says whose it is: another one of that name is never taken.
"""

import os
import time

from . import advice, command, systemd
from .errors import SiteError
from .output import say, warn
from .resource import Resource

#: Seconds that a first installation waits for a server that is starting.
PATIENCE = 30

#: Seconds for one conversation with the server.
_LIMIT = 30

_PATH = "/usr/sbin:/usr/bin:/sbin:/bin"
_OPTIONS = "-c lock_timeout=5s -c statement_timeout=20s"

#: What the server's answer says about why nobody could connect. (It speaks English: LC_ALL.)
_DOWN = ("Connection refused", "No such file or directory", "starting up", "shutting down",
         "timeout expired", "server closed the connection")
_FULL = ("too many clients", "remaining connection slots", "too many connections")

_FACTS = """
SELECT 'role', rolsuper OR rolcreatedb OR rolcreaterole OR rolreplication
  FROM pg_roles WHERE rolname = :'name';
SELECT 'mark', 1 FROM pg_roles
 WHERE rolname = :'name' AND shobj_description(oid, 'pg_authid') = :'mark';
SELECT 'owner', pg_get_userbyid(datdba) FROM pg_database WHERE datname = :'name';
SELECT 'encoding', pg_encoding_to_char(encoding) FROM pg_database WHERE datname = 'template0';
"""
# Both or none: a role without the mark is somebody else's.
_ROLE = """
BEGIN;
SELECT format('CREATE ROLE %I LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE', :'name') \\gexec
SELECT format('COMMENT ON ROLE %I IS %L', :'name', :'mark') \\gexec
COMMIT;
"""
_MARK = """
SELECT format('COMMENT ON ROLE %I IS %L', :'name', :'mark') \\gexec
"""
_DATABASE = """
SELECT format('CREATE DATABASE %I OWNER %I TEMPLATE template0 ENCODING ''UTF8'' {locale}',
              :'name', :'name')
 WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = :'name') \\gexec
"""
_CLOSE = """
SELECT format('REVOKE CONNECT, TEMPORARY ON DATABASE %I FROM PUBLIC', :'name')
  FROM pg_database WHERE datname = :'name'
   AND (datacl IS NULL OR EXISTS (SELECT FROM aclexplode(datacl) WHERE grantee = 0)) \\gexec
"""
# A cluster made under LANG=C has another encoding; Django needs UTF-8, and C.UTF-8 is always there.
_UTF8_LOCALE = "LC_COLLATE ''C.UTF-8'' LC_CTYPE ''C.UTF-8''"


class PostgreSql(Resource):
    """A role and a database, both named as the site's user."""

    name = "database"

    def __init__(self, site, patience=PATIENCE):
        self._site = site
        self._patience = patience

    # What is set up

    def ensure(self, state):
        """Makes role and database. One that stands already and cannot be reached now is let be."""
        known = bool(state.database.get("ready"))
        try:
            facts = self._facts(0 if known else self._patience)
        except SiteError as problem:
            if known:
                warn(f"{problem} The database was set up before, so work goes on.")
                return
            raise
        self._refuse_strangers(facts, known)
        if "role" not in facts:
            self._ask(_ROLE)
            say(f"PostgreSQL role {self._site.user} made")
        elif "mark" not in facts:
            # Known to be this site's, by a version of this tool that made no mark.
            self._ask(_MARK)
        if "owner" not in facts:
            # Noted before it exists: whatever is interrupted, its tables are still to be made.
            state.database["tables"] = "missing"
            state.save()
            locale = "" if facts.get("encoding") == "UTF8" else _UTF8_LOCALE
            self._ask(_DATABASE.format(locale=locale))
            say(f"PostgreSQL database {self._site.user} made")
        self._ask(_CLOSE)
        self._try_as_user()
        state.database["ready"] = True
        state.save()

    def _facts(self, patience):
        deadline = time.monotonic() + patience
        told = False
        while True:
            outcome = self._psql(_FACTS)
            if outcome.ok:
                lines = [line.split("|", 1) for line in outcome.stdout.splitlines() if line]
                return dict(lines)
            if time.monotonic() >= deadline or not may_pass(outcome):
                raise self._problem(outcome)
            if not told:
                say(f"waiting up to {patience} s for PostgreSQL")
                told = True
            time.sleep(1)

    @property
    def _mark(self):
        """What the role's comment says. It goes with a dump, and no role can write its own."""
        return f"of the package {self._site.package}"

    def _refuse_strangers(self, facts, known):
        name = self._site.user
        if facts.get("role") == "t":
            raise SiteError(
                f'The PostgreSQL role "{name}" may create roles or databases, so it is not this'
                f" site's. Nothing was changed: rename it, or build the site under another name."
            )
        if "role" in facts and "mark" not in facts and not known:
            raise SiteError(
                f'PostgreSQL has a role "{name}" that this site has not made. Nothing was changed:'
                f" rename it, or build the site under another name. If it is meant for this site,"
                f" say so to PostgreSQL's administrator (runuser -u postgres -- psql):\n"
                f"  COMMENT ON ROLE \"{name}\" IS '{self._mark}';\nThen run: {self._repeat()}"
            )
        owner = facts.get("owner", name)
        if owner != name:
            raise SiteError(
                f'The PostgreSQL database "{name}" belongs to "{owner}". Nothing was changed:'
                f' rename it, or give it to this site: ALTER DATABASE "{name}" OWNER TO "{name}".'
            )

    def _try_as_user(self):
        outcome = self.as_user("SELECT 1;")
        if not outcome.ok:
            raise SiteError(
                f'"{self._site.user}" cannot open its database: {outcome.text}\nIn pg_hba.conf,'
                f' "local all all peer" lets it in. Then run: {self._repeat()}'
            )

    def restart(self):
        outcome = systemd.restart("postgresql.service", timeout=300)
        if not outcome.ok:
            raise SiteError(f"postgresql.service does not start:\n{outcome.text}")

    # Conversations

    def _ask(self, sql):
        outcome = self._psql(sql)
        if not outcome.ok:
            raise self._problem(outcome)
        return outcome.stdout

    def _psql(self, sql):
        names = ["-v", f"name={self._site.user}", "-v", f"mark={self._mark}"]
        return command.run(psql_as("postgres", "postgres") + names, stdin=sql, timeout=_LIMIT,
                           env=environment(_OPTIONS))

    def as_user(self, sql):
        """Runs SQL as the site's own role in its own database."""
        return command.run(psql_as(self._site.user, self._site.user), stdin=sql, timeout=_LIMIT,
                           env=environment(_OPTIONS))

    def is_empty(self):
        """Whether the database has no table of anybody's.

        :raises SiteError: if it cannot be asked
        """
        outcome = self.as_user(
            "SELECT count(*) FROM information_schema.tables"
            " WHERE table_schema NOT IN ('pg_catalog', 'information_schema');"
        )
        if not outcome.ok:
            raise self._problem(outcome)
        return outcome.stdout.strip() == "0"

    def _problem(self, outcome):
        if outcome.status == command.NOT_FOUND or "No such file or directory: psql" in outcome.text:
            why = "PostgreSQL is not installed (apt install postgresql)."
        elif any(words in outcome.text for words in _FULL):
            why = "PostgreSQL has no connection free: raise max_connections or end idle clients."
        elif any(words in outcome.text for words in _DOWN):
            why = "PostgreSQL does not answer: start it (systemctl start postgresql)."
        else:
            why = "PostgreSQL refused."
        return SiteError(f"{why}\n{outcome.text}\nThen run: {self._repeat()}")

    def _repeat(self):
        return advice.retry_hint(self._site)

    # How it is

    def check(self):
        """Tries it as the site's user if root asks; others see whether a server is there."""
        if os.geteuid() != 0:
            up = command.run(["pg_isready", "-q", "-t", "3"], timeout=5).ok
            return up, "PostgreSQL answers" if up else "PostgreSQL does not answer"
        outcome = self.as_user("SELECT 1;")
        if outcome.ok:
            return True, f"PostgreSQL, database {self._site.user}"
        return False, "PostgreSQL: " + (outcome.text.splitlines() or ["no answer"])[-1]


def psql_as(user, database):
    """The command line of a conversation as a user with a database of this host."""
    return ["runuser", "-u", user, "--", "psql", "-XqAt", "-v", "ON_ERROR_STOP=1", "-d", database]


def environment(options):
    """What a client gets: nothing of what root's own says (PGHOST, PGSERVICE...).

    The owner of a database may set a search path for all who come, with functions of his own in
    front of the server's, which an administrator would then call. A client's option beats that.
    """
    return {
        "PATH": _PATH,
        "PGCONNECT_TIMEOUT": "5",
        "PGOPTIONS": "-c search_path=pg_catalog " + options,
    }


def may_pass(outcome):
    """Whether the server did not let anybody in, as while it starts."""
    return any(words in outcome.text for words in _DOWN + _FULL)
