"""Runs the migrations of the project; of several hosts over one database one after the other.

The lock is the database's own, held by a connection of this process: it goes with the process.
"""

import contextlib
import sys
import time

#: Seconds to wait for the migrations of another host.
_LIMIT = 300
_NAME = "django-deb migrate"

#: Exit code if another host did not come to an end in time.
BUSY = 4


class Busy(Exception):
    """Somebody else has the lock."""


@contextlib.contextmanager
def _locked(connection):
    take = {"postgresql": "SELECT pg_try_advisory_lock(hashtext(%s))",
            "mysql": "SELECT GET_LOCK(%s, 0) = 1"}.get(connection.vendor)
    if take is None:
        # SQLite is this host's alone, which has a lock of its own.
        yield
        return
    own = connection.copy()  # What the migrations do to theirs must not cost the lock.
    try:
        deadline = time.monotonic() + _LIMIT
        with own.cursor() as cursor:
            while not _taken(cursor, take):
                if time.monotonic() >= deadline:
                    raise Busy()
                time.sleep(1)
            yield
    finally:
        own.close()


def _taken(cursor, take):
    cursor.execute(take, [_NAME])
    return bool(cursor.fetchone()[0])


def main():
    """Waits for the lock and migrates."""
    import django
    from django.core.management import call_command
    from django.db import connection

    django.setup()
    try:
        with _locked(connection):
            call_command("migrate", interactive=False)
    except Busy:
        print(f"Another host has been migrating this database for {_LIMIT} s.", file=sys.stderr)
        return BUSY
    return 0


if __name__ == "__main__":
    sys.exit(main())
