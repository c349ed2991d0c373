"""Puts a site into a root by hand, as its package would: stand-ins around the real tool."""

import json
import os
import shutil

HERE = os.path.dirname(os.path.abspath(__file__))
STANDIN = os.path.join(HERE, "standin")
TOOL = os.path.normpath(os.path.join(
    HERE, "../../django-deb-maven-plugin/src/main/resources/io/github/djangodeb/site/sitectl"))
LIB = "/usr/lib/shop-site/default"
VAR = "/var/lib/shop-site/default"
ETC = "/etc/shop-site/default"

_FILES = {
    "launch": (LIB + "/launch", 0o755),
    "shop": ("/usr/bin/shop", 0o755),
    "shop-web@.service": ("/usr/lib/systemd/system/shop-web@.service", 0o644),
    "shop-web@.socket": ("/usr/lib/systemd/system/shop-web@.socket", 0o644),
    "shop-boot.service": ("/usr/lib/systemd/system/shop-boot.service", 0o644),
    "shop.target": ("/usr/lib/systemd/system/shop.target", 0o644),
    "shop.slice": ("/usr/lib/systemd/system/shop.slice", 0o644),
    "sysusers.conf": ("/usr/lib/sysusers.d/shop-site.conf", 0o644),
    "tmpfiles.conf": ("/usr/lib/tmpfiles.d/shop-site.conf", 0o644),
    "nginx": ("/etc/nginx/sites-available/shop", 0o644),
}


def facts(release, **changes):
    """What the build would write into site.json."""
    values = {
        "name": "shop", "variant": "", "unit": "shop", "package": "shop-site",
        "version": release, "release": release, "user": "shop",
        "lib": LIB, "etc": ETC, "var": VAR, "log": "/var/log/shop-site/default",
        "run": "/run/shop", "links": "/src/shop-site/default",
        "env": "/usr/lib/shop-env/e1", "src": "/usr/lib/shop-src/" + release,
        "project": "", "settings": "guest.settings", "wsgi": "guest.wsgi:application",
        "server_names": ["shop.example"], "health_path": "", "https": False,
        "migrate": "off", "database": "postgresql", "has_static": True,
    }
    values.update(changes)
    return values


def place(root, release, **changes):
    """Unpacks a release: files are replaced by renaming, as dpkg does."""
    for name, (target, mode) in _FILES.items():
        if name != "nginx" or not os.path.exists(root + target):
            _install(os.path.join(STANDIN, name), root + target, mode)
    for name in os.listdir(TOOL):
        if name.endswith(".py"):
            _install(os.path.join(TOOL, name), f"{root}{LIB}/sitectl/{name}", 0o644)
    source = f"{root}/usr/lib/shop-src/{release}"
    if not os.path.isdir(source):
        shutil.copytree(os.path.join(STANDIN, "project"), source)
    _write(f"{root}{LIB}/static/version.txt", release)
    _write(f"{root}{LIB}/static/only-{release}.txt", release)
    _write(f"{root}{LIB}/site.json", json.dumps(facts(release, **changes)))


def mutate(root, module):
    """Replaces a module of the installed tool by one that does it wrong, until the next release."""
    _install(os.path.join(HERE, "mutants", module), f"{root}{LIB}/sitectl/{module}", 0o644)


def spoil(root, release, file, text):
    """Appends to a file of a release, to break it."""
    with open(f"{root}/usr/lib/shop-src/{release}/guest/{file}", "a", encoding="utf-8") as target:
        target.write(text)


def _install(source, target, mode):
    os.makedirs(os.path.dirname(target), exist_ok=True)
    shutil.copyfile(source, target + ".dpkg-new")
    os.chmod(target + ".dpkg-new", mode)
    os.rename(target + ".dpkg-new", target)


def _write(path, text):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path + ".dpkg-new", "w", encoding="utf-8") as file:
        file.write(text)
    os.chmod(path + ".dpkg-new", 0o644)
    os.rename(path + ".dpkg-new", path)
