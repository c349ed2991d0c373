"""Puts a backup into the place of what a site has: all of it, or nothing.

What is new is made beside the old while the site goes on serving. Then the site stops, and what it
has goes into a backup, so that nothing is lost that visitors wrote meanwhile. Old and new change
places, and it starts. If it does not come up, or anything else fails, the old is put back.
"""

import contextlib
import os
import shlex
import stat
import sys
import time

from . import account, advice, archive, backup, certificate, configfiles, databasecopy, directories
from . import keyvalue, lifecycle, space
from . import site as sites
from . import trees
from .desk import Desk
from .errors import SiteError
from .files import make_directory
from .migrations import Migrations, counted, listed
from .migrations import command as migrate_command
from .output import say, warn
from .restoring import Restoration


#: What there is in the folder that a purge leaves, see postrm.
_OF_A_PURGE = ("secrets", "retained", *archive.DATABASES.values(), databasecopy.SQLITE, "queue")


@contextlib.contextmanager
def opened(path):
    """Opens a backup.

    :raises SiteError: if another than root could have changed it: it brings configuration that
        root's programs read
    """
    try:
        file = open(path, "rb")
    except IsADirectoryError:
        if any(os.path.lexists(os.path.join(path, name)) for name in _OF_A_PURGE):
            raise SiteError(
                f"{path} is the copy that a purge has left, of database, secrets and waiting tasks,"
                f" and no backup: it is put back by hand. The commands are in the operator's guide,"
                f" docs/operating/remove.md, and in the manual under REMOVING.") from None
        raise SiteError(f"{path} is a folder: name a backup, which is a file, such as"
                        f" {backup.FOLDER}/NAME-DATE.tar.gz.") from None
    except FileNotFoundError as problem:
        raise SiteError(f"{path}: {problem.strerror}. Name a backup, such as one of those in"
                        f" {backup.FOLDER}.") from None
    with file:
        status = os.fstat(file.fileno())
        if not stat.S_ISREG(status.st_mode):
            raise SiteError(f"{path} is no plain file: name a backup.")
        if status.st_uid != os.geteuid() or status.st_mode & 0o022:
            raise SiteError(
                f"{path} can be changed by others than root, and a backup has files that root's"
                f" programs obey. If you trust it: chown root {path} && chmod 600 {path}")
        yield file


def check(site, file, path):
    """Reads a backup wholly; returns its contents.

    :raises SiteError: if it is damaged, or of another site or kind
    """
    contents = archive.check(file, path)
    manifest = contents.manifest
    if manifest.get("format") != backup.FORMAT:
        raise SiteError(f"{path} has format {manifest.get('format')!r}, and this version knows"
                        f" {backup.FORMAT}: restore it with the version that made it.")
    if manifest.get("unit") != site.unit:
        raise SiteError(f"{path} is a backup of the site {manifest.get('unit')!r}, not of"
                        f" {site.unit}. Nothing was changed.")
    database = manifest.get("database")
    if not isinstance(database, dict) or database.get("mode") != site.database:
        raise SiteError(f"{path} is of a site whose database is set to"
                        f" {(database or {}).get('mode')!r}, and here it is {site.database!r}."
                        f" Nothing was changed.")
    if bool(database.get("included")) != any(one in contents.sums
                                             for one in archive.DATABASES.values()):
        raise SiteError(f"{path} contradicts itself about its database. Nothing was changed.")
    return contents


def tell(site, contents):
    """Says what a backup is."""
    manifest = contents.manifest
    made = time.strftime("%Y-%m-%d %H:%M:%S UTC", time.gmtime(int(manifest.get("made", 0))))
    say(f"backup of {site.unit}, made {made} on {manifest.get('host')}, version"
        f" {manifest.get('version')}: {contents.count} files, {space.megabytes(contents.size)}")
    if manifest.get("version") != site.version:
        warn(f"version {site.version} is installed here: its database may have other tables"
             f" than the one in the backup")
    databasecopy.tell(databasecopy.of(site), manifest["database"]["included"])


def confirm(yes):
    """Asks, unless that was answered in the call.

    :raises SiteError: if the answer is no, or nobody is there to give one
    """
    if yes:
        return
    if not sys.stdin.isatty():
        raise SiteError("Restoring replaces the site's database, uploads, data and configuration,"
                        " and nobody is at a terminal to agree to that: add --yes. Nothing was"
                        " changed.")
    print("This replaces the site's database, uploads, data and configuration. When all is ready"
          " the site stops, until a backup of what it has then is made and old and new have changed"
          ' places. Type "yes" to go on: ', end="", flush=True)
    if sys.stdin.readline().strip().lower() != "yes":
        raise SiteError("Not restored; nothing was changed.")


class Restore:
    """One restoration, under the site's lock and that of ``keeping``."""

    def __init__(self, desk, file, path, contents):
        self._desk = desk
        self._site = desk.site
        self._file = file
        self._path = path
        self._contents = contents
        self._database = databasecopy.of(desk.site)
        self._places = configfiles.Places(desk.site)
        self._one = Restoration(desk.site, self._database)
        self._config = []
        self._ran = False
        self._begun = False
        #: What was known of the migrations before.
        self._known = dict(desk.state.migrations)
        #: What the restored database lacks, by the release that serves.
        self._lacks = []

    def run(self):
        """All of it. A site that did not serve before does not serve afterwards either.

        :raises SiteError: if it failed; the site has then what it had before
        """
        self._refuse_what_cannot_be()
        self._desk.heal()
        directories.ensure(self._site)
        self._require_space()
        self._ran = self._desk.any_runs()
        self._one.begin()
        try:
            self._prepare()
            lacking = self._lacking_certificate()
            if lacking and self._ran:
                raise SiteError(f"The site would not come up: {lacking}. Then call again:"
                                f" {self._site.unit} {self._again}")
            self._begun = True
            self._stop()
            kept = backup.Backup(self._desk).to(None, "before-restore")
            self._one.exchange(self._trees(), self._config)
            desk = self._start()
        except BaseException as problem:
            self._undo(problem)
            raise
        self._one.finish()
        say(f"restored from {self._path}; what was there before is in {kept}")
        self._tell_migrations(desk)
        self._tell_if_down(desk, lacking)

    @property
    def _again(self):
        """The words that repeat this."""
        return f"restore {shlex.quote(self._path)}"

    def _refuse_what_cannot_be(self):
        for name in self._contents.sums:
            if name.startswith(archive.CONFIG):
                configfiles.require_allowed(name, self._places)
        for name in archive.TREES:
            path = self._site.below_var(name)
            if os.path.ismount(path):
                raise SiteError(
                    f"{path} is a mount point, so a new folder cannot take its place: unmount it,"
                    f" restore, and copy what has come into the file system. Nothing was changed.")

    def _require_space(self):
        """For all that is there at once, the backup of what is replaced included."""
        make_directory(backup.FOLDER)
        needs = {self._site.var: self._contents.size,
                 backup.FOLDER: backup.Backup(self._desk).size()}
        size = self._contents.manifest["database"].get("size")
        if self._site.database == "postgresql" and isinstance(size, int):
            needs[self._database.folder()] = size
        devices = {folder: os.stat(folder).st_dev for folder in needs}
        for folder in needs:
            together = sum(needs[one] for one in needs if devices[one] == devices[folder])
            files = self._contents.count if folder == self._site.var else 0
            space.require(folder, together, "This restoration", "make room and repeat", files)

    def _trees(self):
        return [name for name in archive.TREES if name in self._contents.sums]

    # What is new, beside the old

    def _prepare(self):
        included = self._contents.manifest["database"]["included"]
        if included:
            self._database.ready(self._contents.manifest["database"])
        self._unpack()
        path = self._one.path("database")
        if included and self._site.database == "postgresql":
            with open(path, "rb") as file:
                self._database.fill(file)
        elif included:
            self._place_sqlite(path)
        os.sync()  # Contents before the names: after a power cut the new is whole or not there.

    def _unpack(self):
        """Unpacks all; what is read now must be what was checked before."""
        builder = trees.Builder(self._one.path("new"), account.find(self._site.user))
        sums = self._contents.sums
        for info, content in archive.members(self._file, self._path):
            if info.name == archive.CHECKSUMS:
                continue
            if self._add(builder, info, content) != sums.get(info.name):
                raise SiteError(f"{self._path} has changed since it was checked.")

    def _add(self, builder, info, content):
        """Unpacks one member; returns its digest."""
        digests = []

        def copy(target):
            digests.append(archive.digest_of(info, content, target))

        if info.name in archive.TREES:
            builder.begin(info.name, self._site.below_var(info.name))
        elif info.name.split("/")[0] in archive.TREES:
            builder.add(info, copy)
        elif info.name in archive.DATABASES.values():
            with open(self._one.path("database"), "xb") as file:
                os.fchmod(file.fileno(), 0o600)
                copy(file)
        elif info.name.startswith(archive.CONFIG):
            path = configfiles.require_allowed(info.name, self._places)
            data, digest = configfiles.read(info, content)
            self._config.append((path, data, info.mode, info.gname))
            return digest
        return digests[0] if digests else archive.digest_of(info, content)

    def _place_sqlite(self, path):
        user = account.find(self._site.user)
        os.chmod(path, 0o640)
        os.chown(path, user.pw_uid, user.pw_gid)
        os.rename(path, self._one.path("new", "data", databasecopy.SQLITE))

    # The site, over the new or over the old

    def _stop(self):
        if self._ran:
            say("the site stops")
            lifecycle.retire_all(self._desk)

    def _lacking_certificate(self):
        """What is to be done about the pair that the restored site.conf names, or an empty text:
        a backup has none, and without one the site does not come up."""
        staged = {path: data for path, data, _, _ in self._config}
        pairs = self._site.configuration
        try:
            if self._site.configuration_path in staged:
                text = staged[self._site.configuration_path].decode()
                pairs = keyvalue.parse(text, self._site.configuration_path)
            wanted = self._site.with_configuration(pairs).tls
            pair = wanted.pair if wanted.mode == "files" else None
        except (SiteError, ValueError):
            return ""  # What is wrong in site.conf is told where it is read.
        if pair is None or pair.certificate in staged or pair.key in staged:
            return ""
        try:
            certificate.look(pair)
        except certificate.Unusable as fault:
            return (f"TLS=files needs {pair.certificate} and {pair.key}, which no backup has, and"
                    f" {fault}")
        return ""

    def _start(self):
        """Starts the site, if it ran, over the new; returns the desk of that."""
        desk = self._anew()
        desk.site.again = self._again
        self._note_migrations(desk, {})
        if desk.running and not self._ran:
            lifecycle.ensure_resources(desk)
        if desk.running and desk.state.live:
            self._settle_migrations(desk)
        if self._ran:
            try:
                lifecycle.bring_up(desk)
            except lifecycle.NotUp as problem:
                if self._lacks:
                    raise lifecycle.NotUp(self._lacking_words(desk)) from problem
                raise
            say(f"release {desk.state.live_release} serves, in slot {desk.state.live}")
        return desk

    def _anew(self):
        """A desk for the configuration that is there now, which is another than before."""
        desk = Desk(sites.load(self._site.lib))
        desk.site.verb = self._site.verb
        directories.ensure(desk.site)
        return desk

    @staticmethod
    def _note_migrations(desk, known):
        desk.state.migrations = known
        desk.state.save()

    def _settle_migrations(self, desk):
        """The restored database may be older than the code. As long as the old one is kept, it can
        be migrated without a risk.

        :raises SiteError: if a migration fails
        """
        if desk.site.database == "off":
            return
        migrations = Migrations(desk.site, desk.state, desk.database)
        self._lacks = migrations.pending(desk.state.live)[0] or []
        included = self._contents.manifest["database"]["included"]
        if self._lacks and included and desk.site.migrate == "auto":
            say(f"the restored database lacks {counted(len(self._lacks))}, and MIGRATE=auto applies"
                f" what is pending: {listed(self._lacks)}")
            try:
                migrations.apply(desk.state.live)
            except SiteError as problem:
                raise SiteError(f"{problem}\n{self._way(desk)}") from problem
            self._lacks = []

    def _lacking_words(self, desk):
        return (f"Release {desk.state.live_release} does not come up with the restored database,"
                f" which lacks {counted(len(self._lacks))} of it: {listed(self._lacks)}\n"
                + self._way(desk))

    def _way(self, desk):
        """How all comes back that the backup has, whatever the installed version needs."""
        version = self._contents.manifest.get("version")
        if version == desk.site.version:
            return f"What it said: {desk.site.unit} logs"
        return (f"The backup is of version {version}, and {desk.site.version} is installed. Install"
                f" that version, restore, then upgrade again:"
                f"\nTo go back:    {advice.way_back(desk.site, version)}"
                f"\nThen:          {desk.site.unit} {self._again}")

    def _start_old(self):
        """Starts the site, if it ran, over the old."""
        desk = self._anew()
        self._note_migrations(desk, self._known)
        if self._ran:
            lifecycle.bring_up(desk)
        elif desk.running:
            lifecycle.ensure_resources(desk)

    def _undo(self, problem):
        """Puts the old back, and starts the site over it.

        :raises SiteError: with what happened, if ``problem`` is no interruption
        """
        text = f"The restoration failed: {problem}\n"
        try:
            self._one.undo()
            if self._begun:
                if self._ran:
                    lifecycle.retire_all(self._desk)
                self._start_old()
        except lifecycle.NotUp as another:
            text += f"The site has what it had before, and does not come up: {another}"
        except (SiteError, OSError) as another:
            text += f"What was there before could not be put back wholly: {another}\n"
            text += f"To try that again: {self._site.unit} start"
        else:
            serves = self._begun and self._ran
            text += "The site has what it had before" + (" and serves." if serves else ".")
        if isinstance(problem, (SiteError, OSError)):
            raise SiteError(text) from problem
        print(text, file=sys.stderr)

    def _tell_migrations(self, desk):
        if self._lacks:
            warn(f"{counted(len(self._lacks), True)} pending: run"
                 f" {migrate_command(desk.site, desk.state, desk.state.live_release)}")

    def _tell_if_down(self, desk, lacking):
        """Nobody shall take what is restored for what serves."""
        if self._ran:
            return
        first = f" First: {lacking}." if lacking else ""
        if not desk.state.live:
            warn(f"nobody is served yet, as no release is set up here.{first} Then, to set it up:"
                 f" {advice.first_start(desk.site)}")
        else:
            warn(f"the site does not run, as before.{first} To start it: {desk.site.unit} start")
