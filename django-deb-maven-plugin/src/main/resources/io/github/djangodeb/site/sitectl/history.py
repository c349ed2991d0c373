"""The releases that this host keeps, for people and for programs. Anybody may ask."""

import json

from . import releases, state
from .output import moment


def show(site, arguments):
    """The verb."""
    rows = entries(site, state.load(site))
    if arguments.json:
        print(json.dumps(rows, indent=2))
    else:
        _print_table(rows)


def entries(site, known):
    """What is known of each release, those first that served last; then those that never did.

    ``since`` and ``until`` are seconds since 1970; ``missing`` names packages, or the record of the
    release itself, without which it cannot serve again.
    """
    served = releases.newest_first(known)
    served.sort(key=lambda release: release != known.live_release)
    never = sorted(release for release in known.releases if release not in served)
    return [_entry(site, known, release) for release in served + never]


def _entry(site, known, release):
    facts = releases.load(site, release)
    serves = release == known.live_release
    time = known.releases[release] or None
    missing = releases.missing_packages(site, release) if facts else \
        releases.missing_code(site, release)
    return {
        "release": release,
        "version": facts.version if facts else None,
        "serves": serves,
        "installed": release == releases.identity(site),
        "since": time if serves else None,
        "until": None if serves else time,
        "missing": missing,
    }


def _print_table(rows):
    table = [("VERSION", "RELEASE", "SERVES", "CODE")]
    for row in rows:
        name = row["release"] + (" (installed)" if row["installed"] else "")
        table.append((row["version"] or "-", name, _times(row), _code(row["missing"])))
    widths = [max(len(line[column]) for line in table) for column in range(3)]
    for line in table:
        cells = [cell.ljust(width) for cell, width in zip(line, widths)]
        print("  ".join([*cells, line[-1]]).rstrip())


def _times(row):
    if row["serves"]:
        return f"since {moment(row['since'])}" if row["since"] else "now"
    return f"until {moment(row['until'])}" if row["until"] else "never did"


def _code(missing):
    return "complete" if not missing else "lacks " + " ".join(missing)
