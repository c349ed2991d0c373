"""Taking a site offline: nginx answers with 503 and a page, whatever the site does meanwhile.

``VAR/offline/now`` is a link to a folder that holds everything about it: ``page.html``,
``wishes.json``, and in ``allow/`` an empty file for each address that may pass. nginx looks through
the link at each request, so going offline, changing the page and coming back are one rename each,
and nginx is not reloaded. The number in the folder's name is what nginx says in ``Retry-After``.

All this has a lock of its own: while an upgrade hangs is when a site may have to go offline.
"""

import hashlib
import html
import json
import os
import re
import shutil
import time

from . import addresses, lock
from .desk import at, require_root
from .errors import SiteError
from .files import link_atomically, make_directory, read_text, remove, sync_directory
from .files import write_atomically
from .nginx import Nginx
from .output import say, warn

DEFAULT_MESSAGE = "This site is being worked on. Please come back in a few minutes."

#: Seconds that visitors, and what indexes the site, are asked to stay away.
DEFAULT_RETRY_AFTER = 300
_LONGEST = 31 * 86400

_NOW = "now"
_NEW = ".new-"
_PLACE = "{{ message }}"

#: What stands ahead of the page: its comments are for administrators. A browser's begin with "[".
_AHEAD = re.compile(r"\A(\s*<!doctype[^>]*>\s*)?((?:<!--(?!\[).*?-->\s*)+)", re.I | re.S)

#: For when the administrator's page is gone.
_PLAIN = f"<!DOCTYPE html>\n<meta charset=utf-8><title>503</title>\n<p>{_PLACE}</p>\n"


def folder(site, *names):
    """A path below the folder that nginx looks into."""
    return site.below_var("offline", *names)


def is_on(site):
    """Whether visitors are kept out."""
    return os.path.exists(folder(site, _NOW))


def wishes(site):
    """What was asked for, or None if the site is not offline.

    ``since`` (seconds since 1970), ``message``, ``retry_after`` (seconds), ``allow`` (addresses).

    :raises SiteError: if what was noted cannot be read; visitors are kept out all the same
    """
    path = folder(site, _NOW, "wishes.json")
    text = read_text(path)
    if text is None and not is_on(site):
        return None
    try:
        values = json.loads(text or "")
        return {key: values[key] for key in ("since", "message", "retry_after", "allow")}
    except (ValueError, KeyError, TypeError):
        raise SiteError(f"{path} is damaged: {site.unit} offline writes it anew.") from None


def offline(site, arguments):
    """The verb: keeps visitors out, or changes how."""
    require_root(site, "offline")
    allowed = addresses.forms(arguments.allow) if arguments.allow else None
    given = {
        "message": arguments.message,
        "retry_after": arguments.retry_after,
        "allow": [] if arguments.allow_nobody else allowed,
    }
    _refuse_wrong(given)
    nginx = Nginx(site)
    _see_that_it_looks(site, nginx)
    with lock.held(folder(site, "lock")):
        before = _known(site)
        after = dict(before or _fresh(), **{
            key: value for key, value in given.items() if value is not None})
        after["message"] = after["message"].strip() or DEFAULT_MESSAGE
        _put(site, after)
    # Said first, as what follows may wait for whoever works on the site.
    say(_told(site, before, after))
    if not _keeps_out(site, nginx):
        # It reads a file from before there was this, and has to be told of the one that is there.
        _tell(site)


def _keeps_out(site, nginx):
    """Whether what nginx reads looks whether the site is offline."""
    return folder(site, _NOW) in (read_text(nginx.accepted) or "")


def _tell(site):
    try:
        with at(site) as desk:
            desk.nginx.ensure(desk.state)
    except SiteError as problem:
        raise SiteError(f"nginx does not keep visitors out yet: {problem}") from problem


def online(site, _):
    """The verb: lets visitors in again."""
    require_root(site, "online")
    with lock.held(folder(site, "lock")):
        if remove(folder(site, _NOW)):
            sync_directory(folder(site))
            say(f"{site.unit} is online again")
        else:
            say(f"{site.unit} is online already")
        _sweep(site)


def renew(site):
    """Makes the page anew out of the administrator's, if the site is offline."""
    if is_on(site):
        with lock.held(folder(site, "lock")):
            known = _known(site)
            if known:
                _put(site, known)


def _fresh():
    return {"since": int(time.time()), "message": "", "retry_after": DEFAULT_RETRY_AFTER,
            "allow": []}


def _known(site):
    try:
        return wishes(site)
    except SiteError:
        return None  # It is written anew now, which is what the message would have asked for.


def _refuse_wrong(given):
    try:
        (given["message"] or "").encode()
    except UnicodeEncodeError:
        raise SiteError("--message is not UTF-8: type it again.") from None
    seconds = given["retry_after"]
    if seconds is not None and not 1 <= seconds <= _LONGEST:
        raise SiteError(f"--retry-after {seconds} is no number of seconds between 1 and {_LONGEST}"
                        " (31 days).")


def _see_that_it_looks(site, nginx):
    """A file of nginx that was edited, or kept at an upgrade, may not know of all this.

    :raises SiteError: if it does not
    """
    if not nginx.is_installed():
        raise SiteError("nginx is not installed, so there is nobody to keep visitors out. To stop"
                        f" the site: {site.unit} stop")
    text = read_text(nginx.available) or ""
    if folder(site, _NOW) not in text:
        raise SiteError(
            f"{nginx.available} was edited and does not look into {folder(site)}. Take over what"
            f" the package says about it, from {nginx.available}.dpkg-dist if there is one, then:"
            f" {site.unit} reload\nTo stop the site instead: {site.unit} stop"
        )


def _put(site, values):
    """Points nginx to a folder with these wishes, made beforehand and whole."""
    page = _page(site, values["message"])
    text = json.dumps(values, indent=2, sort_keys=True) + "\n"
    digest = hashlib.sha256((text + page).encode()).hexdigest()
    name = f"retry-{values['retry_after']}-{digest[:12]}"
    if not os.path.isdir(folder(site, name)):
        _make(site, name, page, text, values["allow"])
    link_atomically(folder(site, _NOW), name)
    sync_directory(folder(site))
    _sweep(site)


def _make(site, name, page, text, allowed):
    temporary = folder(site, _NEW + name)
    shutil.rmtree(temporary, ignore_errors=True)  # If that fails, what follows does too, and says.
    make_directory(os.path.join(temporary, "allow"))
    for address in allowed:
        for one in addresses.names_for_nginx(address):
            write_atomically(os.path.join(temporary, "allow", one), "")
    write_atomically(os.path.join(temporary, "wishes.json"), text)
    write_atomically(os.path.join(temporary, "page.html"), page)
    os.rename(temporary, folder(site, name))


def _sweep(site):
    """Deletes what ``now`` does not lead to."""
    now = folder(site, _NOW)
    kept = {_NOW, "lock", os.path.basename(os.readlink(now)) if os.path.islink(now) else ""}
    for name in os.listdir(folder(site)):
        if name in kept:
            continue
        path = folder(site, name)
        if os.path.isdir(path) and not os.path.islink(path):
            shutil.rmtree(path)
        else:
            remove(path)


def _page(site, message):
    """The administrator's page with the message in it, as text that HTML cannot mistake.

    Visitors do not get what it says to administrators ahead of itself.
    """
    path = os.path.join(site.etc, "offline.html")
    text = read_text(path)
    if text is None:
        warn(f"{path} is missing: visitors get a plain page.")
        text = _PLAIN
    elif _PLACE not in text:
        warn(f"{path} has no {_PLACE}: visitors do not see the message.")
    text = _AHEAD.sub(r"\1", text)
    lines = html.escape(message).splitlines()
    return text.replace(_PLACE, "<br>\n".join(lines))


def _told(site, before, after):
    if before == after:
        text = f"{site.unit} is offline already"
    elif before:
        text = f"{site.unit} stays offline, now"
    else:
        text = f"{site.unit} is offline"
    passing = f" but for {' '.join(after['allow'])}" if after["allow"] else ""
    return (f"{text}: 503 for everybody{passing}, Retry-After {after['retry_after']} s.\n"
            f"It lasts, whatever is restarted or upgraded, until: {site.unit} online")
