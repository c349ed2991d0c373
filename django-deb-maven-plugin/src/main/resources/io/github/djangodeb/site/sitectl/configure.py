"""Sets a site up: the first time, at every upgrade and whenever somebody repeats it.

Every step asks how things are and changes only what differs, so the whole may be interrupted
anywhere and repeated.
"""

import os

from . import account, acme, advice, aftermath, apt, directories, knownkeys, limits, links
from . import releases, secretfiles, siteconf, slots, systemd
from .errors import SiteError
from .external import External
from .faults import reach
from .migrations import Migrations, NotApplied
from .output import say, warn


class Configuration:
    """One run of ``configure``, under the site's lock."""

    #: In their order; the tests die at each of them.
    STEPS = ("values", "account", "directories", "secrets", "heal", "resources", "nginx", "release",
             "connect", "migrate", "switch", "certificate", "links", "prune")

    def __init__(self, desk):
        self._desk = desk
        self._site = desk.site
        self._state = desk.state
        self._release = None
        self._obstacle = None

    def run(self):
        """All steps, in order."""
        for name in self.STEPS:
            reach(name)
            getattr(self, "_do_" + name)()
        reach("done")

    def _do_values(self):
        """A mistake in site.conf is told before anything changes."""
        siteconf.refuse(self._site)

    def _do_account(self):
        account.ensure(self._site)

    def _do_directories(self):
        directories.ensure(self._site)

    def _do_secrets(self):
        secretfiles.ensure(self._site)

    def _do_heal(self):
        knownkeys.tell(self._site)
        limits.ensure(self._site)
        if self._desk.running:
            systemd.reload_units()
        self._obstacle = self._desk.why_not_now()
        self._desk.heal()

    def _do_resources(self):
        if self._desk.running:
            for one in self._desk.installed_resources:
                one.ensure(self._state)
                if not self._obstacle:
                    one.start()

    def _do_nginx(self):
        if self._desk.some_of_live_runs():
            # What serves answers to the names that nginx has: it is told at the switch, whenever
            # that may be.
            self._desk.nginx.try_out(self._state)
        else:
            self._desk.nginx.ensure(self._state)

    def _do_release(self):
        self._release = releases.record(self._site, self._state)
        apt.protect(self._site, self._state)

    def _do_connect(self):
        """What others run elsewhere is tried before anything changes for visitors."""
        external = [one for one in self._desk.installed_resources if isinstance(one, External)]
        if self._obstacle or not external or self._serves_already():
            return
        slots.assign(self._site, self._state, self._state.idle, self._release)
        try:
            for one in external:
                one.prove(self._state.idle)
        except SiteError as problem:
            raise SiteError(f"{problem} Then run: {advice.retry_hint(self._site)}") from problem

    def _do_migrate(self):
        if self._obstacle:
            return
        try:
            Migrations(self._site, self._state, self._desk.database).settle(self._release)
        except NotApplied as problem:
            words = aftermath.told(self._site, self._release, self._state.live_release,
                                   self._desk.parts, self._state.live)
            raise SiteError(f"{problem}\n{words}") from problem

    def _do_switch(self):
        if self._obstacle:
            self._postpone()
            return
        # Now the installed release is wanted, whatever somebody went back to.
        self._state.rollback = None
        self._state.save()
        if self._serves_already():
            self._desk.nginx.ensure(self._state)
            say(f"release {self._release} serves already")
            self._desk.leave_former()
        else:
            self._warn_of_other_hosts()
            self._desk.switch(self._release)
        self._desk.nothing_pending()

    def _warn_of_other_hosts(self):
        """A queue that others run may have workers of other hosts, which nobody can tell here."""
        before = self._state.live_release
        if before and before != self._release and self._site.queue == "external" \
                and self._site.celery:
            warn("workers of other hosts at this queue discard tasks that their release does not"
                 f" know: upgrade hosts with workers first (man {self._site.unit}, SEVERAL HOSTS)")

    def _postpone(self):
        self._desk.postpone(self._obstacle)
        if self._obstacle.remedy:
            say(f"{self._obstacle}, so the site was not started: {self._obstacle.remedy}")
        else:
            say(f"{self._obstacle}: the site is started at the next boot or by"
                f" {self._site.unit} start")

    def _serves_already(self):
        live = self._state.live
        return (
            self._state.live_release == self._release
            and self._desk.live_runs()
            and slots.is_current(self._site, self._state, live)
        )

    def _do_certificate(self):
        """Once visitors are served, as the authority is one of them."""
        if not self._obstacle and acme.ensure(self._desk):
            # nginx and Django are told by a switch that visitors come by HTTPS now.
            self._desk.nginx.try_out(self._state)
            self._desk.switch(self._release)

    def _do_links(self):
        links.ensure(self._site, self._state)

    def _do_prune(self):
        releases.prune(self._site, self._state, [self._release])
        apt.protect(self._site, self._state)


def is_foreign_root():
    """Whether dpkg works on another root than ours: nothing can be set up from outside."""
    return os.environ.get("DPKG_ROOT", "") not in ("", "/")


def postpone_in_foreign_root(site):
    """Leaves all for the first boot of that root."""
    root = os.environ["DPKG_ROOT"].rstrip("/")
    os.makedirs(root + site.var, exist_ok=True)
    with open(root + site.below_var("pending"), "w", encoding="utf-8") as file:
        file.write("installed from outside\n")
    say(f"{site.unit} is set up at the first boot of {root}")
