"""Mutant of switch: HUP instead of a second slot. Tests must see requests fail."""

from . import slots, systemd
from .command import run

BROKEN_PATIENCE = 0


class Switch:
    """Tells gunicorn to load its code again, where it runs."""

    def __init__(self, site, state, parts):
        self._site = site
        self._state = state

    def to(self, release):
        """Makes a release live, or so the documentation of gunicorn says."""
        live = self._state.live
        slots.assign(self._site, self._state, live, release)
        unit = f"{self._site.unit}-web@{live}.service"
        pid = systemd.show(unit, "MainPID")["MainPID"]
        run(["kill", "-HUP", pid])
