"""Starting and restarting, at a desk without systemd and nginx."""

import contextlib
from types import SimpleNamespace

import fakes
import pytest
from sitectl import configure, files, keyvalue, lifecycle, limits, migrations, output, releases
from sitectl import slots, web
from sitectl.command import Outcome
from sitectl.desk import Desk, Obstacle
from sitectl.errors import SiteError
from sitectl.nginx import CertificateLost
from sitectl.resource import Resource
from sitectl.switch import Switch
from sitectl.verb import locked


class FakeNginx:
    """Remembers which names it was given; ``problem`` is what it says to them.

    ``deaf``: it accepts them and cannot be told.
    """

    def __init__(self, site):
        self._site = site
        self.names = []
        self.former = None
        self.problem = None
        self.fault = SiteError
        self.deaf = False
        self.down = ""

    def ensure(self, state):
        self.take_over(state)

    def try_out(self, state):
        if self.problem:
            raise self.fault(self.problem)

    def is_installed(self):
        return True

    def warn_if_closed(self):
        if self.down:
            output.warn(self.down)

    def knows_all(self, state):
        return self.names == self._site.server_names

    def take_over(self, state):
        self.try_out(state)
        self.former, self.names = self.names, self._site.server_names
        return not self.deaf

    def put_back(self, state):
        if self.former is not None:
            self.names, self.former = self.former, None

    def settle(self):
        self.former = None


def desk(folder, obstacle=None):
    """A site whose first release serves in slot a."""
    site = fakes.site(folder)
    state = fakes.reread(site)
    part = fakes.FakePart()
    releases.record(site, state)
    Switch(site, state, [part]).to("r1")
    state.migrations = {"release": "r1", "pending": 0}
    state.save()
    site = fakes.site(folder)  # As the next call of the tool: it has read no configuration yet.
    nginx = FakeNginx(site)
    return SimpleNamespace(
        site=site, state=state, parts=[part], resources=[], nginx=nginx, running=True,
        database=None,
        switch=Switch(site, state, [part], nginx=nginx).to, heal=lambda: None,
        is_pending=lambda: False,
        why_not_now=lambda: obstacle, forget_stopped=lambda: None,
        live_runs=lambda: part.is_running("a"), some_of_live_runs=lambda: part.is_running("a"),
        live_units=list, leave_former=lambda: None)


@pytest.mark.parametrize("verb", [lifecycle.restart, lifecycle.start])
def test_start_when_names_were_edited_then_nginx_and_slot_get_them(tmp_path, verb):
    one = desk(tmp_path)
    files.write_atomically(one.site.configuration_path, "SERVER_NAMES=new.example\n")
    if verb is lifecycle.start:
        one.parts[0].retire("a")
    verb(one)
    assert one.nginx.names == ["new.example"]
    assert keyvalue.read(slots.path(one.site, "a"))["SERVER_NAMES"] == "new.example"
    assert one.parts[0].running == {"a"}


@pytest.mark.parametrize("verb", [lifecycle.restart, lifecycle.start])
def test_start_when_nginx_cannot_be_told_of_the_names_then_they_are_as_before(
        tmp_path, capsys, verb):
    one = desk(tmp_path)
    one.nginx.deaf = True
    files.write_atomically(one.site.configuration_path, "SERVER_NAMES=new.example\n")
    one.parts[0].retire("a")
    verb(one)
    assert keyvalue.read(slots.path(one.site, "a"))["SERVER_NAMES"] == "shop.example"
    assert one.parts[0].running == {"a"}
    assert "When nginx can be told of the new one: shop reload\n" in capsys.readouterr().err
    assert (one.nginx.names, one.nginx.former) == ([], None)


def test_start_when_nginx_refuses_then_nothing_is_left_to_put_back(tmp_path):
    one = desk(tmp_path)
    one.nginx.problem, one.nginx.former = "nginx does not accept this site", ["shop.example"]
    one.parts[0].retire("a")
    with pytest.raises(SiteError, match="does not accept"):
        lifecycle.start(one)
    assert (one.nginx.former, one.parts[0].running) == (None, set())


@pytest.mark.parametrize("runs, said", [(True, "runs already"), (False, "serves, in slot a")])
def test_start_when_nginx_is_down_then_says_that_nobody_reaches_the_site(
        tmp_path, capsys, runs, said):
    one = desk(tmp_path)
    if not runs:
        one.parts[0].retire("a")
    lifecycle.start(one)
    assert capsys.readouterr().err == ""
    one.nginx.down = "no visitor comes"
    if not runs:
        one.parts[0].retire("a")
    lifecycle.start(one)
    told = capsys.readouterr()
    assert said in told.out
    assert told.err == "warning: no visitor comes\n"


def test_start_when_a_certificate_is_lost_then_the_site_starts_as_nginx_has_read_it(
        tmp_path, capsys):
    one = desk(tmp_path)
    files.write_atomically(one.site.configuration_path, "SERVER_NAMES=new.example\n")
    one.nginx.problem, one.nginx.fault = "HTTPS cannot go on", CertificateLost
    one.parts[0].retire("a")
    lifecycle.start(one)
    assert one.parts[0].running == {"a"}
    assert keyvalue.read(slots.path(one.site, "a"))["SERVER_NAMES"] == "shop.example"
    assert capsys.readouterr().err.startswith("warning: HTTPS cannot go on\nwarning: it starts ")
    with pytest.raises(SiteError, match="HTTPS cannot go on"):
        lifecycle.reload(one)


def test_remove_when_all_has_ended_then_its_slice_ends_too(tmp_path, monkeypatch):
    one = desk(tmp_path)
    one.site.unit = "shop-berlin"
    one.nginx.withdraw = lambda _: None
    one.installed_resources = []
    queued = []
    monkeypatch.setattr(lifecycle.systemd, "is_active", lambda _: False)
    monkeypatch.setattr(lifecycle.systemd, "queue_stop", lambda unit: queued.append(
        (unit, set(one.parts[0].running))))
    lifecycle.remove(one)
    assert queued == [("shop_berlin.slice", set())]


def half_a_desk(folder):
    """One on which a second part, the workers, has died beside the first."""
    one = desk(folder)
    web, workers = one.parts[0], fakes.FakePart()
    one.parts = [workers, web]
    one.switch = Switch(one.site, one.state, one.parts, nginx=one.nginx).to
    one.live_runs = lambda: all(part.is_running("a") for part in one.parts)
    web.calls.clear()
    return one, workers, web


def test_start_when_a_part_died_and_names_were_edited_then_all_get_them_in_a_fresh_slot(tmp_path):
    one, workers, web = half_a_desk(tmp_path)
    one.resources = [FakeResource()]
    files.write_atomically(one.site.configuration_path, "SERVER_NAMES=new.example\n")
    lifecycle.start(one)
    assert one.resources[0].calls == ["ensure", "start"]
    assert (one.state.live, workers.running, web.running) == ("b", {"b"}, {"b"})
    assert keyvalue.read(slots.path(one.site, "b"))["SERVER_NAMES"] == "new.example"
    assert one.nginx.names == ["new.example"]


def test_start_when_a_part_died_and_nothing_was_edited_then_it_is_started_beside_the_other(
        tmp_path):
    one, workers, web = half_a_desk(tmp_path)
    lifecycle.start(one)
    assert (one.state.live, workers.running, web.running) == ("a", {"a"}, {"a"})
    assert ("retire", "a") not in web.calls


def test_some_of_live_runs_when_only_the_socket_does_then_not(tmp_path, monkeypatch):
    one = Desk(desk(tmp_path).site)
    one.running = True
    active = ["shop-web@a.socket"]
    monkeypatch.setattr(lifecycle.systemd, "is_active", lambda unit: unit in active)
    assert not one.some_of_live_runs()
    active.append("shop-web@a.service")
    assert one.some_of_live_runs()


class FakeResource(Resource):
    """Remembers what it was told."""

    name = "queue"

    def __init__(self):
        self.calls = []

    def ensure(self, state):
        self.calls.append("ensure")

    def start(self):
        self.calls.append("start")


@pytest.mark.parametrize("runs, calls", [(False, ["ensure", "start"]), (True, ["ensure"])])
def test_start_when_secrets_may_have_changed_then_the_services_are_told(tmp_path, runs, calls):
    one = desk(tmp_path)
    one.resources = [FakeResource()]
    if not runs:
        one.parts[0].retire("a")
    lifecycle.start(one)
    assert one.resources[0].calls == calls


@pytest.mark.parametrize("undone, queued", [(True, ["start"]), (False, [])])
def test_boot_when_a_restoration_was_undone_then_the_services_are_told_later(
        tmp_path, monkeypatch, undone, queued):
    one = desk(tmp_path)
    one.heal = lambda: undone
    lines = []
    monkeypatch.setattr(lifecycle.flip, "point", lambda *_: None)
    monkeypatch.setattr(lifecycle.systemd, "queue_start", lambda *_: None)
    monkeypatch.setattr(lifecycle.systemd, "queue_command",
                        lambda name, line, after: lines.append(line) or Outcome(0, "", ""))
    lifecycle.boot(one)
    assert [line[-1] for line in lines] == queued


def test_boot_when_something_is_in_the_way_then_says_what(tmp_path, capsys):
    one = desk(tmp_path)
    one.heal = lambda: False
    one.why_not_now = lambda: Obstacle('it was stopped with "shop stop"', "shop start")
    lifecycle.boot(one)
    assert 'nothing was started, as it was stopped with "shop stop": shop start' in (
        capsys.readouterr().err)


def test_restart_when_nginx_refuses_then_the_site_runs_on(tmp_path):
    one = desk(tmp_path)
    one.nginx.problem = "nginx does not accept this site"
    with pytest.raises(SiteError, match="does not accept"):
        lifecycle.restart(one)
    assert one.parts[0].running == {"a"}


@pytest.mark.parametrize("what", ["start", "prove", "watch"])
def test_reload_when_it_does_not_come_up_then_nginx_knows_the_names_that_serve(tmp_path, what):
    one = desk(tmp_path)
    one.nginx.names = ["shop.example"]
    files.write_atomically(one.site.configuration_path, "SERVER_NAMES=new.example\n")
    one.parts[0].fail = {what}
    with pytest.raises(SiteError, match="did not come up"):
        lifecycle.reload(one)
    assert one.nginx.names == ["shop.example"]
    assert one.state.live == "a" and "a" in one.parts[0].running


@pytest.mark.parametrize("verb", [lifecycle.restart, lifecycle.reload])
def test_verb_when_a_limit_is_wrong_then_the_site_runs_on(tmp_path, verb):
    one = desk(tmp_path)
    files.write_atomically(one.site.configuration_path, "MEMORY_MAX=a lot\n")
    with pytest.raises(SiteError, match='MEMORY_MAX: "a lot" is not an amount of memory'):
        verb(one)
    assert one.parts[0].running == {"a"}
    assert one.nginx.names == []


@pytest.mark.parametrize("verb", [lifecycle.restart, lifecycle.reload])
def test_verb_when_limits_are_new_then_systemd_reads_them_before_anything_starts(
        tmp_path, monkeypatch, verb):
    one = desk(tmp_path)
    one.site.facts["systemd_directory"] = str(tmp_path / "systemd")
    files.write_atomically(one.site.configuration_path, "MEMORY_MAX=2G\n")
    told = []
    monkeypatch.setattr(lifecycle.systemd, "reload_units", lambda: told.append(
        (files.read_text(limits.path(one.site)), set(one.parts[0].running))))
    verb(one)
    assert len(told) == 1
    assert "MemoryMax=2G" in told[0][0]
    assert told[0][1] == (set() if verb is lifecycle.restart else {"a"})


class WeakResource(Resource):
    """Remembers; ``fail`` names what it refuses to do."""

    def __init__(self, part, *fail):
        self.part = part
        self.fail = fail
        self.calls = []

    def _do(self, name):
        self.calls.append((name, sorted(self.part.running)))
        if name in self.fail:
            raise SiteError(name + " failed")

    def ensure(self, state):
        self._do("ensure")

    def prove(self, slot):
        self._do("prove")

    def start(self):
        self._do("start")

    def restart(self):
        self._do("restart")


def test_restart_when_one_resource_fails_then_the_site_runs_all_the_same(tmp_path):
    one = desk(tmp_path)
    bad, good = WeakResource(one.parts[0], "restart", "start"), WeakResource(one.parts[0])
    one.resources = [bad, good]
    with pytest.raises(SiteError, match="The site runs, but not all that it needs:\nrestart fail"):
        lifecycle.restart(one)
    assert one.parts[0].running == {"a"}
    assert ("restart", []) in good.calls


def test_restart_when_what_lies_elsewhere_cannot_be_used_then_the_site_runs_on(tmp_path):
    one = desk(tmp_path)
    one.resources = [WeakResource(one.parts[0], "prove")]
    with pytest.raises(SiteError, match="prove failed"):
        lifecycle.restart(one)
    assert one.parts[0].running == {"a"}
    assert one.resources[0].calls == [("prove", ["a"])]


def test_start_when_what_lies_elsewhere_cannot_be_used_then_says_so_and_starts(tmp_path, capsys):
    one = desk(tmp_path)
    one.resources = [WeakResource(one.parts[0], "prove")]
    one.parts[0].retire("a")
    lifecycle.start(one)
    assert one.parts[0].running == {"a"}
    assert capsys.readouterr().err == "warning: prove failed\n"


def test_start_when_a_secret_was_changed_then_says_what_takes_it_over(tmp_path, capsys):
    one = desk(tmp_path)
    (tmp_path / "etc/secrets").mkdir()
    (tmp_path / "etc/secrets/database_url").write_text("postgres://shop:new@db/shop")
    lifecycle.start(one)
    assert "its configuration has changed since: shop reload takes that over" in (
        capsys.readouterr().out)


@pytest.mark.parametrize("verb", [
    lifecycle.start, lifecycle.restart, lifecycle.reload,
    lambda one: configure.Configuration(one)._do_heal()])
def test_verb_when_a_key_of_site_conf_is_unknown_then_warns_once_and_goes_on(
        tmp_path, monkeypatch, capsys, verb):
    monkeypatch.setattr(limits, "ensure", lambda _: None)
    monkeypatch.setattr(lifecycle.systemd, "reload_units", lambda: None)
    one = desk(tmp_path)
    files.write_atomically(one.site.configuration_path, "UPLOADSIZE=1m\n")
    verb(one)
    said = capsys.readouterr().err
    assert said.count('"UPLOADSIZE" is not a key of it, and has no effect: write UPLOAD_SIZE') == 1


@pytest.mark.parametrize("verb", [
    lifecycle.restart, lifecycle.reload, lambda one: configure.Configuration(one).run()])
@pytest.mark.parametrize("text", ["MIGRATE=yes\n", "just text\n"])
def test_verb_when_site_conf_is_wrong_then_nothing_is_changed(tmp_path, verb, text):
    one = desk(tmp_path)
    one.heal = None
    files.write_atomically(one.site.configuration_path, text)
    with pytest.raises(SiteError, match="Nothing was changed. Then run: shop start"):
        verb(one)
    assert (one.parts[0].running, one.nginx.names) == ({"a"}, [])


@pytest.mark.parametrize("runs, told", [
    (True, "release r1 runs already"), (False, "release r1 serves, in slot a")])
def test_start_when_site_conf_is_wrong_then_goes_on_as_before_and_says_so(
        tmp_path, capsys, runs, told):
    one = desk(tmp_path)
    one.resources = [FakeResource()]
    before = files.read_text(slots.path(one.site, "a"))
    files.write_atomically(one.site.configuration_path, "TLS=on\nSERVER_NAMES=new.example\n")
    if not runs:
        one.parts[0].retire("a")
    capsys.readouterr()
    lifecycle.start(one)
    said = capsys.readouterr()
    assert said.err == ('warning: TLS: "on" is none of off, proxy, files, acme: correct'
                        f' {one.site.configuration_path}.\n')
    assert said.out == (f"{told}, with the configuration from before\n"
                        f"correct {one.site.configuration_path}, then run: shop reload\n")
    assert one.parts[0].running == {"a"}
    assert files.read_text(slots.path(one.site, "a")) == before and one.nginx.names == []
    assert one.resources[0].calls == ([] if runs else ["ensure", "start"])


def test_start_when_that_does_not_come_up_then_says_with_what_it_was_tried(tmp_path):
    one = desk(tmp_path)
    files.write_atomically(one.site.configuration_path, "TLS=on\n")
    one.parts[0].retire("a")
    one.parts[0].fail = {"prove"}
    with pytest.raises(SiteError) as caught:
        lifecycle.start(one)
    assert str(caught.value) == (
        "Release r1 did not come up: prove failed\nThat was with the configuration from before, as"
        f" {one.site.configuration_path} is wrong: correct it. Then run: shop start")


def test_start_when_site_conf_is_wrong_and_a_set_up_is_pending_then_it_goes_with_the_machine(
        tmp_path, monkeypatch, capsys):
    one = desk(tmp_path)
    went = []
    monkeypatch.setattr("sitectl.verb.at", lambda *_: contextlib.nullcontext(one))
    monkeypatch.setattr("sitectl.verb.require_root", lambda *_: None)
    one.is_pending = lambda: True
    files.write_atomically(one.site.configuration_path, "TLS=on\n")
    one.parts[0].retire("a")
    assert locked("start", lifecycle.start, went.append)(one.site, None) == 1
    assert (one.parts[0].running, went) == ({"a"}, [one.site])
    assert "the set-up is not finished, as " in capsys.readouterr().err


def test_start_when_site_conf_is_wrong_and_nothing_ever_served_then_refuses(tmp_path):
    one = desk(tmp_path)
    one.state.live = None
    files.write_atomically(one.site.configuration_path, "TLS=on\n")
    with pytest.raises(SiteError, match='TLS: "on" is none of .*\nNothing was changed.'):
        lifecycle.start(one)


@pytest.mark.parametrize("obstacle", [None, Obstacle("policy-rc.d forbids to start services")])
@pytest.mark.parametrize("runs, names", [(True, []), (False, ["new.example"])])
def test_configure_when_something_serves_then_nginx_is_not_told_before_the_switch(
        tmp_path, obstacle, runs, names):
    one = desk(tmp_path)
    files.write_atomically(one.site.configuration_path, "SERVER_NAMES=new.example\n")
    if not runs:
        one.parts[0].retire("a")
    configuration = configure.Configuration(one)
    configuration._obstacle = obstacle
    configuration._do_nginx()
    assert one.nginx.names == names


def test_web_when_site_conf_was_edited_then_asks_by_what_the_slot_was_told(tmp_path, monkeypatch):
    one = desk(tmp_path)
    files.write_atomically(
        one.site.configuration_path,
        "SERVER_NAMES=new.example\nTLS=proxy\nTRUSTED_PROXIES=10.0.0.1\nHEALTH_PATH=/up\n")
    asked = []
    monkeypatch.setattr(web.health, "Probe", lambda *words: asked.append(words) or SimpleNamespace(
        ask=lambda path: 200))
    assert web.Web(one.site).answer("a") == 200
    assert web.Web(one.site).answer("b") == 200  # Nothing was told to that.
    assert asked == [("shop.example", "/up", False), ("new.example", "/up", True)]


@pytest.mark.parametrize("verb", [lifecycle.start, lifecycle.restart, lifecycle.reload])
@pytest.mark.parametrize("known, asked", [
    ({}, True), ({"release": "r1", "pending": None}, True),
    ({"release": "r2", "pending": 3}, False)])
def test_verb_when_pending_migrations_are_unknown_then_asks(
        tmp_path, monkeypatch, verb, known, asked):
    one = desk(tmp_path)
    one.state.migrations = known
    monkeypatch.setattr(migrations.program, "run", lambda *_: Outcome(0, "[ ]  guest.0002\n", ""))
    verb(one)
    assert one.state.migrations == ({"release": "r1", "pending": 1} if asked else known)


def test_start_when_migrations_cannot_be_asked_for_then_it_starts_all_the_same(
        tmp_path, monkeypatch, capsys):
    def refuse(*_):
        raise SiteError("shop-step.service still runs")

    one = desk(tmp_path)
    one.state.migrations = {}
    one.parts[0].retire("a")
    monkeypatch.setattr(migrations.program, "run", refuse)
    lifecycle.start(one)
    assert one.parts[0].running == {"a"}
    assert capsys.readouterr().err == "warning: shop-step.service still runs\n"


@pytest.mark.parametrize("marked, said", [
    (False, "stopped; configuration and data stay\n"),
    (True, "stopped; a purge takes configuration and data too, unless: rm {}\n")])
def test_remove_when_a_purge_may_take_the_data_then_does_not_say_that_they_stay(
        tmp_path, capsys, marked, said):
    one = desk(tmp_path)
    one.running, one.nginx.withdraw = False, lambda _: None
    if marked:
        files.write_atomically(one.site.below_var("PURGE-DATA"), "")
    capsys.readouterr()
    lifecycle.remove(one)
    assert capsys.readouterr().out == said.format(one.site.below_var("PURGE-DATA"))
