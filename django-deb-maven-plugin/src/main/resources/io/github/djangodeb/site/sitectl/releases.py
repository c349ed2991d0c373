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

from .errors import SiteError
from .files import link_atomically, make_directory, read_text, remove, sync_directory
from .files import write_atomically
from .output import say
from .site import Site

#: For how long every release stays that has served, however many that are.
KEEP_SECONDS = 24 * 3600

#: Folders of LIB that belong to the release.
_SNAPSHOTS = ("static", "python", "templates")
NEVER_SERVED = 0
_CURRENT = "current"
_EARLIER = "earlier"
_MERGING = ".new-"


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
    path = os.path.join(directory(site, release), "release.json")
    text = read_text(path)
    try:
        return Site(json.loads(text), text) if text else None
    except ValueError as problem:
        raise SiteError(f"{path} is damaged ({problem}): install that version again.") from None


def missing_code(site, release):
    """Folders that a release needs and that somebody has removed."""
    facts = load(site, release)
    if facts is None:
        return [directory(site, release)]
    return [path for path in (facts.env, facts.src) if not os.path.isdir(path)]


def missing_packages(site, release):
    """The packages that bring what ``missing_code`` tells of; none if the record itself is gone."""
    facts = load(site, release)
    return [package_of(path) for path in missing_code(site, release)] if facts else []


def package_of(folder):
    """The package of an env's or src's folder: /usr/lib/shop-env/0123 is of shop-env-0123."""
    parent, digest = os.path.split(folder)
    return f"{os.path.basename(parent)}-{digest}"


def newest_first(state):
    """The ids of the releases that have served, the one that did so last first."""
    served = [release for release in state.releases if state.releases[release] != NEVER_SERVED]
    live = state.live_release
    # One ends to serve in the second in which the next begins to.
    return sorted(served, key=lambda release: (state.releases[release], release == live),
                  reverse=True)


def note_served(state, release):
    """Notes that a release serves now: it is told when it begins to, and when it ends."""
    if release in state.releases:
        state.releases[release] = int(time.time())


def link_static(site, order):
    """Points the links that nginx follows to the static files of releases.

    ``current`` leads to those of the first, ``earlier`` to one tree of those of all, for pages that
    are open somewhere still. No file of theirs is without a place in between.

    :param order: ids of releases, those first whose files hide the others' of the same name
    """
    wanted = [release for release in dict.fromkeys(order) if release]
    folder = site.below_var("static")
    earlier = None
    if len(wanted) > 1:
        digest = hashlib.sha256("\n".join(wanted).encode()).hexdigest()
        earlier = f"{_EARLIER}-{digest[:12]}"
        if not os.path.isdir(os.path.join(folder, earlier)):
            _merge(site, wanted, os.path.join(folder, earlier))
        link_atomically(os.path.join(folder, _EARLIER), earlier)
    if wanted:
        target = os.path.join("..", "releases", wanted[0], "static")
        link_atomically(os.path.join(folder, _CURRENT), target)
    else:
        remove(os.path.join(folder, _CURRENT))
    if earlier is None:
        remove(os.path.join(folder, _EARLIER))
    for left in os.listdir(folder):
        if left.startswith((_EARLIER + "-", _MERGING)) and left != earlier:
            shutil.rmtree(os.path.join(folder, left))


def _merge(site, wanted, target):
    """Makes one tree of the files of releases, out of hard links."""
    temporary = os.path.join(os.path.dirname(target), _MERGING + os.path.basename(target))
    if os.path.lexists(temporary):
        shutil.rmtree(temporary)
    make_directory(temporary)
    for release in wanted:
        _add_absent(os.path.join(directory(site, release), "static"), temporary)
    os.rename(temporary, target)


def _add_absent(source, target):
    for folder, folders, names in os.walk(source):
        into = os.path.normpath(os.path.join(target, os.path.relpath(folder, source)))
        if os.path.lexists(into) and not os.path.isdir(into):
            folders.clear()  # A newer release has a file of that name.
            continue
        make_directory(into)
        for name in names:
            if not os.path.lexists(os.path.join(into, name)):
                _link_or_copy(os.path.join(folder, name), os.path.join(into, name))


def prune(site, state, keep=(), now=None):
    """Forgets releases that neither are in a slot, nor among the newest, nor served for a day."""
    now = time.time() if now is None else now
    kept = newest_first(state)[:site.keep_releases] + list(state.slots.values()) + list(keep)
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
