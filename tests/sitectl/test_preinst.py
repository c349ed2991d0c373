"""What the package asks its host before it is unpacked."""

import fcntl
import subprocess
from pathlib import Path

import pytest

GOLDEN = Path(__file__).parents[2] / ("django-deb-maven-plugin/src/test/resources/io/github/"
                                      "djangodeb/site/golden")


def install(root, site="shop-berlin", owner=""):
    """Asks on a host that is a folder; owner is what dpkg says about the site's nginx file."""
    programs = root / "programs"
    programs.mkdir(exist_ok=True)
    said = f"echo '{owner}: '\"$2\"" if owner else "exit 1"
    (programs / "dpkg-query").write_text(f"#!/bin/sh\n{said}\n")
    (programs / "dpkg-query").chmod(0o755)
    environment = {"PATH": f"{programs}:/usr/sbin:/usr/bin:/sbin:/bin", "DPKG_ROOT": str(root)}
    return subprocess.run(["sh", GOLDEN / site / "DEBIAN/preinst", "install"], env=environment,
                          capture_output=True, text=True, check=False)


def install_beside(root, account):
    """Asks on this machine, as if it had that account (of passwd), for a site whose VAR is root."""
    programs = root / "programs"
    programs.mkdir()
    for name, text in (("getent", f"echo '{account}'"), ("dpkg-query", "exit 1")):
        (programs / name).write_text(f"#!/bin/sh\n{text}\n")
        (programs / name).chmod(0o755)
    script = (GOLDEN / "shop/DEBIAN/preinst").read_text()
    script = script.replace("'/var/lib/shop-site/default", f"'{root}")
    assert f"var='{root}'" in script
    return subprocess.run(["sh", "-c", script, "preinst", "install"], capture_output=True,
                          env={"PATH": f"{programs}:/usr/sbin:/usr/bin:/sbin:/bin"}, text=True,
                          check=False)


def test_install_when_people_are_in_a_group_of_the_name_then_refuses(tmp_path):
    people = tmp_path / "programs"
    people.mkdir()
    for name, text in (("getent", '[ "$1" = group ] || exit 2; echo "shop:x:990:ada,bob"'),
                       ("dpkg-query", "exit 1")):
        (people / name).write_text(f"#!/bin/sh\n{text}\n")
        (people / name).chmod(0o755)
    done = subprocess.run(["sh", GOLDEN / "shop/DEBIAN/preinst", "install"], check=False,
                          env={"PATH": f"{people}:/usr/sbin:/usr/bin:/sbin:/bin"}, text=True,
                          capture_output=True)
    assert (done.returncode, done.stderr) == (
        1, 'shop-site: the group "shop" has members, who could read the site\'s data: ada,bob.'
           ' Nothing was changed. Take them out with gpasswd --delete, or build the site under'
           ' another name.\n')


@pytest.mark.parametrize("line, refused", [
    ("", False), ("MIGRATE=\n", False), ("MIGRATE=check\n", False), ("#MIGRATE=auto\n", False),
    ("MIGRATE=auto\n", True), (" MIGRATE = 'auto'\n", True)])
def test_upgrade_when_a_backup_goes_on_then_refuses_if_it_would_migrate(tmp_path, line, refused):
    etc, run = tmp_path / "etc/shop-site/default", tmp_path / "run/shop"
    for folder in (etc, run):
        folder.mkdir(parents=True)
    (etc / "site.conf").write_text(f"# all empty\n{line}")
    script = (GOLDEN / "shop/DEBIAN/preinst").read_text().replace("--wait 60", "--wait 0.1")
    with open(run / "backup.lock", "w", encoding="ascii") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        done = subprocess.run(["sh", "-c", script, "preinst", "upgrade", "1.1"], check=False,
                              env={"PATH": "/usr/sbin:/usr/bin:/sbin:/bin",
                                   "DPKG_ROOT": str(tmp_path)}, capture_output=True, text=True)
    assert done.returncode == refused
    assert ("a backup or a restoration of this site has been going on" in done.stderr) == refused


MYSQL = "shop:x:112:118:MySQL Server,,,:/nonexistent:/bin/false"


def test_install_when_the_account_is_of_another_service_then_refuses(tmp_path):
    done = install_beside(tmp_path, MYSQL)
    assert (done.returncode, done.stderr) == (
        1, 'shop-site: the user "shop" exists and is not this site\'s: it is of "MySQL Server", not'
           ' of "Site shop". Nothing was changed. Rename or delete that account, or build the site'
           " under another name. If it is left of this site: usermod --comment 'Site shop' shop\n")


def test_install_when_the_account_was_left_by_a_purge_then_agrees(tmp_path):
    done = install_beside(tmp_path, "shop:x:112:118:Site shop:/nonexistent:/usr/sbin/nologin")
    assert (done.returncode, done.stderr) == (0, "")


def test_install_when_the_site_was_set_up_before_then_its_account_may_be_called_anything(tmp_path):
    (tmp_path / "state.json").touch()
    done = install_beside(tmp_path, MYSQL)
    assert (done.returncode, done.stderr) == (0, "")


SHOP = "shop:x:{}:2001:Site shop:/nonexistent:/usr/sbin/nologin"


@pytest.mark.parametrize("uid, set_up, told", [
    (2001, False, "its uid is 2001"), (2001, True, ""), (850, False, ""),
    (0, False, "its uid is 0"), (0, True, "its uid is 0")])
def test_install_when_an_administrator_chose_the_uid_then_as_it_was_when_the_site_was_set_up(
        tmp_path, uid, set_up, told):
    if set_up:
        (tmp_path / "state.json").touch()
    done = install_beside(tmp_path, SHOP.format(uid))
    assert done.returncode == (1 if told else 0)
    assert told in done.stderr and bool(told) == bool(done.stderr)


def test_install_when_another_package_has_the_name_then_refuses(tmp_path):
    done = install(tmp_path, owner="shop-berlin-site")
    assert (done.returncode, done.stderr) == (
        1, 'shop-site-berlin: the package shop-berlin-site has a site of the same name,'
           ' "shop-berlin", with the same user, database and command. Nothing was changed. Build'
           ' one of the two sites under another name.\n')


@pytest.mark.parametrize("owner", ["", "shop-site-berlin"])
def test_install_when_nobody_else_has_the_name_then_agrees(tmp_path, owner):
    for folder in ("shop-site/berlin", "shop-site/default", "shop-site/paris"):
        (tmp_path / "var/lib" / folder).mkdir(parents=True)
    done = install(tmp_path, owner=owner)
    assert (done.returncode, done.stderr) == (0, "")
    assert install(tmp_path, "shop").returncode == 0


def test_install_when_data_of_another_with_the_name_are_kept_then_refuses(tmp_path):
    (tmp_path / "var/lib/shop-berlin-site/default/media").mkdir(parents=True)
    done = install(tmp_path)
    assert done.returncode == 1
    assert "/var/lib/shop-berlin-site/default is of another site of the same name" in done.stderr


@pytest.mark.parametrize("folder", ["a-site/b-c", "a-b-site/c", "a-b-c-site/default"])
def test_install_when_the_name_may_be_divided_elsewhere_then_looks_there(tmp_path, folder):
    script = (GOLDEN / "shop/DEBIAN/preinst").read_text()
    script = script.replace("user='shop'", "user='a-b-c'")
    script = script.replace("var='/var/lib/shop-site/default'", "var='/var/lib/else'")
    (tmp_path / "shop/DEBIAN").mkdir(parents=True)
    (tmp_path / "shop/DEBIAN/preinst").write_text(script)
    assert install(tmp_path, tmp_path / "shop").returncode == 0
    (tmp_path / "var/lib" / folder).mkdir(parents=True)
    assert f"/var/lib/{folder} is of another site" in install(tmp_path, tmp_path / "shop").stderr


def upgrade(root):
    """Asks on a host that is a folder, whose site is about to be upgraded."""
    return subprocess.run(["sh", GOLDEN / "shop/DEBIAN/preinst", "upgrade", "1.1", "1.2"],
                          env={"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "DPKG_ROOT": str(root)},
                          capture_output=True, text=True, check=False)


def test_upgrade_when_releases_have_their_settings_in_etc_alone_then_they_get_them(tmp_path):
    etc = tmp_path / "etc/shop-site/default"
    releases = tmp_path / "var/lib/shop-site/default/releases"
    etc.mkdir(parents=True)
    (etc / "site_settings.py").write_text("OLD = 1\n")
    for name in ("1.0", "1.1"):
        (releases / name / "python").mkdir(parents=True)
    (releases / "1.1/python/site_provided.py").write_text("ITS_OWN = 1\n")
    for _ in range(2):
        done = upgrade(tmp_path)
        assert (done.returncode, done.stderr) == (0, "")
        (etc / "site_settings.py").write_text("from site_provided import *\n")
    (releases / "1.2/python").mkdir(parents=True)
    assert upgrade(tmp_path).returncode == 0
    found = {str(path.relative_to(releases)): path.read_text()
             for path in releases.rglob("*") if path.is_file()}
    assert found == {"1.0/python/site_provided.py": "OLD = 1\n",
                     "1.1/python/site_provided.py": "ITS_OWN = 1\n"}


def test_upgrade_when_nothing_was_ever_set_up_then_agrees(tmp_path):
    done = upgrade(tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
