"""The site's folders: what an administrator may put in their place, and how they go."""

import os
import subprocess

import fakes
import pytest
import sitectl
from sitectl import directories
from sitectl.errors import SiteError

POSTRM = os.path.join(os.path.dirname(sitectl.__path__[0]), "scripts", "postrm")


@pytest.mark.parametrize("name", ["media", "data", "queue"])
def test_ensure_when_folder_is_a_link_then_asks_for_a_bind_mount(tmp_path, monkeypatch, name):
    monkeypatch.setattr(directories, "require", lambda *_, **__: pytest.fail("it went on"))
    site = fakes.site(tmp_path, queue="redis")
    (tmp_path / "big").mkdir()
    os.symlink(tmp_path / "big", site.below_var(name))
    with pytest.raises(SiteError, match=f"mount --bind {tmp_path}/big {site.below_var(name)}"):
        directories.ensure(site)


def test_ensure_when_the_queue_is_elsewhere_then_a_link_of_its_name_is_nobodys(
        tmp_path, monkeypatch):
    monkeypatch.setattr(directories, "require", lambda *_, **__: None)
    site = fakes.site(tmp_path, queue="rabbitmq")
    os.symlink(tmp_path, site.below_var("queue"))
    directories.ensure(site)


def purge(root, **programs):
    """Purges the site of the template from a root of its own; what programs do is a shell text."""
    folder = root / "programs"
    folder.mkdir()
    for name, text in {"deb-systemd-helper": "exit 0", **programs}.items():
        (folder / name).write_text(f"#!/bin/sh\n{text}\n")
        (folder / name).chmod(0o755)
    environment = {"PATH": f"{folder}:/usr/sbin:/usr/bin:/sbin:/bin", "DPKG_ROOT": str(root)}
    return subprocess.run(["sh", POSTRM, "purge"], env=environment, capture_output=True, text=True,
                          check=False)


def data(root):
    folder = root / "var/lib/shop-site/default/data"
    folder.mkdir(parents=True)
    return folder


def test_purge_when_folder_is_a_link_then_leaves_it(tmp_path):
    folder = data(tmp_path)
    (tmp_path / "big").mkdir()
    (folder.parent / "media").symlink_to(tmp_path / "big")
    done = purge(tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert not folder.exists()
    assert (folder.parent / "media").is_symlink() and (tmp_path / "big").is_dir()


def test_purge_when_folder_cannot_be_deleted_then_says_so_and_goes_on(tmp_path):
    folder = data(tmp_path)
    done = purge(tmp_path, rmdir="exit 1")
    assert done.returncode == 0
    assert "/var/lib/shop-site/default/data could not be deleted" in done.stderr
    assert folder.is_dir()
