"""What a slot's unit is told: one ``KEY=VALUE`` file per slot, see the package's page."""

import os

from . import keyvalue, provided, releases, secretfiles
from .errors import SiteError
from .files import remove, write_if_different

SLOTS = ("a", "b")


def path(site, slot):
    """The file of a slot."""
    return site.below_var("slots", slot + ".conf")


def contents(site, release):
    """What a slot that runs ``release`` is told.

    The release's own facts count for its code; the administrator's of today for the rest.

    :raises SiteError: if the release is not recorded here
    """
    facts = releases.load(site, release)
    if facts is None:
        raise SiteError(f"Release {release} is not recorded on this host: install its package.")
    folder = releases.directory(site, release)
    celery = facts.celery
    return {
        "RELEASE": release,
        "VERSION": facts.version,
        "ENV": facts.env,
        "SRC": facts.src,
        "PROJECT": facts.project,
        "SETTINGS": facts.settings,
        "WSGI": facts.wsgi,
        "ASGI": facts.asgi,
        "SERVER": facts.server,
        "SITE_PYTHON": os.path.join(folder, "python"),
        "STATIC_ROOT": os.path.join(folder, "static"),
        "SERVER_NAMES": " ".join(site.server_names),
        "HTTPS": _on_off(site.https),
        "HSTS": site.tls.hsts.header,
        "SECRETS": secretfiles.digest(site),
        "CELERY_APP": celery.get("app", ""),
        "CELERY_QUEUES": ",".join(site.queues or celery.get("queues", [])),
        "CELERY_CONCURRENCY": site.concurrency or str(celery.get("concurrency") or ""),
        "WORKERS": _on_off(celery and site.workers),
        "BEAT": _on_off(celery.get("beat") and site.beat),
        **provided.of(facts),
    }


def takes_visitors_of(site, new, old):
    """Whether who comes to one slot, by its names and its scheme, is let in by another as well."""
    theirs, ours = (keyvalue.read(path(site, slot)) for slot in (old, new))
    names, known = (set(told.get("SERVER_NAMES", "").lower().split()) for told in (theirs, ours))
    return names <= known and (theirs.get("HTTPS") == "on") == (ours.get("HTTPS") == "on")


def _on_off(wanted):
    return "on" if wanted else "off"


def assign(site, state, slot, release):
    """Gives a release to a slot."""
    write_if_different(path(site, slot), keyvalue.render(contents(site, release)))
    state.slots[slot] = release
    state.save()


def complete(site, slot, release):
    """Adds to a slot's file what an earlier version of this tool has not told it."""
    facts = releases.load(site, release)
    told = keyvalue.read(path(site, slot))
    if facts and told:
        write_if_different(path(site, slot), keyvalue.render({**provided.of(facts), **told}))


def clear(site, state, slot):
    """Takes the release from a slot."""
    remove(path(site, slot))
    if slot in state.slots:
        del state.slots[slot]
        state.save()


def is_current(site, state, slot):
    """Whether a slot was told what it would be told now."""
    release = state.slots.get(slot)
    if release is None or releases.load(site, release) is None:
        return False
    return keyvalue.read(path(site, slot)) == contents(site, release)
