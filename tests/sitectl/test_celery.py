"""Celery's parts, with a systemd that only remembers."""

import fakes
import pytest
from sitectl import celery, releases, slots, systemd
from sitectl.command import Outcome

CELERY = {"app": "guest", "queues": ["mail"], "concurrency": 2, "beat": True}


class FakeSystemd:
    """Units and their states; remembers what was asked of them."""

    def __init__(self):
        self.states = {}
        self.asked = []

    def show(self, unit, *properties):
        values = {"ActiveState": self.states.get(unit, "inactive"), "NRestarts": "0"}
        return {name: values.get(name, "") for name in properties}

    def act(self, verb, unit, *_, **__):
        self.asked.append((verb, unit))
        self.states[unit] = "active" if "start" in verb else "inactive"
        return Outcome(0, "", "")


@pytest.fixture
def units(monkeypatch):
    fake = FakeSystemd()
    monkeypatch.setattr(systemd, "show", fake.show)
    for verb in ("start", "queue_start", "stop", "queue_stop", "kill"):
        monkeypatch.setattr(
            systemd, verb, lambda unit, *more, _verb=verb, **named: fake.act(_verb, unit))
    monkeypatch.setattr(systemd, "reset_failed", lambda *_: None)
    return fake


def slot_of(folder, configuration="", **facts):
    """A site whose release is in slot a."""
    site = fakes.site(folder, **facts)
    with open(site.configuration_path, "w", encoding="utf-8") as file:
        file.write(configuration)
    state = fakes.reread(site)
    slots.assign(site, state, "a", releases.record(site, state))
    return site


def contents(site):
    state = fakes.reread(site)
    return slots.contents(site, state.slots["a"])


def test_contents_when_release_has_celery_say_how(tmp_path):
    told = contents(slot_of(tmp_path, celery=CELERY))
    assert told["CELERY_APP"] == "guest" and told["CELERY_QUEUES"] == "mail"
    assert told["CELERY_CONCURRENCY"] == "2"
    assert (told["WORKERS"], told["BEAT"]) == ("on", "on")


def test_contents_when_administrator_says_otherwise_he_wins(tmp_path):
    told = contents(slot_of(
        tmp_path, "QUEUES=slow fast\nCONCURRENCY=7\nBEAT=off\n", celery=CELERY))
    assert told["CELERY_QUEUES"] == "slow,fast" and told["CELERY_CONCURRENCY"] == "7"
    assert (told["WORKERS"], told["BEAT"]) == ("on", "off")


def test_contents_when_release_has_no_celery_want_none(tmp_path):
    told = contents(slot_of(tmp_path))
    assert (told["WORKERS"], told["BEAT"], told["CELERY_APP"]) == ("off", "off", "")


@pytest.mark.parametrize("line, words", [
    ("CONCURRENCY=0", "not a number of processes"), ("CONCURRENCY=many", "not a number"),
    ("QUEUES=a;id", "not the name of a queue"), ("WORKERS=yes", "none of on, off"),
])
def test_contents_when_configuration_is_wrong_name_the_key(tmp_path, line, words):
    site = slot_of(tmp_path, celery=CELERY)
    with open(site.configuration_path, "w", encoding="utf-8") as file:
        file.write(line + "\n")
    site = fakes.site(tmp_path, celery=CELERY)
    with pytest.raises(Exception, match=line.partition("=")[0] + ": .*" + words):
        contents(site)


def test_start_when_not_wanted_starts_nothing(tmp_path, units):
    workers = celery.Workers(slot_of(tmp_path))
    workers.begin("a")
    workers.start("a")
    assert units.asked == [] and workers.is_running("a") and workers.start_units("a") == []


def test_pause_when_workers_answer_leaves_them_their_tasks(tmp_path, units, monkeypatch):
    workers = celery.Workers(slot_of(tmp_path, celery=CELERY))
    told = []
    monkeypatch.setattr(celery.program, "run", lambda _, slot, words, limit: told.append(words)
                        or Outcome(0, "", ""))
    workers.start("a")
    workers.pause("a")
    workers.resume("a")
    assert told == [["workers", "a", "pause"], ["workers", "a", "resume"]]
    assert units.asked == [("start", "shop-worker@a.service")]


def test_pause_when_workers_do_not_answer_stops_them(tmp_path, units, monkeypatch, capsys):
    workers = celery.Workers(slot_of(tmp_path, celery=CELERY))
    monkeypatch.setattr(celery.program, "run", lambda *_: Outcome(3, "", ""))
    workers.start("a")
    workers.pause("a")
    assert units.states["shop-worker@a.service"] == "inactive"
    assert "does not answer" in capsys.readouterr().err
    workers.resume("a")
    assert units.states["shop-worker@a.service"] == "active"


def test_pause_when_beat_runs_ends_it_and_resume_brings_it_back(tmp_path, units):
    beat = celery.Beat(slot_of(tmp_path, celery=CELERY))
    beat.start("a")
    beat.pause("a")
    assert units.states["shop-beat@a.service"] == "inactive"
    beat.resume("a")
    assert units.states["shop-beat@a.service"] == "active"


def test_retire_when_it_never_came_up_does_not_wait_for_it(tmp_path, units):
    workers = celery.Workers(slot_of(tmp_path, celery=CELERY))
    units.states["shop-worker@a.service"] = "activating"
    workers.retire("a")
    assert units.asked[0] == ("kill", "shop-worker@a.service")


def test_retire_when_it_does_not_run_does_nothing(tmp_path, units):
    celery.Beat(slot_of(tmp_path, celery=CELERY)).retire("a")
    assert units.asked == []
