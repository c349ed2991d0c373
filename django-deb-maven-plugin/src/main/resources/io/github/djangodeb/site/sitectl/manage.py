"""manage.py for people: of the release that serves, or of the one that is installed."""

import contextlib

from . import advice, keeping, program, releases, slots
from .desk import Desk, at, require_root
from .errors import SiteError
from .migrations import Migrations


def manage(site, arguments):
    """Runs manage.py as the site."""
    require_root(site, "manage")
    migrates = arguments.words[:1] == ["migrate"]
    if arguments.new:
        return _of_installed(site, arguments.words, migrates)
    with _apart_from_backups(site, migrates):
        code = _of_live(site, arguments.words)
    if migrates:
        _note_migrations(site)
    return code


def _apart_from_backups(site, migrates):
    """A dump would hold migrations up, and with them the visitors who wait behind them."""
    return keeping.held(site) if migrates else contextlib.nullcontext()


def shell(site, arguments):
    """Django's shell, as the site: ``manage shell`` by its short name."""
    require_root(site, "shell")
    # Options are named here, as argparse would take them for its own.
    code = [] if arguments.code is None else ["-c", arguments.code]
    return _of_live(site, ["shell", *code])


def _of_live(site, words):
    slot = Desk(site).state.live
    if not slot:
        raise SiteError(f"No release is set up yet: {site.unit} start\nThe installed one, which may"
                        f" not come up, is asked with --new: {site.unit} manage --new check")
    return program.hand_over(site, slot, ["manage", slot, *words])


def _of_installed(site, words, migrates):
    """In the idle slot if another release serves."""
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
            with _apart_from_backups(site, migrates):
                code = program.hand_over(site, slot, ["manage", slot, *words])
            if migrates and desk.running:
                Migrations(site, desk.state, desk.database).count(slot)
        finally:
            if slot != desk.state.live:
                slots.clear(site, desk.state, slot)
    return code


def _note_migrations(site):
    with at(site) as desk:
        if desk.running and desk.state.live:
            Migrations(site, desk.state, desk.database).count(desk.state.live)
