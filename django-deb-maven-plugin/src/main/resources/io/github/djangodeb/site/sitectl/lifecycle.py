"""Starting, stopping and going with the machine."""

import os
import time

from . import acme, advice, flip, knownkeys, limits, links, migrations, offline, restoring, siteconf
from . import slots, systemd
from .configure import Configuration
from .errors import SiteError
from .nginx import CertificateLost
from .output import say, warn


def boot(desk):
    """At boot: heals, points the way, and queues what has to start.

    It waits for no unit, as other sites wait for it. What takes long runs by itself afterwards.
    """
    try:
        undone = desk.heal()
    except SiteError as problem:
        if not restoring.is_interrupted(desk.site):
            raise
        # The database, which was waited for a little, does not run yet.
        warn(str(problem))
        desk.postpone("a restoration was interrupted")
        _finish_later(desk.site)
        return
    state = desk.state
    obstacle = desk.why_not_now()
    if obstacle:
        remedy = f": {obstacle.remedy}" if obstacle.remedy else ""
        warn(f"nothing was started, as {obstacle}{remedy}")
        return
    if state.live:
        flip.point(desk.site, state.live)
        systemd.queue_start(*desk.live_units())
        say(f"release {state.live_release} starts in slot {state.live}")
    if desk.is_pending():
        _finish_later(desk.site)
    elif undone:
        # Its queue may have been told of a password that is no longer the site's.
        _finish_later(desk.site, "start")


def _finish_later(site, verb="configure"):
    outcome = systemd.queue_command(
        f"{site.unit}-finish",
        ["/usr/bin/python3", "-IB", site.lib + "/sitectl", verb],
        after=("postgresql.service", "rabbitmq-server.service", "nginx.service",
               "network.target"),
    )
    if outcome.ok:
        say(f"the set-up goes on in {site.unit}-finish.service")
    else:
        warn(f"the set-up could not be continued: {outcome.text}")


def resume(desk):
    """After an upgrade or a removal that was broken off: what should run runs, nothing else."""
    desk.heal()
    if desk.nginx.is_installed() and desk.state.nginx.get("link") == "withdrawn":
        _quietly(lambda: desk.nginx.ensure(desk.state))
    if desk.why_not_now() or not desk.state.live:
        return
    flip.point(desk.site, desk.state.live)
    if not desk.live_runs():
        systemd.queue_start(*desk.live_units())
        say(f"release {desk.state.live_release} starts in slot {desk.state.live}")


def _quietly(action):
    try:
        action()
    except SiteError as problem:
        warn(str(problem))


def remove(desk):
    """Before the package goes: no visitor comes any more, those who are there are served."""
    _quietly(restoring.Restoration(desk.site).heal)
    desk.nginx.withdraw(desk.state)
    if desk.running:
        retire_all(desk)
        _stop_target(desk)
        # Without its file nobody would end it before the next boot.
        systemd.queue_stop(limits.slice_of(desk.site))
    desk.forget_stopped()
    marker = desk.site.below_var("PURGE-DATA")
    if os.path.exists(marker):
        say(f"stopped; a purge takes configuration and data too, unless: rm {marker}")
    else:
        say("stopped; configuration and data stay")


def retire_all(desk):
    """Stops all slots, each when its last request is done."""
    for slot in slots.SLOTS:
        for one in reversed(desk.parts):
            one.retire(slot)


def _stop_target(desk):
    for one in [*desk.resources, *desk.installed_resources]:
        one.stop()
    target = f"{desk.site.unit}.target"
    if systemd.is_active(target):
        systemd.stop(target, timeout=60)


def start(desk):
    """Starts what should run; finishes a set-up that is pending.

    :returns: an exit code, or None for 0
    """
    code = _start(desk)
    desk.nginx.warn_if_closed()
    return code


def _start(desk):
    desk.forget_stopped()
    refuse_obstacle(desk)
    if desk.state.live and siteconf.faults(desk.site):
        return _start_as_before(desk)
    if desk.is_pending() or not desk.state.live:
        Configuration(desk).run()
        return
    desk.heal()
    live = desk.state.live
    if desk.live_runs():
        knownkeys.tell(desk.site)
        ensure_resources(desk)
        _quietly(lambda: migrations.ask_if_unknown(desk))
        say(f"release {desk.state.live_release} runs already")
        if not slots.is_current(desk.site, desk.state, live):
            say(f"its configuration has changed since: {desk.site.unit} reload takes that over")
        return
    if desk.some_of_live_runs() and not slots.is_current(desk.site, desk.state, live):
        # What runs knows nothing of what its slot would be told now, and nginx asks for.
        _provide(desk)
        reload(desk)
        return
    try:
        bring_up(desk)
    except NotUp as problem:
        raise SiteError(f"{problem}\nTo try again: {advice.retry_hint(desk.site)}") from problem
    say(f"release {desk.state.live_release} serves, in slot {live}")
    desk.leave_former()
    _quietly(lambda: migrations.ask_if_unknown(desk))


def _start_as_before(desk):
    """Starts what a slot was told when site.conf was right, as a boot does.

    :returns: an exit code: 1 if a set-up was pending, which still is
    :raises SiteError: if it does not come up
    """
    site, state = desk.site, desk.state
    for fault in siteconf.leave_out(site):
        warn(str(fault))
    desk.heal()
    knownkeys.tell(site)
    if desk.live_runs():
        text = f"release {state.live_release} runs already"
    else:
        for one in desk.resources:
            _quietly(lambda one=one: one.ensure(state))
            _quietly(one.start)
        try:
            _come_up(desk)
        except NotUp as problem:
            raise SiteError(f"{problem}\nThat was with the configuration from before, as"
                            f" {site.configuration_path} is wrong: correct it. Then run:"
                            f" {advice.retry_hint(site)}") from problem
        text = f"release {state.live_release} serves, in slot {state.live}"
    say(f"{text}, with the configuration from before")
    if desk.is_pending():
        warn(f"the set-up is not finished, as {site.configuration_path} is wrong: correct it. Then"
             f" run: {advice.retry_hint(site)}")
        return 1
    say(f"correct {site.configuration_path}, then run: {site.unit} reload")
    return 0


class NotUp(SiteError):
    """The release in the live slot did not come up."""


def bring_up(desk):
    """Starts what is down of the live slot, with today's configuration, which is what those have
    that run.

    :raises SiteError: if nginx does not accept that; ``NotUp`` if the release does not come up
    """
    live = desk.state.live
    read_units(desk.site)
    _provide(desk)
    # If all of it is down, it can be told what was configured since it was filled.
    if _is_told(desk):
        slots.assign(desk.site, desk.state, live, desk.state.live_release)
    else:
        warn(f"it starts with the configuration from before, which nginx has. When nginx can be"
             f" told of the new one: {desk.site.unit} reload")
    _come_up(desk)


def _is_told(desk):
    """Whether nginx knows all that the live slot would be told now; if not it goes on as before."""
    try:
        told = desk.nginx.take_over(desk.state)
    except CertificateLost as problem:
        warn(str(problem))  # What nginx has read of it may do, so nobody has to wait for another.
        told = False
    except SiteError:
        desk.nginx.settle()  # It goes on with what it accepted, and says so.
        raise
    if told or slots.is_current(desk.site, desk.state, desk.state.live):
        desk.nginx.settle()
        return True
    desk.nginx.put_back(desk.state)
    return False


def _come_up(desk):
    """Starts the live slot with what it was told."""
    live = desk.state.live
    for one in desk.resources:
        _quietly(lambda: one.prove(live))
    try:
        for one in desk.parts:
            one.begin(live)
        for one in desk.parts:
            one.start(live)
        for one in desk.parts:
            one.prove(live)
            one.expose(live)
    except SiteError as problem:
        raise NotUp(f"Release {desk.state.live_release} did not come up: {problem}") from problem


def _provide(desk):
    ensure_resources(desk)
    for one in desk.resources:
        # Without a cache, say, a site may do well enough: its own page decides.
        _quietly(one.start)


def ensure_resources(desk):
    """Sees that database, queue and cache are as the site's secrets have them, as a restoration,
    or its undoing, may have brought others."""
    for one in desk.resources:
        one.ensure(desk.state)


def stop(desk):
    """Stops the site until it is started again, or the machine is."""
    if not desk.running:
        raise SiteError("systemd does not run here, so nothing does.")
    desk.heal()
    desk.note_stopped()
    retire_all(desk)
    _stop_target(desk)
    say(f"stopped; {desk.site.unit} start starts it again, and so does a boot, but no upgrade")


def restart(desk):
    """Stops and starts all, the services of the host too: visitors wait or are turned away."""
    siteconf.refuse(desk.site)
    desk.forget_stopped()
    refuse_obstacle(desk)
    desk.heal()
    if desk.state.live:
        # A mistake in the configuration is told while all runs.
        desk.nginx.try_out(desk.state)
        for one in desk.resources:
            one.prove(desk.state.live)
    retire_all(desk)
    problems = _restart_resources(desk)
    try:
        start(desk)
    except SiteError as problem:
        raise SiteError("\n".join([*problems, str(problem)])) from problem
    if problems:
        raise SiteError("\n".join(["The site runs, but not all that it needs:", *problems]))


def _restart_resources(desk):
    """Restarts those of this host; returns what went wrong, as the site comes up all the same."""
    problems = []
    for one in desk.resources:
        try:
            one.restart()
        except SiteError as problem:
            problems.append(str(problem))
    return problems


def reload(desk):
    """The same release with today's configuration, in a fresh slot: nobody notices."""
    siteconf.refuse(desk.site)
    refuse_obstacle(desk)
    desk.heal()
    if not desk.state.live:
        raise SiteError(f"No release serves yet: {desk.site.unit} start")
    read_units(desk.site)
    desk.nginx.try_out(desk.state)
    offline.renew(desk.site)
    desk.switch(desk.state.live_release)
    if acme.ensure(desk):
        # nginx and Django are told by another switch that visitors come by HTTPS now.
        desk.nginx.try_out(desk.state)
        desk.switch(desk.state.live_release)
    links.ensure(desk.site, desk.state)
    _quietly(lambda: migrations.ask_if_unknown(desk))


def read_units(site):
    """Has systemd read the units again: with the limits of site.conf, and all drop-ins."""
    knownkeys.tell(site)
    limits.ensure(site)
    systemd.reload_units()


def refuse_obstacle(desk):
    """Goes on only if services may be started here and now.

    :raises SiteError: if not, with what takes the obstacle away
    """
    obstacle = desk.why_not_now()
    if obstacle:
        remedy = f": {obstacle.remedy}" if obstacle.remedy else "."
        raise SiteError(f"The site cannot be started: {obstacle}{remedy}")


def go_with_machine(site):
    """Makes the site's target active, as it is after a boot: systemctl stop then stops the site.

    It pulls in the boot service, which needs the lock: call this without it.
    """
    target = f"{site.unit}.target"
    if systemd.is_running() and not systemd.is_blocked(target) and not systemd.is_active(target):
        systemd.start(target, timeout=60)


def since(unit):
    """How many seconds a unit has been active, or None."""
    text = systemd.show(unit, "ActiveEnterTimestampMonotonic")["ActiveEnterTimestampMonotonic"]
    return time.monotonic() - int(text) / 1e6 if text.isdigit() and text != "0" else None
