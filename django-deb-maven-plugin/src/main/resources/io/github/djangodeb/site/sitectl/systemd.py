"""systemd, asked with limits on every answer."""

import math
import os
import re
import time

from .command import run
from .errors import SiteError

#: Seconds for calls that only ask or queue.
_QUICK = 15

#: A stop is tried again if another job took its place, of a socket that was asked say.
_STOP_ATTEMPTS = 5

#: How systemd writes a span of time, and the seconds of each of its units.
_SPAN = re.compile(r"(\d+(?:\.\d+)?)(y|month|w|d|h|min|ms|us|s)")
_SECONDS = {"y": 31557600, "month": 2629800, "w": 604800, "d": 86400, "h": 3600, "min": 60, "s": 1,
            "ms": 1e-3, "us": 1e-6}

#: Seconds that a unit is given about which systemd does not answer: the most that one of ours has.
_UNKNOWN = 300

#: Seconds that systemd gets beyond a unit's own limit, to kill what did not heed it.
_MARGIN = 30


def is_running():
    """Whether systemd is this machine's init; in a chroot or while an image is built it is not."""
    return os.path.isdir("/run/systemd/system")


def allows(unit, action):
    """Whether the machine's policy lets maintainer scripts do that, see policy-rc.d(8).

    A person, or systemd at boot, may do it whatever that says.
    """
    policy = "/usr/sbin/policy-rc.d"
    if "DPKG_MAINTSCRIPT_NAME" not in os.environ or not os.access(policy, os.X_OK):
        return True
    return run([policy, unit, action]).status != 101


def show(unit, *properties):
    """Properties of a unit, as texts; missing ones are empty."""
    outcome = run(["systemctl", "show", unit, "--property=" + ",".join(properties)], timeout=_QUICK)
    pairs = dict(line.split("=", 1) for line in outcome.stdout.splitlines() if "=" in line)
    return {name: pairs.get(name, "") for name in properties}


def is_active(unit):
    """Whether a unit runs."""
    return show(unit, "ActiveState")["ActiveState"] in ("active", "reloading")


def stop_seconds(unit):
    """How long a unit may take to stop: ``TimeoutStopSec``, with what an administrator has added.

    Infinity if nothing limits it.
    """
    return _seconds(show(unit, "TimeoutStopUSec")["TimeoutStopUSec"])


def start_seconds(unit):
    """How long a unit may take to start, as ``stop_seconds``."""
    return _seconds(show(unit, "TimeoutStartUSec")["TimeoutStartUSec"])


def _seconds(span):
    if span == "infinity":
        return math.inf
    seconds = sum(float(number) * _SECONDS[name] for number, name in _SPAN.findall(span))
    return seconds or _UNKNOWN


def patience(*seconds):
    """The limit of a call that waits for units which may take so long; None for no limit."""
    whole = sum(seconds) + _MARGIN
    return None if math.isinf(whole) else whole


def block_of(unit):
    """What an administrator has done against a unit, and what undoes that, or None."""
    shown = show(unit, "UnitFileState", "LoadState")
    if shown["UnitFileState"] == "masked-runtime":
        return "masked", f"systemctl unmask --runtime {unit}"
    if shown["UnitFileState"] == "masked" or shown["LoadState"] == "masked":
        return "masked", f"systemctl unmask {unit}"
    if shown["UnitFileState"] == "disabled":
        return "disabled", f"systemctl enable {unit}"
    return None


def is_blocked(unit):
    """Whether an administrator has disabled or masked a unit."""
    return block_of(unit) is not None


def reload_units():
    """Makes systemd read unit files again."""
    run(["systemctl", "daemon-reload"], timeout=60)


def start(*units, timeout=_QUICK):
    """Starts units and waits until they are up; the outcome tells."""
    return run(["systemctl", "start", *units], timeout=timeout)


def queue_start(*units):
    """Starts units without waiting."""
    return run(["systemctl", "start", "--no-block", *units], timeout=_QUICK)


def queue_stop(unit):
    """Stops a unit without waiting."""
    return run(["systemctl", "stop", "--no-block", unit], timeout=_QUICK)


def kill(unit):
    """Ends all processes of a unit at once."""
    run(["systemctl", "kill", "--signal=KILL", unit], timeout=_QUICK)


def restart(unit, timeout):
    """Restarts a unit and waits until it is up; the outcome tells."""
    return run(["systemctl", "restart", unit], timeout=timeout)


def stop(unit, timeout):
    """Stops a unit and waits until it is gone.

    :param timeout: seconds, or None for no limit
    :raises SiteError: if it is still there after them
    """
    for _ in range(_STOP_ATTEMPTS):
        outcome = run(["systemctl", "stop", unit], timeout=timeout)
        if outcome.ok or show(unit, "ActiveState")["ActiveState"] in ("inactive", "failed"):
            return
        if "canceled" not in outcome.text:
            break
    raise SiteError(f"{unit} could not be stopped: {outcome.text}")


def stop_at_once(service, socket):
    """Stops a service that nobody uses, without waiting for what it would still like to do."""
    # A socket that is to be stopped wakes its service no more.
    run(["systemctl", "stop", "--no-block", socket, service], timeout=_QUICK)
    # Killed while it is being stopped, so that no Restart= brings it back.
    kill(service)
    for unit in (socket, service):
        stop(unit, 60)


def reset_failed(*units):
    """Forgets earlier failures and counts of restarts."""
    run(["systemctl", "reset-failed", *units], timeout=_QUICK)


def journal_tail(unit, since, lines=400):
    """The last lines that a unit wrote since a time (seconds since 1970)."""
    run(["journalctl", "--sync"], timeout=5)
    outcome = run(["journalctl", "--unit", unit, f"--since=@{int(since)}", f"--lines={lines}",
                   "--output=cat", "--no-pager", "--quiet"], timeout=_QUICK)
    return outcome.stdout.strip()


def refusal(unit, since):
    """Why systemd could not begin what a unit runs, in its own words; empty if it does not say."""
    begin = f"{unit}: Failed "
    found = [line for line in journal_tail(unit, since).splitlines()
             if line.startswith(begin) and not line.startswith(begin + "with result")]
    # The first: "Failed at step NAMESPACE spawning launch" follows from it.
    return found[0] if found else ""


def now():
    """The time for ``journal_tail``."""
    return time.time()


def queue_command(name, arguments, after):
    """Runs a command as a unit of its own, without waiting, after others that are starting."""
    line = ["systemd-run", "--no-block", "--collect", "--quiet", "--unit=" + name]
    line += ["--property=After=" + unit for unit in after]
    return run([*line, "--", *arguments], timeout=_QUICK)
