"""What nginx says about a site's configuration, and what becomes of it."""

import os

import fakes
import pytest
from sitectl import nginx
from sitectl.command import Outcome
from sitectl.errors import SiteError

WARNING = ('nginx: [warn] conflicting server name "shop.example" on 0.0.0.0:80, ignored\n'
           'nginx: [warn] conflicting server name "other.example" on 0.0.0.0:80, ignored\n')


@pytest.fixture
def site(tmp_path, monkeypatch):
    """A site beside an nginx that accepts all with a warning."""
    folder = tmp_path / "nginx"
    for name in ("sites-available", "sites-enabled"):
        (folder / name).mkdir(parents=True)
    (folder / "sites-available/shop").touch()
    monkeypatch.setattr(nginx.Nginx, "is_installed", lambda _: True)
    monkeypatch.setattr(nginx.systemd, "is_running", lambda: False)
    monkeypatch.setattr(nginx, "run", lambda _: Outcome(0, "", WARNING))
    return fakes.site(tmp_path, server_names=["Shop.example", "www.shop.example"],
                      nginx_directory=str(folder))


def test_ensure_when_another_has_a_name_too_then_warns_and_stays_enabled(site, capsys):
    one = nginx.Nginx(site)
    one.ensure(fakes.reread(site))
    said = capsys.readouterr().err
    assert "warning: nginx: another site answers to shop.example too" in said
    assert f"SERVER_NAMES in {site.configuration_path}" in said and "other.example" not in said
    assert one.is_linked()


@pytest.mark.parametrize("uid", [0, 1000])
def test_check_when_another_has_a_name_too_then_a_problem(site, monkeypatch, uid):
    one = nginx.Nginx(site)
    one.ensure(fakes.reread(site))
    monkeypatch.setattr(os, "geteuid", lambda: uid)
    well, words = one.check()
    assert not well and "shop.example" in words


def test_ensure_when_only_the_additions_changed_then_reloads(site, monkeypatch):
    os.makedirs(site.etc, exist_ok=True)
    one = nginx.Nginx(site)
    one.ensure(fakes.reread(site))
    digest = fakes.reread(site).nginx["digest"]
    with open(os.path.join(site.etc, "nginx.conf"), "w", encoding="utf-8") as file:
        file.write("expires 1d;\n")
    one.ensure(fakes.reread(site))
    assert fakes.reread(site).nginx["digest"] not in ("", digest)


def test_ensure_when_the_additions_are_broken_then_names_their_file(site, monkeypatch):
    additions = os.path.join(site.etc, "nginx.conf")
    said = f'nginx: [emerg] unknown directive "expire" in {additions}:1'
    monkeypatch.setattr(nginx, "run", lambda _: Outcome(
        1 if nginx.Nginx(site).is_linked() else 0, "", said))
    with pytest.raises(SiteError, match=f"Correct {additions} and run:"):
        nginx.Nginx(site).ensure(fakes.reread(site))
    assert not nginx.Nginx(site).is_linked()


def test_check_when_the_other_is_corrected_then_well(site, monkeypatch):
    one = nginx.Nginx(site)
    one.ensure(fakes.reread(site))
    monkeypatch.setattr(nginx, "run", lambda _: Outcome(0, "", ""))
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    assert one.check() == (True, "running, site enabled")
    one.ensure(fakes.reread(site))
    assert fakes.reread(site).nginx["conflicts"] == []


def test_reload_when_an_old_worker_still_takes_visitors_waits_for_it(monkeypatch):
    names = iter(["nginx: worker process\0", "nginx: worker process is shutting down\0"])
    workers = iter([{"7"}, {"7", "8"}, {"7", "8"}])
    monkeypatch.setattr(nginx, "_workers", lambda: next(workers))
    monkeypatch.setattr(nginx, "read_text", lambda _: next(names))
    monkeypatch.setattr(nginx, "run", lambda *_, **__: Outcome(0, "", ""))
    monkeypatch.setattr(nginx.time, "sleep", lambda _: None)
    assert nginx.reload().ok
    assert list(names) == list(workers) == []
