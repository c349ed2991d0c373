"""The files that run on the host, laid out in a temporary folder as the packages lay them out."""

import os
import re
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
MODULE = ROOT / "django-deb-maven-plugin" / "src"
FILES = MODULE / "main/resources/io/github/djangodeb/site"
GOLDEN = MODULE / "test/resources/io/github/djangodeb/site/golden/shop"
PYTHON = "/usr/bin/python3"

sys.dont_write_bytecode = True
sys.path.insert(0, str(FILES / "python"))


class Host:
    """A site on a host that is a folder."""

    def __init__(self, root):
        self.root = root
        self.etc = root / "etc"
        self.var = root / "var"
        self.env = root / "env"
        self.src = root / "src"
        self.project = self.src / "backend"
        for folder in ("etc/templates", "var/slots", "var/data", "var/media", "env/bin",
                       "src/backend/guestbook", "credentials"):
            (root / folder).mkdir(parents=True)
        (self.env / "bin/python").symlink_to(PYTHON)
        shutil.copytree(FILES / "python", root / "release/python",
                        ignore=shutil.ignore_patterns("__pycache__"))
        self.launch = root / "launch"
        self.launch.write_text(self._filled((FILES / "launch").read_text()))
        self.launch.chmod(self.launch.stat().st_mode | stat.S_IXUSR)
        shutil.copy(GOLDEN / "etc/shop-site/default/site_settings.py", self.etc)
        provided = (GOLDEN / "usr/lib/shop-site/default/python/site_provided.py").read_text()
        (root / "release/python/site_provided.py").write_text(
            provided.replace("/etc/shop-site/default", str(self.etc)))
        (root / "credentials/secret_key").write_text("k" * 50 + "\n")
        (root / "credentials/broker_url").write_text("amqp://shop:secret@127.0.0.1/shop\n")
        self.write("guestbook/__init__.py", "")
        self.write("guestbook/settings.py", "SECRET_KEY = 'in the code'\nDEBUG = True\n")
        self.slot = {
            "RELEASE": "1.2-0123456789ab",
            "ENV": self.env,
            "SRC": self.src,
            "PROJECT": self.project,
            "SETTINGS": "guestbook.settings",
            "WSGI": "guestbook.wsgi:application",
            "SITE_PYTHON": root / "release/python",
            "STATIC_ROOT": self.var / "releases/1.2/static",
            "SERVER_NAMES": "www.example.org *.example.net",
            "HTTPS": "off",
            "HSTS": "",
            "DATABASE": "shop",
            "DATABASE_URL": "postgres:///shop",
            "CACHE_URL": "memcached:///run/shop-cache/memcached.sock",
            "BROKER_URL": "",
            "CREDENTIALS": "secret_key broker_url",
        }

    def _filled(self, script):
        for name, value in (("etc", self.etc), ("var", self.var)):
            script = re.sub(rf"(?m)^{name}='.*'$", f"{name}='{value}'", script)
        return script

    def write(self, name, text):
        """Writes a file of the project."""
        path = self.project / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)

    def run(self, *words, **variables):
        """What launch becomes with these words: its outcome."""
        lines = "".join(f"{key}={value}\n" for key, value in self.slot.items())
        (self.var / "slots/a.conf").write_text(lines)
        environment = {
            "PATH": os.environ["PATH"],
            "CREDENTIALS_DIRECTORY": str(self.root / "credentials"),
            **variables,
        }
        return subprocess.run(
            ["sh", str(self.launch), *words], env=environment, capture_output=True, text=True,
            check=False, timeout=60, stdin=subprocess.DEVNULL)

    def evaluate(self, expression, **variables):
        """What an expression over Django's settings ``s`` comes to."""
        code = f"import os, sys; from django.conf import settings as s; print({expression})"
        self.write("manage.py", code)
        outcome = self.run("manage", "a", **variables)
        assert outcome.returncode == 0, outcome.stderr
        return outcome.stdout.strip()


@pytest.fixture
def host(tmp_path):
    """A site with a project that has hardly any settings."""
    return Host(tmp_path)
