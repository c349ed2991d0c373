"""Limits of a site: what site.conf may say, and what systemd is told."""

import os

import fakes
import pytest
from sitectl import files, keyvalue, limits
from sitectl.errors import SiteError

KEYS = ("MEMORY_MAX", "MEMORY_HIGH", "CPU_QUOTA", "TASKS_MAX")


def configured(folder, text):
    site = fakes.site(folder, systemd_directory=str(folder / "systemd"), unit="shop-berlin")
    files.write_atomically(site.configuration_path, text)
    return site


@pytest.fixture(autouse=True)
def used(tmp_path, monkeypatch):
    """Sets how much the site's processes hold; by default nothing is counted."""
    group = tmp_path / "cgroup/shop_berlin.slice"
    monkeypatch.setattr(limits, "_GROUPS", str(tmp_path / "cgroup"))
    monkeypatch.setattr(limits, "_UNITS", str(tmp_path / "units"))
    monkeypatch.setattr(limits.systemd, "show",
                        lambda unit, *names: dict.fromkeys(names, "/" + unit))

    def hold(megabytes):
        group.mkdir(parents=True)
        (group / "memory.stat").write_text(f"anon {megabytes << 20}\nfile 9999999999\n")

    return hold


def test_ensure_when_site_conf_says_all_then_writes_it_for_the_slice(tmp_path):
    site = configured(tmp_path, "MEMORY_MAX=2G\nMEMORY_HIGH=40%\nCPU_QUOTA=150%\nTASKS_MAX=512\n")
    limits.ensure(site)
    assert limits.path(site) == str(
        tmp_path / "systemd/shop_berlin.slice.d/10-site-conf.conf")
    assert files.read_text(limits.path(site)).split("\n", 1)[1] == (
        "[Slice]\nMemoryMax=2G\nMemoryHigh=40%\nCPUQuota=150%\nTasksMax=512\n")


def test_ensure_when_there_shall_be_no_limit_then_says_so_in_systemds_words(tmp_path):
    site = configured(tmp_path, "".join(f"{key}=infinity\n" for key in KEYS))
    limits.ensure(site)
    assert files.read_text(limits.path(site)).split("\n", 1)[1] == (
        "[Slice]\nMemoryMax=infinity\nMemoryHigh=infinity\nCPUQuota=\nTasksMax=infinity\n")


def test_ensure_when_repeated_then_neither_writes_nor_speaks(tmp_path, capsys):
    site = configured(tmp_path, "MEMORY_MAX=2G\n")
    limits.ensure(site)
    before = os.stat(limits.path(site)).st_ino
    capsys.readouterr()
    limits.ensure(site)
    assert os.stat(limits.path(site)).st_ino == before
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("others", [False, True])
def test_ensure_when_keys_are_gone_then_takes_its_file_back_and_no_others(
        tmp_path, capsys, others):
    limits.ensure(configured(tmp_path, "MEMORY_MAX=2G\n"))
    folder = tmp_path / "systemd/shop_berlin.slice.d"
    if others:
        (folder / "override.conf").write_text("[Slice]\n")
    site = configured(tmp_path, "MEMORY_MAX=\n")
    limits.ensure(site)
    limits.ensure(site)
    assert not os.path.exists(limits.path(site))
    assert folder.exists() == others
    assert capsys.readouterr().out.count("limits: those of the package") == 1


def test_ensure_when_site_conf_says_nothing_then_makes_no_folder(tmp_path):
    limits.ensure(configured(tmp_path, ""))
    assert not (tmp_path / "systemd").exists()


@pytest.mark.parametrize("value", ["64M", "65536K", "67108864", "1T", "1%", "100%", "infinity"])
def test_wanted_when_memory_is_one_then_takes_it(tmp_path, value):
    assert limits.wanted(configured(tmp_path, f"MEMORY_MAX={value}\n")) == {"MemoryMax": value}


HOSTILE = ["0", "-1", "2g", "2 G", "1.5G", "0%", "50%%", "Infinity", "2G;", "2G MemoryHigh=1",
           "%h", "${HOME}", "$(id)", "2G\\nUser=root", "2G\nUser=root", "\\x32G", "\u0662G",
           "\uff12G", "2G\u2028TasksMax=1", "2G\x0bx", "[Service]", "#", "99999999999999T", "63M",
           "5"]


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize("value", HOSTILE)
def test_wanted_when_value_is_hostile_then_names_key_value_and_file(tmp_path, key, value):
    site = configured(tmp_path, "")
    # as another reader of the file could hand it over: whatever stands in it
    site.configuration[key] = value
    with pytest.raises(SiteError) as caught:
        limits.ensure(site)
    assert f'{key}: "{value}" is not' in str(caught.value)
    assert site.configuration_path in str(caught.value)
    assert not os.path.exists(limits.path(site))


@pytest.mark.parametrize("text", ["MEMORY_MAX=2G\rUser=root\n", "MEMORY_MAX=2G\u2028User=root\n",
                                  "MEMORY_MAX=2G\x0cUser=root\n"])
def test_site_conf_when_line_is_broken_by_other_means_then_refuses_it(tmp_path, text):
    with pytest.raises(SiteError):
        limits.wanted(configured(tmp_path, text))


@pytest.mark.parametrize("key, value", [("CPU_QUOTA", "50"), ("CPU_QUOTA", "2G"),
                                        ("TASKS_MAX", "63"), ("TASKS_MAX", "1K"),
                                        ("TASKS_MAX", "200%"), ("MEMORY_MAX", "200%")])
def test_wanted_when_value_is_of_another_kind_then_refuses(tmp_path, key, value):
    with pytest.raises(SiteError, match=f'{key}: "{value}" is not'):
        limits.wanted(configured(tmp_path, f"{key}={value}\n"))


def test_ensure_when_processes_hold_more_then_refuses_and_changes_nothing(tmp_path, used):
    used(300)
    limits.ensure(configured(tmp_path, "MEMORY_MAX=301M\n"))
    site = configured(tmp_path, "MEMORY_MAX=299M\n")
    with pytest.raises(SiteError, match="hold 300 MB now, and with 299M the kernel would end them"):
        limits.ensure(site)
    assert "MemoryMax=301M" in files.read_text(limits.path(site))


def test_ensure_when_the_packages_limit_is_too_little_then_does_not_go_back_to_it(tmp_path, used):
    limits.ensure(configured(tmp_path, "MEMORY_MAX=2G\n"))
    (tmp_path / "units").mkdir()
    (tmp_path / "units/shop_berlin.slice").write_text("[Slice]\nMemoryMax=256M\n")
    used(300)
    with pytest.raises(SiteError, match="with 256M the kernel"):
        limits.ensure(configured(tmp_path, ""))


def test_check_when_site_conf_was_edited_since_then_says_how_to_take_it_over(tmp_path):
    site = configured(tmp_path, "MEMORY_MAX=2G\n")
    assert limits.check(site) == (
        False, f"{site.configuration_path} says otherwise: shop-berlin reload")
    limits.ensure(site)
    assert limits.check(site)[0] is True


@pytest.mark.parametrize("span, share", [
    ("1.500000s", "150%"), ("500ms", "50%"), ("10ms", "1%"), ("1min 40s", "10000%"),
    ("infinity", "infinity"), ("", "infinity")])
def test_check_when_in_force_then_tells_what_systemd_has(tmp_path, monkeypatch, span, share):
    shown = {"MemoryMax": str(2 << 30), "CPUQuotaPerSecUSec": span, "TasksMax": "512"}
    monkeypatch.setattr(limits.systemd, "show", lambda *_: shown)
    assert limits.check(configured(tmp_path, "")) == (
        True, f"memory 2048 MB, processors {share}, processes 512")


def test_keys_when_documented_then_are_those_that_are_read(tmp_path):
    site = configured(tmp_path, "")
    template = os.path.join(os.path.dirname(limits.__file__), "../templates/site.conf.vm")
    documented = keyvalue.read(template)
    assert set(KEYS) <= set(documented)
    site.configuration.update({key: "50%" for key in KEYS})
    assert len(limits.wanted(site)) == len(KEYS)
