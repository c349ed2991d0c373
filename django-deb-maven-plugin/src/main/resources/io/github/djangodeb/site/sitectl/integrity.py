"""Whether code lies on this host as dpkg has unpacked it.

What dpkg compares are the files that a package has brought; a file that somebody has added beside
them it does not see.
"""

import re

from . import advice, promises, releases
from .command import NOT_FOUND, run
from .errors import SiteError
from .output import warn

#: Seconds for dpkg to read all files of a package.
_VERIFY_LIMIT = 300

_CHANGED = re.compile(r"(?P<what>missing|[?.\w]{9}) +(?P<conffile>c )?\s*(?P<path>/.*)")


#: Where an administrator may have dpkg leave files out (path-exclude), and none is missed.
_DOCUMENTATION = ("/usr/share/doc/", "/usr/share/man/", "/usr/share/lintian/")


def faults(package, folder=None):
    """The files of a package that were changed or are missing, in words.

    :param folder: its code, if only that counts
    :raises SiteError: if there is no dpkg to ask
    """
    outcome = run(["dpkg", "--verify", package], timeout=_VERIFY_LIMIT)
    if outcome.status == NOT_FOUND:
        raise SiteError(outcome.text)
    told = list(_told(outcome.stdout))
    if not outcome.ok and not told:
        return [(outcome.text.strip().splitlines() or ["no answer"])[0]]
    return [_words(one) for one in told
            if (one["path"].startswith(folder + "/") if folder else not _is_left_out(one))]


def changed_files(text):
    """The files that ``dpkg --verify`` complains of; configuration is there to be changed."""
    return [_words(one) for one in _told(text)]


def _told(text):
    for line in text.splitlines():
        match = _CHANGED.fullmatch(line.rstrip())
        if match and not match["conffile"]:
            yield match


def _is_left_out(one):
    return one["what"] == "missing" and one["path"].startswith(_DOCUMENTATION)


def _words(one):
    return f"{one['path']} {'is missing' if one['what'] == 'missing' else 'was changed'}"


def require(site, state, release):
    """Lets a release take over only as it was packaged.

    One that serves already may be one that somebody has mended by hand, which holds until the next
    upgrade: that is told, and goes on.

    :raises SiteError: if a file of its code was changed
    """
    facts = releases.load(site, release)
    folders = {releases.package_of(path): path for path in (facts.env, facts.src)} if facts else {}
    try:
        found = {package: faults(package, folder) for package, folder in folders.items()}
    except SiteError as problem:
        warn(f"whether the code of release {release} was changed is unknown: {problem}")
        return
    wrong = [package for package in folders if found[package]]
    if not wrong:
        return
    text = (f"The code of release {release} is not as it was packaged:"
            f" {promises.words_about([one for package in wrong for one in found[package]])}")
    if release == state.live_release:
        warn(text)
        return
    raise SiteError(f"{text}\nNothing was changed. Install it again:"
                    f" apt install --reinstall {' '.join(wrong)}\nThen run: "
                    f"{advice.retry_hint(site)}")
