"""Brings an interrupted switch to one of its two ends: exactly one slot serves.

Before the flip the old release is the truth, after it the new one.
"""

import os

from . import releases, slots
from .errors import SiteError
from .output import say, warn
from .part import run_in

#: Seconds that the visitors of a slot get that is left. The flip may have been the last thing done
#: before the interruption, without a note of it.
PATIENCE = 10

_AFTER_FLIP = ("flipped", "drained")


def heal(site, state, parts, running, nginx=None):
    """Heals what an interruption left, if it left something.

    :param running: whether systemd runs, so that slots can be asked and stopped
    :param nginx: what may have been told of the new release
    """
    journal = state.journal
    if journal:
        stay, leave = _decide(journal, parts, running)
        state.live = stay
        state.journal = dict(journal, step="flipped" if stay == journal["to"] else "reverted")
        state.save()
    else:
        stay, leave = state.live, state.idle
    if stay:
        slots.complete(site, stay, state.slots[stay])
    if running:
        _expose(parts, stay)
        if _was_paused(journal, stay) and any(part.start_units(stay) and part.is_running(stay)
                                              for part in parts):
            # Not at boot, when nothing runs yet and all is started anyway.
            for part in parts:
                part.resume(stay)
    if stay and not os.path.exists(slots.path(site, stay)):
        slots.assign(site, state, stay, state.slots[stay])
    # Before visitors of the other slot are waited for, as its names may not be those of this one.
    _settle(nginx, state, bool(journal) and stay == journal["to"])
    _empty(site, state, leave, parts, None if _was_live(journal, leave) else PATIENCE, running)
    if journal:
        state.journal = None
        releases.note_served(state, state.live_release)
        state.save()
        releases.link_static(site, [state.live_release] + releases.newest_first(state))
        if stay:
            say(f"an interrupted switch was healed: release {state.live_release} serves")


def _settle(nginx, state, forward):
    """nginx reads what belongs to the release that serves; if not, the next call tries again."""
    if not nginx:
        return
    try:
        if forward:
            nginx.settle()
        else:
            nginx.put_back(state)
    except (SiteError, OSError, ValueError) as problem:
        warn(f"nginx was not told of its former configuration: {problem}")


def _decide(journal, parts, running):
    old, new = journal["from"], journal["to"]
    if journal["step"] not in _AFTER_FLIP:
        return old, new
    if old and running and not run_in(parts, new) and run_in(parts, old):
        return old, new  # It died right after the flip, and the old one is still there.
    return new, old


def _expose(parts, slot):
    for part in parts:
        if slot:
            part.expose(slot)
        else:
            part.hide()


def _was_paused(journal, slot):
    # An earlier version of this tool did not note it.
    return bool(slot) and _was_live(journal, slot) and journal.get("paused", True)


def _was_live(journal, slot):
    return bool(journal) and slot == journal["from"]


def _empty(site, state, slot, parts, patience, running):
    if slot is None:
        return
    if running:
        for part in parts:
            part.retire(slot, patience)
    slots.clear(site, state, slot)
