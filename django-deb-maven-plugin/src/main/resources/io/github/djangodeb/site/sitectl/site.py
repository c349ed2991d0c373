"""The facts of one site: what the build wrote, and what the administrator set over it."""

import copy
import json
import os
import re
import socket

from . import keyvalue, state
from .command import run
from .errors import SiteError
from .files import read_text
from .output import warn
from .tls import Tls

_RELEASE = re.compile(r"[A-Za-z0-9][A-Za-z0-9.+~-]*")
_SERVER_NAME = re.compile(r"(?:\*?\.)?(?:[A-Za-z0-9_](?:[A-Za-z0-9_-]*[A-Za-z0-9_])?\.)*"
                          r"[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?")
_ADDRESS = re.compile(r"\[[0-9A-Fa-f:.]+\]")
_QUEUE = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,62}")
_SWITCH = ("on", "off")
_SIZE = re.compile(r"[1-9][0-9]{0,5}[kmg]")
_MIGRATE = ("off", "check", "auto")

#: Seconds that a new release may take to prove itself, unless site.conf says otherwise.
HEALTH_TIMEOUT = 45

#: The largest upload, unless site.conf or the build says otherwise.
UPLOAD_SIZE = "100m"

#: Releases that stay for going back, unless site.conf or the build says otherwise.
KEEP_RELEASES = 2


class Site:
    """Names, paths and wishes of one site. Paths are absolute and without a slash at the end."""

    def __init__(self, facts, text=""):
        self.facts = facts
        #: site.json as it was read: a release is told from another by it.
        self.text = text or json.dumps(facts, sort_keys=True)
        for key in ("name", "unit", "package", "version", "release", "user", "lib", "etc", "var",
                    "log", "run", "links", "env", "src"):
            if not facts.get(key):
                raise SiteError(f'site.json has no "{key}": install {facts.get("package")} again.')
            setattr(self, key, facts[key])
        if not _RELEASE.fullmatch(self.release):
            raise SiteError(f'site.json: "{self.release}" is not a release id: build it again.')
        self.wsgi = facts.get("wsgi", "")
        self.asgi = facts.get("asgi", "")
        self.server = facts.get("server", "wsgi")
        self.settings = facts.get("settings", "")
        self.database = facts.get("database", "off")
        self.queue = facts.get("queue", "off")
        self.cache = facts.get("cache", "off")
        #: The release's Celery application: app, queues, concurrency, beat; empty without one.
        self.celery = facts.get("celery") or {}
        self.has_static = bool(facts.get("has_static", True))
        self.nginx = facts.get("nginx_directory", "/etc/nginx")
        self.apt = facts.get("apt_directory", "/etc/apt/apt.conf.d")
        #: What the tool was called for, so that advice can name it.
        self.verb = ""
        #: The words that repeat what it was called for, if "start" would do something else.
        self.again = ""
        self._configuration = None
        self._own_names = None

    @property
    def project(self):
        """The folder of manage.py."""
        return os.path.join(self.src, self.facts.get("project", "")).rstrip("/")

    def below_var(self, *names):
        """A path below VAR."""
        return os.path.join(self.var, *names)

    def socket(self, slot):
        """The socket of a slot; ``live`` is the link that nginx follows."""
        return os.path.join(self.run, slot + ".sock")

    # What the administrator may set. Read once: a run of the tool sees one configuration.

    @property
    def configuration(self):
        """The pairs of site.conf."""
        if self._configuration is None:
            self._configuration = keyvalue.read(self.configuration_path)
        return self._configuration

    @configuration.setter
    def configuration(self, pairs):
        self._configuration = pairs

    def with_configuration(self, pairs):
        """The same site with other pairs."""
        other = copy.copy(self)
        other.configuration = dict(pairs)
        return other

    @property
    def configuration_path(self):
        """The administrator's file."""
        return os.path.join(self.etc, "site.conf")

    @property
    def server_names(self):
        """The names that the site answers to: site.conf's, the build's, or the host's own."""
        return self.chosen_names or self._names_of_host()

    @property
    def chosen_names(self):
        """Those of site.conf or the build; none if neither has some."""
        configured = self.configuration.get("SERVER_NAMES", "").split()
        names = configured or list(self.facts.get("server_names") or [])
        for name in names:
            if not (_SERVER_NAME.fullmatch(name) or _ADDRESS.fullmatch(name)):
                raise SiteError(
                    f'SERVER_NAMES: "{name}" is not a host name: correct {self.configuration_path}.'
                )
        return names

    def _names_of_host(self):
        if self._own_names is None:
            self._own_names = self._ask_for_names()
        return self._own_names

    def _ask_for_names(self):
        """The host's names. Without its resolver, the known ones stay: visitors come by them."""
        outcome = run(["hostname", "-f"], timeout=5)
        full = outcome.stdout.strip() if outcome.ok else ""
        if full:
            return _names_of_host(full)
        recorded = self._recorded_names()
        if not recorded:
            return _names_of_host(socket.gethostname())
        warn(f"hostname -f does not tell this host's full name, so the site keeps its names:"
             f" {' '.join(recorded)}. Correct /etc/hosts or the resolver, or set SERVER_NAMES in"
             f" {self.configuration_path}.")
        return recorded

    def _recorded_names(self):
        """What the live slot was told, see ``slots``."""
        live = state.load(self).live
        if not live:
            return []
        told = keyvalue.read(self.below_var("slots", live + ".conf"))
        return told.get("SERVER_NAMES", "").split()

    @property
    def health_path(self):
        """The page that proves a release, or an empty text if any answer will do."""
        path = self.configuration.get("HEALTH_PATH", "") or self.facts.get("health_path", "")
        if path and not re.fullmatch(r"/[!-~]*", path):
            raise SiteError(
                f'HEALTH_PATH: "{path}" is not a path: it starts with / and has no blanks.'
                f" Correct {self.configuration_path}."
            )
        return path

    @property
    def health_timeout(self):
        """Seconds that a new release has to prove itself."""
        text = self.configuration.get("HEALTH_TIMEOUT", "") or str(HEALTH_TIMEOUT)
        if not re.fullmatch(r"[1-9][0-9]{0,3}", text):
            raise SiteError(
                f'HEALTH_TIMEOUT: "{text}" is not a number of seconds between 1 and 9999:'
                f" correct {self.configuration_path}."
            )
        return int(text)

    @property
    def tls(self):
        """What is wished about HTTPS."""
        return Tls(self)

    @property
    def https(self):
        """Whether visitors come by HTTPS now."""
        return self.tls.https

    @property
    def upload_size(self):
        """The largest upload, as nginx writes it."""
        text = self.configuration.get("UPLOAD_SIZE", "") or self.facts.get("upload_size", "")
        text = text or UPLOAD_SIZE
        if not _SIZE.fullmatch(text.lower()):
            raise SiteError(
                f'UPLOAD_SIZE: "{text}" is not a size such as 500k, 100m or 2g:'
                f" correct {self.configuration_path}."
            )
        return text.lower()

    @property
    def keep_releases(self):
        """How many releases stay for going back, the one that serves among them."""
        text = self.configuration.get("KEEP_RELEASES", "")
        text = text or str(self.facts.get("keep_releases", KEEP_RELEASES))
        if not re.fullmatch(r"[1-9][0-9]?", text):
            raise SiteError(
                f'KEEP_RELEASES: "{text}" is not a number of releases between 1 and 99:'
                f" correct {self.configuration_path}."
            )
        return int(text)

    @property
    def workers(self):
        """Whether this host runs Celery's workers, if the release has some."""
        return self._is_on("WORKERS")

    @property
    def beat(self):
        """Whether this host sends periodic tasks, if the release has some."""
        return self._is_on("BEAT")

    def _is_on(self, key):
        text = self.configuration.get(key, "") or "on"
        return _choice(text, _SWITCH, key, self.configuration_path) == "on"

    @property
    def concurrency(self):
        """How many processes take tasks, as a text; empty for what the release says."""
        text = self.configuration.get("CONCURRENCY", "")
        if text and not re.fullmatch(r"[1-9][0-9]{0,2}", text):
            raise SiteError(f'CONCURRENCY: "{text}" is not a number of processes between 1 and 999:'
                            f" correct {self.configuration_path}.")
        return text

    @property
    def queues(self):
        """The queues that tasks are taken from; none for what the release says."""
        names = self.configuration.get("QUEUES", "").split()
        for name in names:
            if not _QUEUE.fullmatch(name):
                raise SiteError(f'QUEUES: "{name}" is not the name of a queue (letters, digits,'
                                f" dots, hyphens, underscores): correct {self.configuration_path}.")
        return names

    @property
    def migrate(self):
        """What to do about pending migrations: off (tell), check (refuse), auto (run them)."""
        text = self.configuration.get("MIGRATE", "") or self.facts.get("migrate", "off")
        return _choice(text, _MIGRATE, "MIGRATE", self.configuration_path)


def _choice(text, choices, key, origin):
    if text.lower() not in choices:
        raise SiteError(f'{key}: "{text}" is none of {", ".join(choices)}: correct {origin}.')
    return text.lower()


def _names_of_host(full):
    names = [full, "localhost", "127.0.0.1"]
    usable = [name for name in names if _SERVER_NAME.fullmatch(name)]
    return list(dict.fromkeys(usable))


def load(folder):
    """Reads the facts of the site whose LIB is ``folder``.

    :raises SiteError: if they are missing or broken
    """
    path = os.path.join(folder, "site.json")
    text = read_text(path)
    if not text:
        raise SiteError(f"{path} is missing or empty: install the site's package again.")
    try:
        return Site(json.loads(text), text)
    except ValueError as problem:
        raise SiteError(f"{path} is not JSON ({problem}): install the package again.") from None
