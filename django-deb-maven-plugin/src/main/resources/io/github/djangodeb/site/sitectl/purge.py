"""The marker that lets a purge of the package take the data too."""

import os

from .desk import at, require_root
from .files import write_if_different
from .output import say


def allow(site, _):
    """Makes the marker that the package looks for when it is purged."""
    require_root(site, "allow-purge")
    with at(site):
        write_if_different(site.below_var("PURGE-DATA"), "A purge takes the data too.\n")
    gone = [site.below_var(name) for name in ("media", "data", "retained")]
    # The site may have left them for another queue since.
    if os.path.exists(site.below_var("rabbitmq")):
        gone.insert(0, f'the RabbitMQ virtual host and user "{site.user}", with waiting tasks')
    if os.path.isdir(site.below_var("queue")):
        gone.append(site.below_var("queue"))
    if site.database == "postgresql":
        gone.insert(0, f'the PostgreSQL database and role "{site.user}"')
    say(f"apt purge {site.package} will now delete, besides the configuration:\n"
        + "".join(f"  {one}\n" for one in gone)
        + "A copy of the database and the secrets goes to /var/backups first; none of the uploads."
        + f"\nTo keep them after all: rm {site.below_var('PURGE-DATA')}")
