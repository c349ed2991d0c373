"""Starting and restarting, at a desk without systemd and nginx."""

from types import SimpleNamespace

import fakes
import pytest
from sitectl import files, keyvalue, lifecycle, limits, releases, slots
from sitectl.errors import SiteError
from sitectl.switch import Switch


class FakeNginx:
    """Remembers which names it was given; ``problem`` is what it says to them."""

    def __init__(self, site):
        self._site = site
        self.names = []
        self.problem = None

    def ensure(self, state):
        if self.problem:
            raise SiteError(self.problem)
        self.names = self._site.server_names


def desk(folder, obstacle=None):
    """A site whose first release serves in slot a."""
    site = fakes.site(folder)
    state = fakes.reread(site)
    part = fakes.FakePart()
    releases.record(site, state)
    Switch(site, state, [part]).to("r1")
    site = fakes.site(folder)  # As the next call of the tool: it has read no configuration yet.
    return SimpleNamespace(
        site=site, state=state, parts=[part], resources=[], nginx=FakeNginx(site), running=True,
        heal=lambda: None, is_pending=lambda: False, why_not_now=lambda: obstacle,
        forget_stopped=lambda: None, live_runs=lambda: part.is_running("a"))


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


def test_restart_when_nginx_refuses_then_the_site_runs_on(tmp_path):
    one = desk(tmp_path)
    one.nginx.problem = "nginx does not accept this site"
    with pytest.raises(SiteError, match="does not accept"):
        lifecycle.restart(one)
    assert one.parts[0].running == {"a"}


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
