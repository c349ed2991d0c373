"""nginx as the host runs it: whether it would start, whether it runs, what it has taken over."""

import re
import time

from . import systemd
from .command import Outcome, run
from .files import read_text

_UNIT = "nginx.service"
_VERSION = re.compile(r"nginx/(\d+)\.(\d+)\.(\d+)")

#: Seconds that nginx gets to take over a new configuration, and that its old workers then get.
_RELOAD_LIMIT = 15
_OLD_LIMIT = 5


def version():
    """nginx's version as numbers; empty without nginx."""
    match = _VERSION.search(run(["nginx", "-v"]).text)
    return tuple(int(part) for part in match.groups()) if match else ()


def test(configuration=None):
    """Whether nginx would start with all configuration that there is: an outcome that tells.

    :param configuration: the path of another one, to be read instead
    """
    return run(["nginx", "-t", "-q", *(["-c", configuration] if configuration else [])])


def runs():
    """Whether systemd runs it."""
    return systemd.is_running() and systemd.is_active(_UNIT)


def has_failed():
    """Whether systemd could not start it, or it ended by itself."""
    return systemd.is_running() and systemd.show(_UNIT, "ActiveState")["ActiveState"] == "failed"


def queue_start():
    """Starts it without waiting."""
    systemd.queue_start(_UNIT)


def reload():
    """Lets the running nginx take over its configuration; returns when it has, or why not."""
    before = _workers()
    outcome = run(["systemctl", "reload", _UNIT], timeout=60)
    if outcome.ok and before and not _wait_for_others(before):
        return Outcome(1, "", f"it has begun no new worker for {_RELOAD_LIMIT} s, as where it"
                              " cannot have a port: /var/log/nginx/error.log says why")
    return outcome


def _workers():
    pid = systemd.show(_UNIT, "MainPID")["MainPID"]
    return set((read_text(f"/proc/{pid}/task/{pid}/children") or "").split())


def _wait_for_others(before):
    """nginx answers a reload at once, and reads its configuration afterwards.

    For a moment its old workers take visitors beside the new ones. Tells whether there are new
    ones: if what it has read does not work it goes on with what it had, without a word.
    """
    begin = time.monotonic()
    while not _workers() - before:
        if time.monotonic() >= begin + _RELOAD_LIMIT:
            return False
        time.sleep(0.05)
    deadline = time.monotonic() + _OLD_LIMIT
    while any(_takes_visitors(pid) for pid in before) and time.monotonic() < deadline:
        time.sleep(0.05)
    return True


def _takes_visitors(pid):
    """Whether a worker does; one that does not any more says so in its name, or is gone."""
    try:
        name = read_text(f"/proc/{pid}/cmdline") or ""
    except ProcessLookupError:
        return False  # It ended between two system calls.
    return name.startswith("nginx: worker process") and "shutting down" not in name
