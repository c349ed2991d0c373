"""What the package's maintainer scripts call when dpkg configures, or breaks something off."""

import contextlib

from . import advice, keeping, lifecycle
from . import configure as configuration
from .desk import at, require_root
from .errors import SiteError
from .output import warn


def configure(site, _):
    """postinst configure and reconfigure."""
    require_root(site, "configure")
    if configuration.is_foreign_root():
        configuration.postpone_in_foreign_root(site)
        return
    try:
        with at(site) as desk:
            configuration.Configuration(desk).run()
            obstacle = desk.why_not_now()
        if not obstacle:
            lifecycle.go_with_machine(site)
    except OSError as problem:
        raise SiteError(f"{problem}\nThen run: {advice.retry_hint(site)}") from problem


def remove(site, _):
    """prerm remove. A purge may come next, so nobody may still read what that deletes."""
    require_root(site, "remove")
    with contextlib.ExitStack() as stack, keeping.alone(site, stack) as desk:
        lifecycle.remove(desk)


def abort(site, _):
    """postinst abort-upgrade and its like."""
    require_root(site, "abort")
    try:
        with at(site) as desk:
            lifecycle.resume(desk)
            resumed = desk.state.live and not desk.why_not_now()
        if resumed:
            lifecycle.go_with_machine(site)
    except (SiteError, OSError) as problem:
        # dpkg is undoing something already: a failure here would only hide why.
        warn(str(problem))
