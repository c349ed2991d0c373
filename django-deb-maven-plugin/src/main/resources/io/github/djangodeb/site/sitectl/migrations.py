"""Migrations of the project: told, demanded or run, as ``MIGRATE`` says.

A database that this very installation has made gets its tables in any case: without them no page
would come up, and there is nothing to lose.
"""

import contextlib
import json
import os
import re
import stat
import time

from . import advice, diagnosis, keeping, program, provided, releases, slots
from .command import run
from .errors import SiteError
from .output import say, warn

#: Seconds for a question, and for the migrations themselves, which may have much data to move.
_ASK_LIMIT = 30
_RUN_LIMIT = 24 * 3600

#: How many migrations a warning names.
_NAMED = 10

#: Exit status of ``site_migrate`` if Django's own set-up failed.
_NOT_LOADED = 5

#: What Django writes last before a migration that fails.
_BEGUN = re.compile(r"Applying (\S+)\.\.\.\s*\Z")

#: What Django's list begins with where a migration is pending.
_PENDING = "[ ]"

#: What ``site_migrations`` begins its answer with.
_HEADING = "unknown migrations: "

#: What ``site_migrate`` begins with what people shall read.
_WARNING = "warning: "


def _is_absent_or_empty(path):
    """Asks only the name itself: it lies in the user's folder, where a link may lead anywhere."""
    try:
        status = os.lstat(path)
    except FileNotFoundError:
        return True
    return stat.S_ISREG(status.st_mode) and status.st_size == 0


def command(site, state, release):
    """The command that runs the migrations of a release, which may not serve yet."""
    new = "" if release == state.live_release else " --new"
    return f"{site.unit} manage{new} migrate"


def unknown_words(release, unknown):
    """What people shall know who go back to a release that lacks applied migrations."""
    stay, these = ("It stays", "it") if len(unknown) == 1 else ("They stay", "them")
    return (f"{counted(len(unknown), True)} applied that release {release} does not have:"
            f" {listed(unknown)}\n{stay} applied: nothing is reversed. Whether"
            f" the release works with {these} is for its developers to say.")


def counted(number, with_verb=False):
    """A number of migrations, as people say it."""
    noun, verb = ("migration", " is") if number == 1 else ("migrations", " are")
    return f"{number} {noun}{verb if with_verb else ''}"


def listed(names):
    """The first of them, and how many more there are."""
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    return f"{' '.join(names[:_NAMED])}{more}"


def ask_if_unknown(desk):
    """Has the release that serves say how many are pending, where nobody knows that: after a
    restoration that was interrupted, or made while the site was stopped, say."""
    state = desk.state
    if desk.site.database == "off" or not desk.running or not state.live:
        return
    if state.migrations.get("pending") is None:
        Migrations(desk.site, state, desk.database).count(state.live)


def _indented(lines):
    return "".join(f"\n  {line}" for line in lines)


class NotApplied(SiteError):
    """The migrations of a release were begun, and not all of them applied."""


class Migrations:
    """The migrations of a release that is about to be switched to."""

    def __init__(self, site, state, database):
        self._site = site
        self._state = state
        self._database = database

    def settle(self, release):
        """Does what the policy says, before the switch. Once per release, if that succeeds.

        :raises SiteError: if they fail, or if the policy wants them done first
        """
        if self._site.database == "off":
            return
        fresh = self._tables_are_missing()
        known = self._state.migrations
        if not fresh and known.get("release") == release and known.get("pending") == 0:
            return
        slot = self._state.idle
        slots.assign(self._site, self._state, slot, release)
        if fresh or self._site.migrate == "auto":
            self._run(slot)
            self._note(release, 0)
        else:
            self._ask(slot)
        if not fresh:
            self._warn_on_way_back(slot, release)

    def _tables_are_missing(self):
        if self._site.database == "sqlite":
            return self._sqlite_is_fresh()
        if self._state.database.get("tables") != "missing":
            return False
        return self._database.is_empty()

    def _sqlite_is_fresh(self):
        """Whether this installation makes the file; one that lay there is an older site's data."""
        known = self._state.database.get("tables")
        if known is None and _is_absent_or_empty(self._site.below_var("data", provided.SQLITE)):
            # Noted before it exists: whatever is interrupted, its tables are still to be made.
            known = self._state.database["tables"] = "missing"
            self._state.save()
        return known == "missing"

    def apply(self, slot):
        """Applies those of a slot's release, for who holds the lock of ``keeping`` already.

        :raises NotApplied: if they fail
        """
        self._run(slot, contextlib.nullcontext())
        self._note(self._state.slots[slot], 0)

    def _run(self, slot, apart_from_backups=None):
        with apart_from_backups or keeping.held(self._site):
            begun = time.monotonic()
            outcome = program.run(self._site, slot, ["migrate", slot], _RUN_LIMIT)
            over = time.monotonic() - begun >= _RUN_LIMIT
        applied = outcome.stdout.count("... OK")
        if not outcome.ok:
            told = self._ended(slot, outcome) if over else self._failed(slot, outcome)
            stay = f"\n{counted(applied)} applied before that: nothing is reversed."
            raise NotApplied(told + (stay if applied else ""))
        for line in outcome.stderr.splitlines():
            if line.startswith(_WARNING):
                warn(line[len(_WARNING):])
        if applied:
            say(f"{counted(applied)} applied")

    def _failed(self, slot, outcome):
        """Why, in the first line, and what was said before that."""
        release = self._state.slots[slot]
        begun = _BEGUN.search(outcome.stdout)
        if outcome.status == _NOT_LOADED:
            what = f"Release {release} could not be loaded, so no migration was begun"
        elif begun:
            what = f"The migration {begun[1]} of release {release} failed"
        else:
            what = f"The migrations of release {release} failed"
        lines = diagnosis.essence(outcome.stderr.strip() or outcome.stdout.strip()).splitlines()
        silent = f"it said nothing of why: {self._site.unit} logs --since '10 minutes ago'"
        text = f"{what}: {lines[-1].strip() if lines else silent}"
        return text + "\nWhat was said last:" + _indented(lines) if len(lines) > 1 else text

    def _ended(self, slot, outcome):
        how = command(self._site, self._state, self._state.slots[slot])
        lines = diagnosis.essence(outcome.text).splitlines()
        return (f"The migrations were ended, as they had run for {_RUN_LIMIT // 3600} hours."
                f" Without a limit: {how}\nWhat was said last:" + _indented(lines))

    def count(self, slot):
        """Asks a slot's release how many are pending and notes it: (count or None, its words)."""
        names, outcome = self.pending(slot)
        return None if names is None else len(names), outcome

    def pending(self, slot):
        """The same with their names, as ``app.name``, in the order in which they would be applied.

        :returns: (names, or None if the release does not tell; its words)
        """
        outcome = program.run(
            self._site, slot, ["manage", slot, "showmigrations", "--plan"], _ASK_LIMIT)
        names = None
        if outcome.ok:
            names = [line[len(_PENDING):].split()[0] for line in outcome.stdout.splitlines()
                     if line.startswith(_PENDING) and line[len(_PENDING):].strip()]
        self._note(self._state.slots[slot], None if names is None else len(names))
        return names, outcome

    def unknown_to(self, slot, ask=None):
        """The applied migrations that a slot's release does not have, as ``app.name``.

        It is asked with its own code. Returns (names, or None if it does not tell; its words).

        :param ask: what asks it, such as ``program.ask`` for who has no lock
        """
        path = os.path.join(self._site.lib, "python", "site_migrations.py")
        code = f"import runpy; runpy.run_path({path!r}, run_name='__main__')"
        words = ["manage", slot, "shell", "-c", code]
        outcome = (ask or program.run)(self._site, slot, words, _ASK_LIMIT)
        for line in outcome.stdout.splitlines() if outcome.ok else ():
            if line.startswith(_HEADING):
                return json.loads(line[len(_HEADING):]), outcome
        return None, outcome

    def _warn_on_way_back(self, slot, release):
        """An older version than the one that serves may not have all that is applied."""
        live = self._state.live_release
        before = releases.load(self._site, live) if live and live != release else None
        if before and run(["dpkg", "--compare-versions", before.version, "gt",
                           self._site.version]).ok:
            unknown, _ = self.unknown_to(slot)
            if unknown:
                warn(unknown_words(release, unknown))

    def _ask(self, slot):
        pending, outcome = self.count(slot)
        if pending == 0:
            return
        release = self._state.slots[slot]
        refuses = self._site.migrate == "check"
        if pending is None:
            text = f"Whether migrations are pending is unknown:\n{diagnosis.essence(outcome.text)}"
        elif refuses:
            text = (f"{counted(pending, True)} pending: run"
                    f" {command(self._site, self._state, release)}")
        else:
            # Who reads this will do so when the switch is over.
            text = (f"{counted(pending, True)} pending, and MIGRATE=off applies none: once release"
                    f" {release} serves, run {self._site.unit} manage migrate")
        if refuses:
            raise SiteError(f"{text}\nMIGRATE=check wants them done first. Then run:"
                            f" {advice.retry_hint(self._site)}")
        warn(text)

    def _note(self, release, pending):
        self._state.migrations = {"release": release, "pending": pending}
        if pending == 0:
            self._state.database["tables"] = "made"
        self._state.save()
