"""What is told, and cleared away, when a site has left its queue."""

import fakes
import pytest
from sitectl import advice, command, formerqueue, releases, slots, systemd
from sitectl.command import Outcome

LISTED = "celery\t2\nhigh\t1\nshop-a@web.celery.pidbox\t5\nceleryev.1\t9\n"


@pytest.fixture
def host(monkeypatch):
    """What the host's programs say, and the units that were stopped."""

    class Host:
        answers = {}
        active = set()
        stopped = []

    one = Host()
    one.answers, one.active, one.stopped = {}, set(), []

    def stop(unit, timeout):
        one.active.discard(unit)
        one.stopped.append(unit)

    monkeypatch.setattr(
        command, "run", lambda line, **_: one.answers.get(line[0], Outcome(127, "", "")))
    monkeypatch.setattr(advice, "run", lambda line: one.answers[line[0]])
    monkeypatch.setattr(systemd, "is_running", lambda: True)
    monkeypatch.setattr(systemd, "is_active", lambda unit: unit in one.active)
    monkeypatch.setattr(systemd, "show", lambda unit, *names: dict.fromkeys(names, ""))
    monkeypatch.setattr(systemd, "stop", stop)
    return one


def leave(folder, queue):
    site = fakes.site(folder, queue=queue)
    formerqueue.leave(site, fakes.reread(site))


def test_leave_when_first_then_only_notes_where_it_is(tmp_path, host, capsys):
    leave(tmp_path, "rabbitmq")
    assert fakes.reread(fakes.site(tmp_path)).queue == {"kind": "rabbitmq", "address": ""}
    assert capsys.readouterr().err == ""


def test_leave_when_tasks_wait_in_rabbitmq_then_counts_them_once(tmp_path, host, capsys):
    host.answers["rabbitmqctl"] = Outcome(0, LISTED, "")
    leave(tmp_path, "rabbitmq")
    leave(tmp_path, "redis")
    assert capsys.readouterr().err == (
        "warning: the queue has moved. 3 tasks wait in RabbitMQ's virtual host shop, and no worker"
        " of this site takes tasks from there any more. To have them done, install a version of"
        " shop-site with that queue until they are; then go on to this one again.\n")
    leave(tmp_path, "redis")
    assert capsys.readouterr().err == ""


def test_leave_when_nothing_waits_then_says_nothing(tmp_path, host, capsys):
    host.answers["rabbitmqctl"] = Outcome(0, "celery\t0\n", "")
    leave(tmp_path, "rabbitmq")
    leave(tmp_path, "off")
    assert capsys.readouterr().err == ""


def test_leave_when_it_was_redis_then_counts_and_stops_its_daemon(tmp_path, host, capsys):
    host.answers["redis-cli"] = Outcome(0, "7\n", "")
    leave(tmp_path, "redis")
    host.active.add("shop-queue.service")
    leave(tmp_path, "rabbitmq")
    said = capsys.readouterr()
    assert "7 tasks wait in the site's own Redis (its data stay in" in said.err
    assert said.out == "shop-queue.service stopped, as the queue is elsewhere now\n"
    assert host.stopped == ["shop-queue.service"]


def test_leave_when_nobody_counts_then_warns_all_the_same(tmp_path, host, capsys):
    leave(tmp_path, "rabbitmq")
    leave(tmp_path, "redis")
    assert "Tasks that wait in RabbitMQ's virtual host shop" in capsys.readouterr().err


def test_leave_when_the_address_is_another_then_names_the_file(tmp_path, host, capsys):
    secrets = tmp_path / "etc/secrets"
    secrets.mkdir(parents=True)
    for name in ("mq1", "mq2"):
        (secrets / "broker_url").write_text(f"amqp://shop:pw@{name}.example.org/shop\n")
        leave(tmp_path, "external")
    said = capsys.readouterr().err
    assert f"put that address back into {secrets}/broker_url" in said
    assert "mq1" not in fakes.reread(fakes.site(tmp_path)).queue["address"]


def serving(folder, **facts):
    """A site on which a release with these facts serves."""
    site = fakes.site(folder, "r1", **facts)
    state = fakes.reread(site)
    releases.record(site, state)
    slots.assign(site, state, "a", "r1")
    state.live = "a"
    state.save()
    formerqueue.leave(site, state)
    return site


@pytest.mark.parametrize("queue", ["off", "rabbitmq", "external"])
def test_leave_when_the_installed_release_did_not_come_up_then_the_queue_of_the_other_stays(
        tmp_path, host, capsys, queue):
    serving(tmp_path, queue="redis")
    host.active.add("shop-queue.service")
    capsys.readouterr()
    installed = fakes.site(tmp_path, "r2", queue=queue)
    formerqueue.leave(installed, fakes.reread(installed))
    assert not formerqueue.has_moved(installed)
    assert (host.stopped, *capsys.readouterr()) == ([], "", "")
    assert fakes.reread(installed).queue["kind"] == "redis"


def test_has_moved_when_a_switch_goes_on_then_the_queue_of_the_new_release_counts(tmp_path, host):
    serving(tmp_path, queue="redis")
    installed = fakes.site(tmp_path, "r2", queue="off")
    state = fakes.reread(installed)
    releases.record(installed, state)
    state.journal = {"release": "r2"}
    state.save()
    assert formerqueue.has_moved(installed)
    state.journal = {"release": "r1"}
    state.save()
    assert not formerqueue.has_moved(installed)


def test_leave_when_somebody_went_back_from_redis_then_it_stays_and_what_waits_is_told(
        tmp_path, host, capsys):
    serving(tmp_path, queue="rabbitmq")
    installed = fakes.site(tmp_path, "r2", queue="redis")
    state = fakes.reread(installed)
    state.queue = {"kind": "redis", "address": ""}
    host.active.add("shop-queue.service")
    host.answers["redis-cli"] = Outcome(0, "7\n", "")
    host.answers["dpkg-query"] = Outcome(0, "installed", "")
    capsys.readouterr()
    formerqueue.leave(installed, state)
    said = capsys.readouterr()
    assert (host.stopped, said.out) == ([], "")
    assert said.err.endswith(
        " and no worker of this site takes tasks from there any more. To have them done, go on to"
        " the installed release, which has that queue (dpkg-reconfigure shop-site).\n")
