"""The verb ``check``: looks at everything that a site needs and promises, and changes nothing.

Where ``status`` tells within a second whether a site serves, this looks for what will go wrong
later: settings, rights, packages that were changed, a configuration that nginx would not survive.
"""

import json
import os
from dataclasses import asdict, dataclass

from . import acme, advice, diagnosis, djangocheck, integrity, knownkeys, limits, lock, program
from . import promises, releases, siteconf, space
from .desk import Desk, at
from .errors import SiteError
from .files import read_text
from .migrations import Migrations, unknown_words
from .site import Site
from .status import stopped_words

#: Share of a file system's inodes, and bytes, that should be free.
_LEAST_FREE = 256 << 20
_LEAST_INODES = 0.02

#: How often all is looked at, if it was changed meanwhile.
_LOOKS = 3


@dataclass(frozen=True)
class Finding:
    """One line: ``ok`` is None for what the caller has no right to see, or what does not tell.

    A warning is something to read once, and no fault: no monitor is alarmed by it.
    """

    check: str
    ok: object
    text: str
    warning: bool = False

    @property
    def word(self):
        """What people read in front of it."""
        return "warning" if self.warning else {True: "ok", False: "PROBLEM", None: "-"}[self.ok]


class Check:
    """All checks of one site."""

    def __init__(self, desk):
        self._desk = desk
        self._site = desk.site
        self._state = desk.state
        self._root = os.geteuid() == 0
        self._faults = siteconf.leave_out(desk.site)

    def findings(self):
        """All of them, in their order. One that fails takes no other along."""
        for name in ("serves", "django", "migrations", "resources", "nginx", "https", "keys",
                     "values", "limits", "secrets", "rights", "code", "packages", "disk"):
            try:
                yield from getattr(self, "_" + name)(name)
            except PermissionError as problem:
                if self._root:
                    yield Finding(name, False, str(problem))
                else:
                    yield _for_root(name)
            except (SiteError, OSError) as problem:
                yield Finding(name, False, " ".join(str(problem).split()))

    def _serves(self, name):
        live = self._state.live
        if not live:
            yield Finding(name, False, f"no release serves: {advice.first_start(self._site)}")
        elif self._is_stopped():
            yield Finding(name, False, stopped_words(self._site))
        elif not self._desk.live_runs():
            yield Finding(name, False, f"not all of slot {live} runs: {self._site.unit} status")
        else:
            yield Finding(name, True, f"release {self._state.live_release} in slot {live}")

    def _is_stopped(self):
        """Whether it does not run, as somebody wants it so: what follows from that is not told."""
        return self._desk.is_stopped() and not self._desk.live_runs()

    def _is_wrong(self, keys):
        return any(fault.key in keys for fault in self._faults)

    def _django(self, name):
        live = self._state.live
        if not self._root:
            yield _for_root(name)
        elif live:
            problems, warnings, remark = djangocheck.ask(self._site, live)
            for text in problems:
                yield Finding(name, False, text)
            for text in warnings:
                yield Finding(name, True, text, warning=True)
            if not problems and not warnings:
                more = f" ({remark})" if remark else ""
                yield Finding(name, True, "check --deploy has nothing against it" + more)

    def _migrations(self, name):
        """Whether the database has migrations of a release that was gone back from."""
        live = self._state.live
        if self._site.database == "off":
            return
        if not self._root:
            yield _for_root(name)
        elif live:
            release = self._state.live_release
            unknown, outcome = Migrations(self._site, self._state, None).unknown_to(
                live, program.ask)
            if unknown is None:
                # The database or Django does not work then, which has a line of its own.
                yield Finding(name, None, f"release {release} does not tell:"
                              f" {_last(diagnosis.essence(outcome.text))}")
            elif unknown:
                words = unknown_words(release, unknown).partition("\n")[0]
                yield Finding(name, True, words, warning=True)
            else:
                yield Finding(name, True, f"release {release} has all that are applied")

    def _resources(self, _):
        for one in self._desk.resources:
            if not (one.goes_with_site and self._is_stopped()):
                yield Finding(one.name, *one.examine())

    def _nginx(self, name):
        nginx = self._desk.nginx
        well, words, lets_in = nginx.look()
        fault = nginx.refusal() if lets_in and self._root else ""
        yield Finding(name, well and not fault, fault or words)
        # What it reads are copies of what it has accepted; the files that people change are tried.
        fault = nginx.unaccepted() if lets_in and self._root and not fault else ""
        if fault:
            yield Finding(name, False, fault)

    def _https(self, name):
        if self._is_wrong(siteconf.HTTPS):
            return
        well, words = acme.check(self._site, self._state)
        yield Finding(name, well, words.partition("\n")[0])

    def _keys(self, name):
        yield _one(name, knownkeys.faults(self._site), "those of site.conf are known")

    def _values(self, name):
        # All of them, as a value has to be corrected before anything is taken over.
        words = "; ".join(map(str, self._faults)) or "those of site.conf are right"
        yield Finding(name, not self._faults, words)

    def _limits(self, name):
        if not self._is_wrong(limits.KEYS):
            yield Finding(name, *limits.check(self._site))

    def _secrets(self, name):
        faults = promises.faults(promises.of_secrets(self._site))
        yield _one(name, faults, "for root alone")

    def _rights(self, name):
        site = self._site
        live = self._state.live if self._desk.running and not self._is_stopped() else None
        faults = promises.faults(promises.of_folders(site, live))
        code = [one.path for one in self._packages_folders()]
        others = promises.writable_by_others(site.lib, site.etc, *code)
        faults += [f"{path} can be changed by others than root" for path in others]
        yield _one(name, faults, "owners and modes are as the package sets them")

    def _code(self, name):
        faults = [f"release {release} lacks {path}: install that package again"
                  for release in self._state.releases
                  for path in releases.missing_code(self._site, release)]
        yield _one(name, faults, f"of {len(self._state.releases)} releases is there")

    def _packages(self, name):
        """The site's package, and those of the release that serves, as dpkg has installed them."""
        names = [self._site.package, *(one.package for one in self._packages_folders())]
        faults = [fault for fault in map(advice.unfinished, names) if fault]
        faults += [f"{package}: {fault}" for package in names
                   for fault in integrity.faults(package)]
        yield _one(name, faults, f"{', '.join(names)}: as installed")

    def _packages_folders(self):
        facts = self._state.live_release and releases.load(self._site, self._state.live_release)
        one = facts if isinstance(facts, Site) else self._site
        return [_Code(folder) for folder in (one.env, one.src)]

    def _disk(self, name):
        faults = []
        for folder in dict.fromkeys((self._site.var, self._site.etc, self._site.log, "/tmp")):
            status = os.statvfs(folder)
            free = status.f_bavail * status.f_frsize
            if free < _LEAST_FREE:
                faults.append(f"{folder} has only {space.megabytes(free)} left")
            if status.f_files and status.f_favail < status.f_files * _LEAST_INODES:
                faults.append(f"{folder} has only {status.f_favail} inodes left")
        status = os.statvfs(self._site.var)
        free = space.megabytes(status.f_bavail * status.f_frsize)
        yield _one(name, faults, f"{free} are free in {self._site.var}")


class _Code:
    """A folder of code and the package that it is of."""

    def __init__(self, path):
        self.path = path
        self.package = releases.package_of(path)


def _one(name, faults, words):
    return Finding(name, not faults, promises.words_about(faults) if faults else words)


def _for_root(name):
    return Finding(name, None, "only root can look at that")


def _last(text):
    return (text.strip().splitlines() or ["no answer"])[-1].strip()


def look(site):
    """The findings of root, who has steps of which only one may run at once.

    It goes without the site's lock, as it takes minutes: a rollback or a boot does not wait for it.
    A change that goes on is waited for, and after one that came between it looks again.
    """
    with lock.held(os.path.join(site.run, "check.lock"), purpose="checking this site"):
        for _ in range(_LOOKS):
            with at(site) as desk:
                before = read_text(desk.state.path)
            findings = list(Check(Desk(site)).findings())
            if read_text(desk.state.path) == before:
                break
    return findings


def check(site, arguments):
    """Prints one line per finding; returns 1 if one of them is a problem, else 0."""
    findings = look(site) if os.geteuid() == 0 else list(Check(Desk(site)).findings())
    well = all(one.ok is not False for one in findings)
    if arguments.json:
        print(json.dumps({"site": site.unit, "ok": well,
                          "checks": [asdict(one) for one in findings]}, indent=2))
    else:
        for one in findings:
            print(f"{one.word:<9}{one.check:<12}{one.text}")
    return 0 if well else 1
