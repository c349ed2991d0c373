"""Places where tests make the tool die, to prove that whatever is interrupted heals.

``SITECTL_FAIL_AT=name`` fails with a message there, as a full disk would; ``SITECTL_KILL_AT=name``
ends the process with SIGKILL, as somebody with a process list would; ``SITECTL_STOP_AT=name`` stops
it with SIGSTOP, so that all else can be ended while it stands there. The places are the steps of
``configure`` and, as ``switch:state``, the states of the switch's journal.
"""

import os
import signal

from .errors import SiteError


def reach(place):
    """Passes through a named place, unless the environment says to die there."""
    if os.environ.get("SITECTL_FAIL_AT") == place:
        raise SiteError(f"SITECTL_FAIL_AT asked to fail at {place}: unset it and repeat.")
    if os.environ.get("SITECTL_KILL_AT") == place:
        os.kill(os.getpid(), signal.SIGKILL)
    if os.environ.get("SITECTL_STOP_AT") == place:
        os.kill(os.getpid(), signal.SIGSTOP)
