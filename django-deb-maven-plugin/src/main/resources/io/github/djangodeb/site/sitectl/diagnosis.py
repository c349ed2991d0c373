"""Finds in a service's journal why it did not come up.

The very last lines are gunicorn's own farewell; what people need is the exception before.
"""

import re

_EXCEPTION = re.compile(r"(?:[A-Za-z_]\w*\.)*[A-Z]\w*(?:Error|Exception|Configured|Denied|NotReady)"
                        r"\b(?:: .*)?")
_FAREWELL = ("gunicorn.errors.HaltServer", "gunicorn.errors.AppImportError: Failed")
#: Carets that Python 3.11 and later put under a line of a traceback.
_MARKER = re.compile(r"[\s~^]*[~^][\s~^]*")

#: What begins a traceback, and what ends one whose name tells nothing, such as DoesNotExist.
_TRACEBACK = "Traceback (most recent call last):"
_NAMED = re.compile(r"(?:[A-Za-z_]\w*\.)*[A-Za-z_]\w*(?:: .*)?")

#: What Python writes between an exception and the next, and what that makes of the first.
_LINKS = {
    "The above exception was the direct cause of the following exception:": "caused by",
    "During handling of the above exception, another exception occurred:": "after",
}

#: How many of the exceptions before it are told.
_CAUSES = 3

#: Lines that are shown before the exception, and if there is none.
_BEFORE = 12
_LAST = 20


def essence(text):
    """The lines of a journal that tell most: around the last exception, or the last of all.

    The exceptions that led to it are told behind it, in its own line.
    """
    lines = [line for line in text.splitlines() if not _MARKER.fullmatch(line)]
    ends = _ends(lines)
    for number in range(len(lines) - 1, -1, -1):
        line = lines[number]
        if (number in ends or _EXCEPTION.fullmatch(line)) and not line.startswith(_FAREWELL):
            before = lines[max(0, number - _BEFORE):number]
            return "\n".join([*before, line + _causes(lines, ends, number)])
    return "\n".join(lines[-_LAST:])


def _ends(lines):
    """For each line that ends a traceback: the one that begins it."""
    ends = {}
    begin = None
    for number, line in enumerate(lines):
        if line == _TRACEBACK:
            begin = number
        elif begin is not None and line and not line[0].isspace():
            if _NAMED.fullmatch(line):
                ends[number] = begin
            begin = None
    return ends


def _causes(lines, ends, number):
    """The exceptions that led to the one in a line, if its own words do not have theirs."""
    known = lines[number]
    told = []
    while number in ends and len(told) < _CAUSES:
        above = [at for at in range(ends[number]) if lines[at].strip()][-1:]
        link = _LINKS.get(lines[above[0]]) if above else None
        earlier = [at for at in ends if at < ends[number]][-1:]
        if not link or not earlier:
            break
        number = earlier[0]
        words = lines[number].partition(": ")[2] or lines[number]
        if words not in known:
            told.append(f"{link} {lines[number]}")
            known += lines[number]
    return f" ({', '.join(told)})" if told else ""
