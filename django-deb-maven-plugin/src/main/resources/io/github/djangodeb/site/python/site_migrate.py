"""Runs the migrations of the project; of several hosts over one database one after the other.

The lock is the database's own, held by a connection of this process: it goes with the process. It
needs a connection to the server itself: behind PgBouncer in transaction mode there is no session
that could hold it. Whether it was held to the end is asked at the end.
"""

import contextlib
import sys
import time
import traceback

from django.db import Error

#: Seconds to wait for the migrations of another host.
_LIMIT = 300
_NAME = "django-deb migrate"

#: Exit code if another host did not come to an end in time.
BUSY = 4


#: Exit code if the project could not even be loaded.
NOT_LOADED = 5

#: How a line begins that the tool shows to people although all went well.
WARNING = "warning: "

#: What the kinds of servers are told: to end no session that waits long, to lock, to unlock. The
#: last says whether the lock was this session's; not every version has each of those limits.
_POSTGRESQL = (
    "SELECT set_config(name, '0', false) FROM pg_settings WHERE name IN"
    " ('idle_session_timeout', 'idle_in_transaction_session_timeout')",
    "SELECT pg_try_advisory_lock(hashtext(%s))",
    "SELECT pg_advisory_unlock(hashtext(%s))",
)
_MYSQL = (
    "SET SESSION wait_timeout = 31536000",
    "SELECT GET_LOCK(%s, 0) = 1",
    "SELECT RELEASE_LOCK(%s) = 1",
)


class Busy(Exception):
    """Somebody else has the lock."""


@contextlib.contextmanager
def _locked(connection):
    words = {"postgresql": _POSTGRESQL, "mysql": _MYSQL}.get(connection.vendor)
    if words is None:
        # SQLite is this host's alone, which has a lock of its own.
        yield
        return
    stay, take, give = words
    own = connection.copy()  # What the migrations do to theirs must not cost the lock.
    try:
        deadline = time.monotonic() + _LIMIT
        with own.cursor() as cursor:
            cursor.execute(stay)
            while not _says_yes(cursor, take):
                if time.monotonic() >= deadline:
                    raise Busy()
                time.sleep(1)
            yield
            if not _was_held(cursor, give):
                print(WARNING + "the lock of the migrations was lost while they ran, so another"
                      " host may have run them at the same time: look at them. The address of the"
                      " database has to lead to the server itself, not to PgBouncer in transaction"
                      " mode.", file=sys.stderr)
    finally:
        own.close()


def _says_yes(cursor, question):
    cursor.execute(question, [_NAME])
    return bool(cursor.fetchone()[0])


def _was_held(cursor, give):
    try:
        return _says_yes(cursor, give)
    except Error:
        # The server has ended the session, and the lock with it.
        return False


def main():
    """Waits for the lock and migrates."""
    import django
    from django.core.management import call_command
    from django.db import connection

    try:
        django.setup()
    except Exception:  # Whatever a project does there.
        traceback.print_exc()
        return NOT_LOADED
    try:
        with _locked(connection):
            call_command("migrate", interactive=False)
    except Busy:
        print(f"Another host has been migrating this database for {_LIMIT} s.", file=sys.stderr)
        return BUSY
    return 0


if __name__ == "__main__":
    sys.exit(main())
