"""Backups and restorations of a site in a folder, whose database is elsewhere."""

import contextlib
import errno
import grp
import io
import json
import os
import sqlite3
import stat
from types import SimpleNamespace

import backups
import fakes
import pytest
from backups import NEW, OLD, at, change, make, put_back, state_of
from sitectl import backup, configfiles, lifecycle, restore
from sitectl import postgresqlcopy, restoring, sqlitecopy, trees
from sitectl import site as sites
from sitectl.command import Outcome
from sitectl.errors import SiteError

PLACES = ("swapping", "data", "media", "config", "database")


class Killed(BaseException):
    """What a test puts into the place of SIGKILL: nothing may catch it but an undo."""


@pytest.fixture
def site(tmp_path, monkeypatch):
    """A site of this process's user, without systemd and dpkg."""
    return backups.site_in(tmp_path, monkeypatch)


def test_restore_when_all_is_well_brings_files_and_configuration_back(site, capsys):
    path = make(site)
    change(site)
    put_back(site, path)
    assert state_of(site) == NEW
    # what the backup does not have stays
    assert os.path.exists(os.path.join(site.etc, "added"))
    assert not os.path.exists(site.below_var("restore"))
    assert "database: NOT included: it lies elsewhere" in capsys.readouterr().out


def test_backup_when_made_has_mode_0600_and_is_alone_in_its_folder(site, tmp_path):
    path = make(site)
    assert os.stat(path).st_mode & 0o777 == 0o600
    assert os.listdir(tmp_path / "backups") == [os.path.basename(path)]


def test_backup_when_it_cannot_be_written_leaves_nothing(site, tmp_path, monkeypatch):
    monkeypatch.setattr(backup.configfiles, "add_to", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        make(site)
    assert os.listdir(tmp_path / "backups") == []


@pytest.mark.parametrize("name, words", [
    ("there.tar.gz", "exists: name a file that does not"),
    ("no/where.tar.gz", "no is no folder"), ("backup.zip", "ends in")])
def test_backup_when_the_target_is_wrong_then_says_so(site, tmp_path, name, words):
    (tmp_path / "there.tar.gz").touch()
    with pytest.raises(SiteError, match=words):
        make(site, str(tmp_path / name))


def test_backup_when_an_earlier_was_killed_sweeps_its_own_only(site, tmp_path):
    folder = tmp_path / "backups"
    for name in (".sitectl-backup-shop.abc", ".sitectl-backup-shop-berlin.abc"):
        (folder / name).mkdir(parents=True)
    (folder / ".sitectl-backup-shop.link").symlink_to(tmp_path)
    make(site)
    left = sorted(one for one in os.listdir(folder) if one.startswith("."))
    assert left == [".sitectl-backup-shop-berlin.abc", ".sitectl-backup-shop.link"]


@pytest.fixture(params=["plain", "overlay"])
def file_system(request, site, monkeypatch):
    """Folders can be renamed, or not those that were there before, as on an overlay."""
    rename = os.rename
    lower = {os.stat(site.below_var(name)).st_ino for name in ("data", "media", "media/deep")}

    def overlay(source, target, **folders):
        status = os.stat(source, dir_fd=folders.get("src_dir_fd"), follow_symlinks=False)
        if stat.S_ISDIR(status.st_mode) and status.st_ino in lower:
            raise OSError(errno.EXDEV, "Invalid cross-device link")
        rename(source, target, **folders)

    if request.param == "overlay":
        monkeypatch.setattr(os, "rename", overlay)


def test_move_when_a_part_is_there_already_then_all_is_there(tmp_path):
    for name in ("one/deep/deeper/a", "one/deep/b", "two/deep/c", "two/d"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    (tmp_path / "one").chmod(0o2750)
    (tmp_path / "one/link").symlink_to("/etc")
    trees.move(str(tmp_path / "one"), str(tmp_path / "two"))
    found = sorted(os.path.relpath(os.path.join(top, name), tmp_path)
                   for top, _, names in os.walk(tmp_path) for name in names)
    assert found == ["two/d", "two/deep/b", "two/deep/c", "two/deep/deeper/a"]
    assert os.readlink(tmp_path / "two/link") == "/etc"
    assert not (tmp_path / "one").exists()
    assert (tmp_path / "two").stat().st_mode & 0o7777 == 0o2750


@pytest.mark.usefixtures("file_system")
@pytest.mark.parametrize("place", PLACES)
def test_restore_when_it_fails_at_any_place_puts_the_old_back(site, monkeypatch, place, capsys):
    path = make(site)
    change(site)
    monkeypatch.setenv("SITECTL_FAIL_AT", f"restore:{place}")
    with pytest.raises(SiteError, match="The site has what it had before"):
        put_back(site, path)
    assert state_of(site) == OLD
    assert not os.path.exists(site.below_var("restore"))


@pytest.mark.usefixtures("file_system")
@pytest.mark.parametrize("place", PLACES)
def test_heal_when_killed_at_any_place_undoes_it_however_often(site, monkeypatch, place):
    path = make(site)
    change(site)
    with monkeypatch.context() as patch:
        _die_at(patch, f"restore:{place}")
        patch.setattr(restore.Restore, "_undo", lambda *_: None)
        with pytest.raises(Killed):
            put_back(site, path)
    assert restoring.is_interrupted(site)
    # a boot makes missing folders, before anything heals
    os.makedirs(site.below_var("media"), exist_ok=True)
    with monkeypatch.context() as patch:
        patch.setattr(restoring.Restoration, "_remove", _killed)
        with pytest.raises(Killed):
            restoring.Restoration(site).heal()
    restoring.Restoration(site).heal()
    assert state_of(site) == OLD
    assert not os.path.exists(site.below_var("restore"))
    put_back(site, path)
    assert state_of(site) == NEW


def _die_at(patch, wanted):
    def reach(place):
        if place == wanted:
            raise Killed

    patch.setattr(restoring, "reach", reach)


def _killed(*_):
    raise Killed


def test_heal_when_it_was_proven_goes_on_to_the_new(site, monkeypatch):
    path = make(site)
    change(site)
    with monkeypatch.context() as patch:
        _die_at(patch, "restore:done")
        with pytest.raises(Killed):
            put_back(site, path)
    restoring.Restoration(site).heal()
    assert state_of(site) == NEW
    assert not os.path.exists(site.below_var("restore"))


def test_heal_when_the_database_does_not_answer_then_says_what_is_missing(site, monkeypatch):
    path = make(site)
    change(site)
    with monkeypatch.context() as patch:
        _die_at(patch, "restore:database")
        patch.setattr(restore.Restore, "_undo", lambda *_: None)
        with pytest.raises(Killed):
            put_back(site, path)

    def refuses():
        raise SiteError("no answer")

    one = restoring.Restoration(site)
    monkeypatch.setattr(one._database, "undo", refuses)
    with pytest.raises(SiteError, match="the database needs PostgreSQL.*\nThen run: shop start"):
        one.heal()
    assert state_of(site) == OLD and restoring.is_interrupted(site)


def test_boot_when_the_database_does_not_answer_yet_goes_on_later(site, monkeypatch):
    queued = []
    monkeypatch.setattr(restoring, "is_interrupted", lambda _: True)
    monkeypatch.setattr(lifecycle, "_finish_later", queued.append)
    pending = []

    def heal():
        raise SiteError("PostgreSQL does not answer")

    one = SimpleNamespace(site=site, heal=heal, postpone=pending.append)
    lifecycle.boot(one)
    assert queued == [site] and pending == ["a restoration was interrupted"]


def test_restore_when_somebody_writes_while_it_prepares_then_that_is_in_the_backup_before(
        site, monkeypatch):
    path = make(site)
    prepare = restore.Restore._prepare

    def and_write(one):
        prepare(one)
        with open(site.below_var("media", "late"), "w", encoding="utf-8") as file:
            file.write("late")

    with monkeypatch.context() as patch:
        patch.setattr(restore.Restore, "_prepare", and_write)
        put_back(site, path)
    assert not os.path.exists(site.below_var("media", "late"))
    kept, = [name for name in os.listdir(backup.FOLDER) if "before-restore" in name]
    put_back(site, os.path.join(backup.FOLDER, kept))
    assert os.path.exists(site.below_var("media", "late"))


@pytest.mark.parametrize("place, told", [("", ["k"]), ("restore:database", ["n"])])
def test_restore_when_secrets_change_then_the_services_are_told_those_that_hold(
        site, monkeypatch, place, told):
    path = make(site)
    secret = os.path.join(site.etc, "secrets", "secret_key")
    with open(secret, "w", encoding="utf-8") as file:
        file.write("n" * 60)
    heard = []

    def ensure(_):
        with open(secret, encoding="utf-8") as file:
            heard.append(file.read(1))

    monkeypatch.setattr(restore, "Desk", lambda one: SimpleNamespace(
        site=one, state=fakes.reread(one), running=True,
        resources=[SimpleNamespace(ensure=ensure)]))
    monkeypatch.setenv("SITECTL_FAIL_AT", place)
    with pytest.raises(SiteError) if place else contextlib.nullcontext():
        put_back(site, path)
    assert heard == told


def test_restore_when_units_run_then_all_stop_before_the_backup(site, monkeypatch):
    done = []
    path = make(site)
    monkeypatch.setattr(lifecycle, "retire_all", lambda _: done.append("stopped"))
    monkeypatch.setattr(lifecycle, "bring_up", lambda _: done.append("started"))
    to = backup.Backup.to
    monkeypatch.setattr(backup.Backup, "to",
                        lambda *words: done.append("backup") or to(*words))
    desk = at(site)
    desk.any_runs = lambda: True
    with restore.opened(path) as file:
        restore.Restore(desk, file, path, restore.check(site, file, path)).run()
    assert done == ["stopped", "backup", "started"]


def test_backup_when_another_release_came_meanwhile_then_says_so(site, capsys):
    one = backup.Backup(at(site))
    one.to(None)
    assert "make another backup" not in capsys.readouterr().err
    state = fakes.reread(site)
    state.live, state.slots = "b", {"b": "r2"}
    state.save()
    one.to(None)
    said = capsys.readouterr().err
    assert "while it was made release r2 came for None" in said and "make another backup" in said


def test_backup_when_configuration_changes_while_it_reads_then_it_is_of_the_beginning(site):
    one = backup.Backup(at(site))
    change(site)
    path = one.to(None)
    put_back(site, path)
    with open(os.path.join(site.etc, "site.conf"), encoding="utf-8") as file:
        assert file.read() == "HEALTH_TIMEOUT=10\n"


def test_size_when_a_file_is_deleted_meanwhile_then_that_of_the_others(tmp_path, monkeypatch):
    (tmp_path / "one").write_text("four")
    (tmp_path / "two").write_text("deleted")

    def exists(name, _):
        (tmp_path / "two").unlink(missing_ok=True)
        return bool(name)

    monkeypatch.setattr(trees, "_exists", exists)
    assert trees.Reader(str(tmp_path), "media").size() == 4


def test_restore_when_a_folder_is_a_mount_point_then_refuses(site, monkeypatch):
    path = make(site)
    change(site)
    monkeypatch.setattr(os.path, "ismount", lambda path: path.endswith("/media"))
    with pytest.raises(SiteError, match="media is a mount point"):
        put_back(site, path)
    assert state_of(site) == OLD


def test_restore_when_it_is_another_sites_then_refuses(site, tmp_path):
    path = make(site)
    facts = dict(site.facts, unit="shop-berlin")
    with restore.opened(path) as file:
        with pytest.raises(SiteError, match="of the site 'shop', not of shop-berlin"):
            restore.check(sites.Site(facts), file, path)
        facts = dict(site.facts, database="postgresql")
        with pytest.raises(SiteError, match="set to 'external', and here it is 'postgresql'"):
            restore.check(sites.Site(facts), file, path)


def test_restore_when_it_brings_configuration_of_others_then_refuses(site, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(configfiles, "_conffiles", lambda _: {"/etc/passwd"})
        path = make(site)
    with pytest.raises(SiteError, match="/etc/passwd, which is no configuration of this site"):
        put_back(site, path)


def test_opened_when_others_can_write_then_refuses(site):
    path = make(site)
    os.chmod(path, 0o620)
    with pytest.raises(SiteError, match="can be changed by others than root"):
        with restore.opened(path):
            pass


def test_confirm_when_nobody_is_there_then_refuses(monkeypatch):
    monkeypatch.setattr(restore.sys, "stdin", open(os.devnull, encoding="utf-8"))
    with pytest.raises(SiteError, match="add --yes"):
        restore.confirm(False)
    restore.confirm(True)


def test_space_when_too_little_then_says_how_much(tmp_path):
    with pytest.raises(SiteError, match=f"A backup needs up to .* in {tmp_path}, where"):
        backup.space.require(str(tmp_path), 1 << 60, "A backup", "make room")


def test_places_when_dpkg_knows_the_package_are_its_conffiles_and_drop_ins(site, monkeypatch):
    def run(line):
        if line[1] == "-L":
            text = "/usr/lib/systemd/system/shop-web@.service\n/usr/lib/other\n"
        else:
            text = " /etc/nginx/sites-available/shop 0123\n /etc/gone 0123 obsolete\n"
        return SimpleNamespace(ok=True, stdout=text)

    monkeypatch.setattr(configfiles, "run", run)
    places = configfiles.Places(site)
    assert places.allows("/etc/nginx/sites-available/shop")
    assert places.allows("/etc/systemd/system/shop-web@.service.d/override.conf")
    assert places.allows("/etc/systemd/system/shop-web@a.service.d/override.conf")
    assert places.allows(site.etc + "/secrets/secret_key")
    for path in ("/etc/passwd", site.etc + "/../passwd", "/etc/systemd/system/ssh.service"):
        assert not places.allows(path)


def test_put_and_undo_when_called_keep_mode_and_group(tmp_path):
    path = tmp_path / "one"
    path.write_text("old")
    path.chmod(0o640)
    os.chown(path, 0, grp.getgrnam("www-data")[2])
    note = configfiles.keep(str(path), str(tmp_path), 7)
    configfiles.put(str(path), b"new", 0o600, "adm")
    status = os.stat(path)
    assert (path.read_text(), status.st_mode & 0o777) == ("new", 0o600)
    assert grp.getgrgid(status.st_gid)[0] == "adm"
    for _ in range(2):
        configfiles.undo(note)
        status = os.stat(path)
        assert (path.read_text(), status.st_mode & 0o777) == ("old", 0o640)
        assert grp.getgrgid(status.st_gid)[0] == "www-data"
    configfiles.put(str(tmp_path / "two"), b"", 0o600, "no-such-group")
    assert os.stat(tmp_path / "two").st_gid == 0


def test_undo_when_the_server_is_starting_waits_for_it(site, monkeypatch):
    answers = [Outcome(2, "", "FATAL:  the database system is starting up"),
               Outcome(0, "shop\n", ""), Outcome(0, "", "")]
    asked = []

    def psql(_, sql, *__, **___):
        asked.append(sql)
        return answers[len(asked) - 1]

    monkeypatch.setattr(postgresqlcopy, "_PAUSE", 0)
    monkeypatch.setattr(postgresqlcopy.PostgreSqlCopy, "_psql", psql)
    postgresqlcopy.PostgreSqlCopy(site).undo()
    assert len(asked) == 3 and "DROP DATABASE" in asked[2]


LISTED = """\
;
; Archive created at 2026-11-23 10:15:00 UTC
;     dbname: shop
;     Dumped from database version: 17.6 (Debian 17.6-0+deb13u1)
;
; Selected TOC Entries:
;
2; 3079 16392 EXTENSION - citext\x20
4123; 0 0 COMMENT - EXTENSION citext\x20
3; 3079 16500 EXTENSION - pg_trgm\x20
220; 1259 16400 TABLE public 3; 3079 1 EXTENSION - plpython3u shop
"""


def test_facts_when_dumped_are_those_of_the_dump(site, monkeypatch):
    lines = []
    monkeypatch.setattr(postgresqlcopy, "run",
                        lambda line, **_: lines.append(line) or Outcome(0, LISTED, ""))
    facts = postgresqlcopy.PostgreSqlCopy(site).facts(io.BytesIO())
    assert facts == {"server": "17.6 (Debian 17.6-0+deb13u1)", "extensions": ["citext", "pg_trgm"]}
    # nothing that the site's role could have laid somewhere is asked
    assert [line[:5] for line in lines] == [["runuser", "-u", site.user, "--", "pg_restore"]]


def test_ready_when_extensions_are_wanted_makes_them_before_the_database_is_the_sites(
        site, monkeypatch):
    asked = []

    def run(line, stdin, env, **_):
        assert env["PGOPTIONS"].startswith("-c search_path=pg_catalog ")
        asked.append(stdin)
        return Outcome(0, f"{site.user}\n", "")

    monkeypatch.setattr(postgresqlcopy, "run", run)
    postgresqlcopy.PostgreSqlCopy(site).ready({"extensions": ["citext"]})
    made, extended, given = asked[-3:]
    assert "CREATE DATABASE" in made and "CONNECTION LIMIT 0" in made and "OWNER" not in made
    assert "CREATE EXTENSION" in extended
    assert given.index("OWNER TO") < given.index("CONNECTION LIMIT -1")


def test_sqlite_copy_when_somebody_writes_is_what_was_committed(tmp_path):
    path = str(tmp_path / "db.sqlite3")
    writer = sqlite3.connect(path, isolation_level=None)
    writer.execute("PRAGMA journal_mode=WAL")
    writer.execute("CREATE TABLE entry (name)")
    writer.execute("INSERT INTO entry VALUES ('Ada')")
    writer.execute("BEGIN")
    writer.execute("INSERT INTO entry VALUES ('Eve')")
    copy = io.BytesIO()
    sqlitecopy.copy(path, copy)
    writer.execute("COMMIT")
    (tmp_path / "copy").write_bytes(copy.getvalue())
    found = sqlite3.connect(tmp_path / "copy").execute("SELECT name FROM entry").fetchall()
    assert found == [("Ada",)]


def test_sqlite_copy_when_the_file_is_damaged_then_refuses(tmp_path):
    (tmp_path / "db.sqlite3").write_bytes(b"SQLite format 3\0" + b"x" * 5000)
    with pytest.raises(sqlite3.DatabaseError):
        sqlitecopy.copy(str(tmp_path / "db.sqlite3"), io.BytesIO())


def test_manifest_when_read_says_what_it_is_of(site):
    path = make(site)
    with restore.opened(path) as file:
        manifest = restore.check(site, file, path).manifest
    assert (manifest["unit"], manifest["version"], manifest["database"]["included"]) == (
        "shop", "r1", False)
    assert "k" * 60 not in json.dumps(manifest)
