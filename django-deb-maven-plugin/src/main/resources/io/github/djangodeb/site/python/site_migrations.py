"""Tells which migrations of the database a release does not have.

The site's command runs it through ``manage.py shell`` of an earlier release, before it goes back to
that. It prints one line, which it begins with a heading, as projects print things of their own:
a list of ``app.name`` in JSON.
"""

import json

from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

#: The tool looks for it, see ``sitectl.migrations``.
HEADING = "unknown migrations: "


def unknown():
    """The applied migrations that no file of this release is about, as (app, name)."""
    if connection.settings_dict["ENGINE"] == "django.db.backends.dummy":
        return []  # The project has no database, so nothing is applied.
    loader = MigrationLoader(None, load=False)
    loader.load_disk()
    known = set(loader.disk_migrations)
    for migration in loader.disk_migrations.values():
        # A squashed one stands for those that it has replaced, whose files may be gone.
        known.update(tuple(key) for key in migration.replaces)
    return sorted(key for key in MigrationRecorder(connection).applied_migrations()
                  if key not in known)


if __name__ == "__main__":
    print(HEADING + json.dumps([".".join(key) for key in unknown()]))
