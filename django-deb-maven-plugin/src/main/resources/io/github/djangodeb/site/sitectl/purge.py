"""The marker that lets a purge of the package take the data too."""

import os

from . import state
from .desk import at, require_root
from .files import write_if_different
from .output import say


def allow(site, _):
    """Makes the marker that the package looks for when it is purged."""
    require_root(site, "allow-purge")
    with at(site):
        write_if_different(site.below_var("PURGE-DATA"), "A purge takes the data too.\n")
    say(f"apt purge {site.package} will now delete, besides the configuration:\n"
        + "".join(f"  {one}\n" for one in _gone(site))
        + f"A copy of {' and '.join(_copied(site))} goes to /var/backups first, and of nothing"
        f" else. To have one of all: {site.unit} backup\n"
        f"To keep them after all: rm {site.below_var('PURGE-DATA')}")


def _gone(site):
    gone = [site.below_var(name) for name in ("media", "data", "retained")]
    # The site may have left them for another queue since.
    if os.path.exists(site.below_var("rabbitmq")):
        gone.insert(0, f'the RabbitMQ virtual host and user "{site.user}", with waiting tasks')
    if os.path.isdir(site.below_var("queue")):
        gone.append(site.below_var("queue") + ", with waiting tasks")
    if _has_database(site):
        gone.insert(0, f'the PostgreSQL database and role "{site.user}"')
    return gone


def _has_database(site):
    """Whether PostgreSQL has one of it, which it may have left for another since."""
    return site.database == "postgresql" or bool(state.load(site).database.get("ready"))


def _copied(site):
    """What postrm copies: where the project has a database of its own it knows of none."""
    copied = ["the secrets"]
    if os.path.isdir(site.below_var("queue")):
        copied.insert(0, "waiting tasks")
    if site.database == "sqlite" or _has_database(site):
        copied.insert(0, "the database")
    return copied
