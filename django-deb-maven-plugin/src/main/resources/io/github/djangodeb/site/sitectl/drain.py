"""Waits until nobody waits at a slot's socket any more.

Connections that nginx has made, but gunicorn has not accepted, are lost when gunicorn stops. So the
accept queue has to run dry first.
"""

import time

from .command import run
from .output import warn

#: The queue is dry when it was found empty that many times in a row, this many seconds apart.
TIMES = 5
PAUSE = 0.2

#: Seconds after which a slot is stopped even so: a request may take gunicorn's timeout each.
LIMIT = 120

#: Seconds to wait if the queue cannot be read: what a request may take in gunicorn.
GRACE = 30


def queue_length(path):
    """How many connections wait to be accepted, or None if the kernel does not tell."""
    outcome = run(["ss", "-Hxl", "src", path], timeout=5)
    for line in outcome.stdout.splitlines():
        fields = line.split()
        if path in fields:
            position = fields.index("LISTEN") + 1 if "LISTEN" in fields else 0
            return int(fields[position]) if fields[position].isdigit() else None
    return None


def wait_until_dry(path, limit=LIMIT):
    """Returns when the queue of a listening socket is dry, or when waiting makes no sense."""
    deadline = time.monotonic() + limit
    empty = 0
    while empty < TIMES:
        length = queue_length(path)
        if length is None:
            # Not known is not empty (a kernel without unix_diag, no ss): wait for all there may be.
            warn(f"the queue of {path} cannot be read: waiting {min(GRACE, limit)} s")
            time.sleep(min(GRACE, limit))
            return
        empty = empty + 1 if length == 0 else 0
        if time.monotonic() >= deadline:
            warn(f"{length} connections still wait at {path} after {limit} s: they are given up")
            return
        time.sleep(PAUSE)
