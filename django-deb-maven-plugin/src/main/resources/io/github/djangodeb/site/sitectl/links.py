"""Short ways for people: everything of a site in one folder of links."""

import os

from . import releases
from .files import link_atomically, make_directory


def ensure(site, state):
    """Points them to the release that serves."""
    facts = releases.load(site, state.live_release) if state.live_release else site
    make_directory(site.links)
    for name, target in {
        "logs": site.log,
        "config": site.etc,
        "src": (facts or site).src,
        "virtualenv": (facts or site).env,
        "static": site.below_var("static", "current"),
        "media": site.below_var("media"),
        "templates": os.path.join(site.etc, "templates"),
    }.items():
        link_atomically(os.path.join(site.links, name), target)
