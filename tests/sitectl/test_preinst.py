"""What the package asks its host before it is unpacked."""

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
