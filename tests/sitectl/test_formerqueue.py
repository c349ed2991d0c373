"""What is told, and cleared away, when a site has left its queue."""

import fakes
import pytest
from sitectl import command, formerqueue, systemd
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
