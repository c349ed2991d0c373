"""Runs ``launch`` for a person or a step: as the site's user, in the walls of its service."""

import contextlib
import os
import shutil
import subprocess
import sys
import tempfile

from . import account, command, sandbox, secretfiles, systemd


def arguments(site, slot, words, terminal=False, limit=None):
    """The command line that runs ``launch WORDS`` through systemd.

    :param terminal: whether a person sits before it
    :param limit: seconds after which systemd ends it, or None
    """
    service = f"{site.unit}-web@{slot}.service"
    properties = sandbox.of(service, slot)
    if limit:
        properties.append(f"RuntimeMaxSec={limit}")
    line = ["systemd-run", "--quiet", "--wait", "--collect", "--pty" if terminal else "--pipe"]
    line += ["--property=" + one for one in properties]
    if terminal and os.environ.get("TERM"):
        line.append("--setenv=TERM=" + os.environ["TERM"])
    return line + ["--", os.path.join(site.lib, "launch"), *words]


def run(site, slot, words, limit):
    """Runs it and returns its outcome."""
    if systemd.is_running():
        return command.run(arguments(site, slot, words, limit=limit), timeout=limit + 10)
    with _without_systemd(site) as (line, env):
        return command.run([*line, *words], timeout=limit, env=env)


def hand_over(site, slot, words):
    """Runs it on this terminal; returns its exit status."""
    if systemd.is_running():
        terminal = sys.stdin.isatty() and sys.stdout.isatty()
        return subprocess.call(arguments(site, slot, words, terminal), cwd="/")
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
