"""Finds in a service's journal why it did not come up.

The very last lines are gunicorn's own farewell; what people need is the exception before.
"""

import re

_EXCEPTION = re.compile(r"(?:[A-Za-z_]\w*\.)*[A-Z]\w*(?:Error|Exception|Configured|Denied|NotReady)"
                        r"\b(?:: .*)?")
_FAREWELL = ("gunicorn.errors.HaltServer", "gunicorn.errors.AppImportError: Failed")
#: Carets that Python 3.11 and later put under a line of a traceback.
_MARKER = re.compile(r"[\s~^]*[~^][\s~^]*")

#: Lines that are shown before the exception, and if there is none.
_BEFORE = 12
_LAST = 20


def essence(text):
    """The lines of a journal that tell most: around the last exception, or the last of all."""
    lines = [line for line in text.splitlines() if not _MARKER.fullmatch(line)]
    for number in range(len(lines) - 1, -1, -1):
        line = lines[number]
        if _EXCEPTION.fullmatch(line) and not line.startswith(_FAREWELL):
            return "\n".join(lines[max(0, number - _BEFORE):number + 1])
    return "\n".join(lines[-_LAST:])
