"""What is said at the end when a release does not come to serve: what goes on, and the ways on."""

from . import advice, provided, releases
from .part import run_in


def told(site, release, old_release, parts, slot):
    """The last lines of such a message.

    :param old_release: the one that serves, or None
    :param parts: the site's
    :param slot: that of the one that serves
    """
    again = advice.retry_hint(site)
    if old_release is None:
        return f"No release serves yet. To try again: {again}"
    *_, web = parts
    if run_in(parts, slot):
        text = f"Release {old_release} goes on as before."
    elif web.is_running(slot):
        text = (f"Release {old_release} serves its visitors as before, but not all of it runs:"
                f" {site.unit} status says more.")
    else:
        text = (f"Release {old_release} does not run either, so no visitor is served:"
                f" {site.unit} status says more.")
    if release == old_release or site.again:
        return text if release == old_release else f"{text}\nTo try again:  {again}"
    facts = releases.load(site, old_release)
    for name in provided.not_brought(site, facts) if facts else ():
        text += (f"\nIts {name} is a {getattr(facts, name)} of its own, which the installed"
                 f" package does not bring, so at the next boot it is not there: it needs its"
                 f" package back, unless {release} comes up before.")
    text += f"\nTo try again:  {again}"
    if facts and facts.version != site.version:
        text += f"\nTo go back:    {advice.way_back(site, facts.version)}"
    return text
