"""What this host gives to a release: the addresses of its database, queue and cache.

They follow from the kinds of these that the release was built for. Each slot is told those of its
own release, so what runs keeps them whatever is installed meanwhile.
"""

import os

#: The name of the database's file in VAR/data.
SQLITE = "db.sqlite3"

#: Queues and caches that are a unit of the package, which goes when another package has none.
DAEMONS = ("memcached", "redis")


def of(site):
    """What a slot is told of it: keys of its file, and values.

    ``CREDENTIALS`` names the secrets that the release may read; no address here holds one.

    :param site: the release's own facts
    """
    return {
        "DATABASE": site.user if site.database == "postgresql" else "",
        "DATABASE_URL": _database(site),
        "CACHE_URL": _daemon(site, "cache", site.cache),
        "BROKER_URL": _daemon(site, "queue", site.queue),
        "CREDENTIALS": " ".join(["secret_key", *secret_addresses(site)]),
    }


def _database(site):
    if site.database == "postgresql":
        return f"postgres:///{site.user}"
    if site.database == "sqlite":
        return "sqlite:///" + os.path.join(site.var, "data", SQLITE)
    return ""


def _daemon(site, name, kind):
    if kind not in DAEMONS:
        return ""
    scheme = "memcached" if kind == "memcached" else "redis+socket"
    return f"{scheme}:///run/{daemon(site, name, kind)}/{kind}.sock"


def daemon(site, name, kind):
    """What the unit of a queue or cache is called, and its folder in /run.

    Caches of two kinds run beside each other while a release ends that had the other one.
    """
    return f"{site.unit}-{'rediscache' if (name, kind) == ('cache', 'redis') else name}"


def not_brought(site, facts):
    """Which of queue and cache a release has in a daemon that the installed package lacks."""
    return [name for name in ("queue", "cache")
            if getattr(facts, name) in DAEMONS and getattr(facts, name) != getattr(site, name)]


def secret_addresses(site):
    """The addresses that a release reads from files in ETC/secrets: the names of these."""
    names = ["database_url"] if site.database == "external" else []
    names += ["broker_url"] if site.queue in ("rabbitmq", "external") else []
    names += ["cache_url"] if site.cache == "external" else []
    return names
