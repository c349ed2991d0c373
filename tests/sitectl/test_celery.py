"""Celery's parts, with a systemd that only remembers."""

import fakes
import pytest
from sitectl import celery, formerqueue, releases, slots, systemd
from sitectl.command import Outcome
from sitectl.errors import SiteError

CELERY = {"app": "guest", "queues": ["mail"], "concurrency": 2, "beat": True}


class FakeSystemd:
    """Units and their states; remembers what was asked of them.

    A unit that is told to stop, and not waited for, finishes its tasks first: it is found busy
    ``looks`` times. Then it has ended with ``result``.
    """

    def __init__(self):
        self.states = {}
        self.asked = []
        self.looks = 3
        self.result = "success"
        self.limit = "5min"
        self.text = ""

    def show(self, unit, *properties):
        values = {"ActiveState": self._state(unit), "NRestarts": "0", "Result": self.result,
                  "StatusText": self.text,
                  "TimeoutStopUSec": self.limit, "TimeoutStartUSec": "1min"}
        return {name: values.get(name, "") for name in properties}

    def _state(self, unit):
        state = self.states.get(unit, "inactive")
        if state == "deactivating":
            self.looks -= 1
            if self.looks == 0:
                self.states[unit] = "inactive"
        return state

    def act(self, verb, unit, *_, **__):
        self.asked.append((verb, unit))
        if "start" in verb:
            self.states[unit] = "active"
        elif verb == "queue_stop":
            if self.states.get(unit) == "active":
                self.states[unit] = "deactivating"
        elif verb == "stop":
            self.states[unit] = "inactive"
        return Outcome(0, "", "")

    def verbs(self):
        """What was asked, whatever unit of."""
        return [verb for verb, _ in self.asked]


@pytest.fixture
def units(monkeypatch):
    fake = FakeSystemd()
    monkeypatch.setattr(systemd, "show", fake.show)
    for verb in ("start", "queue_start", "stop", "queue_stop", "kill"):
        monkeypatch.setattr(
            systemd, verb, lambda unit, *more, _verb=verb, **named: fake.act(_verb, unit))
    monkeypatch.setattr(systemd, "reset_failed", lambda *_: None)
    monkeypatch.setattr(celery, "_PAUSE", 0)
    return fake


@pytest.fixture
def answers(monkeypatch):
    """Whether the workers answer what they are told; remembers that."""

    class Answers(list):
        ok = True

    told = Answers()

    def run(_, slot, words, limit):
        told.append(words)
        return Outcome(0 if told.ok else 3, "", "")

    monkeypatch.setattr(celery.program, "run", run)
    return told


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


def test_pause_when_workers_answer_leaves_them_their_tasks(tmp_path, units, answers):
    workers = celery.Workers(slot_of(tmp_path, celery=CELERY))
    workers.start("a")
    workers.pause("a")
    workers.resume("a")
    assert answers == [["workers", "a", "pause"], ["workers", "a", "resume"]]
    assert units.verbs() == ["start"]


def test_pause_when_workers_do_not_answer_lets_them_finish(tmp_path, units, answers, capsys):
    workers = celery.Workers(slot_of(tmp_path, celery=CELERY))
    answers.ok = False
    workers.start("a")
    workers.pause("a")
    assert units.states["shop-worker@a.service"] == "deactivating"
    assert "does not answer" in capsys.readouterr().err
    workers.retire("a")
    assert units.states["shop-worker@a.service"] == "inactive"
    assert "kill" not in units.verbs()


@pytest.mark.parametrize("state", ["active", "deactivating"])
def test_resume_when_nobody_answers_starts_workers_anew(tmp_path, units, answers, state):
    workers = celery.Workers(slot_of(tmp_path, celery=CELERY))
    answers.ok = False
    units.states["shop-worker@a.service"] = state
    workers.resume("a")
    assert units.verbs() == ["queue_stop", "stop", "start"]
    assert units.states["shop-worker@a.service"] == "active"


def test_resume_when_fresh_ones_do_not_come_up_says_so(tmp_path, units, answers, monkeypatch,
                                                       capsys):
    workers = celery.Workers(slot_of(tmp_path, celery=CELERY))
    monkeypatch.setattr(systemd, "start", lambda *_, **__: Outcome(1, "", ""))
    workers.resume("a")
    assert capsys.readouterr().err == (
        "warning: the Celery workers of slot a take no tasks: systemctl status"
        " shop-worker@a.service\n")


@pytest.mark.parametrize("change, moved", [
    ({}, False), ({"queue": "redis"}, True),
    ({"broker_url": "amqp://other:new@mq.example.org/shop"}, False),
    ({"broker_url": "amqp://shop:old@mq2.example.org/shop"}, True)])
def test_pause_when_the_queue_has_moved_stops_whom_it_cannot_tell(
        tmp_path, units, answers, change, moved):
    site = slot_of(tmp_path, celery=CELERY, queue="external")
    secrets = tmp_path / "etc/secrets"
    secrets.mkdir()
    (secrets / "broker_url").write_text("amqp://shop:old@mq.example.org/shop\n")
    formerqueue.leave(site, fakes.reread(site))
    if "broker_url" in change:
        (secrets / "broker_url").write_text(change.pop("broker_url"))
    workers = celery.Workers(slot_of(tmp_path, celery=CELERY, **{"queue": "external", **change}))
    workers.start("a")
    workers.pause("a")
    assert answers == ([] if moved else [["workers", "a", "pause"]])
    assert units.verbs() == (["start", "queue_stop"] if moved else ["start"])


def test_pause_when_beat_runs_ends_it_and_resume_brings_it_back(tmp_path, units):
    beat = celery.Beat(slot_of(tmp_path, celery=CELERY))
    beat.start("a")
    beat.pause("a")
    assert units.states["shop-beat@a.service"] == "inactive"
    beat.resume("a")
    assert units.states["shop-beat@a.service"] == "active"


@pytest.mark.parametrize("text, problems", [
    ("sending periodic tasks", 0), ("", 0), ("waiting for the end of another beat", 1)])
def test_problems_when_beat_waits_for_another_then_says_who_has_the_lock(
        tmp_path, units, text, problems):
    beat = celery.Beat(slot_of(tmp_path, celery=CELERY))
    units.text = text
    assert beat.problems("a") == []  # one that does not run is told of otherwise
    beat.start("a")
    assert beat.problems("a") == [
        f"shop-beat@a.service sends no periodic tasks, as another process has"
        f" {tmp_path}/var/data/beat.lock: end that one, lslocks tells its PID"][:problems]


def test_retire_when_it_never_came_up_does_not_wait_for_it(tmp_path, units):
    workers = celery.Workers(slot_of(tmp_path, celery=CELERY))
    units.states["shop-worker@a.service"] = "activating"
    workers.retire("a")
    assert units.verbs() == ["kill", "stop"]


@pytest.mark.parametrize("state", ["active", "deactivating"])
def test_retire_when_tasks_run_waits_for_them(tmp_path, units, monkeypatch, capsys, state):
    monkeypatch.setattr(celery, "_SILENCE", 0)
    workers = celery.Workers(slot_of(tmp_path, celery=CELERY))
    units.states["shop-worker@a.service"] = state
    workers.retire("a")
    assert units.verbs() == ["queue_stop", "stop"]
    assert capsys.readouterr().out.endswith(
        "waiting for the Celery workers of slot a to finish their tasks, 5 minutes at most\n")


def test_retire_when_unit_allows_longer_waits_so_long(tmp_path, units, monkeypatch, capsys):
    limits = []
    monkeypatch.setattr(celery, "_SILENCE", 0)
    monkeypatch.setattr(systemd, "stop", lambda _, timeout: limits.append(timeout))
    workers = celery.Workers(slot_of(tmp_path, celery=CELERY))
    for units.limit, words in (("2h", "120 minutes at most"),
                               ("infinity", "however long that takes")):
        units.looks = 3
        units.states["shop-worker@a.service"] = "active"
        workers.retire("a")
        assert words in capsys.readouterr().out
    assert limits == [7230, None]


def test_retire_when_tasks_were_cut_off_says_what_lets_them_take_longer(tmp_path, units, capsys):
    workers = celery.Workers(slot_of(tmp_path, celery=CELERY))
    units.states["shop-worker@a.service"] = "active"
    units.result = "timeout"
    workers.retire("a")
    assert capsys.readouterr().err == (
        "warning: the Celery workers of slot a had not ended after 5 minutes: what they still did"
        " was cut off. To let them take longer: systemctl edit shop-worker@.service,"
        " TimeoutStopSec=\n")


def test_retire_when_it_does_not_run_does_nothing(tmp_path, units):
    celery.Beat(slot_of(tmp_path, celery=CELERY)).retire("a")
    assert units.asked == []


WAITS = ("[ERROR/MainProcess] consumer: Cannot connect to amqp://guest:**@127.0.0.1:5672//: [Errno"
         " 111] Connection refused.")


@pytest.mark.parametrize("queue, journal, told", [
    ("off", WAITS, "queue is off, so the project's own broker amqp://127.0.0.1:5672// is used, and"
                   " it does not answer: see <queue> of the pom, or start that broker.\n"),
    ("off", "ImportError: No module named 'x'", ""),
    ("rabbitmq", WAITS, ""), ("redis", WAITS, ""), ("external", WAITS, "")],
    ids=["off", "another fault", "rabbitmq", "redis", "external"])
def test_start_when_workers_wait_for_the_projects_own_broker_then_names_it(
        tmp_path, units, monkeypatch, queue, journal, told):
    site = slot_of(tmp_path, celery=CELERY, queue=queue)
    monkeypatch.setattr(systemd, "start", lambda *_, **__: Outcome(1, "", ""))
    monkeypatch.setattr(systemd, "journal_tail", lambda *_: journal)
    with pytest.raises(SiteError) as caught:
        celery.Workers(site).start("a")
    assert str(caught.value) == (f"the Celery workers did not come up\n{told}"
                                 f"From the journal of shop-worker@a.service:\n  {journal}")
