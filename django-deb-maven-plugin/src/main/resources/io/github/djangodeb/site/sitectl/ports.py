"""Who listens on a port: a reload of nginx for one that another has fails without a word, and its
next start fails for all sites."""

import re

from .command import run

_PROGRAM = re.compile(r'users:\(\("([^"]+)",pid=(\d+)')


def taken(port, allowed):
    """Another program than ``allowed`` that listens on a TCP port, in words; empty for none."""
    outcome = run(["ss", "-Hltnp", f"sport = :{port}"], timeout=5)
    for line in outcome.stdout.splitlines():
        match = _PROGRAM.search(line)
        if not match:
            return "a program that ss does not name"
        if match.group(1) != allowed:
            return f"{match.group(1)} (process {match.group(2)})"
    return ""
