"""Mutant of drain: nobody waits for the accept queue. Tests must see requests fail."""

LIMIT = 0


def wait_until_dry(path, limit=LIMIT):
    """Waits for nobody."""
