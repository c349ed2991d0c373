"""Reads and writes ``KEY=VALUE`` files. They are parsed, never run by a shell."""

import re

from .errors import SiteError
from .files import read_text

_LINE = re.compile(r"([A-Z][A-Z0-9_]*)\s*=(.*)")


def parse(text, origin, faults=None):
    """The pairs of a text; ``origin`` is the file that messages name.

    Blank lines and lines that start with ``#`` or ``;`` are comments. A value may stand in single
    or double quotes, which are taken off.

    :param faults: a list for sentences about lines that are neither, so that the others count all
        the same
    :raises SiteError: about the first such line, if there is no list
    """
    pairs = {}
    for number, line in enumerate(text.splitlines(), 1):
        line = line.strip()
        if not line or line[0] in "#;":
            continue
        match = _LINE.fullmatch(line)
        if not match:
            words = f'"{line}" is not KEY=VALUE: correct it or put # before.'
            fault = f"{origin}, line {number}: {words}"
            if faults is None:
                raise SiteError(fault)
            faults.append(fault)
            continue
        pairs[match.group(1)] = _unquoted(match.group(2).strip())
    return pairs


def _unquoted(value):
    if len(value) >= 2 and value[0] == value[-1] and value[0] in "'\"":
        return value[1:-1]
    return value


def read(path):
    """The pairs of a file; none if it is absent."""
    return parse(read_text(path) or "", path)


def render(pairs):
    """The text of a file with these pairs; values are written as they are.

    :raises SiteError: if a value has a line break, which this format cannot hold
    """
    for key, value in pairs.items():
        if any(character in value for character in "\n\r\0"):
            raise SiteError(f"{key}: a line break or NUL in {value!r} cannot be written.")
    return "".join(f"{key}={value}\n" for key, value in pairs.items())
