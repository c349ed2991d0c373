"""Celery's part of a slot: the workers, and the beat that sends periodic tasks.

Workers of both slots may take tasks at once. But a worker that gets a task which its release does
not know yet loses it, so those of the old release take nothing new from before the moment in which
the pages of the new one can ask for it.
"""

import time

from . import diagnosis, keyvalue, program, slots, systemd
from .errors import SiteError
from .output import say, warn
from .part import Part

#: Seconds for a unit to be up, and down; more than TimeoutStartSec and TimeoutStopSec.
_START_LIMIT = 70
_STOP_LIMIT = 330

#: Seconds to ask the workers something, the start of Python included.
_ASK_LIMIT = 25

#: Seconds after which somebody who waits is told for what.
_SILENCE = 3
_PAUSE = 0.2


class _CeleryPart(Part):
    """One service of a slot, which not every release has."""

    #: As ``status`` names it.
    name = ""
    #: What its unit is called by.
    kind = ""
    #: The key in the slot's file that says whether it is wanted.
    key = ""
    #: What it is called in a message.
    words = ""

    def __init__(self, site):
        self._site = site
        self._since = systemd.now()

    def service(self, slot):
        """Its unit in a slot."""
        return f"{self._site.unit}-{self.kind}@{slot}.service"

    def is_wanted(self, slot):
        """Whether the release in that slot has it, and this host shall run it."""
        return keyvalue.read(slots.path(self._site, slot)).get(self.key) == "on"

    def start_units(self, slot):
        return [self.service(slot)] if self.is_wanted(slot) else []

    def is_running(self, slot):
        return not self.is_wanted(slot) or systemd.is_active(self.service(slot))

    def begin(self, slot):
        if self.is_wanted(slot):
            self._since = systemd.now()
            systemd.reset_failed(self.service(slot))
            systemd.queue_start(self.service(slot))

    def start(self, slot):
        if not self.is_wanted(slot):
            return
        outcome = systemd.start(self.service(slot), timeout=_START_LIMIT)
        if not outcome.ok:
            raise self._broken(slot, f"{self.words} did not come up")

    def watch(self, slot):
        if not self.is_wanted(slot):
            return
        shown = systemd.show(self.service(slot), "ActiveState", "NRestarts")
        if shown["ActiveState"] != "active" or shown["NRestarts"] not in ("", "0"):
            raise self._broken(slot, f"{self.words} died")

    def retire(self, slot, patience=None):
        service = self.service(slot)
        if _is_down(service):
            return
        if not systemd.is_active(service):
            # One that never came up has no task; it may be waiting for its broker.
            systemd.kill(service)
        systemd.queue_stop(service)
        self._wait_until_down(slot)
        systemd.stop(service, _STOP_LIMIT)
        systemd.reset_failed(service)

    def _wait_until_down(self, slot):
        told = time.monotonic() + _SILENCE
        end = time.monotonic() + _STOP_LIMIT
        while not _is_down(self.service(slot)) and time.monotonic() < end:
            if told and time.monotonic() >= told:
                say(f"waiting for {self.words} of slot {slot} to finish their tasks,"
                    " 5 minutes at most")
                told = 0
            time.sleep(_PAUSE)

    def _broken(self, slot, reason):
        service = self.service(slot)
        tail = diagnosis.essence(systemd.journal_tail(service, self._since))
        if tail:
            reason += f"\nFrom the journal of {service}:\n"
            reason += "\n".join("  " + line for line in tail.splitlines())
        return SiteError(reason)


def _is_down(service):
    return systemd.show(service, "ActiveState")["ActiveState"] in ("inactive", "failed")


class Workers(_CeleryPart):
    """The processes that take tasks. systemd knows that they do from Celery itself."""

    name = "workers"
    kind = "worker"
    key = "WORKERS"
    words = "the Celery workers"

    def pause(self, slot):
        if not self.is_wanted(slot) or not systemd.is_active(self.service(slot)):
            return
        if not self._tell(slot, "pause"):
            # Then they have to end now: tasks that they run are finished all the same.
            warn(f"{self.service(slot)} does not answer, so it is stopped already")
            systemd.queue_stop(self.service(slot))

    def resume(self, slot):
        if not self.is_wanted(slot):
            return
        shown = systemd.show(self.service(slot), "ActiveState")["ActiveState"]
        if shown == "active" and self._tell(slot, "resume"):
            return
        systemd.start(self.service(slot), timeout=_STOP_LIMIT)

    def _tell(self, slot, action):
        return program.run(self._site, slot, ["workers", slot, action], _ASK_LIMIT).ok


class Beat(_CeleryPart):
    """Sends periodic tasks. Of two, the one that came later waits for the end of the other."""

    name = "beat"
    kind = "beat"
    key = "BEAT"
    words = "Celery's beat"

    def pause(self, slot):
        if not _is_down(self.service(slot)):
            systemd.stop(self.service(slot), _STOP_LIMIT)

    def resume(self, slot):
        if self.is_wanted(slot) and not systemd.is_active(self.service(slot)):
            systemd.start(self.service(slot), timeout=_START_LIMIT)
