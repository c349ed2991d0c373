"""The site's virtual host and user in this host's RabbitMQ.

The password is made here and goes into a file of root's, and as a salted hash to RabbitMQ, in a
file too: it stands on no command line. All of it is compared before anything is changed.

rabbitmqctl works as RabbitMQ's user. It writes into one folder and reads from another that is
root's alone: in a folder that others may write to, root changes nothing and follows no link.
"""

import base64
import contextlib
import grp
import hashlib
import json
import os
import re
import secrets
import shutil
import stat
import tempfile
import time
from urllib.parse import quote, unquote, urlsplit

from . import advice, command, greeting, secretfiles, systemd
from .errors import SiteError
from .files import create_once, make_directory, read_text, write_if_different
from .output import say, warn
from .resource import Resource

#: Seconds that a first installation waits for a server that is starting, and for one answer.
PATIENCE = 60
_LIMIT = 30

_PORT = 5672
#: Erlang's mapper of ports, RabbitMQ's talk to other nodes, and its own.
_PORTS = {"4369", "25672", str(_PORT)}
_SERVICE = "rabbitmq-server.service"

#: What RabbitMQ answers to a user or a virtual host that is not as it was set up.
_REFUSALS = ("ACCESS_REFUSED", "NOT_ALLOWED")
_HASHING = "rabbit_password_hashing_sha256"

#: Of folders in RUN for what goes to and comes from rabbitmqctl: hashes of everybody's passwords.
_FOLDER = "rabbitmq-definitions-"

#: The most that RabbitMQ may tell, in bytes.
_LARGEST = 64 << 20


class RabbitMq(Resource):
    """A virtual host and a user, both named as the site's user.

    :param probe: tries it as the release does, or None for one that has no workers
    """

    name = "queue"

    def __init__(self, site, probe=None, patience=PATIENCE):
        self._site = site
        self._probe = probe
        self._patience = patience

    @property
    def _path(self):
        return os.path.join(secretfiles.folder(self._site), "broker_url")

    def ensure(self, state):
        """Makes virtual host and user. If they stand already, a server that is down is let be."""
        self._sweep()
        password = self._password()
        known = bool(state.queue.get("ready"))
        try:
            there = self._definitions(0 if known else self._patience)
        except SiteError as problem:
            if known:
                warn(f"{problem} The queue was set up before, so work goes on.")
                return
            raise
        mine = self._mine(there, password)
        if not mine:
            self._refuse_strangers(there, known)
        # Before there is something to purge, which may be after the site has left this queue.
        write_if_different(self._site.below_var("rabbitmq"), f"{self._site.user}\n")
        if not mine:
            self._import(password)
            say(f"RabbitMQ virtual host and user {self._site.user} made")
        if not known:
            _tell_who_may_connect()
            state.queue["ready"] = True
            state.save()

    def restart(self):
        outcome = systemd.restart(_SERVICE, timeout=300)
        if not outcome.ok:
            raise SiteError(f"{_SERVICE} does not start:\n{outcome.text}")

    # The secret

    def _password(self):
        user = self._site.user
        fresh = _address(user, secrets.token_hex(24)) + "\n"
        if create_once(self._path, fresh, 0o600):
            say(f"password of the queue made in {self._path}")
        address = _split((read_text(self._path) or "").strip())
        if address.username != user or not address.password or address.path != "/" + user:
            raise SiteError(
                f"{self._path} is not the address of this site's own virtual host, as"
                f" amqp://{user}:PASSWORD@127.0.0.1:{_PORT}/{user}. Put that back from a backup; or"
                f" delete the file, and with a new password a new one is made. Then run:"
                f" {advice.retry_hint(self._site)}")
        return unquote(address.password)

    # What the server has

    def _definitions(self, patience):
        """Users, virtual hosts and permissions as the server tells them."""
        deadline = time.monotonic() + patience
        told = False
        while True:
            with self._folder(0o770) as folder:
                path = os.path.join(folder, "there.json")
                outcome = self._ctl("export_definitions", path)
                if outcome.ok:
                    return self._read(path)
            if time.monotonic() >= deadline or outcome.status == command.NOT_FOUND:
                raise self._problem(outcome)
            if not told:
                say(f"waiting up to {patience} s for RabbitMQ")
                told = True
            time.sleep(1)

    def _read(self, path):
        """What RabbitMQ's user has written, and that alone."""
        try:
            descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
            with open(descriptor, "rb") as file:
                if not stat.S_ISREG(os.fstat(descriptor).st_mode):
                    raise ValueError("it is no plain file")
                there = json.loads(file.read(_LARGEST))
            if not isinstance(there, dict):
                raise ValueError("it is no object")
        except (OSError, ValueError) as problem:
            raise SiteError(f"What RabbitMQ tells of itself cannot be read ({problem}). Look at it"
                            f" with: rabbitmqctl export_definitions -\nThen run:"
                            f" {advice.retry_hint(self._site)}") from None
        return there

    def _mine(self, there, password):
        """Whether all is as it would be made."""
        user = self._site.user
        right = {"user": user, "vhost": user, "configure": ".*", "write": ".*", "read": ".*"}
        return (_has(there, "vhosts", name=user) and _has(there, "permissions", **right)
                and any(_is_hash_of(one.get("password_hash", ""), password)
                        for one in there.get("users", []) if one.get("name") == user))

    def _refuse_strangers(self, there, known):
        user = self._site.user
        if known or not (_has(there, "vhosts", name=user) or _has(there, "users", name=user)):
            return
        raise SiteError(
            f'RabbitMQ has a virtual host or a user "{user}" that is not this site\'s: its password'
            f" is not the one in {self._path}. Nothing was changed. If nobody else needs it:"
            f" rabbitmqctl delete_vhost {user}; rabbitmqctl delete_user {user}. Then run:"
            f" {advice.retry_hint(self._site)}")

    def _import(self, password):
        user = self._site.user
        with self._folder(0o750) as folder:
            path = os.path.join(folder, "wanted.json")
            with open(path, "x", encoding="utf-8") as file:
                os.fchown(file.fileno(), -1, _group())
                os.fchmod(file.fileno(), 0o640)
                json.dump({
                    "vhosts": [{"name": user}],
                    "users": [{"name": user, "password_hash": _hash(password),
                               "hashing_algorithm": _HASHING, "tags": []}],
                    "permissions": [{"user": user, "vhost": user, "configure": ".*",
                                     "write": ".*", "read": ".*"}],
                }, file)
            outcome = self._ctl("import_definitions", path)
            if not outcome.ok:
                raise self._problem(outcome)

    @contextlib.contextmanager
    def _folder(self, mode):
        """A folder of root's for which RabbitMQ's group has the rights in ``mode``."""
        path = tempfile.mkdtemp(prefix=_FOLDER, dir=self._site.run)
        try:
            os.chown(path, -1, _group())
            os.chmod(path, mode)
            yield path
        finally:
            shutil.rmtree(path)

    def _sweep(self):
        """Deletes what a call that was killed has left. The site's lock is held."""
        make_directory(self._site.run)
        for name in os.listdir(self._site.run):
            if name.startswith(_FOLDER):
                shutil.rmtree(os.path.join(self._site.run, name))

    @staticmethod
    def _ctl(*words):
        return command.run(["rabbitmqctl", "--quiet", *words], timeout=_LIMIT)

    def _problem(self, outcome):
        if outcome.status == command.NOT_FOUND:
            why = "RabbitMQ is not installed (apt install rabbitmq-server)."
        elif outcome.status in (69, command.TIMED_OUT):
            why = f"RabbitMQ does not answer: start it (systemctl start {_SERVICE})."
        else:
            why = "RabbitMQ refused."
        return SiteError(f"{why}\n{outcome.text[-1000:]}\nThen run:"
                         f" {advice.retry_hint(self._site)}")

    def check(self):
        if not systemd.is_active(_SERVICE):
            return False, f"RabbitMQ does not run: systemctl start {_SERVICE}"
        well, words = greeting.answers("rabbitmq", ("127.0.0.1", _PORT))
        if not well:
            return False, f"RabbitMQ: {words}"
        return True, f"RabbitMQ, virtual host {self._site.user}"

    def examine(self):
        """With the site's own user and password, too: somebody may have changed these."""
        well, words = self.check()
        if not well or not self._probe:
            return well, words
        enters, why = self._probe.ask("queue")
        if enters is not False:
            return well, words
        again = ""
        if any(word in str(why) for word in _REFUSALS):
            again = (". To set its user and its virtual host up again:"
                     f" {advice.set_up_again(self._site)}")
        return False, f"RabbitMQ runs, but the site cannot use it: {why}{again}"


def is_generated(site, address):
    """Whether it is the one that was made here for this host's RabbitMQ, when the site had that."""
    parts = _split(address)
    return (os.path.exists(site.below_var("rabbitmq"))
            and address == _address(site.user, parts.password or ""))


def _address(user, password):
    return f"amqp://{quote(user)}:{password}@127.0.0.1:{_PORT}/{quote(user)}"


def _group():
    """The number of RabbitMQ's group; without RabbitMQ, root's: then rabbitmqctl is missing too."""
    try:
        return grp.getgrnam("rabbitmq").gr_gid
    except KeyError:
        return os.getegid()


def _split(address):
    """Its parts; none of what is no address, whose fault may quote a password."""
    try:
        return urlsplit(address)
    except ValueError:
        return urlsplit("")


def _has(there, kind, **values):
    return any(all(one.get(key) == value for key, value in values.items())
               for one in there.get(kind, []))


def _hash(password):
    """As RabbitMQ keeps it: base64 of 4 bytes of salt and SHA-256 over both."""
    return _salted(secrets.token_bytes(4), password)


def _salted(salt, password):
    return base64.b64encode(salt + hashlib.sha256(salt + password.encode()).digest()).decode()


def _is_hash_of(text, password):
    try:
        salt = base64.b64decode(text, validate=True)[:4]
    except ValueError:
        return False
    return secrets.compare_digest(_salted(salt, password), text)


def _tell_who_may_connect():
    """Debian's RabbitMQ listens for everybody; whether that is meant is not ours to decide."""
    outcome = command.run(["ss", "-Hltn"], timeout=5)
    wide = set()
    for line in outcome.stdout.splitlines():
        address, _, port = line.split()[3].rpartition(":")
        if port in _PORTS and not re.fullmatch(r"127\..*|\[::1\]|\[::ffff:127\..*\]", address):
            wide.add(port)
    if wide:
        warn(f"RabbitMQ listens for other machines at {', '.join(sorted(wide))}: see to a firewall,"
             " or bind it to 127.0.0.1 (listeners.tcp.local in /etc/rabbitmq/rabbitmq.conf, and"
             " ERL_EPMD_ADDRESS)")
