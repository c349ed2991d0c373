"""Brings a release to the visitors without losing one request: all or nothing.

The journal in the state file goes through ``prepare``, ``started``, ``healthy``, ``flipped``,
``drained``; each is on disk before the next begins. Whatever ends the process, ``heal`` finishes.
``paused`` in it is whether parts of the old slot may have been paused.
"""

import os
import time

from . import advice, aftermath, releases, slots
from .errors import SiteError
from .faults import reach
from .output import say, warn
from .part import run_in

#: Seconds that the visitors of a release get which has broken after the flip.
BROKEN_PATIENCE = 10


class Switch:
    """One switch of a site to a release, from the live slot to the idle one.

    :param resources: what it needs of the host, and of others; each is tried by the new release
        before anything changes for visitors
    :param nginx: what is to be told at the flip of what is configured; None where nothing is
    :param in_need: whether visitors come first, and nginx may go on with what it was told before
    """

    def __init__(self, site, state, parts, resources=(), nginx=None, in_need=False):
        self._site = site
        self._state = state
        self._parts = parts
        self._resources = resources
        self._nginx = nginx
        self._in_need = in_need

    def to(self, release):
        """Makes a release live.

        :raises SiteError: if it does not come up; then what served before serves on
        """
        state = self._state
        old, new = state.live, state.idle
        old_release = state.live_release
        self._note("prepare", {"from": old, "to": new, "release": release,
                               "begun": int(time.time()), "pid": os.getpid(),
                               "paused": False})
        try:
            self._bring_up(new, release, old_release)
        except Exception as problem:  # Whatever it is, the new slot must not stay half there.
            rest = self._undone(old, new)
            words = problem if isinstance(problem, (SiteError, OSError)) else repr(problem)
            message = self._message(release, old_release, words)
            raise SiteError(message + rest) from problem
        try:
            self._retire(old)
        except (SiteError, OSError) as problem:
            raise SiteError(
                f"Release {release} serves, in slot {new}; only the slot of the one before is still"
                f" there: {problem}\nTo clear it away:  {advice.retry_hint(self._site)}"
            ) from problem
        self._finish(release, old_release)

    def _bring_up(self, new, release, old_release):
        for part in self._parts:
            part.retire(new, BROKEN_PATIENCE)
        slots.assign(self._site, self._state, new, release)
        for one in self._resources:
            one.prove(new)
        # Until the flip the old one's files come first, and the new one's are there too.
        releases.link_static(self._site, [old_release, release, *self._others()])
        for part in self._parts:
            part.begin(new)
        for part in self._parts:
            part.start(new)
        self._note("started")
        for part in self._parts:
            part.prove(new)
        # Asked before, as it takes a moment in which the old one's workers would stand still.
        news = self._has_news_for_nginx()
        old = self._state.live
        self._note("healthy", dict(self._state.journal, paused=bool(old)))
        if old:
            for part in self._parts:
                part.pause(old)
        if news:
            self._tell_nginx(old, new)
        for part in self._parts:
            part.expose(new)
        self._state.live = new
        self._note("flipped")
        releases.link_static(self._site, [release, old_release, *self._others()])
        if old and run_in(self._parts, old):
            for part in reversed(self._parts):  # While there is one to go back to.
                part.watch(new)
        for one in (old_release, release):
            releases.note_served(self._state, one)
        self._state.save()

    def _has_news_for_nginx(self):
        nginx = self._nginx
        try:
            return nginx and nginx.is_installed() and not nginx.knows_all(self._state)
        except SiteError:
            return True  # site.conf is wrong, as is told where it is decided whether to go on.

    def _tell_nginx(self, old, new):
        """Of the names that the new release answers to, say. It is ready for them.

        :raises SiteError: if nginx goes on as before, and Django would not let in who comes so, or
            send him to where nginx does not listen
        """
        *_, web = self._parts
        apart = (old and web.is_running(old)
                 and not slots.takes_visitors_of(self._site, new, old))
        try:
            told = self._nginx.take_over(self._state)
        except SiteError as problem:
            if apart or not self._in_need:
                raise
            warn(f"nginx goes on with its former configuration: {problem}")
            return
        if apart and not told:
            raise SiteError("nginx could not be told of other server names, or another scheme, than"
                            " those by which visitors come now. When that is mended, run:"
                            f" {advice.retry_hint(self._site)}")

    def _undone(self, old, new):
        """Undoes what was begun; what cannot be, a full disk say, heals at the next call."""
        try:
            self._undo(old, new)
        except (SiteError, OSError) as problem:
            return f"\nSome of it could not be cleared away, the next call does that: {problem}"
        return ""

    def _undo(self, old, new):
        """The old slot is still hot: it gets the visitors back, then the new one goes."""
        state = self._state
        exposed = state.live == new
        for part in self._parts:
            if old:
                part.expose(old)
            else:
                part.hide()
        state.live = old
        self._note("reverted")
        try:
            if old and self._nginx:
                # At once, as its names may not be those of the old one.
                self._nginx.put_back(state)
        finally:
            self._leave(new, old, BROKEN_PATIENCE if exposed else 0)
        state.journal = None
        state.save()

    def _leave(self, new, old, patience):
        """The old slot has the visitors: its workers go on, and the new one goes."""
        if self._state.journal.get("paused"):
            for part in self._parts:
                part.resume(old)
        for part in self._parts:
            part.retire(new, patience)
        slots.clear(self._site, self._state, new)
        releases.link_static(self._site, [self._state.live_release, *self._others()])

    def _retire(self, old):
        if old:
            for part in self._parts:
                part.retire(old)
        self._note("drained")
        if old:
            slots.clear(self._site, self._state, old)

    def _finish(self, release, old_release):
        state = self._state
        if self._nginx:
            self._nginx.settle()
        state.journal = None
        state.save()
        reach("switch:done")
        releases.link_static(self._site, [release, old_release, *self._others()])
        say(f"release {release} serves, in slot {state.live}")

    def _note(self, step, values=None):
        self._state.journal = dict(values or self._state.journal, step=step)
        self._state.save()
        reach("switch:" + step)

    def _others(self):
        return releases.newest_first(self._state)

    def _message(self, release, old_release, problem):
        return (f"Release {release} did not come up: {problem}\n" + aftermath.told(
            self._site, release, old_release, self._parts, self._state.live))
