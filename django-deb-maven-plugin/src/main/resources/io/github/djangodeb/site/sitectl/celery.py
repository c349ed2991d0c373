"""Celery's part of a slot: the workers, and the beat that sends periodic tasks.

Workers of both slots may take tasks at once. But a worker that gets a task which its release does
not know yet loses it, so those of the old release take nothing new from before the moment in which
the pages of the new one can ask for it.

What they are doing is theirs to finish: only a unit that is still starting is ever killed. How long
they get is what the unit says, ``TimeoutStopSec``.
"""

import math
import re
import time

from . import diagnosis, formerqueue, keyvalue, program, slots, systemd
from .errors import SiteError
from .output import say, span, warn
from .part import Part

#: Seconds to ask the workers something, the start of Python included.
_ASK_LIMIT = 25

#: Seconds after which somebody who waits is told for what.
_SILENCE = 3
_PAUSE = 0.2

#: States of a unit that does nothing.
_DOWN = ("inactive", "failed")

#: What Celery writes of a broker that it does not reach, and the user in its address.
_UNREACHED = re.compile(r"Cannot connect to (\S+): ")
_USER = re.compile(r"(?<=://)[^/\s]*@")


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

    def is_configured(self):
        """Whether the installed release has it, and this host shall run it."""
        raise NotImplementedError

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
        outcome = self._started(slot)
        if not outcome.ok:
            raise self._broken(slot, f"{self.words} did not come up")

    def _started(self, slot):
        service = self.service(slot)
        return systemd.start(service, timeout=systemd.patience(systemd.start_seconds(service)))

    def watch(self, slot):
        if not self.is_wanted(slot):
            return
        shown = systemd.show(self.service(slot), "ActiveState", "NRestarts")
        if shown["ActiveState"] != "active" or shown["NRestarts"] not in ("", "0"):
            raise self._broken(slot, f"{self.words} died")

    def retire(self, slot, patience=None):
        service = self.service(slot)
        state = _state(service)
        if state in _DOWN:
            return
        if state == "activating":
            # One that never came up has no task; it may be waiting for its broker.
            systemd.kill(service)
            systemd.stop(service, systemd.patience(systemd.stop_seconds(service)))
            systemd.reset_failed(service)
        else:
            self._let_finish(slot)

    def _let_finish(self, slot):
        """Stops it when its tasks are done, or have taken longer than its unit allows."""
        service = self.service(slot)
        limit = systemd.stop_seconds(service)
        systemd.queue_stop(service)
        self._wait_until_down(slot, limit)
        systemd.stop(service, systemd.patience(limit))
        if systemd.show(service, "Result")["Result"] == "timeout":
            warn(f"{self.words} of slot {slot} had not ended after {span(limit)}: what they still"
                 f" did was cut off. To let them take longer: systemctl edit"
                 f" {self._site.unit}-{self.kind}@.service, TimeoutStopSec=")
        systemd.reset_failed(service)

    def _wait_until_down(self, slot, limit):
        told = time.monotonic() + _SILENCE
        end = time.monotonic() + limit
        while not _is_down(self.service(slot)) and time.monotonic() < end:
            if told and time.monotonic() >= told:
                most = "however long that takes" if math.isinf(limit) else f"{span(limit)} at most"
                say(f"waiting for {self.words} of slot {slot} to finish their tasks, {most}")
                told = 0
            time.sleep(_PAUSE)

    def _broken(self, slot, reason):
        service = self.service(slot)
        journal = systemd.journal_tail(service, self._since)
        reason += self._own_broker(slot, journal)
        tail = diagnosis.essence(journal)
        if tail:
            reason += f"\nFrom the journal of {service}:\n"
            reason += "\n".join("  " + line for line in tail.splitlines())
        return SiteError(reason)

    def _own_broker(self, slot, journal):
        """A hint if they wait for a broker that this host has not been told of."""
        told = keyvalue.read(slots.path(self._site, slot))
        given = told.get("BROKER_URL") or "broker_url" in told.get("CREDENTIALS", "").split()
        found = _UNREACHED.findall(journal)
        if given or not found:
            return ""
        return (f"\nqueue is off, so the project's own broker {_USER.sub('', found[-1])} is used,"
                f" and it does not answer: see <queue> of the pom, or start that broker.")


def _state(service):
    return systemd.show(service, "ActiveState")["ActiveState"]


def _is_down(service):
    return _state(service) in _DOWN


class Workers(_CeleryPart):
    """The processes that take tasks. systemd knows that they do from Celery itself."""

    name = "workers"
    kind = "worker"
    key = "WORKERS"
    words = "the Celery workers"

    def is_configured(self):
        return bool(self._site.celery and self._site.workers)

    def pause(self, slot):
        service = self.service(slot)
        if not self.is_wanted(slot) or not systemd.is_active(service):
            return
        if formerqueue.has_moved(self._site):
            # They are where nobody can tell them anything any more.
            say(f"the queue has moved: {self.words} of slot {slot} end at the one before")
        elif self._tell(slot, "pause"):
            return
        else:
            warn(f"{service} does not answer, so it is stopped already")
        # Then they have to end now: tasks that they run are finished all the same.
        systemd.queue_stop(service)

    def resume(self, slot):
        if not self.is_wanted(slot):
            return
        state = _state(self.service(slot))
        if state == "active" and self._tell(slot, "resume"):
            return
        if state in ("active", "deactivating"):
            # Whether they take tasks again is not known: fresh ones do, once these have finished.
            say(f"{self.words} of slot {slot} are started anew")
            self._let_finish(slot)
        if not self._started(slot).ok:
            warn(f"{self.words} of slot {slot} take no tasks: systemctl status"
                 f" {self.service(slot)}")

    def _tell(self, slot, action):
        return program.run(self._site, slot, ["workers", slot, action], _ASK_LIMIT).ok


class Beat(_CeleryPart):
    """Sends periodic tasks. Of two, the one that came later waits for the end of the other."""

    name = "beat"
    kind = "beat"
    key = "BEAT"
    words = "Celery's beat"

    def is_configured(self):
        return bool(self._site.celery.get("beat") and self._site.beat)

    def problems(self, slot):
        shown = systemd.show(self.service(slot), "ActiveState", "StatusText")
        if shown["ActiveState"] != "active" or not shown["StatusText"].startswith("waiting"):
            return []
        lock = self._site.below_var("data", "beat.lock")
        return [f"{self.service(slot)} sends no periodic tasks, as another process has {lock}:"
                f" end that one, lslocks tells its PID"]

    def pause(self, slot):
        service = self.service(slot)
        if not _is_down(service):
            systemd.stop(service, systemd.patience(systemd.stop_seconds(service)))

    def resume(self, slot):
        if self.is_wanted(slot) and not systemd.is_active(self.service(slot)):
            self._started(slot)
