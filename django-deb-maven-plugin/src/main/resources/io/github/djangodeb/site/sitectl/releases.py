"""The releases that this host knows: for each a record, and a copy of what dpkg will replace.

The next version's package unpacks its static files over the old ones while the old release still
serves. So each release has a snapshot of its own: hard links, which cost no space and keep the old
content when dpkg renames new files over the old names.
"""

import errno
import hashlib
import json
import os
import shutil
import time

from .files import link_atomically, make_directory, read_text, remove, sync_directory
from .files import write_atomically
from .output import say
from .site import Site

#: Releases that stay, the live one among them, and for how long every one stays at least.
KEEP = 2
KEEP_SECONDS = 24 * 3600

#: Folders of LIB that belong to the release.
_SNAPSHOTS = ("static", "python")
NEVER_SERVED = 0
_NAMES = ("current", "previous", "previous2")


def directory(site, release):
    """The folder of one release."""
    return site.below_var("releases", release)


def identity(site):
    """The id under which the installed release is or will be recorded.

    It is the build's id; only where another content stands recorded under it already (a snapshot
    built twice) a digest is added.
    """
    recorded = read_text(os.path.join(directory(site, site.release), "release.json"))
    if recorded in (None, site.text):
        return site.release
    return f"{site.release}~{hashlib.sha256(site.text.encode()).hexdigest()[:8]}"


def record(site, state):
    """Records the installed release; returns its id. Whole or absent, as everything here."""
    release = identity(site)
    target = directory(site, release)
    if not os.path.isdir(target):
        _snapshot(site, target)
        say(f"release {release} recorded")
    if release not in state.releases:
        state.releases[release] = NEVER_SERVED
        state.save()
    return release


def _snapshot(site, target):
    parent, name = os.path.split(target)
    temporary = os.path.join(parent, ".new-" + name)
    if os.path.lexists(temporary):
        shutil.rmtree(temporary)
    make_directory(temporary)
    for folder in _SNAPSHOTS:
        source = os.path.join(site.lib, folder)
        copy = os.path.join(temporary, folder)
        if os.path.isdir(source):
            shutil.copytree(source, copy, symlinks=True, copy_function=_link_or_copy)
        else:
            make_directory(copy)
    write_atomically(os.path.join(temporary, "release.json"), site.text)
    os.sync()  # Contents before the name: after a power cut a release is whole or not there.
    os.rename(temporary, target)
    sync_directory(parent)


def _link_or_copy(source, target):
    try:
        os.link(source, target, follow_symlinks=False)
    except OSError as problem:
        # Another file system, or one without hard links: the copy costs space, nothing else.
        if problem.errno not in (errno.EXDEV, errno.EPERM, errno.EMLINK, errno.ENOTSUP):
            raise
        shutil.copy2(source, target, follow_symlinks=False)


def load(site, release):
    """The facts of a recorded release, or None."""
    text = read_text(os.path.join(directory(site, release), "release.json"))
    return Site(json.loads(text), text) if text else None


def missing_code(site, release):
    """Folders that a release needs and that somebody has removed."""
    facts = load(site, release)
    if facts is None:
        return [directory(site, release)]
    return [path for path in (facts.env, facts.src) if not os.path.isdir(path)]


def newest_first(state):
    """The ids of the releases that have served, the one that began last first."""
    served = [release for release in state.releases if state.releases[release] != NEVER_SERVED]
    return sorted(served, key=lambda release: state.releases[release], reverse=True)


def note_served(state, release):
    """Notes that a release begins to serve."""
    state.releases[release] = int(time.time())


def link_static(site, order):
    """Points the links that nginx follows to the static files of releases, first to be asked first.

    :param order: ids of releases; doubles and those after the third are left out
    """
    wanted = [release for release in dict.fromkeys(order) if release]
    for name, release in zip(_NAMES, wanted):
        target = os.path.join("..", "releases", release, "static")
        link_atomically(site.below_var("static", name), target)
    for name in _NAMES[len(wanted):]:
        remove(site.below_var("static", name))


def prune(site, state, keep=(), now=None):
    """Forgets releases that are neither in a slot, nor among the newest, nor younger than a day."""
    now = time.time() if now is None else now
    kept = newest_first(state)[:KEEP] + list(state.slots.values()) + list(keep)
    for release in list(state.releases):
        # One that has never served came to nothing: if it is tried again it is recorded again.
        if release in kept or now - state.releases[release] < KEEP_SECONDS:
            continue
        # The record goes first: what is left after an interruption is swept below, next time.
        del state.releases[release]
        state.save()
        say(f"release {release} is no longer kept for going back")
    link_static(site, [state.live_release] + newest_first(state))
    _sweep(site, state)


def _sweep(site, state):
    folder = site.below_var("releases")
    for name in os.listdir(folder):
        if name not in state.releases:
            shutil.rmtree(os.path.join(folder, name))
