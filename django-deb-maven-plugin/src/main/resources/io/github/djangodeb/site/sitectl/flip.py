"""The one moment of a switch: nginx resolves ``live.sock`` at every connect."""

import os

from .files import link_atomically, remove


def point(site, slot):
    """Gives all new connections to a slot, by rename(2) of a symbolic link."""
    return link_atomically(site.socket("live"), slot + ".sock")


def withdraw(site):
    """Gives new connections to nobody."""
    return remove(site.socket("live"))


def current(site):
    """The slot that new connections go to, or None."""
    try:
        name = os.readlink(site.socket("live"))
    except OSError:
        return None
    return name[: -len(".sock")] if name in ("a.sock", "b.sock") else None
