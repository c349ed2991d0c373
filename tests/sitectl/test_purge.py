"""What allow-purge says of the purge that it allows."""

import os
import subprocess

import fakes
import pytest
from sitectl import desk, purge

SCRIPT = os.path.join(os.path.dirname(purge.__file__), "../scripts/postrm")


@pytest.mark.parametrize("database, queue, told", [
    ("postgresql", "off", "A copy of the database and the secrets goes to /var/backups first"),
    ("sqlite", "redis", "A copy of the database and waiting tasks and the secrets goes to"),
    ("off", "rabbitmq", "A copy of the secrets goes to /var/backups first, and of nothing else"),
    ("external", "external", "A copy of the secrets goes to /var/backups first, and of nothing"),
])
def test_allow_when_called_then_promises_no_copy_that_is_not_made(
        tmp_path, monkeypatch, capsys, database, queue, told):
    site = fakes.site(tmp_path, database=database, queue=queue)
    if queue == "redis":
        os.makedirs(site.below_var("queue"))
    monkeypatch.setattr(desk.account, "check", lambda _: None)
    monkeypatch.setattr(desk, "Desk", lambda _: None)
    purge.allow(site, None)
    said = capsys.readouterr().out
    assert told in said and "To have one of all: shop backup\n" in said
    assert os.path.exists(site.below_var("PURGE-DATA"))


def test_allow_when_another_database_took_over_then_names_the_one_that_is_left(
        tmp_path, monkeypatch, capsys):
    site = fakes.site(tmp_path, database="external")
    one = fakes.reread(site)
    one.database["ready"] = True
    one.save()
    monkeypatch.setattr(desk.account, "check", lambda _: None)
    monkeypatch.setattr(desk, "Desk", lambda _: None)
    purge.allow(site, None)
    said = capsys.readouterr().out
    assert 'the PostgreSQL database and role "shop"' in said
    assert "A copy of the database and the secrets" in said


@pytest.mark.parametrize("database, values, expected", [
    ("", {"ready": True, "tables": "made"}, "shop"), ("", {}, ""), ("", None, ""),
    ("shop", {}, "shop")])
def test_recall_database_when_state_knows_of_one_then_it_is_the_sites(
        tmp_path, database, values, expected):
    if values is not None:
        site = fakes.site(tmp_path)
        one = fakes.reread(site)
        one.database.update(values)
        one.queue["ready"] = True
        one.save()
        os.rename(site.below_var("state.json"), tmp_path / "state.json")
    with open(SCRIPT, encoding="utf-8") as file:
        script = file.read().partition('case "$1" in\n')[0]
    script = script.replace("var='/var/lib/shop-site/default'", f"var='{tmp_path}'")
    script = script.replace("database='shop'", f"database='{database}'")
    done = subprocess.run(["sh", "-c", script + 'recall_database\necho "$database"\n'],
                          check=True, text=True, capture_output=True)
    assert done.stdout == expected + "\n"


def save_copy(folder):
    """Runs that function of postrm in a folder; returns its outcome."""
    with open(SCRIPT, encoding="utf-8") as file:
        script = file.read().partition('case "$1" in\n')[0]
    for line in script.splitlines():
        if line.startswith(("etc='", "var='")):
            script = script.replace(line, f"{line[:5]}{folder}/{line[:3]}'")
    script = script.replace("/var/backups", f"{folder}/backups")
    return subprocess.run(["sh", "-c", script + "owner=\nsave_copy\n"], check=True, text=True,
                          capture_output=True).stdout


def test_save_copy_when_sqlite_has_more_files_then_copies_all_and_says_so(tmp_path):
    for name in ("etc/secrets/key", "var/data/db.sqlite3", "var/data/db.sqlite3-wal",
                 "var/queue/dump.rdb", "var/data/notes", "backups/other"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(name)
    said = save_copy(tmp_path)
    copy, = (one for one in (tmp_path / "backups").iterdir() if one.is_dir())
    found = sorted(str(one.relative_to(copy)) for one in copy.rglob("*") if one.is_file())
    assert found == ["db.sqlite3", "db.sqlite3-wal", "queue/dump.rdb", "secrets/key"]
    assert said == f"shop-site: a copy is in {copy}, of: secrets, db.sqlite3, waiting tasks\n"


def test_save_copy_when_the_database_is_the_projects_own_then_promises_none(tmp_path):
    for name in ("etc/secrets/key", "var/data/own.db", "backups/other"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(name)
    assert save_copy(tmp_path).endswith(", of: secrets\n")
