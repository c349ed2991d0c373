"""A site in a folder, whose database is elsewhere, for tests of backups and restorations."""

import os
import pwd
from types import SimpleNamespace

import fakes
from sitectl import account, backup, directories, restore, systemd

#: What ``state_of`` says after ``change``, and once a backup of before is back.
OLD = (["deep", "eve", "picture"], "HEALTH_TIMEOUT=20\n")
NEW = (["ada", "deep", "picture"], "HEALTH_TIMEOUT=10\n")


def site_in(folder, monkeypatch):
    """A site of this process's user, without systemd and dpkg."""
    me = pwd.getpwuid(os.geteuid())
    one = fakes.site(folder, database="external", user=me.pw_name)
    for name, text in {"lib/site.json": one.text, "etc/site.conf": "HEALTH_TIMEOUT=10\n",
                       "etc/secrets/secret_key": "k" * 60, "var/media/ada": "picture",
                       "var/data/notes": "some",
                       "var/media/deep/picture": "deep"}.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    monkeypatch.setattr(systemd, "is_running", lambda: False)
    monkeypatch.setattr(account, "find", lambda _: me)
    monkeypatch.setattr(directories, "ensure", lambda _: None)
    monkeypatch.setattr(backup, "FOLDER", str(folder / "backups"))
    return one


def at(site, **changes):
    """A desk in the place of the real one, which needs nginx."""
    values = {"site": site, "state": fakes.reread(site), "heal": lambda: None,
              "any_runs": lambda: False, "resources": [], "parts": [], "running": False}
    return SimpleNamespace(**{**values, **changes})


def make(site, target=None):
    """Makes a backup; returns its path."""
    return backup.Backup(at(site)).to(target)


def change(site):
    """What happened after the backup."""
    os.rename(site.below_var("media", "ada"), site.below_var("media", "eve"))
    with open(os.path.join(site.etc, "site.conf"), "w", encoding="utf-8") as file:
        file.write("HEALTH_TIMEOUT=20\n")
    with open(os.path.join(site.etc, "added"), "w", encoding="utf-8") as file:
        file.write("stays\n")


def put_back(site, path, **changes):
    """Restores a backup, at a desk with these changes."""
    with restore.opened(path) as file:
        contents = restore.check(site, file, path)
        restore.Restore(at(site, **changes), file, path, contents).run()


def state_of(site):
    """What of ``change`` can be seen: the uploads, and site.conf."""
    with open(os.path.join(site.etc, "site.conf"), encoding="utf-8") as file:
        deep = os.listdir(site.below_var("media", "deep"))
        return sorted(os.listdir(site.below_var("media")) + deep), file.read()
