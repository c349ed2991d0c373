"""The lock that hosts take turns by, with a server that only remembers."""

import contextlib

import pytest
import site_migrate
from django.db.utils import InterfaceError, OperationalError


class Server:
    """One database; ``held`` is what it says of the lock at the end, or the error that it has."""

    def __init__(self, vendor="postgresql", held=True):
        self.vendor = vendor
        self.held = held
        self.asked = []
        self.closed = False
        self._answer = None

    def copy(self):
        return self

    def close(self):
        self.closed = True

    def cursor(self):
        return self

    def __enter__(self):
        return self

    def __exit__(self, *_):
        pass

    def execute(self, question, words=()):
        self.asked.append(question % tuple(words))
        gives = "unlock" in question or "RELEASE" in question
        if gives and isinstance(self.held, Exception):
            raise self.held
        self._answer = self.held if gives else True

    def fetchone(self):
        return [self._answer]


@pytest.mark.parametrize("vendor, stays, takes, gives", [
    ("postgresql", "idle_session_timeout", "pg_try_advisory_lock", "pg_advisory_unlock"),
    ("mysql", "wait_timeout", "GET_LOCK", "RELEASE_LOCK")])
def test_locked_when_it_is_held_to_the_end_says_nothing(capsys, vendor, stays, takes, gives):
    server = Server(vendor)
    with site_migrate._locked(server):
        assert stays in server.asked[0] and takes in server.asked[1]
    assert gives in server.asked[2] and server.closed
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize(
    "held", [False, OperationalError("it went away"), InterfaceError("closed")])
def test_locked_when_it_was_lost_meanwhile_warns(capsys, held):
    server = Server(held=held)
    with site_migrate._locked(server):
        pass
    said = capsys.readouterr().err
    assert said.startswith("warning: the lock of the migrations was lost while they ran")
    assert "PgBouncer" in said and said.count("\n") == 1
    assert server.closed


def test_locked_when_the_migrations_fail_asks_nothing_more():
    server = Server()
    with pytest.raises(RuntimeError), site_migrate._locked(server):
        raise RuntimeError("a migration failed")
    assert len(server.asked) == 2 and server.closed


def test_locked_when_the_database_is_a_file_needs_none():
    server = Server("sqlite")
    with site_migrate._locked(server):
        pass
    assert server.asked == []


def test_main_when_the_project_does_not_load_then_says_why_and_with_a_status_of_its_own(
        monkeypatch, capsys):
    monkeypatch.setattr("django.setup", lambda: 1 / 0)
    assert site_migrate.main() == site_migrate.NOT_LOADED
    assert capsys.readouterr().err.splitlines()[-1] == "ZeroDivisionError: division by zero"


def test_main_when_a_migration_fails_then_it_is_no_matter_of_loading(monkeypatch):
    monkeypatch.setattr("django.setup", lambda: None)
    monkeypatch.setattr(site_migrate, "_locked", lambda _: contextlib.nullcontext())
    monkeypatch.setattr("django.core.management.call_command", lambda *_, **__: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        site_migrate.main()
