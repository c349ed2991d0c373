"""Runs ``launch`` for a person or a step: as the site's user, in the walls of its service."""

import contextlib
import itertools
import os
import shutil
import subprocess
import sys
import tempfile
import time

from . import account, command, sandbox, secretfiles, systemd
from .errors import SiteError
from .output import say

#: Seconds for a step to end that is told to, and for one that outlived its caller.
_STOP_LIMIT = 90
_EARLIER_LIMIT = 300

#: Numbers of the questions that this process asks.
_questions = itertools.count(1)


def arguments(site, slot, words, terminal=False, limit=None, name=None):
    """The command line that runs ``launch WORDS`` through systemd.

    :param terminal: whether a person sits before it
    :param limit: seconds after which systemd ends it, or None
    :param name: of its unit, or None for any
    """
    service = f"{site.unit}-web@{slot}.service"
    properties = sandbox.of(service)
    if limit:
        properties.append(f"RuntimeMaxSec={limit}")
    line = ["systemd-run", "--quiet", "--wait", "--collect", "--pty" if terminal else "--pipe"]
    if name:
        line.append("--unit=" + name)
    line += ["--property=" + one for one in properties]
    if terminal and os.environ.get("TERM"):
        line.append("--setenv=TERM=" + os.environ["TERM"])
    return line + ["--", os.path.join(site.lib, "launch"), *words]


def run(site, slot, words, limit):
    """Runs a step and returns its outcome, under the lock. Only one step of a site runs at once.

    :raises SiteError: if one whose caller was killed does not end
    """
    name = _unit(site)
    if systemd.is_running():
        _wait_for_earlier(name)
    return _run(site, slot, words, limit, name)


def ask(site, slot, words, limit):
    """Runs what only asks, and returns its outcome: it needs no lock, and waits for nobody."""
    return _run(site, slot, words, limit, _name_of_question(site))


def _name_of_question(site):
    return f"{site.unit}-ask-{os.getpid()}-{next(_questions)}.service"


def _run(site, slot, words, limit, name):
    if systemd.is_running():
        line = arguments(site, slot, words, limit=limit, name=name)
        since = systemd.now()
        try:
            outcome = command.run(line, timeout=limit + 10)
            if not outcome.ok and not outcome.text:
                # It may not even have begun, which systemd tells the journal alone.
                outcome.stderr = systemd.refusal(name, since)
            return outcome
        except BaseException:
            # Whoever began it goes, and the lock with him: it must not go on by itself.
            systemd.stop(name, _STOP_LIMIT)
            raise
    with _without_systemd(site) as (line, env):
        return command.run([*line, *words], timeout=limit, env=env)


def _unit(site):
    """Those of ``check`` have a name of their own, as it goes on while a switch has its steps."""
    return f"{site.unit}-{'check' if site.verb == 'check' else 'step'}.service"


def _wait_for_earlier(name):
    deadline = time.monotonic() + _EARLIER_LIMIT
    told = False
    while systemd.show(name, "ActiveState")["ActiveState"] in ("active", "activating",
                                                               "deactivating"):
        if time.monotonic() >= deadline:
            raise SiteError(f"{name}, begun by an earlier call, still runs. Look at it with"
                            f" journalctl -u {name}; wait for its end, or: systemctl stop {name}")
        if not told:
            say(f"waiting for {name}, which an earlier call has begun")
            told = True
        time.sleep(0.5)


def hand_over(site, slot, words):
    """Runs it on this terminal; returns its exit status."""
    if systemd.is_running():
        terminal = sys.stdin.isatty() and sys.stdout.isatty()
        name, since = _name_of_question(site), systemd.now()
        code = subprocess.call(arguments(site, slot, words, terminal, name=name), cwd="/")
        if code and (why := systemd.refusal(name, since)):
            raise SiteError(f"It could not be begun: {why}")
        return code
    with _without_systemd(site) as (line, env):
        return subprocess.call([*line, *words], cwd="/", env=env)


@contextlib.contextmanager
def _without_systemd(site):
    """Where systemd does not run (a chroot) only the user changes; credentials are copies."""
    user = account.find(site.user)
    folder = tempfile.mkdtemp(prefix=f"{site.unit}-credentials-", dir="/run")
    try:
        for name in os.listdir(secretfiles.folder(site)):
            _copy(os.path.join(secretfiles.folder(site), name), os.path.join(folder, name), user)
        # Filled while it is root's, given away at last: nothing is written into the user's folder.
        os.chown(folder, user.pw_uid, user.pw_gid)
        launch = os.path.join(site.lib, "launch")
        line = ["runuser", "-u", site.user, "--", launch]
        yield line, dict(os.environ, CREDENTIALS_DIRECTORY=folder)
    finally:
        shutil.rmtree(folder)


def _copy(source, target, user):
    with open(source, "rb") as original, open(target, "xb") as copy:
        os.fchmod(copy.fileno(), 0o400)
        os.fchown(copy.fileno(), user.pw_uid, user.pw_gid)
        copy.write(original.read())
