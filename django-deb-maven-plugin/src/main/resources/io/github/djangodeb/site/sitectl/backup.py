"""Makes one file of all that cannot be had again by installing: see ``archive`` for what is in it.

Configuration is read at once, while nobody changes the site. Then comes the database, as it is at
one moment, and the files after it: a row that names an upload finds it, unless that was deleted
meanwhile. For these the lock of ``keeping`` is enough.

Tasks that wait in a queue are not in it: a database of before would not know what they speak of,
and some would run twice.
"""

import contextlib
import json
import os
import shutil
import stat
import tempfile
import time

from . import archive, compression, configfiles, databasecopy, space, state, trees
from .errors import SiteError
from .faults import reach
from .files import make_directory, sync_directory
from .output import say, warn

#: Where backups go that are sent nowhere else; Debian keeps its own there.
FOLDER = "/var/backups"
FORMAT = 1

#: How many things that were left out are told one by one.
_TOLD = 10


class Backup:
    """One backup of a site: begun under the site's lock, made under that of ``keeping``."""

    def __init__(self, desk):
        self._site = desk.site
        self._release = desk.state.live_release
        self._database = databasecopy.of(desk.site)
        skip = databasecopy.SQLITE_FILES if desk.site.database == "sqlite" else ()
        self._trees = [trees.Reader(desk.site.below_var("data"), "data", skip),
                       trees.Reader(desk.site.below_var("media"), "media")]
        self._config, self._left_out = configfiles.taken(configfiles.Places(desk.site))

    def to(self, target, label=""):
        """Makes it; returns its path.

        :param target: a file that does not exist, a folder, or None for the usual folder
        :param label: a word that goes into the name that is chosen
        :raises SiteError: if it could not be made; then there is no new file
        """
        now = time.time()
        path = self._path(target, label, now)
        way = compression.of_name(path)
        _sweep(os.path.dirname(path), self._site)
        space.require(os.path.dirname(path), self.size(), "A backup of this site",
                      "make room, or name another folder")
        with _workplace(os.path.dirname(path), self._site) as folder:
            partial = os.path.join(folder, "backup")
            with open(partial, "xb") as file:
                os.fchmod(file.fileno(), 0o600)
                self._write(file, way, folder, now)
                file.flush()
                os.fsync(file.fileno())
            reach("backup:written")
            if os.path.lexists(path):
                raise SiteError(f"{path} exists: name a file that does not.")
            os.rename(partial, path)
        sync_directory(os.path.dirname(path))
        _tell_left_out(self._left_out)
        say(f"backup: {path}, {space.megabytes(os.path.getsize(path))}, for root alone")
        self._tell_another_release()
        return path

    def size(self):
        """How many bytes it needs at most: its dump and the archive around it are there at once."""
        return sum(one.size() for one in self._trees) + 2 * self._database.size()

    def _path(self, target, label, now):
        words = [self._site.unit, *([label] if label else []),
                 time.strftime("%Y%m%dT%H%M%SZ", time.gmtime(now))]
        if target is None:
            make_directory(FOLDER)
            target = FOLDER
        path = os.path.abspath(target)
        if os.path.isdir(path):
            return _free_name(os.path.join(path, "-".join(words)), compression.ending())
        if os.path.lexists(path):
            raise SiteError(f"{path} exists: name a file that does not, or a folder.")
        if not os.path.isdir(os.path.dirname(path)):
            raise SiteError(f"{os.path.dirname(path)} is no folder: make it, or name another.")
        return path

    def _tell_another_release(self):
        now = state.load(self._site).live_release
        if now != self._release:
            warn(f"while it was made release {now} came for {self._release}. The database and the"
                 f" configuration are of before, uploads and data may be of after. To have all of"
                 f" one release, make another backup.")

    def _write(self, file, way, folder, now):
        """Writes all of it."""
        dump, included = self._dump(folder)
        databasecopy.tell(self._database, included)
        manifest = self._manifest(now, self._facts(dump) if included else {"included": False})
        with compression.writing(file, way) as stream:
            writer = archive.Writer(stream)
            writer.add_text(archive.MANIFEST, json.dumps(manifest, indent=2), int(now))
            if included:
                _add_dump(writer, self._database.member, dump, int(now))
            configfiles.add_to(writer, self._config)
            for tree in self._trees:
                tree.add_to(writer)
                self._left_out += tree.left_out
            writer.close()

    def _dump(self, folder):
        path = os.path.join(folder, "database")
        with open(path, "xb") as target:
            os.fchmod(target.fileno(), 0o600)
            return path, self._database.dump(target)

    def _facts(self, dump):
        """What is told of a database that was dumped."""
        with open(dump, "rb") as file:
            return {"included": True, "size": self._database.size(), **self._database.facts(file)}

    def _manifest(self, now, database):
        site = self._site
        return {
            "format": FORMAT,
            "unit": site.unit,
            "package": site.package,
            "version": site.version,
            "release": self._release or site.release,
            "user": site.user,
            "made": int(now),
            "host": os.uname().nodename,
            "database": {"mode": site.database, "size": 0, **database},
        }


def _add_dump(writer, name, path, now):
    with open(path, "rb") as file:
        info = archive.tarfile.TarInfo(name)
        info.size, info.mode, info.mtime = os.fstat(file.fileno()).st_size, 0o600, now
        writer.add(info, file)
    os.unlink(path)  # Its place may be needed for the rest.


def _free_name(beginning, ending):
    """A name that is not taken: two may be made within a second."""
    path, number = beginning + ending, 1
    while os.path.lexists(path):
        number += 1
        path = f"{beginning}-{number}{ending}"
    return path


def _prefix(site):
    return f".sitectl-backup-{site.unit}."


@contextlib.contextmanager
def _workplace(folder, site):
    """A folder beside the backup that is to be, which goes on every way out."""
    place = tempfile.mkdtemp(prefix=_prefix(site), dir=folder)
    try:
        yield place
    finally:
        shutil.rmtree(place)


def _sweep(folder, site):
    """Clears away what a backup has left that was killed; by its lock this one is alone here."""
    for entry in os.scandir(folder):
        if entry.name.startswith(_prefix(site)):
            status = entry.stat(follow_symlinks=False)
            if stat.S_ISDIR(status.st_mode) and status.st_uid == os.geteuid():
                shutil.rmtree(entry.path)


def _tell_left_out(left_out):
    for name, reason in left_out[:_TOLD]:
        warn(f"not in the backup: {name!r}: {reason}")
    if len(left_out) > _TOLD:
        warn(f"not in the backup: {len(left_out) - _TOLD} more of such files")
