"""What a site needs of its host besides itself: a database now; a queue and a cache slot in here.

A resource that lies elsewhere, or is switched off, has nothing to set up: ``Absent``.
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


def all_of(site):
    """The resources of a site, in the order of their set-up."""
    return [_database(site)]


def _database(site):
    from .postgresql import PostgreSql  # Here, as it builds upon this module.

    if site.database == "postgresql":
        return PostgreSql(site)
    words = {"sqlite": "SQLite in " + site.below_var("data"), "external": "external"}
    return Absent("database", words.get(site.database, "off"))
