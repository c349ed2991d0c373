"""The site's part of the journal, or nginx's errors, in one call."""

import datetime
import glob
import json
import os
import re

from .command import become, run
from .errors import SiteError
from .files import read_text
from .slots import SLOTS

#: How many lines are shown if nobody says.
_LINES = 200

_JOURNALS = ("/var/log/journal/*/*.journal", "/run/log/journal/*/*.journal")
_SITES = "/usr/lib/*-site/*/site.json"

#: Programs for a moment that the tool itself starts.
_OWN = ("step", "check", "finish")

#: How a line of nginx's begins, in local time.
_NGINX_TIME = re.compile(r"(\d{4}/\d\d/\d\d \d\d:\d\d:\d\d) ")


def logs(site, arguments):
    """The verb: becomes the program that shows them."""
    lines = arguments.lines
    if lines is not None and lines < 1:
        raise SiteError(f"--lines {lines} is no number of lines: give 1 or more.")
    become(_nginx_line(site, arguments) if arguments.nginx else _journal(site, arguments))


def _journal(site, arguments):
    _refuse_unreadable(site)
    return journal_line(units(site), arguments)


def journal_line(names, arguments):
    """The command line of journalctl for these units."""
    line = ["journalctl", "--quiet"]
    line += ["--unit=" + name for name in names]
    if arguments.since:
        line.append("--since=" + arguments.since)
    if arguments.lines or not arguments.since:
        line.append(f"--lines={arguments.lines or _LINES}")
    if arguments.follow:
        line.append("--follow")
    return line


def units(site):
    """Every unit of the site that systemd or the journal knows, and those that may come."""
    unit = site.unit
    names = {f"{unit}.target", *(f"{unit}-{one}.service" for one in _OWN)}
    for name in _of_files(unit) | _of_journal():
        stem, at, rest = name.partition("@.")
        names.update([f"{stem}@{slot}.{rest}" for slot in SLOTS] if at else [name])
    others = _longer_units(site)
    return sorted(name for name in names if _is_of(name, unit)
                  and not any(_is_of(name, other) for other in others))


def _is_of(name, unit):
    return name.startswith(unit + "-") or name.rpartition(".")[0] == unit


def _of_files(unit):
    outcome = run(["systemctl", "list-unit-files", "--no-legend", "--plain", "--no-pager",
                   unit + "-*"])
    return {line.split()[0] for line in outcome.stdout.splitlines() if line.strip()}


def _of_journal():
    """Units that have written something; those of an earlier release are no files any more."""
    outcome = run(["journalctl", "--quiet", "--no-pager", "--field=_SYSTEMD_UNIT"])
    return set(outcome.stdout.split())


def _longer_units(site):
    """Units of this host's other sites that begin as ours do: shop-berlin beside shop."""
    found = []
    for path in glob.glob(_SITES):
        try:
            found.append(json.loads(read_text(path) or "{}").get("unit", ""))
        except ValueError:
            continue  # That site's own trouble, which its own command tells.
    return [unit for unit in found if unit.startswith(site.unit + "-")]


def _refuse_unreadable(site):
    files = [path for pattern in _JOURNALS for path in glob.glob(pattern)]
    if files and any(os.access(path, os.R_OK) for path in files if "/system" in path):
        return
    if os.geteuid() != 0:
        raise SiteError("The journal is for root and the groups adm and systemd-journal:"
                        f" sudo {site.unit} logs")
    if not files:
        raise SiteError("This host has no journal: systemd-journald does not run here.")


# nginx

def _nginx_line(site, arguments):
    path = os.path.join(site.log, "error.log")
    if not os.path.exists(path):
        raise SiteError(f"{path} does not exist: nginx has not opened it yet.")
    if not os.access(path, os.R_OK):
        raise SiteError(f"{path} is for root and the group adm: sudo {site.unit} logs --nginx")
    first = f"{arguments.lines or _LINES}"
    if arguments.since:
        first = _lines_since(path, _local_time(arguments.since), arguments.lines)
    # By name: logrotate gives the name to another file.
    follow = ["--follow=name", "--retry"] if arguments.follow else []
    return ["tail", f"--lines={first}", *follow, "--", path]


def _local_time(text):
    """A time as journalctl takes it, as nginx would write it."""
    outcome = run(["systemd-analyze", "timestamp", "--", text])
    match = re.search(r"UNIX seconds: @(\d+)", outcome.stdout)
    if not outcome.ok or not match:
        raise SiteError(f'--since "{text}" is no time: give one such as "2026-11-23 18:00",'
                        ' "1 hour ago" or "today".')
    return datetime.datetime.fromtimestamp(int(match[1])).strftime("%Y/%m/%d %H:%M:%S")


def _lines_since(path, time, limit):
    """For tail: from which line on the log is young enough, or how many from its end."""
    young = total = 0
    with open(path, encoding="utf-8", errors="replace") as file:
        for total, line in enumerate(file, 1):
            match = _NGINX_TIME.match(line)
            if not young and match and match[1] >= time:
                young = total
    young = young or total + 1
    return str(limit) if limit and total - young + 1 > limit else f"+{young}"
