"""The web part: gunicorn on a socket that systemd holds."""

import os
import time

from . import diagnosis, drain, flip, health, keyvalue, slots, systemd
from .errors import SiteError
from .part import Part

#: Seconds that the new release is watched after it got the visitors.
WATCH = 5

#: Seconds between two questions.
_PAUSE = 0.2

#: Seconds of wrong answers in a row after which waiting longer makes no sense.
_WRONG_LIMIT = 10

#: Seconds for a slot to stop: more than any TimeoutStopSec one would set.
_STOP_LIMIT = 360

#: More answers in a row than that prove nothing new.
_MOST_ANSWERS = 32


class Web(Part):
    """gunicorn in one of two slots."""

    def __init__(self, site):
        self._site = site
        self._since = systemd.now()
        self._deadline = 0.0

    def service(self, slot):
        """The unit that runs gunicorn."""
        return f"{self._site.unit}-web@{slot}.service"

    def socket_unit(self, slot):
        """The unit that holds the socket."""
        return f"{self._site.unit}-web@{slot}.socket"

    def start_units(self, slot):
        return [self.socket_unit(slot), self.service(slot)]

    def is_running(self, slot):
        return systemd.is_active(self.service(slot))

    def begin(self, slot):
        self._since = systemd.now()
        self._deadline = time.monotonic() + self._site.health_timeout
        systemd.reset_failed(*self.start_units(slot))
        systemd.queue_start(*self.start_units(slot))

    def start(self, slot):
        limit = self._site.health_timeout
        outcome = systemd.start(*self.start_units(slot), timeout=limit)
        if not outcome.ok:
            # A master that dies at once may be up again already: only its journal tells why.
            raise self._broken(slot, outcome.text)

    def prove(self, slot):
        """As many good answers in a row as there are workers, or a failure that says why."""
        probe = self._probe(slot)
        patience = _Patience(self._deadline)
        good = 0
        while good < self._workers(slot):
            self._check_alive(slot)
            try:
                probe.ask(self._site.socket(slot))
                good += 1
                patience.calm()
            except health.Unhealthy as problem:
                good = 0
                if patience.is_over(problem):
                    raise self._broken(slot, str(problem)) from None
                time.sleep(_PAUSE)

    def expose(self, slot):
        flip.point(self._site, slot)

    def hide(self):
        flip.withdraw(self._site)

    def watch(self, slot):
        """Asks through the live socket. Slow answers prove nothing: the site may be busy."""
        end = time.monotonic() + WATCH
        probe = self._probe(slot)
        wrong = 0
        while time.monotonic() < end:
            self._check_alive(slot)
            try:
                probe.ask(self._site.socket("live"))
                wrong = 0
            except health.Unhealthy as problem:
                wrong += 0 if problem.slow else 1
                if wrong >= 2:
                    raise self._broken(slot, f"after it got the visitors, {problem}") from None
            time.sleep(_PAUSE)

    def retire(self, slot, patience=None):
        if patience != 0 and self.is_running(slot):
            limit = {} if patience is None else {"limit": patience}
            drain.wait_until_dry(self._site.socket(slot), **limit)
        service, socket = self.service(slot), self.socket_unit(slot)
        if patience == 0 and not (_is_down(service) and _is_down(socket)):
            systemd.stop_at_once(service, socket)
        # The service first: as long as its socket listens nobody is refused. A connection that
        # comes before the socket is gone wakes the service once more, so it is looked at again.
        # One that does not run serves nobody, and its socket would only go on waking it.
        first = [service] if self.is_running(slot) else []
        for unit in [*first, socket, service]:
            if not _is_down(unit):
                systemd.stop(unit, _STOP_LIMIT)
                systemd.reset_failed(unit)

    def answer(self, slot):
        """The status with which the live socket, which leads to a slot, answers now.

        :raises health.Unhealthy: if it does not, or wrongly
        """
        return self._probe(slot).ask(self._site.socket("live"))

    def _probe(self, slot):
        """Asks by what the slot was told of names and HTTPS, which site.conf may have changed."""
        site = self._site
        told = keyvalue.read(slots.path(site, slot))
        names = told.get("SERVER_NAMES", "").split() or site.server_names
        https = told["HTTPS"] == "on" if "HTTPS" in told else site.https
        return health.Probe(health.host_of(names), site.health_path, https)

    def _check_alive(self, slot):
        shown = systemd.show(self.service(slot), "ActiveState", "NRestarts", "Result")
        if shown["ActiveState"] in ("failed", "inactive", "deactivating"):
            raise self._broken(slot, f"its service ended ({shown['Result'] or 'unknown'})")
        if shown["NRestarts"] not in ("", "0"):
            raise self._broken(slot, "its service died and was started again")

    def _broken(self, slot, reason):
        tail = diagnosis.essence(systemd.journal_tail(self.service(slot), self._since))
        if tail:
            reason += f"\nFrom the journal of {self.service(slot)}:\n" + _indented(tail)
        return SiteError(reason)

    def _workers(self, slot):
        """How many processes serve, without the one that leads them."""
        group = systemd.show(self.service(slot), "ControlGroup")["ControlGroup"]
        try:
            path = os.path.join("/sys/fs/cgroup", group.lstrip("/"), "cgroup.procs")
            with open(path, encoding="ascii") as file:
                count = len(file.read().split()) - 1
        except OSError:
            count = 1
        return min(max(count, 1), _MOST_ANSWERS)


def _is_down(unit):
    return systemd.show(unit, "ActiveState")["ActiveState"] == "inactive"


class _Patience:
    """How long to go on asking a release that does not answer well."""

    def __init__(self, deadline):
        self._deadline = deadline
        self._wrong_since = None

    def calm(self):
        """It answered well."""
        self._wrong_since = None

    def is_over(self, problem):
        """Whether it makes no sense to ask again after this."""
        now = time.monotonic()
        self._wrong_since = (self._wrong_since or now) if problem.definite else None
        settled = self._wrong_since and now - self._wrong_since >= _WRONG_LIMIT
        return bool(settled) or now >= self._deadline


def _indented(text):
    return "\n".join("  " + line for line in text.splitlines())
