"""Copies a SQLite database as it is at one moment, whoever writes to it meanwhile.

A program of its own, ``python3 -IB sqlitecopy.py PATH >COPY``, as it is run as the site's user:
SQLite writes files beside the database, and those are to be the site's. The copy goes to standard
output, so that root writes it where the site's user cannot reach it.
"""

import os
import shutil
import sqlite3
import sys
import tempfile
import urllib.parse

#: Seconds to wait for one who writes.
_PATIENCE = 60


def copy(path, target):
    """Writes the copy into an open file.

    :raises sqlite3.Error: if the database cannot be read, or is damaged
    """
    descriptor, temporary = tempfile.mkstemp(prefix="sitectl-sqlite-", dir="/var/tmp")
    with open(descriptor, "rb") as content:
        try:
            _copy_into(path, temporary)
        finally:
            os.unlink(temporary)  # The descriptor still reads it.
        shutil.copyfileobj(content, target, 1 << 20)


def _copy_into(path, temporary):
    # rw: a database that is not there is not made.
    source = sqlite3.connect(f"file:{urllib.parse.quote(path)}?mode=rw", timeout=_PATIENCE,
                             uri=True)
    target = sqlite3.connect(temporary)
    try:
        source.backup(target)
        said = target.execute("PRAGMA quick_check(1)").fetchone()[0]
        if said != "ok":
            raise sqlite3.DatabaseError(f"it is damaged: {said}")
    finally:
        target.close()
        source.close()


if __name__ == "__main__":
    try:
        copy(sys.argv[1], sys.stdout.buffer)
        sys.stdout.buffer.flush()
    except (sqlite3.Error, OSError) as problem:
        sys.exit(f"{sys.argv[1]}: {problem}")
