"""What a slot consists of: the web server, Celery's workers and its beat.

The switch and the healing know only this. Parts are told of a switch in their order: all start and
prove themselves in the new slot before anything of the old one changes.
"""


class Part:
    """One thing that runs in a slot."""

    def begin(self, slot):
        """Has it started, without waiting for it. ``start`` does the rest."""

    def start(self, slot):
        """Starts it in a slot; raises SiteError if that fails."""
        raise NotImplementedError

    def prove(self, slot):
        """Returns when it is known to work; raises SiteError if it does not in time."""

    def pause(self, slot):
        """Lets it take nothing new; what it has goes on. It works on visitors all the same."""

    def resume(self, slot):
        """Takes back ``pause``."""

    def expose(self, slot):
        """Gives it the visitors. This is one step that cannot fail halfway."""

    def hide(self):
        """Takes visitors from every slot; for a first release that did not come up."""

    def watch(self, slot):
        """Looks a while at how it does its first real work; raises SiteError if it breaks."""

    def retire(self, slot, patience=None):
        """Lets it finish what it has, and stops it. Nothing to do if it does not run.

        :param patience: seconds to wait for what it has not begun yet; by default as long as it
            takes a working release, 0 for one that was never exposed
        """
        raise NotImplementedError

    def is_running(self, slot):
        """Whether it runs in a slot, or has nothing to do there."""
        raise NotImplementedError

    def problems(self, slot):
        """What ``status`` has to say although it runs, while no switch goes on."""
        return []

    def start_units(self, slot):
        """The units that make it run, for a start at boot."""
        raise NotImplementedError


def run_in(parts, slot):
    """Whether all of them run in a slot."""
    return all(part.is_running(slot) for part in parts)


def all_of(site):
    """The parts of a site, in the order in which a switch treats them: the web server last."""
    from .celery import Beat, Workers  # Here, as they build upon this module.
    from .web import Web

    return [Workers(site), Beat(site), Web(site)]
