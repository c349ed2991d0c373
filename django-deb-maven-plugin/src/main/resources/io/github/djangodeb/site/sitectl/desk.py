"""What every verb that changes something works with: one site, its state, its parts, its lock."""

import contextlib
import os
from dataclasses import dataclass

from . import account, daemon, formerqueue, integrity, lock, part, releases, resource, state
from . import systemd
from .errors import SiteError
from .files import make_directory, remove, write_if_different
from .heal import heal
from .nginx import Nginx
from .probe import Probe
from .restoring import Restoration
from .slots import SLOTS
from .switch import Switch


@dataclass(frozen=True)
class Obstacle:
    """Why nothing may be started, and what takes it away (empty: a boot or the next start)."""

    reason: str
    remedy: str = ""

    def __str__(self):
        return self.reason


class Desk:
    """One site under its lock."""

    def __init__(self, site):
        self.site = site
        self.state = state.load(site)
        self.parts = part.all_of(site)
        self._probe = Probe(site, self.state)
        #: What the installed release needs.
        self.installed_resources = resource.all_of(site, self._probe, site)
        self.nginx = Nginx(site)
        self.running = systemd.is_running()

    @property
    def resources(self):
        """What the release that serves needs, which may be another than the installed one."""
        return self._resources_of(self.state.live_release)

    @property
    def database(self):
        """The database of the installed release."""
        return next(one for one in self.installed_resources if one.name == "database")

    def _resources_of(self, release):
        facts = releases.load(self.site, release) if release else None
        return resource.all_of(self.site, self._probe, facts or self.site)

    def heal(self):
        """Heals what an interruption left; tells whether a restoration was undone."""
        undone = Restoration(self.site).heal()
        heal(self.site, self.state, self.parts, self.running, self.nginx)
        return undone

    def switch(self, release, in_need=False):
        """Makes a release live, in the other slot; see ``Switch``.

        :param in_need: whether nginx may go on with what it was told before
        :raises SiteError: if it does not come up, or its code is not as it was packaged
        """
        integrity.require(self.site, self.state, release)
        Switch(self.site, self.state, self.parts, self._resources_of(release),
               self.nginx, in_need).to(release)
        self.leave_former()

    def leave_former(self):
        """Leaves the queue and the cache that only a release had which does not serve any more."""
        formerqueue.leave(self.site, self.state)
        daemon.leave_caches(self.site, self.state)

    def why_not_now(self):
        """The obstacle to starting or stopping a service here and now, or None."""
        if not self.running:
            return Obstacle("systemd does not run here")
        unit = self.site.unit
        if not systemd.allows(f"{unit}-web", "start"):
            return Obstacle("policy-rc.d forbids to start services")
        if self.is_stopped():
            return Obstacle(f'it was stopped with "{unit} stop"', f"{unit} start")
        block = systemd.block_of(f"{unit}.target")
        if block:
            return self._obstacle(f"{unit}.target", block)
        for slot in ("a", "b"):
            for one in self.parts:
                for name in one.start_units(slot):
                    block = systemd.block_of(name)
                    if block and block[0] == "masked":
                        return self._obstacle(name, block)
        return None

    def is_stopped(self):
        """Whether somebody has stopped it, and it is to stay so."""
        return os.path.exists(self._stopped_path)

    def _obstacle(self, unit, block):
        kind, undo = block
        return Obstacle(f"{unit} is {kind}", f"{undo}, then {self.site.unit} start")

    def live_runs(self):
        """Whether all parts of the live slot run."""
        live = self.state.live
        return bool(live) and part.run_in(self.parts, live)

    def some_of_live_runs(self):
        """Whether any service of the live slot runs, with what it was told when it started."""
        return self.running and any(systemd.is_active(unit) for unit in self.live_units()
                                    if unit.endswith(".service"))

    def any_runs(self):
        """Whether any unit of a slot runs, so that somebody may be writing."""
        return self.running and any(systemd.is_active(unit) for one in self.parts
                                    for slot in SLOTS for unit in one.start_units(slot))

    def live_units(self):
        """The units of the live slot; none before the first release."""
        live = self.state.live
        return [unit for one in self.parts for unit in one.start_units(live)] if live else []

    # What an administrator has stopped

    @property
    def _stopped_path(self):
        return os.path.join(self.site.run, "stopped")

    def note_stopped(self):
        """Notes that it is not to be started, until somebody does or the machine boots."""
        make_directory(self.site.run)
        write_if_different(self._stopped_path, "")

    def forget_stopped(self):
        """It may be started again."""
        remove(self._stopped_path)

    # What is left for the next boot

    @property
    def _pending_path(self):
        return self.site.below_var("pending")

    def is_pending(self):
        """Whether the set-up is to be finished."""
        return os.path.exists(self._pending_path)

    def postpone(self, reason):
        """Leaves the rest of the set-up for the next boot."""
        write_if_different(self._pending_path, f"{reason}\n")

    def nothing_pending(self):
        """Notes that the set-up is complete."""
        remove(self._pending_path)


@contextlib.contextmanager
def at(site, patience=lock.PATIENCE):
    """Opens the desk of a site: checks the account first, as nothing may change before.

    :param patience: seconds to wait for the lock, or None to wait as long as it takes
    """
    account.check(site)
    with lock.held(site.below_var("lock"), patience):
        yield Desk(site)


def require_root(site, verb):
    """Tells a person without the rights what to type.

    :raises SiteError: unless root calls
    """
    if os.geteuid() != 0:
        raise SiteError(f"{site.unit} {verb} is root's to do: sudo {site.unit} {verb}")
