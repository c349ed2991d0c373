"""The queue and the cache of a release, when another package than its own is installed."""

from types import SimpleNamespace

import fakes
import pytest
from sitectl import daemon, desk, releases, slots
from sitectl.command import Outcome
from sitectl.errors import SiteError

GONE = "the installed package does not bring it: apt install shop-site=1.0"


@pytest.fixture
def units(monkeypatch):
    """The units that run, and what systemd was told."""
    one = SimpleNamespace(active={"shop-queue.service"}, told=[])
    monkeypatch.setattr(daemon.systemd, "is_active", lambda unit: unit in one.active)
    monkeypatch.setattr(daemon.systemd, "show", lambda unit, *names: dict.fromkeys(names, ""))
    for verb in ("start", "stop", "restart"):
        monkeypatch.setattr(
            daemon.systemd, verb,
            lambda *words, verb=verb, **_: one.told.append((verb, words[0])) or Outcome(0, "", ""))
    return one


def desk_of(folder, queue, cache="off"):
    """The desk of a site whose release 1.0, with Redis, serves, and 2.0 is installed."""
    site = fakes.site(folder, "r1", version="1.0", queue="redis", cache="redis")
    state = fakes.reread(site)
    releases.record(site, state)
    slots.assign(site, state, "a", "r1")
    state.live = "a"
    state.save()
    return desk.Desk(fakes.site(folder, "r2", version="2.0", queue=queue, cache=cache))


def test_check_when_the_unit_went_with_its_package_then_says_how_long_it_lasts(tmp_path, units):
    queue = desk_of(tmp_path, "off").resources[1]
    assert queue.check() == (
        False, f"redis, shop-queue.service, runs until the next boot, and {GONE}")
    units.active.clear()
    assert queue.check() == (False, f"redis, shop-queue.service, does not run, and {GONE}")


def test_restart_when_the_unit_went_with_its_package_then_it_is_left_alone(tmp_path, units):
    queue = desk_of(tmp_path, "off").resources[1]
    queue.start()
    queue.restart()
    assert units.told == []
    units.active.clear()
    for action in (queue.start, queue.restart):
        with pytest.raises(SiteError) as caught:
            action()
        assert str(caught.value) == f"shop-queue.service cannot be started, as {GONE}"
    queue.stop()
    assert units.told == []


def test_resources_when_another_release_serves_then_both_are_known(tmp_path, units):
    one = desk_of(tmp_path, "off")
    assert one.installed_resources[1].check() == (True, "off")
    one = desk_of(tmp_path, "redis")
    assert "boot" not in one.resources[1].check()[1]
    one.resources[1].restart()
    assert units.told == [("restart", "shop-queue.service")]


def test_cache_when_the_next_has_another_kind_then_both_run_beside_each_other(tmp_path, units):
    one = desk_of(tmp_path, "off", "memcached")
    units.active.add("shop-rediscache.service")
    assert one.installed_resources[2].unit == "shop-cache.service"
    assert one.resources[2].unit == "shop-rediscache.service"
    one.installed_resources[2].start()
    one.resources[2].start()
    assert units.told == [("start", "shop-cache.service")]


@pytest.mark.parametrize("serves, installed, stopped", [
    ("r1", "memcached", []), ("r2", "memcached", ["shop-rediscache.service"]),
    ("r2", "redis", ["shop-cache.service"]), ("r1", "off", ["shop-cache.service"]),
    ("r2", "external", ["shop-cache.service", "shop-rediscache.service"])])
def test_leave_caches_when_nobody_has_one_any_more_then_stops_it(
        tmp_path, units, monkeypatch, capsys, serves, installed, stopped):
    monkeypatch.setattr(daemon.systemd, "is_running", lambda: True)
    one = desk_of(tmp_path, "redis", installed)
    if serves == "r2":
        slots.assign(one.site, one.state, "a", releases.record(one.site, one.state))
    units.active = {"shop-cache.service", "shop-rediscache.service"}
    daemon.leave_caches(one.site, one.state)
    assert units.told == [("stop", unit) for unit in stopped]
    assert capsys.readouterr().out.count("stopped, as the cache is elsewhere now") == len(stopped)


def test_leave_caches_when_none_runs_then_does_nothing(tmp_path, units, monkeypatch):
    monkeypatch.setattr(daemon.systemd, "is_running", lambda: True)
    one = desk_of(tmp_path, "redis", "off")
    daemon.leave_caches(one.site, one.state)
    assert units.told == []
