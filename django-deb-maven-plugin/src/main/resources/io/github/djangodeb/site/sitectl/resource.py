"""What a site needs of its host besides itself: a database, a queue, a cache.

A resource that is switched off has nothing to set up: ``Absent``.
"""


class Resource:
    """One thing that the host provides."""

    #: As ``status`` names it.
    name = ""

    def ensure(self, state):
        """Sets up what is missing, changes nothing that is there and right.

        :raises SiteError: if it cannot be had, or belongs to somebody else
        """
        raise NotImplementedError

    def prove(self, slot):
        """Tries it as the release in a slot will, if it lies elsewhere; raises SiteError if that
        fails."""

    def start(self):
        """Makes it run, if it is this site's own."""

    def stop(self):
        """Stops it, if it is this site's own."""

    def restart(self):
        """Stops and starts it, if it runs on this host."""

    def check(self):
        """Asks it now, within seconds: (whether it is well, a few words)."""
        raise NotImplementedError


class Absent(Resource):
    """A resource that this host has nothing to do with."""

    def __init__(self, name, words):
        self.name = name
        self._words = words

    def ensure(self, state):
        """Nothing to do."""

    def check(self):
        return True, self._words


def all_of(site, state):
    """The resources of a site, in the order of their set-up."""
    from .probe import Probe  # Here, as these build upon this module.

    probe = Probe(site, state)
    return [_database(site, probe), _queue(site, probe), _cache(site, probe)]


def _database(site, probe):
    from .external import External
    from .postgresql import PostgreSql

    if site.database == "postgresql":
        return PostgreSql(site)
    if site.database == "external":
        return External(site, "database", probe)
    return Absent("database", {"sqlite": "SQLite in " + site.below_var("data")}.get(
        site.database, "off"))


def _queue(site, probe):
    from .daemon import Daemon
    from .external import External
    from .rabbitmq import RabbitMq

    if site.queue == "rabbitmq":
        return RabbitMq(site)
    if site.queue == "redis":
        return Daemon(site, "queue", site.queue)
    if site.queue == "external":
        return External(site, "queue", probe)
    return Absent("queue", "off")


def _cache(site, probe):
    from .daemon import Daemon
    from .external import External

    if site.cache in ("memcached", "redis"):
        return Daemon(site, "cache", site.cache)
    if site.cache == "external":
        return External(site, "cache", probe)
    return Absent("cache", "off")
