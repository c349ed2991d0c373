"""A memcached or Redis of the site's own: a unit of its package, on a socket for its user alone."""

import os

from . import advice, greeting, systemd
from .errors import SiteError
from .resource import Resource

#: Seconds to be up.
_LIMIT = 60

#: Seconds to be down: more than TimeoutStopSec, as a queue writes its tasks.
_STOP_LIMIT = 150


class Daemon(Resource):
    """The unit comes with the package, so that there is nothing to set up, only to start."""

    def __init__(self, site, name, program):
        self.name = name
        self._site = site
        self._program = program

    @property
    def unit(self):
        """Its unit."""
        return f"{self._site.unit}-{self.name}.service"

    def ensure(self, state):
        """Nothing to do."""

    def start(self):
        if not systemd.is_active(self.unit):
            self._require(systemd.start(self.unit, timeout=_LIMIT))

    def stop(self):
        systemd.stop(self.unit, _STOP_LIMIT)

    def restart(self):
        self._require(systemd.restart(self.unit, timeout=_LIMIT))

    def _require(self, outcome):
        if not outcome.ok:
            raise SiteError(f"{self.unit} does not start:\n{outcome.text}\nLook at it with"
                            f" journalctl -u {self.unit}, then run:"
                            f" {advice.retry_hint(self._site)}")

    def check(self):
        if not systemd.is_active(self.unit):
            return False, f"{self.unit} does not run: systemctl start {self.unit}"
        well, words = greeting.answers(self._program, self._socket)
        told = f"{self._program}, {self.unit}"
        # Its folder is closed for others than the site and root.
        return (True, told) if well or os.geteuid() != 0 else (False, f"{told}: {words}")

    @property
    def _socket(self):
        return f"/run/{self._site.unit}-{self.name}/{self._program}.sock"
