"""How a site is, for people and for monitors."""

import json
import os
import shutil

from . import acme, advice, flip, health, migrations, offline, releases, restoring, rollback
from . import siteconf, systemd
from . import state as state_file
from .errors import SiteError
from .lifecycle import since
from .output import moment

RUNNING, DEGRADED, DOWN = 0, 1, 3
_WORDS = {RUNNING: "running", DEGRADED: "degraded", DOWN: "not running"}

#: What a site is called that runs and whose visitors nginx does not let in; as bad as down.
_UNREACHABLE = "not reachable"

#: The same for monitoring plugins, as Nagios began them: a word and an exit code.
_PLUGIN = {RUNNING: ("OK", 0), DEGRADED: ("WARNING", 1), DOWN: ("CRITICAL", 2)}
_PLUGIN_UNKNOWN = ("UNKNOWN", 3)

#: What a running site is called whose visitors are kept out. Somebody wants it so: no alarm.
_OFFLINE = "offline"

#: Free space below which a site is in danger: an upgrade and the database need it.
_LEAST_FREE = 256 * 1024 * 1024


class Status:
    """A look at everything, without changing anything; it needs no rights beyond anybody's."""

    def __init__(self, desk):
        self._desk = desk
        self._site = desk.site
        self._state = desk.state
        *self._celery, self._web = desk.parts
        #: Whether it does not run, as somebody has stopped it: what follows from that is not told.
        self._stopped = desk.is_stopped() and not self._is_up()
        self._faults = siteconf.leave_out(desk.site)
        self.problems = [str(fault) for fault in self._faults]
        if self._stopped:
            self.problems.insert(0, stopped_words(desk.site))

    def _is_up(self):
        live = self._state.live
        return bool(live) and systemd.is_running() and self._web.is_running(live)

    def values(self):
        """All facts, in the order in which people read them."""
        site, state = self._site, self._state
        live = state.live
        journal = state.journal
        goes_on = _goes_on(journal)
        if journal and not goes_on:
            # Its process may have ended, and the switch with it, since the state was read.
            journal = state_file.load(site).journal
            goes_on = _goes_on(journal)
        values = {
            "site": site.unit,
            "state": "",
            "release": state.live_release,
            "version": self._version(),
            "slot": live,
            "since_seconds": self._since(live),
            "answer": self._answer(live),
            "switching": goes_on and journal["release"],
            **{one.name: self._runs(one, live) for one in self._celery},
            "interrupted": bool(journal) and not goes_on,
            "offline": self._offline(),
            "rollback": rollback.in_force(site, state),
            "pending": self._desk.is_pending(),
            "migrations_pending": state.migrations.get("pending"),
            "purge_takes_data": os.path.exists(site.below_var("PURGE-DATA")),
            "free_bytes": shutil.disk_usage(site.var).free if os.path.isdir(site.var) else None,
        }
        for one in self._desk.resources:
            values[one.name] = self._checked(one.name, one, self._stopped and one.goes_with_site)
        values["nginx"], lets_in = self._nginx()
        values["https"] = self._https()
        self._look_for_problems(values)
        code, values["state"] = self._verdict(lets_in)
        if code == DOWN and not self.problems:
            # Others than root hear no answer either way.
            self.problems.append(f"{self._web.service(live)} does not run:"
                                 f" {advice.first_start(site)}")
        if values["offline"] and code == RUNNING:
            values["state"] = _OFFLINE
        values["problems"] = self.problems
        return code, values

    def _offline(self):
        try:
            return offline.wishes(self._site)
        except SiteError as problem:
            self.problems.append(str(problem))
            return {}

    def _version(self):
        release = self._state.live_release
        facts = releases.load(self._site, release) if release else None
        return facts.version if facts else None

    def _since(self, live):
        seconds = since(self._web.service(live)) if live else None
        return None if seconds is None else int(seconds)

    def _answer(self, live):
        if not live or self._stopped:
            return None
        try:
            return self._web.answer(live)
        except health.Unhealthy as problem:
            if os.geteuid() != 0 and "Permission" in str(problem):
                return None  # Only root and nginx may connect; that is no problem of the site.
            self.problems.append(f"the site does not answer well: {problem}"
                                 f" ({self._site.unit} logs)")
            return None

    def _runs(self, part, live):
        """Whether a part runs, or None if it is not wanted here."""
        if not live:
            return False if part.is_configured() else None
        if not part.is_wanted(live):
            return None
        if part.is_running(live):
            return True
        if self._stopped:
            return False
        self.problems.append(f"{part.service(live)} does not run: systemctl status"
                             f" {part.service(live)}")
        return False

    def _checked(self, name, thing, may_be_down=False):
        well, words = thing.check()
        if not well and may_be_down:
            return "stopped"
        if not well:
            self.problems.append(f"{name}: {words}")
        return words

    def _nginx(self):
        """A few words about it, and whether it lets visitors in."""
        well, words, lets_in = self._desk.nginx.look()
        if not well:
            self.problems.append(f"nginx: {words}")
        return words, lets_in

    def _https(self):
        if any(fault.key in siteconf.HTTPS for fault in self._faults):
            return None
        well, words = acme.check(self._site, self._state)
        if not well:
            self.problems.append(f"HTTPS: {words}")
        return words.partition("\n")[0]

    def _look_for_problems(self, values):
        state = self._state
        if values["interrupted"]:
            self.problems.append(f"a switch was interrupted: {self._site.unit} start heals it")
        if values["pending"] and not self._stopped:
            self.problems.append(f"the set-up is not finished: {self._site.unit} start")
        elif not state.live and not self._stopped:
            self.problems.append("no release serves" + (
                f" yet: a switch to {values['switching']} goes on" if values["switching"]
                else f": {advice.first_start(self._site)}"))
        if restoring.is_visible_to_all(self._site):
            self.problems.append(f"a restoration goes on, or was interrupted, which"
                                 f" {self._site.unit} start heals")
        if values["migrations_pending"]:
            how = migrations.command(self._site, state, state.migrations.get("release"))
            count = migrations.counted(values["migrations_pending"], True)
            self.problems.append(f"{count} pending: {how}")
        # While a switch goes on, what is there is not what will be.
        settled = state.live_release and not values["switching"] and not (
            self._stopped and values["pending"])
        if settled and not self._stopped and flip.current(self._site) != state.live:
            self.problems.append(f"{self._site.socket('live')} does not lead to slot {state.live}:"
                                 f" {self._site.unit} start")
        if settled:
            for part in self._celery:
                self.problems += part.problems(state.live) if values.get(part.name) else []
        other = state.live_release != releases.identity(self._site)
        if settled and other and not values["rollback"]:
            # Unless it was left for later, it failed.
            again = (advice.retry_hint if values["pending"] else advice.set_up_again)(self._site)
            self.problems.append(f"release {releases.identity(self._site)} is installed, but"
                                 f" {state.live_release} serves: {again}")
        for release in dict.fromkeys(state.slots.values()):
            for path in releases.missing_code(self._site, release):
                self.problems.append(f"release {release} lacks {path}: install that package again")
        if values["free_bytes"] is not None and values["free_bytes"] < _LEAST_FREE:
            self.problems.append(f"only {values['free_bytes'] >> 20} MB are free in"
                                 f" {self._site.var}")

    def _verdict(self, lets_in):
        """The exit code, and the word for it."""
        if not self._is_up():
            return DOWN, _WORDS[DOWN]
        if not lets_in:
            return DOWN, _UNREACHABLE
        code = DEGRADED if self.problems else RUNNING
        return code, _WORDS[code]


def stopped_words(site):
    """What is said of a site that somebody has stopped."""
    return f'stopped with "{site.unit} stop": {site.unit} start'


def show(desk, as_json):
    """Prints it; returns the exit code."""
    code, values = Status(desk).values()
    if as_json:
        print(json.dumps(values, indent=2))
        return code
    rows = [
        ("site", f"{values['site']} is {values['state']}"),
        ("release", _release_row(values)),
        *([("switch", f"to {values['switching']} goes on")] if values["switching"] else []),
        *([("offline", _offline_row(values["offline"]))] if values["offline"] else []),
        *([("rollback", rollback.told(desk.site, values["rollback"]))]
          if values["rollback"] else []),
        ("answer", values["answer"]),
        *((name, _part_row(values[name])) for name in ("workers", "beat") if name in values),
        *((one.name, values[one.name]) for one in desk.resources),
        ("nginx", values["nginx"]),
        ("https", values["https"]),
        ("migrations", _pending_row(values["migrations_pending"])),
        *([("purge", f"takes the data too, unless: rm {desk.site.below_var('PURGE-DATA')}")]
          if values["purge_takes_data"] else []),
        ("free", values["free_bytes"] and f"{values['free_bytes'] >> 20} MB"),
    ]
    for name, text in rows:
        print(f"{name:<12}{'-' if text is None else text}")
    for problem in values["problems"]:
        print(f"{'problem':<12}{problem}")
    return code


def show_as_plugin(desk):
    """Prints one line, as monitoring plugins do; returns their exit code."""
    code, values = Status(desk).values()
    reasons = values["problems"]
    if values["state"] == _OFFLINE:
        reasons = [_offline_row(values["offline"])]
    elif code == RUNNING:
        reasons = [f"release {_release_row(values)}"]
    return _plugin(_PLUGIN[code], f"{values['site']} is {values['state']}: {'; '.join(reasons)}")


def cannot_tell_plugin(words):
    """The same where nothing can be told but why."""
    return _plugin(_PLUGIN_UNKNOWN, words)


def _plugin(verdict, words):
    word, code = verdict
    # Behind a bar they would be figures.
    print(f"{word} - {' '.join(words.split())}".replace("|", "/"))
    return code


def _goes_on(journal):
    """Whether the process that began a switch still works on it."""
    try:
        with open(f"/proc/{int(journal['pid'])}/cmdline", "rb") as file:
            return any(word.endswith(b"/sitectl") for word in file.read().split(b"\0"))
    except (OSError, TypeError, KeyError, ValueError):
        return False


def _release_row(values):
    if not values["release"]:
        return None
    text = f"{values['release']} (version {values['version']}), slot {values['slot']}"
    seconds = values["since_seconds"]
    return text if seconds is None else f"{text}, for {_duration(seconds)}"


def _offline_row(wishes):
    passing = f", but for {' '.join(wishes['allow'])}" if wishes["allow"] else ""
    return (f"since {moment(wishes['since'])}{passing}:"
            f" {' '.join(wishes['message'].splitlines())}")


def _duration(seconds):
    for unit, length in (("days", 86400), ("hours", 3600), ("minutes", 60)):
        if seconds >= 2 * length:
            return f"{seconds // length} {unit}"
    return f"{seconds} seconds"


def _part_row(runs):
    return "off" if runs is None else "running" if runs else "not running"


def _pending_row(count):
    return "unknown" if count is None else f"{count} pending" if count else "none pending"
