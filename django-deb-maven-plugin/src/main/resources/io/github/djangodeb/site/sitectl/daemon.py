"""A memcached or Redis of the site's own: a unit of its package, on a socket for its user alone."""

import os

from . import advice, greeting, provided, releases, systemd
from .errors import SiteError
from .output import say
from .resource import Resource


class Daemon(Resource):
    """The unit comes with the package, so that there is nothing to set up, only to start.

    :param facts: of the release that needs it. If another package is installed, its unit may be
        gone: what still runs of it lasts until the next boot
    """

    def __init__(self, site, name, facts):
        self.name = name
        self._site = site
        self._version = facts.version
        self._program = getattr(facts, name)
        self._is_brought = self._program == getattr(site, name)

    @property
    def goes_with_site(self):
        return self._is_brought

    @property
    def unit(self):
        """Its unit."""
        return provided.daemon(self._site, self.name, self._program) + ".service"

    def ensure(self, state):
        """Nothing to do."""

    def start(self):
        if not self._is_brought:
            self._require_running()
        elif not systemd.is_active(self.unit):
            self._require(systemd.start(self.unit, timeout=systemd.patience(self._start_seconds)))

    def stop(self):
        if not self._is_brought and not systemd.is_active(self.unit):
            return  # There may be no such unit.
        systemd.stop(self.unit, systemd.patience(self._stop_seconds))

    def restart(self):
        if not self._is_brought:
            # What is stopped could not be started again.
            self._require_running()
            return
        limit = systemd.patience(self._stop_seconds, self._start_seconds)
        self._require(systemd.restart(self.unit, timeout=limit))

    # A queue writes all of its tasks at its end, and reads them at its beginning: its unit, or an
    # administrator, knows how long that takes.

    @property
    def _start_seconds(self):
        return systemd.start_seconds(self.unit)

    @property
    def _stop_seconds(self):
        return systemd.stop_seconds(self.unit)

    @property
    def _remedy(self):
        return (f"the installed package does not bring it: apt install"
                f" {self._site.package}={self._version}")

    def _require_running(self):
        if not systemd.is_active(self.unit):
            raise SiteError(f"{self.unit} cannot be started, as {self._remedy}")

    def _require(self, outcome):
        if not outcome.ok:
            raise SiteError(f"{self.unit} does not start:\n{outcome.text}\nLook at it with"
                            f" journalctl -u {self.unit}, then run:"
                            f" {advice.retry_hint(self._site)}")

    def check(self):
        if not self._is_brought:
            until = "runs until the next boot" if systemd.is_active(self.unit) else "does not run"
            return False, f"{self._program}, {self.unit}, {until}, and {self._remedy}"
        if not systemd.is_active(self.unit):
            return False, f"{self.unit} does not run: systemctl start {self.unit}"
        well, words = greeting.answers(self._program, self._socket)
        told = f"{self._program}, {self.unit}"
        # Its folder is closed for others than the site and root.
        return (True, told) if well or os.geteuid() != 0 else (False, f"{told}: {words}")

    @property
    def _socket(self):
        folder = provided.daemon(self._site, self.name, self._program)
        return f"/run/{folder}/{self._program}.sock"


def leave_caches(site, state):
    """Once a release serves: stops the site's own cache that neither it nor the installed one has.

    A cache is no store, so nothing is told of what is in it.
    """
    serves = state.live_release and releases.load(site, state.live_release) or site
    if not systemd.is_running():
        return
    for kind in provided.DAEMONS:
        unit = provided.daemon(site, "cache", kind) + ".service"
        if kind not in (serves.cache, site.cache) and systemd.is_active(unit):
            systemd.stop(unit, systemd.patience(systemd.stop_seconds(unit)))
            say(f"{unit} stopped, as the cache is elsewhere now")
