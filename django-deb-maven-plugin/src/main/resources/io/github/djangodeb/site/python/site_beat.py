"""Celery's beat, one at any moment, however many slots have one.

While a release takes over there are two. Both are ready, and a lock lets only one go on: the kernel
gives it to the new one in the moment in which the old one ends. The schedule's file is opened under
the lock only, as two that write it would spoil it.
"""

import fcntl
import os

from site_celery import app
from site_notify import notify


def _locked(path):
    """Is ready, and waits for the lock; the kernel gives it up with the process."""
    file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o640)
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        # "status" of the site's command knows these words.
        notify("READY=1\nSTATUS=waiting for the end of another beat")
        fcntl.flock(file, fcntl.LOCK_EX)
    notify("READY=1\nSTATUS=sending periodic tasks")
    return file


def main():
    """Proves what can be proved, and then sends periodic tasks until it is told to stop."""
    folder = os.environ["HOME"]
    # Whatever defines periodic tasks is imported now, or a mistake in it would show too late.
    app.loader.import_default_modules()
    app.finalize()
    lock = _locked(os.path.join(folder, "beat.lock"))
    try:
        app.start(["beat", "--loglevel=INFO", "--pidfile=",
                   "--schedule=" + os.path.join(folder, "beat-schedule")])
    finally:
        os.close(lock)


if __name__ == "__main__":
    main()
