"""The files of an administrator that belong to a site: what a backup takes, and puts back.

They are the site's folder in /etc with its secrets, the other configuration files of its package,
nginx's among them, and what was added to its units. All of them are root's, in folders of root's.
"""

import grp
import hashlib
import io
import os
import stat
import tarfile

from .archive import CONFIG
from .command import run
from .errors import SiteError
from .files import make_directory, remove, sync_directory, write_atomically
from .slots import SLOTS

_UNITS = "/usr/lib/systemd/system/"
_DROP_INS = "/etc/systemd/system/"

#: The largest that is taken for configuration, in bytes: it is read into memory.
LARGEST = 16 << 20


class Places:
    """Where configuration of a site may lie."""

    def __init__(self, site):
        self._etc = site.etc
        self.files = _conffiles(site)
        self.folders = [site.etc, *_drop_ins(site)]

    def allows(self, path):
        """Whether a path is one of the site's configuration."""
        if os.path.normpath(path) != path:
            return False
        return path in self.files or any(path.startswith(one + "/") for one in self.folders)

    def existing(self):
        """The paths of all that is there now, in their order: files, and what is no file too."""
        found = {path for path in self.files if os.path.lexists(path)}
        for folder in self.folders:
            for top, folders, names in os.walk(folder):
                links = [one for one in folders if os.path.islink(os.path.join(top, one))]
                found.update(os.path.join(top, one) for one in names + links)
        return sorted(found)


def _conffiles(site):
    """What dpkg knows as configuration of the package; nothing where dpkg does not know it."""
    outcome = run(["dpkg-query", "-W", "-f", "${Conffiles}", site.package])
    lines = outcome.stdout.splitlines() if outcome.ok else []
    # A line is a path, its digest, and perhaps "obsolete".
    return {line.split()[0] for line in lines if line.startswith(" /")}


def _drop_ins(site):
    """The folders that ``systemctl edit`` makes for the units of the package, and for each slot."""
    outcome = run(["dpkg-query", "-L", site.package])
    paths = outcome.stdout.splitlines() if outcome.ok else []
    units = [path[len(_UNITS):] for path in paths if path.startswith(_UNITS)]
    units += [unit.replace("@.", f"@{slot}.") for unit in units if "@." in unit for slot in SLOTS]
    return [_DROP_INS + unit + ".d" for unit in units]


def taken(places):
    """Reads them all: members of an archive with their bytes, and what was left out, as pairs of a
    name and a reason."""
    members, left_out = [], []
    for path in places.existing():
        status = os.lstat(path)
        if not stat.S_ISREG(status.st_mode):
            left_out.append((path, "it is no plain file"))
        elif status.st_size > LARGEST:
            left_out.append((path, f"it is larger than {LARGEST >> 20} MB"))
        else:
            with open(path, "rb") as file:
                info, data = _info(path, os.fstat(file.fileno())), file.read()
            info.size = len(data)
            members.append((info, data))
    return members, left_out


def add_to(writer, members):
    """Adds to an archive what was taken."""
    for info, data in members:
        writer.add(info, io.BytesIO(data))


def _info(path, status):
    info = tarfile.TarInfo(CONFIG + path[1:])
    info.size, info.mtime = status.st_size, int(status.st_mtime)
    info.mode = stat.S_IMODE(status.st_mode) & 0o777
    try:
        info.gname = grp.getgrgid(status.st_gid)[0]
    except KeyError:
        info.gname = "root"
    info.uname = "root"
    return info


def require_allowed(name, places):
    """Where a member of an archive belongs.

    :raises SiteError: if that is no configuration of this site
    """
    path = "/" + name[len(CONFIG):]
    if not places.allows(path):
        raise SiteError(f"The backup has a file for {path}, which is no configuration of this"
                        f" site. Nothing was changed.")
    return path


def read(info, content):
    """The bytes of a member, and their digest.

    :raises SiteError: if they are too many for configuration
    """
    if info.size > LARGEST:
        raise SiteError(f"{info.name} in the backup is larger than {LARGEST >> 20} MB, which no"
                        f" configuration is. Nothing was changed.")
    data = content.read()
    return data, hashlib.sha256(data).hexdigest()


def put(path, content, mode, group):
    """Writes one, whole or not at all; a group that is unknown here becomes root's."""
    make_directory(os.path.dirname(path))
    try:
        number = grp.getgrnam(group)[2]
    except KeyError:
        number = 0
    write_atomically(path, content, mode & 0o777, number)


def keep(path, folder, number):
    """Copies a file as it is into a folder of root's; returns the note that ``undo`` needs."""
    if not os.path.lexists(path):
        return {"path": path, "copy": None}
    status = os.lstat(path)
    if not stat.S_ISREG(status.st_mode):
        raise SiteError(f"{path} is no plain file, so it cannot be replaced: move it away and"
                        f" repeat. Nothing was changed.")
    copy = os.path.join(folder, str(number))
    with open(path, "rb") as file:
        write_atomically(copy, file.read(), 0o600)
    return {"path": path, "copy": copy, "mode": stat.S_IMODE(status.st_mode), "gid": status.st_gid}


def undo(note):
    """Puts one file back as it was when it was kept. It may be called again."""
    path = note["path"]
    if note["copy"] is None:
        if remove(path):
            sync_directory(os.path.dirname(path))
        return
    with open(note["copy"], "rb") as file:
        write_atomically(path, file.read(), note["mode"], note["gid"])
