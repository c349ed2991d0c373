"""The site's place in RabbitMQ, with a rabbitmqctl that keeps its definitions in a file."""

import json
import os
import stat

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
        self.modes = {}
        #: What there is instead of the export: called with its path.
        self.plant = None

    def ctl(self, verb, path):
        self.arguments.append(verb)
        self.modes[verb] = stat.S_IMODE(os.stat(os.path.dirname(path)).st_mode)
        if self.down:
            return self.down
        if self.plant:
            self.plant(path)
        elif verb == "export_definitions":
            with open(path, "w", encoding="utf-8") as file:
                json.dump(self.definitions, file)
        else:
            with open(path, encoding="utf-8") as file:
                for kind, values in json.load(file).items():
                    self.take(kind, values)
        return Outcome(0, "", "")

    def take(self, kind, values):
        """What is there under the same name is replaced, as RabbitMQ does it."""
        names = [_name(one) for one in values]
        kept = [one for one in self.definitions[kind] if _name(one) not in names]
        self.definitions[kind] = kept + values


def _name(one):
    return one.get("name") or (one["user"], one["vhost"])


@pytest.fixture
def broker(monkeypatch):
    fake = FakeBroker()
    monkeypatch.setattr(rabbitmq.RabbitMq, "_ctl", staticmethod(fake.ctl))
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


@pytest.mark.parametrize("spoil", [
    lambda there: there["users"][0].update(password_hash=rabbitmq._hash("another")),
    lambda there: there["users"].clear(), lambda there: there["permissions"].clear(),
    lambda there: there["permissions"][0].update(write="^$")],
    ids=["password", "user", "permissions", "fewer-permissions"])
def test_ensure_when_what_it_made_was_changed_makes_it_again(tmp_path, broker, spoil):
    url = ensure(tmp_path)
    made = {kind: len(values) for kind, values in broker.definitions.items()}
    spoil(broker.definitions)
    assert ensure(tmp_path) == url
    password = url.split(":")[2].split("@")[0]
    assert rabbitmq._is_hash_of(broker.definitions["users"][0]["password_hash"], password)
    assert broker.definitions["permissions"][0]["write"] == ".*"
    assert {kind: len(values) for kind, values in broker.definitions.items()} == made


def test_ensure_when_address_is_anothers_refuses(tmp_path, broker):
    ensure(tmp_path)
    path = tmp_path / "etc/secrets/broker_url"
    path.write_text("amqp://shop:x@mq.example.org/shop\n")
    assert ensure(tmp_path)  # Another host of the same virtual host may be meant.
    path.write_text("amqp://other:x@127.0.0.1/other\n")
    with pytest.raises(SiteError, match="is not the address of this site's own virtual host"):
        ensure(tmp_path)


def test_folders_when_rabbitmqctl_is_called_are_writable_for_the_export_alone(tmp_path, broker):
    ensure(tmp_path)
    assert broker.modes == {"export_definitions": 0o770, "import_definitions": 0o750}
    assert os.listdir(tmp_path / "run") == []


@pytest.mark.parametrize("plant, told", [
    (lambda path: os.symlink("/etc/passwd", path), "Too many levels of symbolic links"),
    (os.mkfifo, "it is no plain file"),
    (lambda path: open(path, "w", encoding="utf-8").close(), "Expecting value"),
    (lambda path: open(path, "wb").write(b"\xff\xfe{"), "decode"),
    (lambda path: open(path, "w", encoding="utf-8").write("[]"), "it is no object"),
    (lambda path: None, "No such file")])
def test_ensure_when_the_export_is_none_then_says_so_and_changes_nothing(
        tmp_path, broker, plant, told):
    broker.plant = plant
    with pytest.raises(SiteError) as caught:
        ensure(tmp_path)
    assert "What RabbitMQ tells of itself cannot be read" in str(caught.value)
    assert told in str(caught.value) and str(caught.value).endswith("Then run: shop start")
    assert broker.arguments == ["export_definitions"] and os.listdir(tmp_path / "run") == []


def test_ensure_when_a_call_was_killed_then_its_folder_goes(tmp_path, broker):
    left = tmp_path / "run/rabbitmq-definitions-abc"
    left.mkdir(parents=True)
    (left / "there.json").write_text("hashes")
    broker.down = Outcome(69, "", "no answer")
    with pytest.raises(SiteError):
        ensure(tmp_path)
    assert not left.exists()


class Asked:
    """A probe with one answer."""

    def __init__(self, answer):
        self.answer = answer
        self.names = []

    def ask(self, name):
        self.names.append(name)
        return self.answer


@pytest.fixture
def answering(monkeypatch):
    """RabbitMQ runs, and says so to whoever greets it."""
    monkeypatch.setattr(rabbitmq.systemd, "is_active", lambda _: True)
    monkeypatch.setattr(rabbitmq.greeting, "answers", lambda *_: (True, ""))


@pytest.mark.parametrize("answer", [(True, "ok"), (None, "only root can ask it")])
def test_examine_when_nothing_speaks_against_it_is_well(tmp_path, answering, answer):
    queue = rabbitmq.RabbitMq(fakes.site(tmp_path), Asked(answer))
    assert queue.examine() == (True, "RabbitMQ, virtual host shop")
    assert rabbitmq.RabbitMq(fakes.site(tmp_path)).examine() == queue.examine()


def test_examine_when_the_password_is_another_says_so_and_what_mends_it(
        tmp_path, answering, monkeypatch):
    monkeypatch.setattr(rabbitmq.advice, "set_up_again", lambda _: "dpkg-reconfigure shop-site")
    probe = Asked((False, "AccessRefused: (403) ACCESS_REFUSED"))
    queue = rabbitmq.RabbitMq(fakes.site(tmp_path), probe)
    assert queue.examine() == (
        False, "RabbitMQ runs, but the site cannot use it: AccessRefused: (403) ACCESS_REFUSED."
        " To set its user and its virtual host up again: dpkg-reconfigure shop-site")
    assert queue.check() == (True, "RabbitMQ, virtual host shop") and probe.names == ["queue"]


def test_examine_when_it_does_not_run_asks_nobody(tmp_path, monkeypatch):
    monkeypatch.setattr(rabbitmq.systemd, "is_active", lambda _: False)
    probe = Asked((False, "refused"))
    well, words = rabbitmq.RabbitMq(fakes.site(tmp_path), probe).examine()
    assert not well and "RabbitMQ does not run: systemctl start" in words and probe.names == []
