"""A site in a temporary folder, and parts that only remember what they were told."""

import json
import os

from sitectl import files, state, status
from sitectl.errors import SiteError
from sitectl.part import Part
from sitectl.site import Site


def site(folder, release="r1", **changes):
    """A site whose folders lie below ``folder``; LIB has one static file that names the release."""
    root = str(folder)
    paths = {name: os.path.join(root, name) for name in
             ("lib", "etc", "var", "log", "run", "links", "env", "src", "apt")}
    for path in paths.values():
        os.makedirs(path, exist_ok=True)
    for name in ("slots", "releases", "static", "nginx"):
        os.makedirs(os.path.join(paths["var"], name), exist_ok=True)
    os.makedirs(os.path.join(paths["lib"], "static"), exist_ok=True)
    path = os.path.join(paths["lib"], "static", "version.txt")
    with open(path + ".dpkg-new", "w", encoding="utf-8") as file:
        file.write(release)
    os.rename(path + ".dpkg-new", path)
    paths["apt_directory"] = paths.pop("apt")
    facts = _facts(release, **{**paths, **changes})
    return Site(facts, json.dumps(facts))


def site_again(one):
    """The same as the next call of the tool finds it, which reads its configuration anew."""
    return Site(one.facts, json.dumps(one.facts))


def _facts(release, **changes):
    """What the build would write into site.json."""
    values = {
        "name": "shop", "variant": "", "unit": "shop", "package": "shop-site",
        "version": release, "release": release, "user": "shop",
        "project": "", "settings": "guest.settings", "wsgi": "guest.wsgi:application",
        "server_names": ["shop.example"], "health_path": "", "tls": "off",
        "migrate": "off", "database": "postgresql", "has_static": True,
    }
    values.update(changes)
    return values


def reread(one):
    """The state as the next call of the tool finds it."""
    return state.load(one)


class FakePart(Part):
    """Remembers; ``fail`` names what it refuses to do."""

    def __init__(self, running=(), fail=()):
        self.running = set(running)
        self.fail = set(fail)
        self.exposed = None
        self.paused = set()
        self.calls = []

    def _do(self, name, slot):
        self.calls.append((name, slot))
        if name in self.fail:
            raise SiteError(name + " failed")

    def start(self, slot):
        self._do("start", slot)
        self.running.add(slot)

    def prove(self, slot):
        self._do("prove", slot)

    def pause(self, slot):
        self._do("pause", slot)
        self.paused.add(slot)

    def resume(self, slot):
        self._do("resume", slot)
        self.paused.discard(slot)

    def expose(self, slot):
        self._do("expose", slot)
        self.exposed = slot

    def hide(self):
        self.exposed = None

    def watch(self, slot):
        self._do("watch", slot)

    def retire(self, slot, patience=None):
        if slot in self.running:
            self._do("retire", slot)
            self.running.discard(slot)

    def is_running(self, slot):
        return slot in self.running

    def start_units(self, slot):
        return [f"fake@{slot}.service"]


class Well:
    """Something of the site that has no fault."""

    name = "database"
    goes_with_site = False

    def check(self):
        return True, "fine"


class NginxWell(Well):
    """An nginx that lets visitors in."""

    def look(self):
        return (*self.check(), True)


def desk_for_status(one, monkeypatch, runs=True, stopped=False, resources=None):
    """A desk at which status finds no fault, on a host where systemd runs.

    :param runs: whether its pages are served
    :param stopped: whether somebody has stopped it
    """
    told = state.load(one)
    told.live, told.slots = "a", {"a": "r1"}
    one.facts["env"] = one.env
    files.make_directory(one.below_var("releases", "r1"))
    files.write_atomically(one.below_var("releases", "r1", "release.json"), one.text)
    monkeypatch.setattr(status, "since", lambda _: 5)
    monkeypatch.setattr(status.systemd, "is_running", lambda: True)
    monkeypatch.setattr(status.flip, "current", lambda _: "a")
    monkeypatch.setattr(status, "_LEAST_FREE", 0)
    web = type("Web", (), {"service": lambda *_: "x", "answer": lambda *_: 200,
                           "is_running": lambda *_: runs})()
    return type("Desk", (), {
        "site": one, "state": told, "parts": [web], "resources": resources or [Well()],
        "nginx": NginxWell(), "is_pending": lambda _: False, "is_stopped": lambda _: stopped})()
