"""What a restoration tells, and what it does about HTTPS and migrations."""

import os
from types import SimpleNamespace

import backups
import fakes
import pairs
import pytest
from sitectl import advice, lifecycle, program, restore
from sitectl.command import Outcome
from sitectl.errors import SiteError


@pytest.fixture
def site(tmp_path, monkeypatch):
    """A site of this process's user, whose release r1 serves in slot a."""
    one = backups.site_in(tmp_path, monkeypatch)
    state = fakes.reread(one)
    state.live, state.slots = "a", {"a": "r1"}
    state.migrations = {"release": "r1", "pending": 0}
    state.save()
    return one


class Host:
    """What happens to the site on its host.

    ``pending``: what the release that serves has not applied; ``fails``: whether migrating does;
    ``up``: the first starts, "not" for one that does not come up.
    """

    def __init__(self, monkeypatch):
        self.done = []
        self.pending = []
        self.fails = False
        self.up = []
        monkeypatch.setattr(restore, "Desk", self._desk)
        monkeypatch.setattr(lifecycle, "retire_all", lambda _: self.done.append("stop"))
        monkeypatch.setattr(lifecycle, "bring_up", self._bring_up)
        monkeypatch.setattr(program, "run", self._run)

    def _desk(self, site):
        return SimpleNamespace(site=site, state=fakes.reread(site), running=True, database=None,
                               resources=[])

    def _bring_up(self, desk):
        self.done.append("start")
        if self.up and self.up.pop(0) == "not":
            raise lifecycle.NotUp("Release r1 did not come up: / answered 500: <!doctype html>")

    def _run(self, _, slot, words, __):
        if words[0] == "migrate":
            self.done.append("migrate")
            if self.fails:
                return Outcome(1, "  Applying guest.0002...", "no such column")
            self.pending = []
            return Outcome(0, "  Applying guest.0002... OK\n", "")
        return Outcome(0, "".join(f"[ ]  {one}\n" for one in self.pending) + "[X]  guest.0001\n",
                       "")


@pytest.fixture
def host(monkeypatch):
    return Host(monkeypatch)


def restored(site, path):
    """Restores it while the site runs."""
    backups.put_back(site, path, any_runs=lambda: True, running=True)


def backup_with(site, name, text):
    """A backup whose site.conf is another than that of now."""
    path = os.path.join(site.etc, name)
    with open(path, encoding="utf-8") as file:
        now = file.read()
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
    made = backups.make(site)
    with open(path, "w", encoding="utf-8") as file:
        file.write(now)
    return made


def own_database(monkeypatch):
    """Has a backup claim that it brings the database, which is kept as PostgreSQL's is."""
    tell = restore.check

    def check(*words):
        contents = tell(*words)
        contents.manifest["database"]["included"] = True
        return contents

    monkeypatch.setattr(restore, "check", check)
    monkeypatch.setattr(restore.databasecopy.DatabaseCopy, "ready", lambda *_: None)
    monkeypatch.setattr(restore.Restore, "_place_sqlite", lambda *_: None)


# What was known of migrations


@pytest.mark.parametrize("up", [["not"], ["not", "not"]])
def test_restore_when_it_fails_then_what_was_known_of_migrations_is_known(site, host, up):
    path = backups.make(site)
    host.up = up
    with pytest.raises(SiteError, match="The restoration failed: Release r1 did not come up"):
        restored(site, path)
    assert fakes.reread(site).migrations == {"release": "r1", "pending": 0}


def test_restore_when_it_fails_then_nothing_reads_like_success(site, host, capsys):
    path = backups.make(site)
    host.up = ["not"]
    with pytest.raises(SiteError, match="has what it had before and serves"):
        restored(site, path)
    assert host.done == ["stop", "start", "stop", "start"]
    assert "serves, in slot" not in capsys.readouterr().out
    restored(site, path)
    assert "release r1 serves, in slot a\nrestored from" in capsys.readouterr().out


# Certificates


def test_restore_when_the_certificate_is_missing_then_refuses_before_the_site_stops(
        site, host, tmp_path):
    pair = f"TLS_CERTIFICATE={tmp_path}/shop.pem\nTLS_KEY={tmp_path}/shop.key\n"
    path = backup_with(site, "site.conf", "TLS=files\n" + pair)
    with pytest.raises(SiteError) as caught:
        restored(site, path)
    assert str(caught.value) == (
        f"The restoration failed: The site would not come up: TLS=files needs {tmp_path}/shop.pem"
        f" and {tmp_path}/shop.key, which no backup has, and {tmp_path}/shop.pem is missing: put it"
        f" there. Then call again: shop restore {path}\nThe site has what it had before.")
    assert host.done == []
    pairs.make(tmp_path)
    restored(site, path)
    assert host.done == ["stop", "start"]


def test_restore_when_the_certificate_is_in_the_backup_then_it_is_not_missed(site, host):
    path = backup_with(site, "site.conf", f"TLS=files\nTLS_CERTIFICATE={site.etc}/added\n"
                       f"TLS_KEY={site.etc}/added\n")
    with pytest.raises(SiteError, match="added is missing"):
        restored(site, path)
    with open(os.path.join(site.etc, "added"), "w", encoding="utf-8") as file:
        file.write("a pair\n")
    path = backup_with(site, "site.conf", f"TLS=files\nTLS_CERTIFICATE={site.etc}/added\n"
                       f"TLS_KEY={site.etc}/added\n")
    os.unlink(os.path.join(site.etc, "added"))
    restored(site, path)
    assert host.done == ["stop", "start"]


# A site that does not serve


def test_restore_when_no_release_serves_yet_then_says_what_comes_next(
        site, host, monkeypatch, capsys, tmp_path):
    state = fakes.reread(site)
    state.live, state.slots = None, {}
    state.save()
    path = backup_with(site, "site.conf", f"TLS=files\nTLS_CERTIFICATE={tmp_path}/shop.pem\n")
    monkeypatch.setattr(advice, "_status_of", lambda _: "half-configured")
    backups.put_back(site, path)
    said = capsys.readouterr()
    assert f"restored from {path}" in said.out
    assert said.err.startswith("warning: nobody is served yet, as no release is set up here. First:"
                               " TLS=files needs")
    assert said.err.endswith(f"{tmp_path}/shop.pem is missing: put it there. Then, to set it up:"
                             " dpkg --configure -a\n")
    assert host.done == []


def test_restore_when_the_site_was_stopped_then_says_so(site, host, capsys):
    backups.put_back(site, backups.make(site))
    assert capsys.readouterr().err == (
        "warning: the site does not run, as before. To start it: shop start\n")


# A database that is older than the code


def test_restore_when_migrations_are_missing_then_they_are_named_instead_of_a_page(
        site, host, monkeypatch):
    path = backups.make(site)
    site.facts["version"] = "1.3"
    with open(os.path.join(site.lib, "site.json"), "w", encoding="utf-8") as file:
        file.write(site.text.replace('"version": "r1"', '"version": "1.3"'))
    host.pending, host.up = ["guest.0002", "guest.0003"], ["not"]
    with pytest.raises(SiteError) as caught:
        restored(site, path)
    assert str(caught.value) == (
        "The restoration failed: Release r1 does not come up with the restored database, which"
        " lacks 2 migrations of it: guest.0002 guest.0003\n"
        "The backup is of version r1, and 1.3 is installed. Install that version, restore, then"
        " upgrade again:\n"
        "To go back:    apt install shop-site=r1\n"
        "               or, from its file, apt install --allow-downgrades ./shop-site_r1_all.deb\n"
        f"Then:          shop restore {path}\n"
        "The site has what it had before and serves.")


def test_restore_when_migrations_are_pending_and_it_comes_up_then_warns(site, host, capsys):
    path = backups.make(site)
    host.pending = ["guest.0002"]
    restored(site, path)
    assert host.done == ["stop", "start"]
    assert capsys.readouterr().err == "warning: 1 migration is pending: run shop manage migrate\n"
    assert fakes.reread(site).migrations == {"release": "r1", "pending": 1}


def test_restore_when_migrate_is_auto_then_they_are_applied_before_it_starts(
        site, host, monkeypatch, capsys):
    path = backup_with(site, "site.conf", "MIGRATE=auto\n")
    own_database(monkeypatch)
    host.pending = ["guest.0002"]
    restored(site, path)
    assert host.done == ["stop", "migrate", "start"]
    assert "lacks 1 migration, and MIGRATE=auto applies what is pending: guest.0002\n" in (
        capsys.readouterr().out)
    assert fakes.reread(site).migrations == {"release": "r1", "pending": 0}


def test_restore_when_migrate_is_auto_and_the_database_is_elsewhere_then_it_is_not_touched(
        site, host):
    path = backup_with(site, "site.conf", "MIGRATE=auto\n")
    host.pending = ["guest.0002"]
    restored(site, path)
    assert host.done == ["stop", "start"]


def test_restore_when_a_migration_fails_then_the_old_is_put_back(site, host, monkeypatch):
    path = backup_with(site, "site.conf", "MIGRATE=auto\n")
    backups.change(site)
    own_database(monkeypatch)
    host.pending, host.fails = ["guest.0002"], True
    with pytest.raises(SiteError, match="The migration guest.0002 of release r1 failed"):
        restored(site, path)
    assert backups.state_of(site) == backups.OLD
    assert host.done == ["stop", "migrate", "stop", "start"]
    assert fakes.reread(site).migrations == {"release": "r1", "pending": 0}


# What is no backup


def test_opened_when_it_is_what_a_purge_left_then_says_so(tmp_path):
    (tmp_path / "shop-20261129031846/secrets").mkdir(parents=True)
    with pytest.raises(SiteError, match="is the copy that a purge has left.*remove.md"):
        with restore.opened(str(tmp_path / "shop-20261129031846")):
            pass
    with pytest.raises(SiteError, match="is a folder: name a backup, which is a file"):
        with restore.opened(str(tmp_path)):
            pass
