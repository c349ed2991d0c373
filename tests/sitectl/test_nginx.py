"""What nginx says about a site's configuration, and what becomes of it."""

import os

import fakes
import pytest
from sitectl import nginx
from sitectl.command import Outcome

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


def test_check_when_the_other_is_corrected_then_well(site, monkeypatch):
    one = nginx.Nginx(site)
    one.ensure(fakes.reread(site))
    monkeypatch.setattr(nginx, "run", lambda _: Outcome(0, "", ""))
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    assert one.check() == (True, "running, site enabled")
    one.ensure(fakes.reread(site))
    assert fakes.reread(site).nginx["conflicts"] == []
