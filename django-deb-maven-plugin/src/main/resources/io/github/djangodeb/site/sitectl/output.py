"""What people read: one line per change on standard output, trouble on standard error."""

import sys
import time


def say(line):
    """Tells one change or one fact."""
    print(line, flush=True)


def warn(line):
    """Tells what an administrator should look at, though work goes on."""
    print("warning: " + line, file=sys.stderr, flush=True)


def span(seconds):
    """A span of time, as people say it: whole minutes if it is some."""
    minutes, rest = divmod(round(seconds), 60)
    if minutes and not rest:
        return f"{minutes} minute{'s' if minutes > 1 else ''}"
    return f"{round(seconds)} seconds"


def moment(seconds):
    """A time, in seconds since 1970, as people on this host read it."""
    return time.strftime("%Y-%m-%d %H:%M %Z", time.localtime(seconds)).strip()
