"""What an earlier release says about the migrations of a database that a later one has used."""

import json
import sqlite3
from pathlib import Path

FILES = (Path(__file__).resolve().parents[2]
         / "django-deb-maven-plugin/src/main/resources/io/github/djangodeb/site")
CODE = "import runpy; runpy.run_path({!r}, run_name='__main__')"
MANAGE = "import sys; from django.core.management import execute_from_command_line as run;" \
         " print('a project that talks'); run(sys.argv)"
MIGRATION = """
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [{after}]
    replaces = [{replaces}]
    operations = []
"""


def project(host, *names, replaces=""):
    """A project over a database of its own, with these migrations one after the other."""
    host.write("manage.py", MANAGE)
    host.write("guestbook/settings.py", "INSTALLED_APPS = ['guestbook']\n")
    host.write("guestbook/migrations/__init__.py", "")
    after = ""
    for name in names:
        host.write(f"guestbook/migrations/{name}.py",
                   MIGRATION.format(after=after, replaces=replaces))
        after = f"('guestbook', '{name}')"


def applied(host, *names):
    with sqlite3.connect(host.root / "db") as database:
        database.execute("create table django_migrations"
                         " (id integer primary key, app text, name text, applied text)")
        database.executemany("insert into django_migrations (app, name) values (?, ?)", names)


def unknown(host):
    """What it prints behind its heading."""
    host.slot["DATABASE_URL"] = f"sqlite:///{host.root}/db"
    code = CODE.format(str(FILES / "python/site_migrations.py"))
    outcome = host.run("manage", "a", "shell", "-c", code)
    assert outcome.returncode == 0, outcome.stderr
    line = [one for one in outcome.stdout.splitlines() if one.startswith("unknown migrations: ")]
    return json.loads(line[0].partition(": ")[2])


def test_unknown_when_a_later_release_has_more_then_names_them(host):
    project(host, "0001_initial")
    applied(host, ("guestbook", "0001_initial"), ("guestbook", "0003_c"), ("guestbook", "0002_b"))
    assert unknown(host) == ["guestbook.0002_b", "guestbook.0003_c"]


def test_unknown_when_all_are_there_then_none(host):
    project(host, "0001_initial", "0002_b")
    applied(host, ("guestbook", "0001_initial"))
    assert unknown(host) == []


def test_unknown_when_a_squashed_one_stands_for_them_then_none(host):
    project(host, "0001_squashed", replaces="('guestbook', '0001_a'), ('guestbook', '0002_b')")
    applied(host, ("guestbook", "0001_a"), ("guestbook", "0002_b"))
    assert unknown(host) == []


def test_unknown_when_the_database_is_empty_then_none(host):
    project(host, "0001_initial")
    assert unknown(host) == []


def test_unknown_when_an_app_is_gone_then_names_its_migrations(host):
    project(host, "0001_initial")
    applied(host, ("shelf", "0001_initial"))
    assert unknown(host) == ["shelf.0001_initial"]


def test_unknown_when_the_project_has_no_database_then_none(host):
    project(host, "0001_initial")
    with open(host.etc / "site_settings.py", "a", encoding="utf-8") as settings:
        settings.write("\nDATABASES = {}\n")
    assert unknown(host) == []
