"""What people are told to type."""

import fakes
import pytest
from sitectl import advice, desk, lifecycle, systemd
from sitectl.command import Outcome
from sitectl.errors import SiteError


@pytest.mark.parametrize("variable", ["DPKG_MAINTSCRIPT_NAME", "DPKG_MAINTSCRIPT_PACKAGE"])
def test_retry_hint_when_dpkg_calls_then_dpkg(tmp_path, monkeypatch, variable):
    monkeypatch.setenv(variable, "anything")
    assert advice.retry_hint(fakes.site(tmp_path)) == "dpkg --configure -a"


def test_retry_hint_when_dpkg_reconfigure_calls_then_that(tmp_path, monkeypatch):
    monkeypatch.setenv("DEBCONF_RECONFIGURE", "1")
    assert advice.retry_hint(fakes.site(tmp_path)) == "shop start"
    monkeypatch.setenv("DPKG_MAINTSCRIPT_NAME", "postinst")
    assert advice.retry_hint(fakes.site(tmp_path)) == "dpkg-reconfigure shop-site"


@pytest.mark.parametrize("status, told", [
    ("installed", "dpkg-reconfigure shop-site"), ("half-configured", "dpkg --configure -a"),
    ("unpacked", "dpkg --configure -a"), ("", "dpkg --configure -a")])
def test_set_up_again_when_asked_then_as_dpkg_knows_the_package(
        tmp_path, monkeypatch, status, told):
    lines = []
    monkeypatch.setattr(advice, "run", lambda line: lines.append(line) or Outcome(0, status, ""))
    assert advice.set_up_again(fakes.site(tmp_path)) == told
    assert lines == [["dpkg-query", "-W", "-f", "${db:Status-Status}", "shop-site"]]


@pytest.mark.parametrize("verb, told", [
    ("start", "start"), ("reload", "reload"), ("restart", "restart"), ("configure", "start")])
def test_retry_hint_when_a_person_calls_then_the_sites_command(tmp_path, verb, told):
    site = fakes.site(tmp_path)
    site.verb = verb
    assert advice.retry_hint(site) == f"shop {told}"


def test_way_back_when_version_has_an_epoch_then_the_file_has_none(tmp_path):
    assert advice.way_back(fakes.site(tmp_path), "1:2.0").endswith("./shop-site_2.0_all.deb")


@pytest.mark.parametrize("file_state, load_state, told", [
    ("disabled", "loaded", "shop.target is disabled: systemctl enable shop.target, then"),
    ("masked", "masked", "shop.target is masked: systemctl unmask shop.target, then"),
    ("masked-runtime", "masked", "systemctl unmask --runtime shop.target, then")])
def test_start_when_target_is_blocked_then_names_what_undoes_it(
        tmp_path, monkeypatch, file_state, load_state, told):
    monkeypatch.setattr(systemd, "is_running", lambda: True)
    monkeypatch.setattr(systemd, "show", lambda *_: {
        "UnitFileState": file_state, "LoadState": load_state})
    with pytest.raises(SiteError) as caught:
        lifecycle.start(desk.Desk(fakes.site(tmp_path)))
    assert told in str(caught.value) and str(caught.value).endswith("then shop start")


@pytest.mark.parametrize("status, told", [
    ("installed", None),
    ("half-configured", "shop-site is half-configured: dpkg --configure -a"),
    ("unpacked", "shop-site is unpacked: dpkg --configure -a"),
    ("half-installed", "shop-site is half-installed: apt install --reinstall shop-site"),
    ("config-files", "shop-site is not installed: apt install shop-site"),
    ("", "shop-site is not installed: apt install shop-site")])
def test_unfinished_when_dpkg_has_not_done_all_then_says_what_does(monkeypatch, status, told):
    monkeypatch.setattr(advice, "run", lambda _: Outcome(0, status, ""))
    assert advice.unfinished("shop-site") == told
