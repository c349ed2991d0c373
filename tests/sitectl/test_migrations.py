"""Migrations: asked, run, or left to a person."""

import os
from types import SimpleNamespace

import fakes
import pytest
from sitectl import cli, configure, desk, files, keeping, keyvalue, migrations, program, releases
from sitectl import slots
from sitectl.command import Outcome
from sitectl.errors import SiteError
from sitectl.migrations import Migrations


@pytest.fixture
def project(monkeypatch):
    """A project with one migration that is pending; remembers what manage.py was called with."""
    calls = []

    def run(_, slot, words, limit):
        calls.append(words[2] if words[0] == "manage" else words[0])
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


def test_settle_when_a_backup_is_made_then_does_not_migrate(tmp_path, project, monkeypatch):
    monkeypatch.setattr(keeping.held, "__defaults__", (0,))
    with keeping.held(fakes.site(tmp_path)):
        with pytest.raises(SiteError, match="working on a backup or a migration .*: wait"):
            settle(tmp_path, database="sqlite")
    assert project == []
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


def serve(folder, release, **changes):
    """A site whose release serves in slot a."""
    site = fakes.site(folder, release, **changes)
    state = fakes.reread(site)
    releases.record(site, state)
    state.live = "a"
    slots.assign(site, state, "a", release)


@pytest.mark.parametrize("old, told", [
    ("r1", "run shop manage --new migrate\n"), ("r2", "run shop manage migrate\n")])
def test_settle_when_check_and_pending_then_names_a_command_that_works(
        tmp_path, project, old, told):
    serve(tmp_path, old, migrate="check", database="external")
    with pytest.raises(SiteError) as caught:
        settle(tmp_path, release="r2", migrate="check", database="external")
    assert told in str(caught.value) and str(caught.value).endswith("Then run: shop start")


@pytest.mark.parametrize("lines, told", [
    (1, "1 migration is pending"), (2, "2 migrations are pending")])
def test_settle_when_nothing_is_applied_then_names_the_command_of_after_the_switch(
        tmp_path, monkeypatch, capsys, lines, told):
    monkeypatch.setattr(program, "run", lambda *_: Outcome(0, "[ ]  guest.0001\n" * lines, ""))
    serve(tmp_path, "r1", database="external")
    settle(tmp_path, release="r2", database="external")
    assert capsys.readouterr().err == (f"warning: {told}, and MIGRATE=off applies none: once"
                                       " release r2 serves, run shop manage migrate\n")


def manage(site, monkeypatch, *words):
    """Calls the site's command; returns what the slots were told while manage.py ran."""
    files.write_atomically(os.path.join(site.lib, "site.json"), site.text)
    seen = []

    def hand_over(_, slot, words):
        seen.append((words, keyvalue.read(slots.path(site, slot))["RELEASE"]))
        return 7

    monkeypatch.setattr(program, "hand_over", hand_over)
    monkeypatch.setattr(desk.systemd, "is_running", lambda: False)
    monkeypatch.setattr(desk.account, "check", lambda _: None)
    assert cli.main(site.lib, ["manage", *words]) == 7
    return seen


def test_manage_new_when_another_serves_then_idle_slot_for_the_time(tmp_path, monkeypatch):
    serve(tmp_path, "r1")
    site = fakes.site(tmp_path, "r2")
    releases.record(site, fakes.reread(site))
    assert manage(site, monkeypatch, "--new", "migrate", "--plan") == [
        (["manage", "b", "migrate", "--plan"], "r2")]
    assert fakes.reread(site).slots == {"a": "r1"}
    assert os.listdir(site.below_var("slots")) == ["a.conf"]


def test_manage_new_when_it_serves_then_its_slot(tmp_path, monkeypatch):
    serve(tmp_path, "r1")
    site = fakes.site(tmp_path, "r1")
    assert manage(site, monkeypatch, "--new", "check") == [(["manage", "a", "check"], "r1")]
    assert fakes.reread(site).slots == {"a": "r1"}


def test_manage_when_new_is_no_first_word_then_manage_py_gets_it(tmp_path, monkeypatch):
    serve(tmp_path, "r1")
    site = fakes.site(tmp_path, "r1")
    assert manage(site, monkeypatch, "loads", "--new") == [
        (["manage", "a", "loads", "--new"], "r1")]


def test_manage_new_when_not_recorded_then_refuses(tmp_path, monkeypatch, capsys):
    serve(tmp_path, "r1")
    site = fakes.site(tmp_path, "r2")
    with pytest.raises(AssertionError):
        manage(site, monkeypatch, "--new", "migrate")
    assert "Release r2 is not set up yet" in capsys.readouterr().err


def test_run_when_interrupted_then_its_unit_is_stopped(tmp_path, monkeypatch):
    stopped = []
    monkeypatch.setattr(program.systemd, "is_running", lambda: True)
    monkeypatch.setattr(program.systemd, "show", lambda *_: {"ActiveState": "inactive"})
    monkeypatch.setattr(program.sandbox, "of", lambda *_: [])
    monkeypatch.setattr(program.systemd, "stop", lambda unit, limit: stopped.append(unit))

    def interrupted(line, timeout):
        assert "--unit=shop-step.service" in line
        raise KeyboardInterrupt

    monkeypatch.setattr(program.command, "run", interrupted)
    with pytest.raises(KeyboardInterrupt):
        program.run(fakes.site(tmp_path), "a", ["manage", "a", "migrate"], 60)
    assert stopped == ["shop-step.service"]


@pytest.mark.parametrize("outcome, words", [
    (Outcome(226, "", ""), "shop-step.service: Failed to set up mount namespacing"),
    (Outcome(1, "", "its own words"), "its own words"), (Outcome(0, "", ""), "")])
def test_run_when_its_unit_could_not_begin_then_the_journal_tells(
        tmp_path, monkeypatch, outcome, words):
    monkeypatch.setattr(program.systemd, "is_running", lambda: True)
    monkeypatch.setattr(program.systemd, "show", lambda *_: {"ActiveState": "inactive"})
    monkeypatch.setattr(program.sandbox, "of", lambda *_: [])
    monkeypatch.setattr(program.systemd, "refusal", lambda name, _:
                        f"{name}: Failed to set up mount namespacing")
    monkeypatch.setattr(program.command, "run", lambda *_, **__: outcome)
    assert program.run(fakes.site(tmp_path), "a", ["migrate", "a"], 60).stderr == words


@pytest.mark.parametrize("why", ["", "x.service: Failed to set up mount namespacing"])
def test_hand_over_when_its_unit_could_not_begin_then_says_why(tmp_path, monkeypatch, why):
    asked = []
    monkeypatch.setattr(program.systemd, "is_running", lambda: True)
    monkeypatch.setattr(program.sandbox, "of", lambda *_: [])
    monkeypatch.setattr(program.systemd, "refusal", lambda name, _: asked.append(name) or why)
    monkeypatch.setattr(program.subprocess, "call", lambda *_, **__: 226)
    site = fakes.site(tmp_path)
    if why:
        with pytest.raises(SiteError, match=f"^It could not be begun: {why}$"):
            program.hand_over(site, "a", ["manage", "a", "check"])
    else:
        assert program.hand_over(site, "a", ["manage", "a", "check"]) == 226
    assert asked[0].startswith("shop-ask-")


def test_manage_when_no_release_serves_then_names_the_way_to_the_installed_one(
        tmp_path, monkeypatch, capsys):
    site = fakes.site(tmp_path, "r1")
    with pytest.raises(AssertionError):
        manage(site, monkeypatch, "check")
    assert capsys.readouterr().err == (
        "error: No release is set up yet: shop start\nThe installed one, which may not come up, is"
        " asked with --new: shop manage --new check\n")


def test_settle_when_the_lock_was_lost_then_says_so(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(program, "run", lambda *_: Outcome(
        0, "  Applying guest.0001_initial... OK\n", "a word\nwarning: the lock was lost\n"))
    settle(tmp_path, database="external", migrate="auto")
    said = capsys.readouterr()
    assert said.err == "warning: the lock was lost\n"
    assert "1 migration applied" in said.out


@pytest.mark.parametrize("seconds, told", [
    (3 * 3600, "The migrations of release r1 failed: its words"),
    (24 * 3600, "The migrations were ended, as they had run for 24 hours. Without a limit:"
     " shop manage --new migrate\nWhat was said last:\n  its words")])
def test_settle_when_migrations_do_not_end_then_only_a_day_ends_them_and_that_is_told(
        tmp_path, monkeypatch, seconds, told):
    clock, limits = [1000.0], []

    def run(_, slot, words, limit):
        limits.append(limit)
        clock[0] += seconds
        return Outcome(255, "", "its words")

    monkeypatch.setattr(program, "run", run)
    monkeypatch.setattr(migrations.time, "monotonic", lambda: clock[0])
    with pytest.raises(SiteError) as caught:
        settle(tmp_path, database="external", migrate="auto")
    assert str(caught.value) == told
    assert limits == [24 * 3600]


TORN = """\
Traceback (most recent call last):
  File "/usr/lib/shop-src/1/entries/migrations/0002_torn.py", line 5, in tear
    raise RuntimeError("torn")
RuntimeError: torn
"""


@pytest.mark.parametrize("outcome, told", [
    (Outcome(1, "Running migrations:\n  Applying entries.0001... OK\n"
                "  Applying entries.0002_torn...", TORN),
     "The migration entries.0002_torn of release r1 failed: RuntimeError: torn\n"
     "What was said last:\n  Traceback (most recent call last):\n"
     '    File "/usr/lib/shop-src/1/entries/migrations/0002_torn.py", line 5, in tear\n'
     '      raise RuntimeError("torn")\n  RuntimeError: torn\n'
     "1 migration applied before that: nothing is reversed."),
    (Outcome(4, "", "Another host has been migrating this database for 300 s.\n"),
     "The migrations of release r1 failed: Another host has been migrating this database for"
     " 300 s."),
    (Outcome(1, "", ""), "The migrations of release r1 failed: it said nothing of why:"
     " shop logs --since '10 minutes ago'"),
    (Outcome(5, "", "ModuleNotFoundError: No module named 'no_such'\n"),
     "Release r1 could not be loaded, so no migration was begun: ModuleNotFoundError: No module"
     " named 'no_such'")])
def test_settle_when_they_fail_then_the_reason_comes_first(tmp_path, monkeypatch, outcome, told):
    monkeypatch.setattr(program, "run", lambda *_: outcome)
    with pytest.raises(migrations.NotApplied) as caught:
        settle(tmp_path, database="external", migrate="auto")
    assert str(caught.value) == told


def test_settle_when_much_was_said_then_whole_lines_of_it_are_shown(tmp_path, monkeypatch):
    said = "".join(f"line {number} {'x' * 200}\n" for number in range(40))
    monkeypatch.setattr(program, "run", lambda *_: Outcome(1, "", said))
    with pytest.raises(SiteError) as caught:
        settle(tmp_path, database="external", migrate="auto")
    assert all(line.startswith("  line ") for line in str(caught.value).splitlines()[2:])


def test_configure_when_migrations_fail_then_says_what_goes_on_and_the_ways_on(
        tmp_path, monkeypatch):
    serve(tmp_path, "r1", version="1.1", migrate="auto", database="external")
    site = fakes.site(tmp_path, "r2", version="1.2", migrate="auto", database="external")
    state = fakes.reread(site)
    monkeypatch.setattr(program, "run", lambda *_: Outcome(5, "", "NameError: name 'x'\n"))
    run = configure.Configuration(SimpleNamespace(
        site=site, state=state, database=None, parts=[fakes.FakePart({"a"})]))
    run._release = releases.record(site, state)
    with pytest.raises(SiteError) as caught:
        run._do_migrate()
    assert str(caught.value) == (
        "Release r2 could not be loaded, so no migration was begun: NameError: name 'x'\n"
        "Release r1 goes on as before.\n"
        "To try again:  shop start\n"
        "To go back:    apt install shop-site=1.1\n"
        "               or, from its file, apt install --allow-downgrades ./shop-site_1.1_all.deb")


def test_settle_when_none_was_pending_then_says_nothing(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(program, "run", lambda *_: Outcome(0, "  No migrations to apply.\n", ""))
    settle(tmp_path, database="external", migrate="auto")
    assert capsys.readouterr().out == "release r1 recorded\n"
