"""Migrations: asked, run, or left to a person."""

import os

import fakes
import pytest
from sitectl import migrations, program, releases
from sitectl.command import Outcome
from sitectl.migrations import Migrations


@pytest.fixture
def project(monkeypatch):
    """A project with one migration that is pending; remembers what manage.py was called with."""
    calls = []

    def run(_, slot, words, limit):
        calls.append(words[2])
        return Outcome(0, "[ ]  guest.0001_initial\n", "")

    monkeypatch.setattr(program, "run", run)
    return calls


def settle(folder, **changes):
    site = fakes.site(folder, **changes)
    os.makedirs(site.below_var("data"), exist_ok=True)
    state = fakes.reread(site)
    Migrations(site, state, None).settle(releases.record(site, state))


def test_settle_when_sqlite_is_new_then_makes_tables(tmp_path, project):
    settle(tmp_path, database="sqlite")
    assert project == ["migrate"]


def test_settle_when_sqlite_file_was_there_then_only_asks(tmp_path, project):
    (tmp_path / "var/data").mkdir(parents=True)
    (tmp_path / "var/data/db.sqlite3").write_bytes(b"SQLite format 3")
    settle(tmp_path, database="sqlite")
    assert project == ["showmigrations"]


def test_settle_when_sqlite_file_is_a_link_then_only_asks(tmp_path, project):
    (tmp_path / "var/data").mkdir(parents=True)
    (tmp_path / "var/data/db.sqlite3").symlink_to("/dev/null")
    settle(tmp_path, database="sqlite")
    assert project == ["showmigrations"]


def test_settle_when_making_tables_was_interrupted_then_goes_on(tmp_path, project, monkeypatch):
    def cut(*_, **__):
        (tmp_path / "var/data/db.sqlite3").write_bytes(b"SQLite format 3")
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(migrations.program, "run", cut)
        with pytest.raises(KeyboardInterrupt):
            settle(tmp_path, database="sqlite")
    settle(tmp_path, database="sqlite")
    assert project == ["migrate"]
