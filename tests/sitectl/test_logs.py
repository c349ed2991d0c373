"""Which units are the site's, and which program shows what they wrote."""

import os
from types import SimpleNamespace

import fakes
import pytest
from sitectl import cli, command, logs
from sitectl.command import Outcome
from sitectl.errors import SiteError

FILES = """\
shop-boot.service               enabled  enabled
shop-web@.service               static   -
shop-web@.socket                static   -
shop-berlin-web@.service        static   -
shop-mail.timer                 enabled  enabled
"""
JOURNAL = """\
shop-celery@a.service
shop-berlin-boot.service
shopping-web@a.service
shop.target
nginx.service
"""


@pytest.fixture
def host(tmp_path, monkeypatch):
    """A host with a second site of the same project."""
    (tmp_path / "shop-site/berlin").mkdir(parents=True)
    (tmp_path / "shop-site/berlin/site.json").write_text('{"unit": "shop-berlin"}')
    (tmp_path / "shop-site/broken").mkdir()
    (tmp_path / "shop-site/broken/site.json").write_text("{")
    (tmp_path / "system.journal").write_text("")
    monkeypatch.setattr(logs, "_SITES", str(tmp_path / "*-site/*/site.json"))
    monkeypatch.setattr(logs, "_JOURNALS", (str(tmp_path / "*.journal"),))
    monkeypatch.setattr(logs, "run", lambda line: Outcome(
        0, FILES if line[0] == "systemctl" else JOURNAL, ""))
    return fakes.site(tmp_path / "site")


def asked(**values):
    return SimpleNamespace(**{
        "follow": False, "lines": None, "since": None, "nginx": False, **values})


def test_units_when_another_site_begins_alike_then_only_ours(host):
    assert logs.units(host) == [
        "shop-boot.service", "shop-celery@a.service", "shop-check.service", "shop-finish.service",
        "shop-mail.timer", "shop-step.service", "shop-web@a.service", "shop-web@a.socket",
        "shop-web@b.service", "shop-web@b.socket", "shop.target"]


@pytest.mark.parametrize("wanted, words", [
    ({}, ["--lines=200"]),
    ({"lines": 5}, ["--lines=5"]),
    ({"since": "1 hour ago"}, ["--since=1 hour ago"]),
    ({"since": "-1h", "lines": 9}, ["--since=-1h", "--lines=9"]),
    ({"follow": True}, ["--lines=200", "--follow"])])
def test_journal_line_when_asked_then_has_these_words(wanted, words):
    assert logs.journal_line(["x.service"], asked(**wanted)) == [
        "journalctl", "--quiet", "--unit=x.service", *words]


def test_logs_when_readable_then_becomes_journalctl(host, monkeypatch):
    became = []
    monkeypatch.setattr(logs, "become", became.append)
    logs.logs(host, asked(lines=3))
    assert became[0][0] == "journalctl" and became[0][-1] == "--lines=3"


@pytest.mark.parametrize("lines", [0, -1])
def test_logs_when_lines_are_absurd_then_refuses(host, lines):
    with pytest.raises(SiteError, match=f"--lines {lines} is no number of lines"):
        logs.logs(host, asked(lines=lines))


def test_logs_when_the_journal_is_closed_then_says_to_whom_it_is_open(host, monkeypatch, capsys):
    monkeypatch.setattr(logs.os, "access", lambda *_: False)
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    with open(os.path.join(host.lib, "site.json"), "w", encoding="utf-8") as file:
        file.write(host.text)
    assert cli.main(host.lib, ["logs"]) == 1
    assert capsys.readouterr().err == (
        "error: The journal is for root and the groups adm and systemd-journal: sudo shop logs\n")


def test_logs_when_there_is_no_journal_then_says_so(host, monkeypatch):
    monkeypatch.setattr(logs, "_JOURNALS", ())
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    with pytest.raises(SiteError, match="This host has no journal"):
        logs.logs(host, asked())


# nginx

LOG = """\
2026/11/23 10:00:00 [error] 7#7: *1 first
2026/11/23 11:00:00 [error] 7#7: *2 second
  that goes on
2026/11/23 12:00:00 [error] 7#7: *3 third
"""


@pytest.fixture
def nginx(host, monkeypatch):
    """The lines that a call shows, and the program that shows them."""
    with open(os.path.join(host.log, "error.log"), "w", encoding="utf-8") as file:
        file.write(LOG)
    monkeypatch.setattr(logs, "run", command.run)
    became = []
    monkeypatch.setattr(logs, "become", became.append)

    def call(**values):
        logs.logs(host, asked(nginx=True, **values))
        line = became.pop()
        return line, command.run([word for word in line if word not in (
            "--follow=name", "--retry")]).stdout.splitlines()

    return call


@pytest.mark.parametrize("wanted, shown", [
    ({}, LOG.splitlines()),
    ({"lines": 1}, LOG.splitlines()[3:]),
    ({"since": "2026-11-23 10:30"}, LOG.splitlines()[1:]),
    ({"since": "2026-11-23 10:30", "lines": 2}, LOG.splitlines()[2:]),
    ({"since": "2026-11-23 10:30", "lines": 20}, LOG.splitlines()[1:]),
    ({"since": "2026-11-23 13:00"}, [])])
def test_nginx_when_asked_then_shows_these_lines(nginx, wanted, shown):
    assert nginx(**wanted)[1] == shown


def test_nginx_when_followed_then_by_name_as_logs_are_rotated(nginx):
    assert nginx(follow=True)[0][2:4] == ["--follow=name", "--retry"]


def test_nginx_when_the_time_is_none_then_says_how_one_looks(nginx):
    with pytest.raises(SiteError, match='--since "yesteryear" is no time: give one such as'):
        nginx(since="yesteryear")


def test_nginx_when_not_readable_then_says_to_whom_it_is_open(nginx, monkeypatch):
    monkeypatch.setattr(logs.os, "access", lambda *_: False)
    with pytest.raises(SiteError, match="is for root and the group adm: sudo shop logs --nginx"):
        nginx()


def test_become_when_the_program_is_missing_then_says_so(monkeypatch):
    monkeypatch.setattr(command.signal, "signal", lambda *_: None)
    with pytest.raises(SiteError, match="no-such-program cannot be run: No such file"):
        command.become(["no-such-program"])
