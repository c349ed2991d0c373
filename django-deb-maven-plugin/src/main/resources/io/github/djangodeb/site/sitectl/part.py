"""What a slot consists of: the web server now; workers and beat slot in here.

The switch and the healing know only this. Parts are told of a switch in their order: all start and
prove themselves in the new slot before anything of the old one changes.
"""


class Part:
    """One thing that runs in a slot."""

    def start(self, slot):
        """Starts it in a slot; raises SiteError if that fails."""
        raise NotImplementedError

    def prove(self, slot):
        """Returns when it is known to work; raises SiteError if it does not in time."""
        raise NotImplementedError

    def expose(self, slot):
        """Gives it the visitors or the work. This is one step that cannot fail halfway."""

    def hide(self):
        """Takes visitors and work from every slot; for a first release that did not come up."""

    def watch(self, slot):
        """Looks a while at how it does its first real work; raises SiteError if it breaks."""

    def retire(self, slot, patience=None):
        """Lets it finish what it has, and stops it. Nothing to do if it does not run.

        :param patience: seconds to wait for what it has not begun yet; by default as long as it
            takes a working release, 0 for one that was never exposed
        """
        raise NotImplementedError

    def is_running(self, slot):
        """Whether it runs in a slot."""
        raise NotImplementedError

    def start_units(self, slot):
        """The units that make it run, for a start at boot."""
        raise NotImplementedError


def all_of(site):
    """The parts of a site, in the order in which a switch treats them."""
    from .web import Web  # Here, as it builds upon this module.

    return [Web(site)]
