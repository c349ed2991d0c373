"""Going back to a release that served before, without the network, dpkg or a build.

It is a switch like any other: all or nothing, no request lost. Migrations are never reversed; if
the release does not have all that are applied, a person has to say yes first.

``rollback`` in the state says that another release than the installed one serves on purpose:
``release``, ``instead_of`` (what was installed then), ``since``. The next configuration of the
package ends that.
"""

import os
import sys
import time

from . import advice, diagnosis, lifecycle, links, provided, releases, secretfiles, slots
from .desk import at, require_root
from .errors import SiteError
from .files import read_text
from .migrations import Migrations, unknown_words
from .output import moment, say, warn


def rollback(site, arguments):
    """The verb."""
    require_root(site, "rollback")
    with at(site) as desk:
        target = _prepare(desk, arguments.release)
        if target is None:
            return
        site.again = f"rollback {target}"
        doubt = _doubt(desk, target)
        if not doubt or arguments.yes:
            if doubt:
                warn(doubt)
            _switch(desk, target)
            return
    # Nobody is kept waiting for the lock while a person thinks.
    _ask(site, target, doubt)
    with at(site) as desk:
        if _prepare(desk, target) is not None:
            _switch(desk, target)


def in_force(site, state):
    """What the state notes of a rollback, if that is what serves now; else None."""
    noted = state.rollback
    holds = noted and noted["release"] == state.live_release \
        and noted["instead_of"] == releases.identity(site)
    return noted if holds else None


def told(site, noted):
    """One line about a rollback."""
    return (f"to {noted['release']}, since {moment(noted['since'])}, instead of"
            f" {noted['instead_of']}, which is installed: dpkg-reconfigure {site.package} ends it")


def _prepare(desk, wanted):
    """The release to go back to, once nothing is against it; None if there is nothing to do."""
    site, state = desk.site, desk.state
    lifecycle.refuse_obstacle(desk)
    desk.heal()
    if not state.live:
        raise SiteError(f"No release serves yet: {site.unit} start")
    noted = in_force(site, state)
    if wanted is None and noted and desk.live_runs():
        say(f"rolled back already, {told(site, noted)}\n"
            f"To go to another release, name it: {site.unit} releases lists them.")
        return None
    target = _named(site, state, wanted) if wanted else _earlier(desk)
    if target == state.live_release and desk.live_runs():
        _hold(desk, target)
        return None
    _refuse_useless(site, state, target)
    return target


def _hold(desk, release):
    """It serves; if the set-up of another one waits for the next boot, then not any more."""
    if desk.is_pending():
        _note(desk, release)
        desk.nothing_pending()
    say(f"release {release} serves already")


def _earlier(desk):
    site, state = desk.site, desk.state
    installed = releases.identity(site)
    if state.live_release != installed:
        if not desk.live_runs():
            return state.live_release
        raise SiteError(_nothing_to_leave(site, state.live_release, installed))
    for release in releases.newest_first(state):
        if release != state.live_release:
            return release
    raise SiteError(f"This host keeps no release that served before {state.live_release}. From a"
                    f" repository or a file: apt install {site.package}=VERSION")


def _nothing_to_leave(site, live, installed):
    text = (f"Release {live} serves, and {installed}, which is installed, does not: there is"
            f" nothing to go back from.")
    facts = releases.load(site, live)
    if facts and advice.unfinished(site.package):
        text += (f"\nUntil dpkg is done with the package of one of them, every other call of apt"
                 f" fails.\nTo try again:  {advice.set_up_again(site)}"
                 f"\nTo go back:    {advice.way_back(site, facts.version)}")
    return f"{text}\nTo go further back, name a release: {site.unit} releases lists them."


def _named(site, state, wanted):
    """A release by its id or by its version.

    :raises SiteError: if it is none, or several
    """
    if wanted in state.releases:
        return wanted
    found = [release for release in state.releases
             if _version(site, release) == wanted]
    if len(found) > 1:
        raise SiteError(f'Version "{wanted}" was built more than once; name one of its releases:'
                        f" {' '.join(sorted(found))}")
    if not found:
        raise SiteError(f'This host keeps no release or version "{wanted}": {site.unit} releases'
                        f" lists those that it keeps. From a repository or a file:"
                        f" apt install {site.package}=VERSION")
    return found[0]


def _version(site, release):
    facts = releases.load(site, release)
    return facts.version if facts else None


def _refuse_useless(site, state, release):
    if state.releases[release] == releases.NEVER_SERVED:
        raise SiteError(f"Release {release} has never served here, so this would be no way back."
                        f" To try it: {advice.set_up_again(site)}, or {site.unit} start")
    packages = releases.missing_packages(site, release)
    if packages:
        raise SiteError(f"Release {release} cannot serve, as its code is gone. Install it, then"
                        f" repeat: apt install {' '.join(packages)}")
    facts = releases.load(site, release)
    if facts is None:
        raise SiteError(f"What this host kept of release {release} is gone. From a repository or a"
                        f" file: apt install {site.package}=VERSION")
    _refuse_without_services(site, release, facts)


def _refuse_without_services(site, release, facts):
    """What runs beside the project, or is told to it, is the host's of today."""
    for name in provided.not_brought(site, facts):
        raise SiteError(
            f"Release {release} has its {name} in a {getattr(facts, name)} of its own, which the"
            f" installed package does not bring. Nothing was changed."
            f"\nTo go back:    {advice.way_back(site, facts.version)}")
    for name in provided.secret_addresses(facts):
        path = os.path.join(secretfiles.folder(site), name)
        if not (read_text(path) or "").strip():
            raise SiteError(f"Release {release} reads {path}, which is missing or empty: write the"
                            f" address into it (root's, mode 0600) and repeat. Nothing was"
                            f" changed.")


def _doubt(desk, target):
    """Why a person should decide, or an empty text: the release is asked what it knows."""
    apart = _apart(desk, target)
    if apart:
        return apart
    slot = desk.state.idle
    slots.assign(desk.site, desk.state, slot, target)
    try:
        unknown, outcome = Migrations(desk.site, desk.state, desk.database).unknown_to(slot)
    finally:
        slots.clear(desk.site, desk.state, slot)
    if unknown is None:
        return (f"whether release {target} has all migrations that are applied is unknown:\n"
                f"{diagnosis.essence(outcome.text)}")
    return unknown_words(target, unknown) if unknown else ""


def _apart(desk, target):
    """A doubt if the release has its data elsewhere than the one that serves."""
    live = desk.state.live_release
    theirs, ours = (releases.load(desk.site, one) for one in (target, live))
    if ours is None or theirs.database == ours.database:
        return ""
    return (f"the database of release {target} is set to {theirs.database}, and that of {live},"
            f" which serves, to {ours.database}.\nNothing is copied from one to the other:"
            f" {target} shows what was there when it served last.")


def _ask(site, target, doubt):
    """Returns if the person at the terminal agrees.

    :raises SiteError: if not, or if there is nobody to ask
    """
    if not _has_person():
        raise SiteError(f"Nothing was changed: {doubt}\nTo go back all the same:"
                        f" {site.unit} rollback --yes {target}")
    warn(doubt)
    try:
        answer = input(f"Go back to {target} all the same? [y/N] ")
    except EOFError:
        answer = ""
    if answer.strip().lower() not in ("y", "yes"):
        raise SiteError(f"Nothing was changed: {site.unit} goes on as before.")


def _has_person():
    return sys.stdin.isatty() and sys.stdout.isatty()


def _note(desk, target):
    installed = releases.identity(desk.site)
    desk.state.rollback = None if target == installed else {
        "release": target, "instead_of": installed, "since": int(time.time())}
    desk.state.save()


def _switch(desk, target):
    site, state = desk.site, desk.state
    # Noted before: a switch that is interrupted and healed may end with the target. As long as
    # that does not serve the note says nothing.
    before = state.rollback
    _note(desk, target)
    try:
        desk.switch(target, in_need=True)
    except SiteError:
        if state.live_release != target:
            # What serves still does so as it was noted.
            state.rollback = before
            state.save()
        raise
    # What waited for the next boot was the set-up of what somebody has just gone back from.
    desk.nothing_pending()
    links.ensure(site, state)
    if site.database != "off":
        # What was noted of migrations was about the other release.
        Migrations(site, state, desk.database).count(state.live)
    if state.rollback:
        say(f"rolled back {told(site, state.rollback)}\nIt holds through restarts and boots, until"
            " the package is configured again, by an upgrade for example.")
