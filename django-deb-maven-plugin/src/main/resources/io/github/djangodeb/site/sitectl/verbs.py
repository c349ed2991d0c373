"""What the site's command and its maintainer scripts can ask for: one entry per verb."""

from dataclasses import dataclass, field
from typing import Callable

from . import acme, advice
from . import configure as configuration
from . import lifecycle, program, releases, slots, status
from .desk import Desk, at, require_root
from .errors import SiteError
from .files import write_if_different
from .migrations import Migrations
from .output import say, warn


@dataclass(frozen=True)
class Verb:
    """One thing to ask for.

    ``act`` gets the site and the parsed arguments and returns an exit code, or None for 0;
    ``arguments`` are pairs of names and options for argparse.
    """

    name: str
    help: str
    act: Callable
    arguments: tuple = field(default=())
    hidden: bool = False
    takes_all: bool = False


def _locked(name, action):
    """A verb that changes the site: root's, under the lock."""

    def act(site, _):
        require_root(site, name)
        with at(site) as desk:
            action(desk)

    return act


def _configure(site, _):
    require_root(site, "configure")
    if configuration.is_foreign_root():
        configuration.postpone_in_foreign_root(site)
        return
    try:
        with at(site) as desk:
            configuration.Configuration(desk).run()
            obstacle = desk.why_not_now()
        if not obstacle:
            lifecycle.go_with_machine(site)
    except OSError as problem:
        raise SiteError(f"{problem}\nThen run: {advice.retry_hint(site)}") from problem


def _start(site, _):
    require_root(site, "start")
    with at(site) as desk:
        lifecycle.start(desk)
    lifecycle.go_with_machine(site)


def _abort(site, _):
    require_root(site, "abort")
    try:
        with at(site) as desk:
            lifecycle.resume(desk)
            resumed = desk.state.live and not desk.why_not_now()
        if resumed:
            lifecycle.go_with_machine(site)
    except (SiteError, OSError) as problem:
        # dpkg is undoing something already: a failure here would only hide why.
        warn(str(problem))


def _status(site, arguments):
    return status.show(Desk(site), arguments.json)


def _manage(site, arguments):
    require_root(site, "manage")
    if arguments.new:
        return _manage_new(site, arguments.words)
    desk = Desk(site)
    slot = desk.state.live
    if not slot:
        raise SiteError(f"No release is set up yet: {site.unit} start")
    words = ["manage", slot, *arguments.words]
    code = program.hand_over(site, slot, words)
    if arguments.words[:1] == ["migrate"]:
        _note_migrations(site)
    return code


def _manage_new(site, words):
    """Runs manage.py of the installed release, in the idle slot if another one serves."""
    with at(site) as desk:
        desk.heal()
        release = releases.identity(site)
        slot = desk.state.idle
        if release == desk.state.live_release:
            slot = desk.state.live
        elif releases.load(site, release) is None:
            raise SiteError(f"Release {release} is not set up yet. Run: {advice.retry_hint(site)}")
        else:
            slots.assign(site, desk.state, slot, release)
        try:
            code = program.hand_over(site, slot, ["manage", slot, *words])
            if words[:1] == ["migrate"] and desk.running:
                Migrations(site, desk.state, desk.database).count(slot)
        finally:
            if slot != desk.state.live:
                slots.clear(site, desk.state, slot)
    return code


def _certificate_renewed(site, _):
    require_root(site, "certificate-renewed")
    acme.renewed(site)


def _allow_purge(site, _):
    """Makes the marker that the package looks for when it is purged."""
    require_root(site, "allow-purge")
    with at(site):
        write_if_different(site.below_var("PURGE-DATA"), "A purge takes the data too.\n")
    gone = [site.below_var(name) for name in ("media", "data", "retained")]
    if site.database == "postgresql":
        gone.insert(0, f'the PostgreSQL database and role "{site.user}"')
    say(f"apt purge {site.package} will now delete, besides the configuration:\n"
        + "".join(f"  {one}\n" for one in gone)
        + "A copy of the database and the secrets goes to /var/backups first; none of the uploads."
        + f"\nTo keep them after all: rm {site.below_var('PURGE-DATA')}")


def _note_migrations(site):
    with at(site) as desk:
        if desk.running and desk.state.live:
            Migrations(site, desk.state, desk.database).count(desk.state.live)


VERBS = (
    Verb("status", "tell how the site is (exit code 0: running, 1: degraded, 3: not running)",
         _status, ((("--json",), {"action": "store_true", "help": "for programs"}),)),
    Verb("reload", "take over changed configuration, without losing a request",
         _locked("reload", lifecycle.reload)),
    Verb("start", "start the site, finish its set-up", _start),
    Verb("stop", "stop the site after its last request, until start or the next boot",
         _locked("stop", lifecycle.stop)),
    Verb("restart", "stop and start; reload is gentler", _locked("restart", lifecycle.restart)),
    Verb("manage", "run manage.py as the site: manage migrate, manage createsuperuser ...",
         _manage,
         ((("--new",), {"action": "store_true",
                        "help": "of the release that is installed, before it serves"}),),
         takes_all=True),
    Verb("allow-purge", "let a purge of the package delete database, uploads and data too",
         _allow_purge),
    Verb("configure", "set the site up (called by its package)", _configure,
         ((("old_version",), {"nargs": "?", "help": "the version configured before"}),), True),
    Verb("abort", "resume after a broken-off upgrade or removal (called by the package)", _abort,
         ((("ignored",), {"nargs": "*", "help": "dpkg's arguments"}),), True),
    Verb("remove", "stop before removal (called by the package)",
         _locked("remove", lifecycle.remove), (), True),
    Verb("certificate-renewed", "let nginx read a new certificate (called by certbot)",
         _certificate_renewed, (), True),
    Verb("boot", "go with the machine (called by systemd)",
         _locked("boot", lifecycle.boot), (), True),
)
