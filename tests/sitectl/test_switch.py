"""The switch and its healing, with parts that only remember."""

import os

import fakes
import pytest
from sitectl import faults, files, keyvalue, releases, slots
from sitectl.errors import SiteError
from sitectl.heal import heal
from sitectl.nginx import Nginx
from sitectl.resource import Resource
from sitectl.switch import Switch


class PowerCut(BaseException):
    """Ends everything at once; nothing may catch it."""


@pytest.fixture
def cut(monkeypatch):
    """Cuts the power at a state of the journal."""

    def at(step):
        def reach(place):
            if place == "switch:" + step:
                raise PowerCut

        monkeypatch.setattr("sitectl.switch.reach", reach)

    return at


def serve(folder, release, part):
    site = fakes.site(folder, release)
    state = fakes.reread(site)
    releases.record(site, state)
    Switch(site, state, [part]).to(release)
    return site


def test_to_when_first_then_serves(tmp_path):
    part = fakes.FakePart()
    site = serve(tmp_path, "r1", part)
    state = fakes.reread(site)
    assert (state.live, state.slots, state.journal) == ("a", {"a": "r1"}, None)
    assert part.running == {"a"} and part.exposed == "a"
    assert ("watch", "a") not in part.calls


def test_to_when_another_serves_then_order_is_kept(tmp_path):
    part = fakes.FakePart()
    serve(tmp_path, "r1", part)
    part.calls.clear()
    site = serve(tmp_path, "r2", part)
    assert part.calls == [("start", "b"), ("prove", "b"), ("pause", "a"), ("expose", "b"),
                          ("watch", "b"), ("retire", "a")]
    state = fakes.reread(site)
    assert (state.live, state.slots) == ("b", {"b": "r2"})
    assert not os.path.exists(slots.path(site, "a"))


@pytest.mark.parametrize("what", ["start", "prove", "expose", "watch"])
def test_to_when_new_one_fails_then_old_one_takes_work(tmp_path, what):
    part = fakes.FakePart()
    serve(tmp_path, "r1", part)
    do = part._do
    part._do = lambda name, slot: do("other" if slot == "a" else name, slot)
    part.fail = {what}
    with pytest.raises(SiteError):
        serve(tmp_path, "r2", part)
    assert part.paused == set()


@pytest.mark.parametrize("what", ["start", "prove", "watch"])
def test_to_when_new_one_fails_then_old_one_serves(tmp_path, what):
    part = fakes.FakePart()
    serve(tmp_path, "r1", part)
    part.fail = {what}
    with pytest.raises(SiteError) as caught:
        serve(tmp_path, "r2", part)
    assert str(caught.value) == (
        f"Release r2 did not come up: {what} failed\nRelease r1 goes on as before."
        "\nTo try again:  shop start\nTo go back:    apt install shop-site=r1"
        "\n               or, from its file, apt install --allow-downgrades ./shop-site_r1_all.deb")
    state = fakes.reread(fakes.site(tmp_path))
    assert (state.live, state.slots, state.journal) == ("a", {"a": "r1"}, None)
    assert part.running == {"a"} and part.exposed == "a"


@pytest.mark.parametrize("workers, web, told", [
    ({"a"}, {"a"}, "Release r1 goes on as before."),
    (set(), {"a"}, "Release r1 serves its visitors as before, but not all of it runs: shop status"
                   " says more."),
    ({"a"}, set(), "Release r1 does not run either, so no visitor is served: shop status says"
                   " more.")])
def test_to_when_new_one_fails_then_says_what_runs_of_the_old_one(tmp_path, workers, web, told):
    parts = [fakes.FakePart(), fakes.FakePart()]
    site = serve(tmp_path, "r1", parts[1])
    parts[0].running, parts[1].running = workers, web
    parts[1].fail = {"prove"}
    with pytest.raises(SiteError) as caught:
        Switch(site, fakes.reread(site), parts).to("r1")
    assert str(caught.value) == f"Release r1 did not come up: prove failed\n{told}"


def test_to_when_first_fails_then_nothing_is_exposed(tmp_path):
    part = fakes.FakePart(fail={"prove"})
    with pytest.raises(SiteError, match="No release serves yet"):
        serve(tmp_path, "r1", part)
    state = fakes.reread(fakes.site(tmp_path))
    assert (state.live, state.slots, part.running, part.exposed) == (None, {}, set(), None)


@pytest.mark.parametrize("running", [True, False], ids=["tool-killed", "power-cut"])
@pytest.mark.parametrize("step, serving", [
    ("prepare", "a"), ("started", "a"), ("healthy", "a"), ("flipped", "b"), ("drained", "b")])
def test_heal_when_interrupted_then_one_slot_is_live(tmp_path, cut, step, serving, running):
    part = fakes.FakePart()
    serve(tmp_path, "r1", part)
    cut(step)
    with pytest.raises(PowerCut):
        serve(tmp_path, "r2", part)
    if not running:
        part = fakes.FakePart()
    site = fakes.site(tmp_path, "r2")
    heal(site, fakes.reread(site), [part], running)
    state = fakes.reread(site)
    assert (state.live, state.journal) == (serving, None)
    assert state.slots == {serving: "r1" if serving == "a" else "r2"}
    assert os.listdir(site.below_var("slots")) == [serving + ".conf"]
    if running:
        assert part.running == {serving} and part.exposed == serving
    link = os.readlink(site.below_var("static", "current"))
    assert link == f"../releases/{state.live_release}/static"


@pytest.mark.parametrize("running", [True, False], ids=["tool-killed", "power-cut"])
@pytest.mark.parametrize("what, resumed", [
    ("start", []), ("prove", []), ("expose", [("resume", "a")]), ("watch", [("resume", "a")])])
def test_heal_when_interrupted_while_it_is_undone_then_the_old_one_serves(
        tmp_path, cut, what, resumed, running):
    part = fakes.FakePart()
    serve(tmp_path, "r1", part)
    part.calls.clear()
    do = part._do
    # What fails in the new slot does not in the old one.
    part._do = lambda name, slot: do("other" if slot == "a" and name == what else name, slot)
    part.fail = {what}
    cut("reverted")
    with pytest.raises(PowerCut):
        serve(tmp_path, "r2", part)
    assert fakes.reread(fakes.site(tmp_path, "r2")).journal["step"] == "reverted"
    if not running:
        part = fakes.FakePart()
    site = fakes.site(tmp_path, "r2")
    heal(site, fakes.reread(site), [part], running)
    state = fakes.reread(site)
    assert (state.live, state.journal, state.slots) == ("a", None, {"a": "r1"})
    assert os.listdir(site.below_var("slots")) == ["a.conf"]
    if running:
        assert part.running == {"a"} and part.exposed == "a" and part.paused == set()
    assert [call for call in part.calls if call[0] == "resume"] == (resumed if running else [])
    link = os.readlink(site.below_var("static", "current"))
    assert link == "../releases/r1/static"


@pytest.mark.parametrize("step, resumed", [
    ("prepare", []), ("started", []), ("healthy", [("resume", "a")]), ("flipped", [])])
def test_heal_when_interrupted_then_resumes_only_what_was_paused(tmp_path, cut, step, resumed):
    part = fakes.FakePart()
    serve(tmp_path, "r1", part)
    cut(step)
    with pytest.raises(PowerCut):
        serve(tmp_path, "r2", part)
    site = fakes.site(tmp_path, "r2")
    heal(site, fakes.reread(site), [part], True)
    assert [call for call in part.calls if call[0] == "resume"] == resumed


class FakeNginx:
    """Remembers; ``problem`` is what it says to what is new, ``stuck`` to what is put back.

    ``deaf``: it accepts what is new and cannot be told.
    """

    def __init__(self, problem=None, stuck=None, deaf=False):
        self.calls = []
        self.problem = problem
        self.stuck = stuck
        self.deaf = deaf

    def is_installed(self):
        return True

    def knows_all(self, _):
        return False

    def take_over(self, _):
        self.calls.append("take over")
        if self.problem:
            raise SiteError(self.problem)
        return not self.deaf

    def put_back(self, _):
        self.calls.append("put back")
        if self.stuck:
            raise SiteError(self.stuck)

    def settle(self):
        self.calls.append("settle")


def switch_over(folder, part, nginx, in_need=False, **lines):
    """From r1 to r2, after lines of site.conf were written."""
    serve(folder, "r1", part)
    site = fakes.site(folder, "r2")
    files.write_atomically(site.configuration_path,
                           "".join(f"{key}={value}\n" for key, value in lines.items()))
    state = fakes.reread(site)
    releases.record(site, state)
    Switch(site, state, [part], nginx=nginx, in_need=in_need).to("r2")


def test_to_when_it_comes_up_then_nginx_is_told_before_the_visitors_come(tmp_path):
    part, nginx = fakes.FakePart(), FakeNginx()
    nginx.take_over = lambda _: part.calls.append("nginx")
    switch_over(tmp_path, part, nginx)
    assert part.calls[-5:] == [("pause", "a"), "nginx", ("expose", "b"), ("watch", "b"),
                               ("retire", "a")]
    assert nginx.calls == ["settle"]


def test_to_when_it_is_undone_then_nginx_reads_the_former_before_the_new_one_is_left(tmp_path):
    part, nginx = fakes.FakePart(), FakeNginx()
    part.fail = {"watch"}
    nginx.put_back = lambda _: part.calls.append("nginx")
    with pytest.raises(SiteError, match="watch failed"):
        switch_over(tmp_path, part, nginx)
    assert part.calls[-4:] == [("expose", "a"), "nginx", ("resume", "a"), ("retire", "b")]


def test_to_when_the_new_one_cannot_be_stopped_then_nginx_reads_the_former_all_the_same(tmp_path):
    part, nginx = fakes.FakePart(), FakeNginx()
    serve(tmp_path, "r1", part)
    part.fail = {"watch", "retire"}
    site = fakes.site(tmp_path, "r2")
    state = fakes.reread(site)
    releases.record(site, state)
    with pytest.raises(SiteError, match="could not be cleared away, .*: retire failed"):
        Switch(site, state, [part], nginx=nginx).to("r2")
    assert nginx.calls == ["take over", "put back"]
    part.fail = {"retire"}
    healer = FakeNginx()
    with pytest.raises(SiteError, match="retire failed"):
        heal(site, fakes.reread(site), [part], True, healer)
    assert healer.calls == ["put back"]


def test_to_when_nginx_refuses_then_the_old_one_serves(tmp_path):
    part, nginx = fakes.FakePart(), FakeNginx("port 443 is taken")
    with pytest.raises(SiteError, match="port 443 is taken"):
        switch_over(tmp_path, part, nginx)
    assert fakes.reread(fakes.site(tmp_path)).live == "a" and part.exposed == "a"
    assert nginx.calls == ["take over", "put back"]


def test_to_when_nginx_refuses_somebody_in_need_then_goes_on(tmp_path, capsys):
    part = fakes.FakePart()
    switch_over(tmp_path, part, FakeNginx("a directive is wrong"), in_need=True)
    assert fakes.reread(fakes.site(tmp_path)).live == "b"
    assert "former configuration: a directive is wrong" in capsys.readouterr().err


def test_to_when_somebody_is_in_need_and_site_conf_is_wrong_for_nginx_alone_then_goes_on(
        tmp_path, monkeypatch, capsys):
    site = fakes.site(tmp_path, "r2")
    monkeypatch.setattr(Nginx, "is_installed", lambda _: True)
    monkeypatch.setattr(Nginx, "is_linked", lambda _: True)
    serve(tmp_path, "r1", fakes.FakePart())
    state = fakes.reread(site)
    state.nginx["link"] = "made"
    releases.record(site, state)
    files.write_atomically(site.configuration_path, "UPLOAD_SIZE=much\n")
    Switch(site, state, [fakes.FakePart()], nginx=Nginx(site), in_need=True).to("r2")
    assert fakes.reread(site).live == "b"
    assert 'its former configuration: UPLOAD_SIZE: "much" is not a size' in capsys.readouterr().err


APART = [{"TLS": "proxy", "TRUSTED_PROXIES": "10.0.0.1"}, {"SERVER_NAMES": "new.example"}]


@pytest.mark.parametrize("lines", APART, ids=["HTTPS", "names"])
def test_to_when_nginx_refuses_other_names_or_https_then_nobody_is_sent_there(tmp_path, lines):
    with pytest.raises(SiteError, match="port 443 is taken"):
        switch_over(tmp_path, fakes.FakePart(), FakeNginx("port 443 is taken"), in_need=True,
                    **lines)
    assert fakes.reread(fakes.site(tmp_path)).live == "a"


@pytest.mark.parametrize("in_need", [False, True])
@pytest.mark.parametrize("lines", APART, ids=["HTTPS", "names"])
def test_to_when_nginx_cannot_be_told_of_other_names_or_https_then_the_old_one_serves(
        tmp_path, lines, in_need):
    part, nginx = fakes.FakePart(), FakeNginx(deaf=True)
    with pytest.raises(SiteError, match="nginx could not be told of .* run: shop start"):
        switch_over(tmp_path, part, nginx, in_need, **lines)
    assert fakes.reread(fakes.site(tmp_path)).live == "a" and part.exposed == "a"
    assert nginx.calls == ["take over", "put back"]


def test_to_when_nginx_cannot_be_told_of_other_names_and_nothing_serves_then_goes_on(tmp_path):
    part = fakes.FakePart()
    do = part._do
    part._do = lambda name, slot: part.running.discard("a") or do(name, slot)
    switch_over(tmp_path, part, FakeNginx(deaf=True), SERVER_NAMES="new.example")
    assert fakes.reread(fakes.site(tmp_path)).live == "b" and part.exposed == "b"


@pytest.mark.parametrize("lines", [{}, {"SERVER_NAMES": "new.example SHOP.example"}])
def test_to_when_nginx_cannot_be_told_and_its_visitors_are_let_in_then_goes_on(tmp_path, lines):
    switch_over(tmp_path, fakes.FakePart(), FakeNginx(deaf=True), **lines)
    assert fakes.reread(fakes.site(tmp_path)).live == "b"


def test_to_when_nginx_cannot_be_told_of_the_former_then_the_old_one_serves_and_heals(tmp_path):
    part = fakes.FakePart(fail={"watch"})
    with pytest.raises(SiteError, match="watch failed(.|\n)*held by another"):
        switch_over(tmp_path, part, FakeNginx(stuck="held by another"))
    state = fakes.reread(fakes.site(tmp_path, "r2"))
    assert (state.live, state.journal["step"]) == ("a", "reverted")
    assert part.running == {"a"} and part.exposed == "a" and not part.paused
    nginx = FakeNginx()
    heal(fakes.site(tmp_path, "r2"), state, [part], True, nginx)
    assert nginx.calls == ["put back"] and fakes.reread(fakes.site(tmp_path)).live == "a"


@pytest.mark.parametrize("step, call", [
    ("prepare", "put back"), ("healthy", "put back"), ("flipped", "settle"), ("drained", "settle")])
def test_heal_when_interrupted_then_nginx_reads_what_belongs_to_what_serves(
        tmp_path, cut, step, call):
    part = fakes.FakePart()
    serve(tmp_path, "r1", part)
    cut(step)
    with pytest.raises(PowerCut):
        serve(tmp_path, "r2", part)
    nginx = FakeNginx(stuck="held by another")
    site = fakes.site(tmp_path, "r2")
    heal(site, fakes.reread(site), [part], True, nginx)
    assert nginx.calls == [call]


def test_to_when_what_it_needs_cannot_be_used_then_nothing_starts(tmp_path):
    part = fakes.FakePart()
    serve(tmp_path, "r1", part)
    part.calls.clear()
    asked = []

    class Elsewhere(Resource):
        def prove(self, slot):
            asked.append(keyvalue.read(slots.path(site, slot))["RELEASE"])
            raise SiteError("the database cannot be used")

    site = fakes.site(tmp_path, "r2")
    state = fakes.reread(site)
    releases.record(site, state)
    with pytest.raises(SiteError, match="Release r2 did not come up: the database cannot be used"):
        Switch(site, state, [part], [Elsewhere()]).to("r2")
    assert asked == ["r2"]
    assert [call[0] for call in part.calls] == ["expose"]
    assert fakes.reread(site).live_release == "r1"


def test_heal_when_new_one_died_after_the_flip_then_old_one_serves(tmp_path, cut):
    part = fakes.FakePart()
    serve(tmp_path, "r1", part)
    cut("flipped")
    with pytest.raises(PowerCut):
        serve(tmp_path, "r2", part)
    part.running.discard("b")
    site = fakes.site(tmp_path, "r2")
    heal(site, fakes.reread(site), [part], True)
    assert fakes.reread(site).live == "a"
    assert part.exposed == "a"


def test_heal_when_idle_slot_runs_then_stops_it(tmp_path):
    part = fakes.FakePart()
    site = serve(tmp_path, "r1", part)
    part.running.add("b")
    heal(site, fakes.reread(site), [part], True)
    assert part.running == {"a"}


def test_heal_when_nothing_ever_served_then_nothing_happens(tmp_path):
    part = fakes.FakePart()
    site = fakes.site(tmp_path)
    heal(site, fakes.reread(site), [part], True)
    assert fakes.reread(site).live is None
    assert part.calls == []


def test_reach_when_told_to_fail_then_fails(monkeypatch):
    monkeypatch.setenv("SITECTL_FAIL_AT", "links")
    faults.reach("prune")
    with pytest.raises(SiteError, match="asked to fail at links"):
        faults.reach("links")


def test_heal_when_slot_file_is_gone_then_writes_it(tmp_path):
    part = fakes.FakePart()
    site = serve(tmp_path, "r1", part)
    os.unlink(slots.path(site, "a"))
    heal(site, fakes.reread(site), [part], True)
    assert slots.is_current(site, fakes.reread(site), "a")


def test_to_when_something_unforeseen_happens_then_it_is_undone_and_told(tmp_path):
    part = fakes.FakePart()
    serve(tmp_path, "r1", part)
    part.prove = lambda slot: [].pop()
    with pytest.raises(SiteError, match=r"did not come up: IndexError\('pop from empty list'\)"):
        serve(tmp_path, "r2", part)
    state = fakes.reread(fakes.site(tmp_path, "r2"))
    assert (state.live, state.journal, part.running, part.exposed) == ("a", None, {"a"}, "a")


def test_heal_when_only_what_is_not_wanted_seems_to_run_then_resumes_nothing(tmp_path, cut):
    part = fakes.FakePart()
    serve(tmp_path, "r1", part)
    cut("healthy")
    with pytest.raises(PowerCut):
        serve(tmp_path, "r2", part)
    idle = fakes.FakePart()
    idle.is_running = lambda slot: True
    idle.start_units = lambda slot: []
    part.running.clear()
    site = fakes.site(tmp_path, "r2")
    heal(site, fakes.reread(site), [idle, part], True)
    assert [call for call in part.calls + idle.calls if call[0] == "resume"] == []


def test_to_when_undoing_fails_too_then_says_both_and_heals(tmp_path):
    part = fakes.FakePart()
    serve(tmp_path, "r1", part)
    part.fail = {"prove", "retire"}
    with pytest.raises(SiteError) as caught:
        serve(tmp_path, "r2", part)
    assert "Release r2 did not come up: prove failed" in str(caught.value)
    assert "the next call does that: retire failed" in str(caught.value)
    part.fail = set()
    site = fakes.site(tmp_path, "r2")
    heal(site, fakes.reread(site), [part], True)
    assert (fakes.reread(site).live, part.running, part.exposed) == ("a", {"a"}, "a")


def test_to_when_the_old_ones_queue_went_with_its_package_then_says_until_when_it_is_there(
        tmp_path, monkeypatch):
    part = fakes.FakePart()
    serve(tmp_path, "r1", part)
    for release, queue in (("r1", "redis"), ("r2", "off")):
        site = fakes.site(tmp_path, release, version=f"1.{release[1]}", queue=queue)
        state = fakes.reread(site)
        if release == "r1":
            files.write_atomically(
                os.path.join(releases.directory(site, "r1"), "release.json"), site.text)
        releases.record(site, state)
    part.fail.add("prove")
    with pytest.raises(SiteError) as caught:
        Switch(site, state, [part]).to("r2")
    assert str(caught.value) == (
        "Release r2 did not come up: prove failed\n"
        "Release r1 goes on as before.\n"
        "Its queue is a redis of its own, which the installed package does not bring, so at the"
        " next boot it is not there: it needs its package back, unless r2 comes up before.\n"
        "To try again:  shop start\n"
        "To go back:    apt install shop-site=1.1\n"
        "               or, from its file, apt install --allow-downgrades ./shop-site_1.1_all.deb")
