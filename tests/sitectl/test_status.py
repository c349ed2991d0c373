"""What status and check say of a site that was stopped, or whose site.conf is wrong."""

import json
from types import SimpleNamespace

import fakes
import pytest
from sitectl import check, daemon, files, status
from sitectl.celery import Beat, Workers
from sitectl.command import Outcome


def said(desk, capsys):
    """What status says to programs: (exit code, values)."""
    capsys.readouterr()
    code = status.show(desk, True)
    return code, json.loads(capsys.readouterr().out)


def stopped(folder, monkeypatch, **changes):
    """A desk at a site with a memcached, whose units are all down."""
    monkeypatch.setattr(daemon.systemd, "is_active", lambda _: False)
    site = fakes.site(folder, cache="memcached")
    release = fakes.site(folder, **{"cache": "memcached", **changes})
    one = fakes.desk_for_status(site, monkeypatch, runs=False, stopped=True,
                                resources=[daemon.Daemon(site, "cache", release)])
    # What nobody is told of, as it follows: no answer, the link, an upgrade meanwhile.
    monkeypatch.setattr(status.flip, "current", lambda _: None)
    monkeypatch.setattr(status.releases, "missing_code", lambda *_: [])
    one.parts[0].answer = None
    one.is_pending = lambda: True
    one.state.slots["a"] = "r0"
    return one


def test_status_when_it_was_stopped_then_that_is_the_one_problem(tmp_path, monkeypatch, capsys):
    one = stopped(tmp_path, monkeypatch)
    code, values = said(one, capsys)
    assert (code, values["state"], values["cache"]) == (3, "not running", "stopped")
    assert values["problems"] == ['stopped with "shop stop": shop start']
    assert status.show_as_plugin(one) == 2
    assert capsys.readouterr().out == (
        'CRITICAL - shop is not running: stopped with "shop stop": shop start\n')


def test_status_when_it_was_stopped_and_dpkg_failed_then_that_is_told_too(
        tmp_path, monkeypatch, capsys):
    one = stopped(tmp_path, monkeypatch)
    one.is_pending = lambda: False
    _, values = said(one, capsys)
    assert [problem[:25] for problem in values["problems"]] == [
        'stopped with "shop stop":', "release r1 is installed, "]


def test_status_when_start_cannot_start_all_of_it_then_that_is_told_too(
        tmp_path, monkeypatch, capsys):
    _, values = said(stopped(tmp_path, monkeypatch, cache="redis"), capsys)
    assert values["problems"][1].startswith("cache: redis, shop-rediscache.service, does not run")


def test_status_when_it_was_stopped_and_somebody_started_its_units_then_it_runs(
        tmp_path, monkeypatch, capsys):
    one = fakes.desk_for_status(fakes.site(tmp_path), monkeypatch, stopped=True)
    code, values = said(one, capsys)
    assert (code, values["problems"]) == (0, [])


def test_check_when_it_was_stopped_then_so_is_said_and_nothing_that_follows(
        tmp_path, monkeypatch):
    one = stopped(tmp_path, monkeypatch)
    one.live_runs = lambda: False
    looks = check.Check(one)
    assert [found.text for found in looks._serves("serves")] == [
        'stopped with "shop stop": shop start']
    assert list(looks._resources("resources")) == []
    one.is_stopped = lambda: False
    assert [found.check for found in looks._resources("resources")] == ["cache"]


@pytest.mark.parametrize("offline", [False, True])
def test_status_when_nginx_lets_nobody_in_then_is_not_reachable_and_critical(
        tmp_path, monkeypatch, capsys, offline):
    one = fakes.desk_for_status(fakes.site(tmp_path), monkeypatch)
    monkeypatch.setattr(status.offline, "wishes", lambda _: {
        "since": 5, "allow": [], "message": "Back at noon"} if offline else None)
    one.nginx.look = lambda: (False, "not running: systemctl start nginx", False)
    code, values = said(one, capsys)
    assert (code, values["state"], values["answer"]) == (3, "not reachable", 200)
    assert values["problems"] == ["nginx: not running: systemctl start nginx"]
    assert status.show_as_plugin(one) == 2
    assert capsys.readouterr().out == (
        "CRITICAL - shop is not reachable: nginx: not running: systemctl start nginx\n")


@pytest.mark.parametrize("dpkg, way", [("half-configured", "dpkg --configure -a"),
                                       ("installed", "shop start")])
def test_status_when_no_release_serves_then_a_problem_and_parts_that_are_on_do_not_run(
        tmp_path, monkeypatch, capsys, dpkg, way):
    monkeypatch.setattr(status.advice, "run", lambda _: Outcome(0, dpkg, ""))
    site = fakes.site(tmp_path, celery={"app": "shop", "beat": True})
    files.write_atomically(site.configuration_path, "BEAT=off\n")
    one = fakes.desk_for_status(site, monkeypatch)
    one.state.live, one.state.slots = None, {}
    one.parts = [Workers(site), Beat(site), *one.parts]
    code, values = said(one, capsys)
    assert (code, values["state"]) == (3, "not running")
    assert values["problems"] == [f"no release serves: {way}"]
    assert (values["workers"], values["beat"]) == (False, None)
    status.show(one, False)
    lines = capsys.readouterr().out.splitlines()
    assert {"workers     not running", "beat        off",
            f"problem     no release serves: {way}"} <= set(lines)
    status.show_as_plugin(one)
    assert capsys.readouterr().out == (
        f"CRITICAL - shop is not running: no release serves: {way}\n")


@pytest.mark.parametrize("text, told, https", [
    ("MIGRATE=yes\n", 'MIGRATE: "yes" is none of off, check, auto: correct ', "off"),
    ("HEALTH_PATH=health/\n", 'HEALTH_PATH: "health/" is not a path: it starts with /', "off"),
    ("TLS=on\n", 'TLS: "on" is none of off, proxy, files, acme: correct ', None),
    ("TLS=proxy\nTRUSTED_PROXIES=10.0.0.300\n", 'TRUSTED_PROXIES: "10.0.0.300" is neither', None),
    ("just text\n", ', line 1: "just text" is not KEY=VALUE: correct it or put # before.', "off")])
def test_status_when_site_conf_is_wrong_then_it_is_a_problem_beside_all_else(
        tmp_path, monkeypatch, capsys, text, told, https):
    site = fakes.site(tmp_path)
    files.write_atomically(site.configuration_path, text)
    code, values = said(fakes.desk_for_status(site, monkeypatch), capsys)
    problem, = values["problems"]
    assert told in problem
    assert (code, values["state"], values["answer"]) == (1, "degraded", 200)
    assert values["https"] == https


def test_check_when_site_conf_is_wrong_then_a_line_has_all_of_it_and_the_others_none(
        tmp_path, monkeypatch):
    monkeypatch.setattr(check.limits, "check", lambda _: (True, "as they are"))
    site = fakes.site(tmp_path)

    def found():
        one = check.Check(SimpleNamespace(site=site, state=fakes.reread(site)))
        return {name: [(line.ok, line.text) for line in getattr(one, "_" + name)(name)]
                for name in ("keys", "values", "limits", "https")}

    assert found() == {
        "keys": [(True, "those of site.conf are known")],
        "values": [(True, "those of site.conf are right")],
        "limits": [(True, "as they are")], "https": [(True, "off")]}
    files.write_atomically(site.configuration_path, "TLS=on\nMEMORY_MAX=2GB\n")
    lines = found()
    (well, words), = lines.pop("values")
    assert well is False and words.startswith('TLS: "on" is none of')
    assert '; MEMORY_MAX: "2GB" is not an amount of memory' in words
    assert lines == {"keys": [(True, "those of site.conf are known")], "limits": [], "https": []}
