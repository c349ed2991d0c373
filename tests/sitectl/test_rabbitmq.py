"""The site's place in RabbitMQ, with a rabbitmqctl that keeps its definitions in a file."""

import json
import os

import fakes
import pytest
from sitectl import rabbitmq
from sitectl.command import NOT_FOUND, Outcome
from sitectl.errors import SiteError


class FakeBroker:
    """What rabbitmqctl would answer."""

    def __init__(self):
        self.definitions = {"vhosts": [{"name": "/"}], "users": [], "permissions": []}
        self.down = None
        self.arguments = []

    def ctl(self, verb, path):
        self.arguments.append(verb)
        if self.down:
            return self.down
        if verb == "export_definitions":
            with open(path, "w", encoding="utf-8") as file:
                json.dump(self.definitions, file)
        else:
            with open(path, encoding="utf-8") as file:
                for kind, values in json.load(file).items():
                    self.definitions[kind] += values
        return Outcome(0, "", "")


@pytest.fixture
def broker(monkeypatch, tmp_path):
    fake = FakeBroker()
    monkeypatch.setattr(rabbitmq.RabbitMq, "_ctl", staticmethod(fake.ctl))
    monkeypatch.setattr(rabbitmq.tempfile, "mkdtemp",
                        lambda **_: os.mkdir(tmp_path / "definitions")
                        or str(tmp_path / "definitions"))
    monkeypatch.setattr(rabbitmq.shutil, "chown", lambda *_, **__: None)
    monkeypatch.setattr(rabbitmq.command, "run", lambda *_, **__: Outcome(0, "", ""))
    return fake


def ensure(folder):
    site = fakes.site(folder, queue="rabbitmq")
    os.makedirs(os.path.join(site.etc, "secrets"), exist_ok=True)
    state = fakes.reread(site)
    rabbitmq.RabbitMq(site, patience=0).ensure(state)
    with open(os.path.join(site.etc, "secrets/broker_url"), encoding="utf-8") as file:
        return file.read()


def test_ensure_when_nothing_is_there_makes_all_of_it(tmp_path, broker):
    url = ensure(tmp_path)
    password = url.split(":")[2].split("@")[0]
    assert len(password) == 48
    assert {"name": "shop"} in broker.definitions["vhosts"]
    hashed = broker.definitions["users"][0]["password_hash"]
    assert password not in hashed and rabbitmq._is_hash_of(hashed, password)


def test_ensure_when_all_is_there_changes_nothing(tmp_path, broker):
    url = ensure(tmp_path)
    broker.arguments.clear()
    assert ensure(tmp_path) == url
    assert broker.arguments == ["export_definitions"]


def test_ensure_when_server_is_down_at_first_says_what_to_do(tmp_path, broker):
    broker.down = Outcome(69, "", "unable to perform an operation")
    with pytest.raises(SiteError, match="RabbitMQ does not answer: start it"):
        ensure(tmp_path)


def test_ensure_when_server_is_down_later_goes_on(tmp_path, broker, capsys):
    ensure(tmp_path)
    broker.down = Outcome(69, "", "unable to perform an operation")
    ensure(tmp_path)
    assert "set up before, so work goes on" in capsys.readouterr().err


def test_ensure_when_rabbitmq_is_not_installed_says_so(tmp_path, broker):
    broker.down = Outcome(NOT_FOUND, "", "rabbitmqctl: No such file or directory")
    with pytest.raises(SiteError, match="RabbitMQ is not installed"):
        ensure(tmp_path)


def test_ensure_when_virtual_host_is_anothers_refuses(tmp_path, broker):
    broker.definitions["vhosts"].append({"name": "shop"})
    with pytest.raises(SiteError, match="that is not this site's"):
        ensure(tmp_path)
    assert broker.definitions["users"] == []


def test_ensure_when_password_was_changed_sets_it_again(tmp_path, broker):
    ensure(tmp_path)
    broker.definitions["users"][0]["password_hash"] = rabbitmq._hash("another")
    broker.definitions["users"].clear()
    url = ensure(tmp_path)
    password = url.split(":")[2].split("@")[0]
    assert rabbitmq._is_hash_of(broker.definitions["users"][0]["password_hash"], password)


def test_ensure_when_address_is_anothers_refuses(tmp_path, broker):
    ensure(tmp_path)
    path = tmp_path / "etc/secrets/broker_url"
    path.write_text("amqp://shop:x@mq.example.org/shop\n")
    assert ensure(tmp_path)  # Another host of the same virtual host may be meant.
    path.write_text("amqp://other:x@127.0.0.1/other\n")
    with pytest.raises(SiteError, match="is not the address of this site's own virtual host"):
        ensure(tmp_path)
