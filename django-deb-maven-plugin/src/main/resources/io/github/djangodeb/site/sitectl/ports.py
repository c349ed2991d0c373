"""Who listens on a port, and where one can listen: a reload of nginx for a port that it cannot have
fails without a word, and its next start fails for all sites."""

import re
import socket

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


def has_ipv6():
    """Whether this host has IPv6 at all; some are booted with ipv6.disable=1."""
    try:
        with socket.socket(socket.AF_INET6, socket.SOCK_STREAM) as one:
            one.bind(("::", 0))
    except OSError:
        return False
    return True
