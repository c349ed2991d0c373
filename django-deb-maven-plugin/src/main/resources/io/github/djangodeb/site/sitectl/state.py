"""The state of a site on its host: one file, replaced whole, that a power cut cannot halve."""

import json
import os

from .errors import SiteError
from .files import read_text, write_atomically

_FORMAT = 1


class State:
    """What lasts between calls.

    ``live``: the slot that serves, or None; ``slots``: which release each slot has; ``journal``:
    the switch in progress, or None; ``releases``: when each release began or ended to serve
    (seconds since 1970; 0: never); ``rollback``: which release serves on purpose instead of the
    installed one, see ``rollback``; ``database``, ``queue``, ``nginx``, ``migrations``: what was
    done to them.
    """

    def __init__(self, path, values=None):
        self.path = path
        values = values or {}
        self.live = values.get("live")
        self.slots = values.get("slots") or {}
        self.journal = values.get("journal")
        self.releases = values.get("releases") or {}
        self.rollback = values.get("rollback")
        self.database = values.get("database") or {}
        self.queue = values.get("queue") or {}
        self.nginx = values.get("nginx") or {}
        self.migrations = values.get("migrations") or {}

    def values(self):
        """All of it, as it is written."""
        return {
            "format": _FORMAT,
            "live": self.live,
            "slots": self.slots,
            "journal": self.journal,
            "releases": self.releases,
            "rollback": self.rollback,
            "database": self.database,
            "queue": self.queue,
            "nginx": self.nginx,
            "migrations": self.migrations,
        }

    def save(self):
        """Writes it, durably, if it differs from what the file says."""
        text = json.dumps(self.values(), indent=2, sort_keys=True) + "\n"
        if read_text(self.path) != text:
            write_atomically(self.path, text)

    @property
    def live_release(self):
        """The release that serves, or None."""
        return self.slots.get(self.live) if self.live else None

    @property
    def idle(self):
        """The slot that does not serve."""
        return "b" if self.live == "a" else "a"


def load(site):
    """Reads the state. None yet is a fresh one; an unreadable one stops everything.

    A file that is empty or cut short would make the tool forget which slot serves, so it is never
    taken for "nothing yet".

    :raises SiteError: if the file is damaged
    """
    path = os.path.join(site.var, "state.json")
    text = read_text(path)
    if text is None:
        return State(path)
    try:
        values = json.loads(text)
        if not isinstance(values, dict) or values.get("format") != _FORMAT:
            raise ValueError("it has another format")
    except ValueError as problem:
        raise SiteError(
            f"{path} is damaged ({problem}). Put it back from a backup, or move it away and run"
            f" dpkg-reconfigure {site.package}: the site is then set up anew around its data, and"
            f" serves nobody meanwhile."
        ) from None
    return State(path, values)
