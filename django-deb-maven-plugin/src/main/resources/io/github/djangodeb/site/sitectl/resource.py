"""What a site needs of its host besides itself: a database, a queue, a cache.

A resource that is switched off has nothing to set up: ``Absent``.
"""


class Resource:
    """One thing that the host provides."""

    #: As ``status`` names it.
    name = ""

    #: Whether it stops with the site, and starts with it.
    goes_with_site = False

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

    def examine(self):
        """As ``check``, and whatever takes longer: for the verb of that name."""
        return self.check()


class Absent(Resource):
    """A resource that this host has nothing to do with."""

    def __init__(self, name, words):
        self.name = name
        self._words = words

    def ensure(self, state):
        """Nothing to do."""

    def check(self):
        return True, self._words


def all_of(site, probe, facts):
    """The resources of a site, in the order of their set-up.

    :param probe: tries what lies elsewhere
    :param facts: of the release that needs them: another one than the installed may serve
    """
    return [_database(site, probe, facts), _queue(site, probe, facts), _cache(site, probe, facts)]


def _database(site, probe, facts):
    from .external import External  # Here, as these build upon this module.
    from .postgresql import PostgreSql

    if facts.database == "postgresql":
        return PostgreSql(site)
    if facts.database == "external":
        return External(site, "database", probe)
    return Absent("database", {"sqlite": "SQLite in " + site.below_var("data")}.get(
        facts.database, "off"))


def _queue(site, probe, facts):
    from .daemon import Daemon
    from .external import External
    from .rabbitmq import RabbitMq

    if facts.queue == "rabbitmq":
        # It would be asked with a library of Celery's, which others than Celery's users lack.
        return RabbitMq(site, probe if facts.celery else None)
    if facts.queue == "redis":
        return Daemon(site, "queue", facts)
    if facts.queue == "external":
        return External(site, "queue", probe)
    return Absent("queue", "off")


def _cache(site, probe, facts):
    from .daemon import Daemon
    from .external import External

    if facts.cache in ("memcached", "redis"):
        return Daemon(site, "cache", facts)
    if facts.cache == "external":
        return External(site, "cache", probe)
    return Absent("cache", "off")
