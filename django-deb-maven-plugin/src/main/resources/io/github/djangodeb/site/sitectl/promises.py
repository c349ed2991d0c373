"""What owners and modes the package has promised, and whether they are so."""

import grp
import os
import pwd
import stat
from dataclasses import dataclass

from . import secretfiles

#: How many offenders are told one by one.
_TOLD = 3

_OTHERS_WRITE = 0o022


@dataclass(frozen=True)
class Promise:
    """One path: the most that its mode may be, and whose it is."""

    path: str
    mode: int
    owner: str
    group: str

    def fault(self):
        """What is otherwise than promised, or None; stricter modes are welcome."""
        try:
            status = os.lstat(self.path)
        except FileNotFoundError:
            return f"{self.path} is missing"
        mode, owner = stat.S_IMODE(status.st_mode), _owner(status)
        if stat.S_ISLNK(status.st_mode):
            return f"{self.path} is a link"
        if owner != f"{self.owner}:{self.group}":
            return f"{self.path} is {owner}'s, not {self.owner}:{self.group}'s"
        if mode & ~self.mode:
            return f"{self.path} has mode {mode:04o}, not {self.mode:04o}"
        return None


def _owner(status):
    return (f"{_name(pwd.getpwuid, status.st_uid)}:{_name(grp.getgrgid, status.st_gid)}")


def _name(find, number):
    try:
        return find(number)[0]
    except KeyError:
        return str(number)


def of_folders(site, live):
    """The promises about the site's folders and the files in them that this tool writes."""
    user = site.user
    promises = [
        Promise(site.var, 0o755, "root", "root"),
        Promise(site.below_var("state.json"), 0o644, "root", "root"),
        Promise(site.below_var("lock"), 0o600, "root", "root"),
        Promise(site.below_var("data"), 0o750, user, user),
        Promise(site.below_var("media"), 0o2750, user, "www-data"),
        Promise(site.log, 0o755, "root", "adm"),
        Promise(site.etc, 0o755, "root", "root"),
    ]
    if site.queue == "redis":
        promises.append(Promise(site.below_var("queue"), 0o700, user, user))
    if live:
        promises += [
            Promise(site.below_var("slots", live + ".conf"), 0o644, "root", "root"),
            Promise(site.run, 0o755, "root", "root"),
            Promise(site.socket(live), 0o660, "root", "www-data"),
        ]
    return promises


def of_secrets(site):
    """The promises about the secrets; only root may look into their folder.

    :raises PermissionError: if somebody else asks
    """
    folder = secretfiles.folder(site)
    yield Promise(folder, 0o700, "root", "root")
    for name in sorted(os.listdir(folder)):
        yield Promise(os.path.join(folder, name), 0o600, "root", "root")


def faults(promises):
    """What is otherwise than promised."""
    return [fault for fault in (one.fault() for one in promises) if fault]


def writable_by_others(*folders):
    """Files below folders that another than root could change: paths, the first ones."""
    found = []
    for folder in folders:
        for top, names, files in os.walk(folder):
            for name in [".", *files] + [one for one in names
                                         if os.path.islink(os.path.join(top, one))]:
                path = os.path.normpath(os.path.join(top, name))
                if _is_others(os.lstat(path)):
                    found.append(path)
    return found


def _is_others(status):
    if status.st_uid != 0:
        return True
    return not stat.S_ISLNK(status.st_mode) and bool(status.st_mode & _OTHERS_WRITE)


def words_about(found):
    """A few of many, in one line."""
    more = f" and {len(found) - _TOLD} more" if len(found) > _TOLD else ""
    return "; ".join(found[:_TOLD]) + more
