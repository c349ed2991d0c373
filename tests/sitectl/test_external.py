"""Services that others run: their addresses, and what is asked of them."""

import os

import fakes
import pytest
from sitectl import command, external, probe, program, rabbitmq, releases, slots
from sitectl.command import Outcome
from sitectl.errors import SiteError

FILES = {"database": "database_url", "queue": "broker_url", "cache": "cache_url"}
EXAMPLES = {"database": "postgres://berlin:PASSWORD@db.example.org:5432/berlin",
            "queue": "amqp://berlin:PASSWORD@mq.example.org:5672/berlin",
            "cache": "memcached://cache.example.org:11211"}


def write(folder, name, text):
    """An address, as an administrator writes it."""
    path = folder / "etc/secrets" / FILES[name]
    path.parent.mkdir(exist_ok=True)
    path.write_text(text + "\n")
    return path


def service(folder, name, text, answer=(True, "ok")):
    site = fakes.site(folder)
    write(folder, name, text)

    class Answer:
        def ask(self, *_):
            return answer

    return external.External(site, name, Answer())


@pytest.mark.parametrize("name, text", [
    ("database", "postgres://shop:s3/cr3t@db.example.org:5432/shop"),
    ("database", "postgres://shop:s3?cr3t@db.example.org:5432/shop"),
    ("database", "postgres://shop:s3#cr3t@db.example.org:5432/shop"),
    ("database", "postgres://shop:12/cr3t@db.example.org:5432/shop"),
    ("database", "postgres://shop:s3@cr3t#x@db.example.org/shop"),
    ("database", "postgres://shop:s3[cr3t@db.example.org/shop"),
    ("queue", "amqp://shop:s3/cr3t@mq.example.org/shop"),
    ("queue", "amqp://shop:ok@mq1.example.org/shop;amqp://shop:s3/cr3t@mq2.example.org/shop"),
    ("cache", "redis://:s3#cr3t@cache.example.org:6379/1"),
])
def test_ensure_when_a_password_is_not_escaped_then_shows_nothing_of_it(tmp_path, name, text):
    one = service(tmp_path, name, text)
    with pytest.raises(SiteError) as caught:
        one.ensure(None)
    message = str(caught.value)
    assert f"{one.path} holds an address that can be read in several ways" in message
    assert "%2F for /" in message and message.endswith("Then run: shop start")
    told = message.replace(one.path, "")
    assert "s3" not in told and "cr3t" not in told


@pytest.mark.parametrize("name, text", [
    ("database", "postgres://us%40er:p%2Fw%25;x,y@[2001:db8::1]:5433/na%20me?sslmode=verify-full"),
    ("database", "sqlite:////srv/shop@home/db.sqlite3"),
    ("queue", "amqp://shop:ok@mq1.example.org:5672/shop;amqp://shop:ok@mq2.example.org:5672/shop"),
    ("queue", "amqps://shop:p%2Fw@mq.example.org:5671/shop"),
    ("queue", "rediss://:p%2Fw@mq.example.org:6379/1?ssl_cert_reqs=required"),
    ("queue", "redis+socket:///run/redis/redis.sock?virtual_host=1"),
    ("cache", "redis://:ok@one.example.org:6379/1,redis://:ok@two.example.org:6379/1"),
    ("cache", "memcached://10.0.0.1:11211,10.0.0.2:11211"),
])
def test_ensure_when_address_is_clear_then_takes_it(tmp_path, name, text):
    service(tmp_path, name, text).ensure(None)


def test_prove_when_it_does_not_answer_then_says_where_its_address_is(tmp_path):
    one = service(tmp_path, "queue", "amqp://mq.example.org", (False, "Refused: it sleeps"))
    with pytest.raises(SiteError) as caught:
        one.prove("b")
    assert str(caught.value) == (
        f"The queue whose address is in {one.path} cannot be used: Refused: it sleeps\n"
        "Correct it, or see to what it leads to.")


def test_prove_when_file_was_spoilt_then_asks_nobody(tmp_path):
    one = service(tmp_path, "queue", "mq.example.org")
    with pytest.raises(SiteError, match="holds no address such as"):
        one.prove("b")


def test_is_current_when_a_secret_is_another_then_is_not(tmp_path):
    site = fakes.site(tmp_path)
    state = fakes.reread(site)
    path = write(tmp_path, "database", "postgres://shop:old@db.example.org/shop")
    (path.parent / "secret_key").write_text("k" * 64)
    slots.assign(site, state, "a", releases.record(site, state))
    assert slots.is_current(site, state, "a")
    path.write_text("postgres://shop:new@db.example.org/shop\n")
    assert not slots.is_current(site, state, "a")
    path.write_text("postgres://shop:old@db.example.org/shop\n")
    assert slots.is_current(site, state, "a")  # Written again, and the same.


def test_contents_when_secrets_are_there_then_digest_needs_the_key(tmp_path):
    site = fakes.site(tmp_path)
    state = fakes.reread(site)
    path = write(tmp_path, "database", "postgres://shop:old@db.example.org/shop")
    release = releases.record(site, state)
    told = []
    for key in ("k" * 64, "l" * 64):
        (path.parent / "secret_key").write_text(key)
        told.append(slots.contents(site, release)["SECRETS"])
    assert told[0] != told[1] and "old" not in told[0]


def test_ask_when_a_step_runs_then_waits_for_nobody(tmp_path, monkeypatch):
    lines = []

    def run(line, **_):
        lines.append(line)
        return Outcome(0, "[Service]\n" if "cat" in line else "queue ok\n", "")

    monkeypatch.setattr(command, "run", run)
    monkeypatch.setattr(probe.program.sandbox, "run", run)
    monkeypatch.setattr(program.systemd, "is_running", lambda: True)
    monkeypatch.setattr(program.systemd, "show", lambda *_: {"ActiveState": "active"})
    monkeypatch.setattr(program.time, "sleep", lambda _: pytest.fail("it waits"))
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    site = fakes.site(tmp_path)
    one = probe.Probe(site, fakes.reread(site))
    assert one.ask("queue", "a") == (True, "ok")
    one.ask("cache", "a")
    names = [word for line in lines for word in line if word.startswith("--unit=")]
    assert len(set(names)) == 2
    assert all(name.startswith(f"--unit=shop-ask-{os.getpid()}-") for name in names)
    assert sum("--property=RuntimeMaxSec=30" in line for line in lines) == 2


@pytest.fixture
def elsewhere(tmp_path, monkeypatch):
    """A site whose release in slot a has its database and its cache elsewhere: (site, state), and
    what was asked of ``launch``; ``answer`` is what it writes."""
    class Launch:
        asked = []
        answer = ""

        def ask(self, _, slot, words, limit):
            self.asked.append((slot, words, limit))
            return Outcome(1, self.answer, "Terminated\n")

    launch = Launch()
    monkeypatch.setattr(probe.program, "ask", launch.ask)
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    site = fakes.site(tmp_path, database="external", cache="external", queue="redis")
    state = fakes.reread(site)
    slots.assign(site, state, "a", releases.record(site, state))
    launch.probe = probe.Probe(site, state)
    return launch


def test_ask_when_several_are_elsewhere_then_asks_them_at_once(elsewhere):
    elsewhere.answer = "a remark of the project\ncache ok\ndatabase Refused: it sleeps\n"
    assert elsewhere.probe.ask("database", "a") == (False, "Refused: it sleeps")
    assert elsewhere.probe.ask("cache", "a") == (True, "ok")
    assert elsewhere.asked == [("a", ["probe", "a", "database", "cache"], 30)]


def test_ask_when_one_does_not_answer_then_the_others_do(elsewhere):
    elsewhere.answer = "cache ok\n"
    assert elsewhere.probe.ask("cache", "a") == (True, "ok")
    assert elsewhere.probe.ask("database", "a") == (False, "no answer within 30 s")
    assert len(elsewhere.asked) == 1


def test_ask_when_the_program_does_not_start_then_its_last_words_count_for_all(elsewhere):
    assert elsewhere.probe.ask("database", "a") == (False, "Terminated")
    assert elsewhere.probe.ask("cache", "a") == (False, "Terminated")


def test_ask_when_the_queue_is_this_hosts_then_it_is_asked_besides(elsewhere):
    elsewhere.answer = "queue ok\ndatabase ok\ncache ok\n"
    assert elsewhere.probe.ask("queue", "a") == (True, "ok")
    assert [words for _, words, _ in elsewhere.asked] == [
        ["probe", "a", "queue", "database", "cache"]]


GENERATED = "amqp://shop:" + "0a" * 24 + "@127.0.0.1:5672/shop"


def test_ensure_when_the_address_was_made_for_this_hosts_rabbitmq_then_refuses(tmp_path):
    one = service(tmp_path, "queue", GENERATED)
    (tmp_path / "var/rabbitmq").write_text("shop\n")
    with pytest.raises(SiteError) as caught:
        one.ensure(None)
    assert str(caught.value) == (
        f"{one.path} still holds the address of this host's own RabbitMQ, made for queue=rabbitmq,"
        " and the queue is external now. Write the new one into it, one line such as\n"
        "  amqp://shop:PASSWORD@mq.example.org:5672/shop\n(or localhost for 127.0.0.1, if this"
        " host's is meant). Then run: shop start")


@pytest.mark.parametrize("text, had_rabbitmq", [
    (GENERATED, False), (GENERATED.replace("127.0.0.1", "localhost"), True),
    ("amqp://other:secret@127.0.0.1/other", True), ("amqp://mq.example.org", True)])
def test_ensure_when_the_address_was_written_by_somebody_then_takes_it(
        tmp_path, text, had_rabbitmq):
    one = service(tmp_path, "queue", text)
    if had_rabbitmq:
        (tmp_path / "var/rabbitmq").write_text("shop\n")
    one.ensure(None)


def test_ensure_when_rabbitmq_makes_an_address_then_it_is_known_as_such(tmp_path):
    site = fakes.site(tmp_path)
    (tmp_path / "etc/secrets").mkdir()
    (tmp_path / "var/rabbitmq").write_text("shop\n")
    rabbitmq.RabbitMq(site)._password()
    text = (tmp_path / "etc/secrets/broker_url").read_text().strip()
    assert rabbitmq.is_generated(site, text)


@pytest.mark.parametrize("name", EXAMPLES)
@pytest.mark.parametrize("written", [None, "db.example.org\n"])
def test_ensure_when_there_is_no_address_then_shows_one_for_this_site(tmp_path, name, written):
    service = external.External(fakes.site(tmp_path, unit="berlin", user="berlin"), name, None)
    if written:
        os.makedirs(os.path.dirname(service.path))
        with open(service.path, "w", encoding="utf-8") as file:
            file.write(written)
    with pytest.raises(SiteError) as failure:
        service.ensure(None)
    assert f"such as\n  {EXAMPLES[name]}\n" in str(failure.value)
    assert service.path in str(failure.value)
