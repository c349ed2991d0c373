"""Going back: which release, what speaks against it, and how long it holds."""

import json
import os
import shutil

import fakes
import pytest
from sitectl import cli, configure, desk, history, migrations, output, releases, rollback
from sitectl import status
from sitectl.command import Outcome
from sitectl.errors import SiteError
from sitectl.switch import Switch


class Bench(desk.Desk):
    """A desk whose only part remembers, without nginx, on a host where systemd runs."""

    part = None
    pending = False
    obstacle = None

    def __init__(self, site):
        super().__init__(site)
        self.parts = [Bench.part]
        self.running = True

    def why_not_now(self):
        return self.obstacle


@pytest.fixture
def bench(monkeypatch):
    """Part of all desks; ``unknown`` is what an earlier release says, ``answers`` a person's."""
    Bench.part = part = fakes.FakePart()
    part.asked, part.unknown, part.answers = [], "[]", None

    def run(site, slot, words, limit):
        if "shell" in words:
            part.asked.append(slots_of(site)[slot])
            return Outcome(0, f"hello\nunknown migrations: {part.unknown}\nbye", "")
        return Outcome(0, "", "")

    monkeypatch.setattr(migrations.program, "run", run)
    monkeypatch.setattr(desk, "Desk", Bench)
    monkeypatch.setattr(desk.Probe, "ask", lambda *_: (True, "ok"))  # What lies elsewhere.
    monkeypatch.setattr(desk.account, "check", lambda _: None)
    monkeypatch.setattr(desk.systemd, "is_running", lambda: True)
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(os, "sync", lambda: None)  # Of the whole machine: that takes seconds.
    monkeypatch.setattr(rollback, "_has_person", lambda: part.answers is not None)
    monkeypatch.setattr("builtins.input", lambda _: part.answers)
    return part


def slots_of(site):
    return fakes.reread(site).slots


def history_of(folder, part, *names):
    """A site on which releases served one after the other, each for a while; the last serves."""
    for number, name in enumerate(names):
        env = folder / "lib" / "shop-env" / name
        env.mkdir(parents=True, exist_ok=True)
        site = fakes.site(folder, name, version=f"1.{name[1:]}", env=str(env))
        state = fakes.reread(site)
        releases.record(site, state)
        Switch(site, state, [part]).to(name)
        state.releases[name] = 100 * (number + 1)
        if number:
            state.releases[names[number - 1]] = 100 * (number + 1)
        state.save()
    with open(os.path.join(site.lib, "site.json"), "w", encoding="utf-8") as file:
        file.write(site.text)
    return site


def call(site, *words):
    return cli.main(site.lib, ["rollback", *words])


def begun(part):
    """What the part was told, but for the healing, which repeats what is so already."""
    return [call for call in part.calls if call[0] != "expose"]


def live(site):
    return fakes.reread(site).live_release


def test_rollback_when_nothing_is_named_then_the_one_before_serves(tmp_path, bench, capsys):
    site = history_of(tmp_path, bench, "r1", "r2", "r3")
    assert call(site) == 0
    assert (live(site), bench.asked) == ("r2", ["r2"])
    assert slots_of(site) == {fakes.reread(site).live: "r2"}
    assert "rolled back to r2, since " in capsys.readouterr().out
    assert os.readlink(os.path.join(site.links, "virtualenv")).endswith("shop-env/r2")


def test_rollback_when_repeated_then_stays_where_it_is(tmp_path, bench, capsys):
    site = history_of(tmp_path, bench, "r1", "r2", "r3")
    call(site)
    assert call(site) == 0
    assert live(site) == "r2"
    assert "rolled back already, to r2" in capsys.readouterr().out


@pytest.mark.parametrize("word", ["r1", "1.1"])
def test_rollback_when_release_or_version_is_named_then_that_serves(tmp_path, bench, word):
    site = history_of(tmp_path, bench, "r1", "r2", "r3")
    assert call(site, word) == 0
    assert live(site) == "r1"


def test_rollback_when_the_installed_one_is_named_then_it_is_as_before(tmp_path, bench):
    site = history_of(tmp_path, bench, "r1", "r2")
    call(site)
    assert call(site, "r2") == 0
    assert (live(site), fakes.reread(site).rollback) == ("r2", None)


def test_rollback_when_the_named_one_serves_then_nothing_happens(tmp_path, bench, capsys):
    site = history_of(tmp_path, bench, "r1", "r2")
    bench.calls.clear()
    assert call(site, "r2") == 0
    assert capsys.readouterr().out.endswith("release r2 serves already\n")
    assert begun(bench) == []


@pytest.mark.parametrize("word, told", [
    ("r9", 'This host keeps no release or version "r9": shop releases lists'),
    ("../r1", 'no release or version "../r1"')])
def test_rollback_when_unknown_is_named_then_says_what_there_is(
        tmp_path, bench, capsys, word, told):
    site = history_of(tmp_path, bench, "r1", "r2")
    assert call(site, word) == 1
    assert told in capsys.readouterr().err


def test_rollback_when_version_was_built_twice_then_asks_for_the_release(
        tmp_path, bench, capsys):
    site = history_of(tmp_path, bench, "r1", "r2", "r3")
    path = os.path.join(releases.directory(site, "r2"), "release.json")
    with open(path, encoding="utf-8") as file:
        facts = dict(json.load(file), version="1.1")
    os.unlink(path)
    with open(path, "w", encoding="utf-8") as file:
        json.dump(facts, file)
    assert call(site, "1.1") == 1
    assert "name one of its releases: r1 r2" in capsys.readouterr().err


def test_rollback_when_none_served_before_then_says_so(tmp_path, bench, capsys):
    site = history_of(tmp_path, bench, "r1")
    assert call(site) == 1
    assert "keeps no release that served before r1" in capsys.readouterr().err


def test_rollback_when_code_is_gone_then_names_the_packages(tmp_path, bench, capsys):
    site = history_of(tmp_path, bench, "r1", "r2")
    shutil.rmtree(tmp_path / "lib/shop-env/r1")
    bench.calls.clear()
    assert call(site) == 1
    assert capsys.readouterr().err == (
        "error: Release r1 cannot serve, as its code is gone. Install it, then repeat:"
        " apt install shop-env-r1\n")
    assert (live(site), begun(bench)) == ("r2", [])


def test_rollback_when_it_never_served_then_is_no_way_back(tmp_path, bench, capsys):
    site = history_of(tmp_path, bench, "r1", "r2")
    state = fakes.reread(site)
    state.releases["r3"] = releases.NEVER_SERVED
    state.save()
    assert call(site, "r3") == 1
    assert "has never served here" in capsys.readouterr().err


def install_without_success(folder, site):
    """A newer package whose release did not come up: the old one serves."""
    newer = fakes.site(folder, "r9", env=site.env)
    state = fakes.reread(newer)
    releases.record(newer, state)
    with open(os.path.join(newer.lib, "site.json"), "w", encoding="utf-8") as file:
        file.write(newer.text)
    return newer


def test_rollback_when_the_installed_one_did_not_come_up_then_goes_nowhere(
        tmp_path, bench, capsys, monkeypatch):
    site = install_without_success(tmp_path, history_of(tmp_path, bench, "r1", "r2"))
    first = ("error: Release r2 serves, and r9, which is installed, does not: there is nothing to"
             " go back from.\n")
    last = "To go further back, name a release: shop releases lists them.\n"
    monkeypatch.setattr(rollback.advice, "run", lambda _: Outcome(0, "installed", ""))
    capsys.readouterr()
    assert call(site) == 1
    assert capsys.readouterr().err == first + last
    monkeypatch.setattr(rollback.advice, "run", lambda _: Outcome(0, "half-configured", ""))
    assert call(site) == 1
    assert capsys.readouterr().err == (
        f"{first}Until dpkg is done with the package of one of them, every other call of apt"
        f" fails.\nTo try again:  dpkg --configure -a\n"
        f"To go back:    apt install shop-site=1.2\n               or, from its file,"
        f" apt install --allow-downgrades ./shop-site_1.2_all.deb\n{last}")
    assert live(site) == "r2"


def test_rollback_when_that_and_the_old_one_is_down_then_starts_it(tmp_path, bench):
    site = install_without_success(tmp_path, history_of(tmp_path, bench, "r1", "r2"))
    bench.running.clear()
    assert call(site) == 0
    assert live(site) == "r2" and bench.running == {fakes.reread(site).live}


def test_rollback_when_a_setup_is_pending_then_it_is_no_more(tmp_path, bench):
    site = install_without_success(tmp_path, history_of(tmp_path, bench, "r1", "r2"))
    Bench(site).postpone("masked")
    assert call(site, "r2") == 0
    assert not Bench(site).is_pending()
    assert rollback.in_force(site, fakes.reread(site))["instead_of"] == "r9"


def test_rollback_when_migrations_are_unknown_then_only_with_yes(tmp_path, bench, capsys):
    site = history_of(tmp_path, bench, "r1", "r2")
    bench.unknown = '["guest.0002_more", "guest.0003_most"]'
    bench.calls.clear()
    assert call(site) == 1
    said = capsys.readouterr().err
    assert ("2 migrations are applied that release r1 does not have: guest.0002_more"
            " guest.0003_most\n") in said
    assert said.endswith("To go back all the same: shop rollback --yes r1\n")
    assert (live(site), begun(bench), list(slots_of(site).values())) == ("r2", [], ["r2"])
    assert call(site, "--yes") == 0
    assert live(site) == "r1"
    assert "warning: 2 migrations are applied" in capsys.readouterr().err


@pytest.mark.parametrize("answer, serves", [
    ("y", "r1"), ("YES ", "r1"), ("", "r2"), ("no", "r2"), ("yesterday", "r2")])
def test_rollback_when_a_person_is_asked_then_as_they_say(tmp_path, bench, answer, serves):
    site = history_of(tmp_path, bench, "r1", "r2")
    bench.unknown, bench.answers = '["guest.0002_more"]', answer
    assert call(site) == (0 if serves == "r1" else 1)
    assert live(site) == serves


def test_rollback_when_a_person_closes_the_terminals_input_then_nothing_happens(
        tmp_path, bench, monkeypatch, capsys):
    site = history_of(tmp_path, bench, "r1", "r2")
    bench.unknown, bench.answers = '["guest.0002_more"]', "y"

    def close(_):
        raise EOFError

    monkeypatch.setattr("builtins.input", close)
    assert call(site) == 1
    assert "Nothing was changed: shop goes on as before" in capsys.readouterr().err
    assert live(site) == "r2"


def test_rollback_when_a_person_thinks_then_nobody_waits_for_the_lock(
        tmp_path, bench, monkeypatch):
    site = history_of(tmp_path, bench, "r1", "r2")
    bench.unknown, bench.answers = '["guest.0002_more"]', "y"

    def think(_):
        with desk.lock.held(site.below_var("lock"), patience=0):
            return "y"

    monkeypatch.setattr("builtins.input", think)
    assert call(site) == 0


def test_rollback_when_the_release_does_not_tell_then_only_with_yes(
        tmp_path, bench, capsys, monkeypatch):
    site = history_of(tmp_path, bench, "r1", "r2")
    monkeypatch.setattr(migrations.program, "run", lambda *_: Outcome(1, "", "no database"))
    assert call(site) == 1
    assert "whether release r1 has all migrations that are applied is unknown:\nno database" in \
        capsys.readouterr().err
    assert call(site, "--yes") == 0
    assert live(site) == "r1"


@pytest.mark.parametrize("what", ["start", "prove", "watch"])
def test_rollback_when_it_does_not_come_up_then_nothing_has_changed(
        tmp_path, bench, capsys, what):
    site = history_of(tmp_path, bench, "r1", "r2")
    bench.fail = {what}
    assert call(site) == 1
    assert capsys.readouterr().err == (
        f"error: Release r1 did not come up: {what} failed\nRelease r2 goes on as before."
        "\nTo try again:  shop rollback r1\n")
    assert rollback.in_force(site, fakes.reread(site)) is None
    assert live(site) == "r2"


@pytest.mark.parametrize("word", ["r1", "r3"])
def test_rollback_when_another_one_fails_then_the_one_before_is_still_in_force(
        tmp_path, bench, word):
    site = history_of(tmp_path, bench, "r1", "r2", "r3")
    call(site, "r2")
    before = fakes.reread(site).rollback
    bench.fail = {"prove"}
    assert call(site, word) == 1
    assert live(site) == "r2"
    assert rollback.in_force(site, fakes.reread(site)) == before
    assert before["release"] == "r2"


def test_rollback_when_only_the_former_slot_cannot_be_cleared_then_it_is_in_force(
        tmp_path, bench):
    site = history_of(tmp_path, bench, "r1", "r2", "r3")
    call(site, "r2")
    bench.fail = {"retire"}
    assert call(site, "r1") == 1
    assert live(site) == "r1"
    assert rollback.in_force(site, fakes.reread(site))["release"] == "r1"


@pytest.mark.parametrize("step, serves", [
    ("prepare", "r2"), ("healthy", "r2"), ("flipped", "r1"), ("drained", "r1")])
def test_rollback_when_interrupted_then_heals_and_knows_where_it_is(
        tmp_path, bench, monkeypatch, step, serves):
    site = history_of(tmp_path, bench, "r1", "r2")

    def reach(place):
        if place == "switch:" + step:
            raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("sitectl.switch.reach", reach)
        assert call(site) == 1
    Bench(site).heal()
    assert live(site) == serves
    assert bool(rollback.in_force(site, fakes.reread(site))) == (serves == "r1")
    assert call(site) == 0
    assert live(site) == "r1"


def test_rollback_when_an_obstacle_is_there_then_says_which(
        tmp_path, bench, capsys, monkeypatch):
    site = history_of(tmp_path, bench, "r1", "r2")
    monkeypatch.setattr(Bench, "obstacle", desk.Obstacle("it was stopped", "shop start"))
    assert call(site) == 1
    assert "cannot be started: it was stopped: shop start" in capsys.readouterr().err


def test_configure_when_rolled_back_then_the_installed_one_is_wanted_again(tmp_path, bench):
    site = history_of(tmp_path, bench, "r1", "r2")
    call(site)
    one = Bench(site)
    run = configure.Configuration(one)
    run._release = "r2"
    run._do_switch()
    assert (live(site), fakes.reread(site).rollback) == ("r2", None)


def test_configure_when_it_fails_then_status_knows_of_no_rollback(tmp_path, bench):
    site = history_of(tmp_path, bench, "r1", "r2")
    call(site)
    run = configure.Configuration(Bench(site))
    run._release = "r2"
    bench.fail = {"prove"}
    with pytest.raises(SiteError, match="did not come up"):
        run._do_switch()
    assert (live(site), rollback.in_force(site, fakes.reread(site))) == ("r1", None)


def problems_of(site, monkeypatch):
    monkeypatch.setattr(status.flip, "current", lambda _: fakes.reread(site).live)
    one = status.Status(Bench(site))
    values = {"interrupted": False, "pending": False, "migrations_pending": 0, "switching": False,
              "free_bytes": None, "rollback": rollback.in_force(site, fakes.reread(site))}
    one._look_for_problems(values)
    return one.problems


def test_status_when_rolled_back_then_that_is_no_problem(tmp_path, bench, monkeypatch):
    site = history_of(tmp_path, bench, "r1", "r2")
    call(site)
    assert problems_of(site, monkeypatch) == []
    newer = install_without_success(tmp_path, site)
    for known, again in (("half-configured", "dpkg --configure -a"),
                         ("installed", "dpkg-reconfigure shop-site")):
        monkeypatch.setattr(status.advice, "run", lambda _: Outcome(0, known, ""))
        assert problems_of(newer, monkeypatch) == [
            f"release r9 is installed, but r1 serves: {again}"]


def test_releases_when_asked_then_tells_times_and_what_is_missing(
        tmp_path, bench, capsys):
    site = install_without_success(tmp_path, history_of(tmp_path, bench, "r1", "r2"))
    shutil.rmtree(tmp_path / "lib/shop-env/r1")
    capsys.readouterr()
    assert cli.main(site.lib, ["releases", "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert [(row["release"], row["version"], row["serves"], row["installed"], row["since"],
             row["until"], row["missing"]) for row in rows] == [
        ("r2", "1.2", True, False, 200, None, []),
        ("r1", "1.1", False, False, None, 200, ["shop-env-r1"]),
        ("r9", "r9", False, True, None, None, [])]
    assert cli.main(site.lib, ["releases"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].split() == ["VERSION", "RELEASE", "SERVES", "CODE"]
    assert f"since {output.moment(200)}" in lines[1] and lines[1].endswith("complete")
    assert lines[2].endswith("lacks shop-env-r1")
    assert "r9 (installed)  never did" in lines[3]


def test_releases_when_a_record_is_gone_then_tells_that(tmp_path, bench):
    site = history_of(tmp_path, bench, "r1", "r2")
    shutil.rmtree(releases.directory(site, "r1"))
    rows = history.entries(site, fakes.reread(site))
    assert rows[1]["missing"] == [releases.directory(site, "r1")]


def test_releases_when_none_yet_then_an_empty_list(tmp_path, capsys):
    site = fakes.site(tmp_path)
    assert history.entries(site, fakes.reread(site)) == []


def rewrite(site, release, **changes):
    """Another kind of service in a recorded release."""
    path = site.below_var("releases", release, "release.json")
    with open(path, encoding="utf-8") as file:
        facts = json.load(file)
    with open(path, "w", encoding="utf-8") as file:
        json.dump({**facts, **changes}, file)


@pytest.mark.parametrize("changes, told", [
    ({"cache": "memcached"}, "has its cache in a memcached of its own, which the installed package"
                             " does not bring. Nothing was changed.\nTo go back:    apt install"
                             " shop-site=1.1"),
    ({"queue": "redis"}, "has its queue in a redis of its own"),
    ({"queue": "external"}, "secrets/broker_url, which is missing or empty: write the address into"
                            " it (root's, mode 0600) and repeat. Nothing was changed.")])
def test_rollback_when_the_host_lacks_a_service_then_refuses_before_anything(
        tmp_path, bench, capsys, changes, told):
    site = history_of(tmp_path, bench, "r1", "r2")
    secrets = tmp_path / "etc/secrets"
    secrets.mkdir()
    rewrite(site, "r1", **changes)
    bench.calls.clear()
    assert call(site, "--yes") == 1
    assert told in capsys.readouterr().err
    assert (live(site), begun(bench), bench.asked) == ("r2", [], [])
    (secrets / "broker_url").write_text("amqp://mq.example.org/shop")
    rewrite(site, "r1", cache="off", queue="external")
    assert call(site) == 0
    assert live(site) == "r1"


def test_rollback_when_the_data_are_elsewhere_then_a_person_decides(tmp_path, bench, capsys):
    site = history_of(tmp_path, bench, "r1", "r2")
    rewrite(site, "r1", database="sqlite")
    assert call(site) == 1
    said = capsys.readouterr().err
    assert "Nothing was changed: the database of release r1 is set to sqlite, and that" in said
    assert "r1 shows what was there when it served last" in said
    assert (live(site), bench.asked) == ("r2", [])
    assert call(site, "--yes") == 0
    assert live(site) == "r1"
