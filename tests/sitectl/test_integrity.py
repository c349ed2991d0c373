"""What takes over is what was packaged."""

import os

import fakes
import pytest
from sitectl import command, desk, integrity, migrations, program, releases
from sitectl.command import Outcome
from sitectl.errors import SiteError
from sitectl.migrations import Migrations

CHANGED = "??5??????   /usr/lib/shop-src/0123/views.py\n"


def known(folder, release="r1", **changes):
    """A site that has recorded its release, and its state."""
    site = fakes.site(folder, release, env="/usr/lib/shop-env/4567", src="/usr/lib/shop-src/0123",
                      **changes)
    state = fakes.reread(site)
    releases.record(site, state)
    return site, state


def test_switch_when_code_was_changed_then_refuses_before_anything(tmp_path, dpkg_verify):
    site, state = known(tmp_path)
    dpkg_verify["shop-src-0123"] = CHANGED
    with pytest.raises(SiteError) as caught:
        desk.Desk(site).switch("r1")
    assert str(caught.value) == (
        "The code of release r1 is not as it was packaged: /usr/lib/shop-src/0123/views.py was"
        " changed\nNothing was changed. Install it again: apt install --reinstall shop-src-0123"
        "\nThen run: shop start")
    assert fakes.reread(site).slots == state.slots == {}


def test_require_when_it_serves_already_then_warns(tmp_path, dpkg_verify, capsys):
    site, state = known(tmp_path)
    state.live, state.slots = "a", {"a": "r1"}
    dpkg_verify["shop-env-4567"] = "missing     /usr/lib/shop-env/4567/bin/python\n"
    integrity.require(site, state, "r1")
    assert capsys.readouterr().err == (
        "warning: The code of release r1 is not as it was packaged:"
        " /usr/lib/shop-env/4567/bin/python is missing\n")


EXCLUDED = ("missing     /usr/share/doc/shop-src-0123/changelog.Debian.gz\n"
            "missing     /usr/share/man/man1/shop.1.gz\n"
            "missing     /usr/share/lintian/overrides/shop-src-0123\n")


def test_require_when_dpkg_leaves_documentation_out_then_agrees(tmp_path, dpkg_verify, capsys):
    site, state = known(tmp_path)
    dpkg_verify["shop-src-0123"] = EXCLUDED
    integrity.require(site, state, "r1")
    assert capsys.readouterr().err == ""
    assert integrity.faults("shop-src-0123") == []


@pytest.mark.parametrize("status", [0, 1])
def test_faults_when_documentation_was_changed_then_told_beside_the_code(monkeypatch, status):
    text = EXCLUDED + "??5??????   /usr/share/doc/shop-src-0123/copyright\n" + CHANGED
    monkeypatch.setattr(integrity, "run", lambda *_, **__: Outcome(status, text, ""))
    views = "/usr/lib/shop-src/0123/views.py was changed"
    assert integrity.faults("shop-src-0123") == [
        "/usr/share/doc/shop-src-0123/copyright was changed", views]
    assert integrity.faults("shop-src-0123", "/usr/lib/shop-src/0123") == [views]
    assert integrity.faults("shop-src-0123", "/usr/lib/shop-src/012") == []


def test_require_when_there_is_no_dpkg_then_warns(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(integrity, "run", command.run)
    monkeypatch.setenv("PATH", str(tmp_path))
    site, state = known(tmp_path)
    integrity.require(site, state, "r1")
    assert "was changed is unknown: dpkg: No such file" in capsys.readouterr().err


@pytest.mark.parametrize("serves, unknown, warned", [
    ("2.0", '["guest.0002_more"]', True), ("2.0", "[]", False), ("0.9", '["x.0001_x"]', False)])
def test_settle_when_version_is_older_than_what_serves_then_warns_of_what_it_lacks(
        tmp_path, monkeypatch, capsys, serves, unknown, warned):
    def run(_, slot, words, limit):
        text = f"unknown migrations: {unknown}\n" if "shell" in words else "[X]  guest.0001\n"
        return Outcome(0, text, "")

    monkeypatch.setattr(program, "run", run)
    monkeypatch.setattr(migrations, "run", command.run)
    _, state = known(tmp_path, "r2", version=serves, database="external")
    state.live, state.slots = "a", {"a": "r2"}
    state.save()
    site, state = known(tmp_path, "r1", version="1.0", database="external")
    os.makedirs(site.below_var("data"), exist_ok=True)
    Migrations(site, state, None).settle("r1")
    said = capsys.readouterr().err
    assert ("1 migration is applied that release r1 does not have: guest.0002_more"
            "\nIt stays applied: nothing is reversed." in said) == warned
    assert bool(said) == warned
