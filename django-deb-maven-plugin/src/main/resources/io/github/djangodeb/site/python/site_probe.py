"""Tries what the site's settings lead to: database, cache and queue.

usage: python -m site_probe [database|cache|queue]...

All are tried at the same time, so that several which do not answer take no longer than one. Writes
one line for each as soon as it is known: its name, and ``ok`` or why not. Exit code 1 if one is
not ok.
"""

import sys
import threading
import uuid

#: Seconds to connect to a queue.
_LIMIT = 5

#: Seconds for which a cache keeps what it is tried with.
_LIFE = 10


def database():
    """Connects and asks for something."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        cursor.fetchone()


def cache():
    """Writes something and reads it again."""
    from django.core.cache import cache as default

    value = uuid.uuid4().hex
    # A key of its own, as other hosts may try the same cache now.
    key = f"site-probe-{value}"
    default.set(key, value, _LIFE)
    if default.get(key) != value:
        raise RuntimeError("it does not give back what it was given")
    default.delete(key)


def queue():
    """Connects as the workers do."""
    import site_environment
    from kombu import Connection

    with Connection(site_environment.broker_url(), connect_timeout=_LIMIT) as connection:
        connection.ensure_connection(max_retries=1, interval_start=0, timeout=2 * _LIMIT)


def main(names):
    """Tries them all."""
    import django
    from site_environment import hide_secrets

    django.setup()
    known = {"database": database, "cache": cache, "queue": queue}
    problems = []

    def attempt(name):
        words = "ok"
        try:
            known[name]()
        except Exception as problem:  # Each library has its own.
            words = hide_secrets(" ".join(f"{type(problem).__name__}: {problem}".split()))
            problems.append(name)
        # In one piece, as others write too.
        sys.stdout.write(f"{name} {words}\n")
        sys.stdout.flush()

    threads = [threading.Thread(target=attempt, args=[name]) for name in names]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
