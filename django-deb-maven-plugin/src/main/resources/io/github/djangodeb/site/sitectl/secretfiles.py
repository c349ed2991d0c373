"""Secrets: made once, by the kernel's random numbers, readable for root alone, never replaced."""

import hashlib
import hmac
import os
import re
import secrets
import stat

from .errors import SiteError
from .files import create_once, make_directory, read_text, remove, sync_directory
from .output import say

#: Bytes of randomness: 64 characters.
_STRENGTH = 48
_SHORTEST = 50

#: The secrets that systemd hands over to the site's processes when these start.
_HANDED_OVER = ("secret_key", "database_url", "broker_url", "cache_url")

#: What ``mv --backup=numbered`` calls the older ones of a name.
_OLDER = re.compile(r".*\.~\d+~")


def folder(site):
    """Where the secrets lie."""
    return os.path.join(site.etc, "secrets")


def ensure(site):
    """Makes the secrets that are missing.

    :raises SiteError: if one is there but damaged; a new one would log everybody out and make what
        was encrypted with the old one unreadable, so that is a person's decision
    """
    directory = folder(site)
    make_directory(directory, 0o700)
    os.chmod(directory, 0o700)
    _take_back(site)
    path = os.path.join(directory, "secret_key")
    if create_once(path, secrets.token_urlsafe(_STRENGTH), 0o600):
        say(f"secret key made in {path}")
    _check(path)
    for name in os.listdir(directory):
        _close(os.path.join(directory, name))


def digest(site, text=None):
    """What tells one text from another, by default all secrets from what they were.

    It lies where anybody may read it. The secret key is its key: nobody without that can try which
    password it comes from.
    """
    directory = folder(site)
    key = read_text(os.path.join(directory, "secret_key")) or ""
    if text is None:
        text = "".join(f"{name}\n{read_text(os.path.join(directory, name)) or ''}\n"
                       for name in _HANDED_OVER)
    return hmac.new(key.encode(), text.encode(), hashlib.sha256).hexdigest()[:32]


def _take_back(site):
    """What a purge has kept comes back with the site: its data may be unreadable without it."""
    retained = site.below_var("retained")
    for name in sorted(os.listdir(retained)) if os.path.isdir(retained) else ():
        source, target = os.path.join(retained, name), os.path.join(folder(site), name)
        status = os.lstat(source)
        if _OLDER.fullmatch(name) or not stat.S_ISREG(status.st_mode) or os.path.lexists(target):
            continue
        with open(source, "rb") as file:
            content = file.read()
        if create_once(target, content, 0o600):
            say(f"{target} taken back from {retained}, where a purge had kept it")
            # Only one is the right one: whoever deletes it later wants a new one.
            remove(source)
            sync_directory(retained)


def _check(path):
    status = os.lstat(path)
    if not stat.S_ISREG(status.st_mode) or status.st_uid != os.geteuid():
        raise SiteError(f"{path} is not a plain file of root's: put the right one back.")
    if len((read_text(path) or "").strip()) < _SHORTEST:
        raise SiteError(
            f"{path} has fewer than {_SHORTEST} characters. Put it back from a backup; or delete"
            f" it, and a new one is made, which ends all sessions."
        )


def _close(path):
    status = os.lstat(path)
    if stat.S_ISREG(status.st_mode) and stat.S_IMODE(status.st_mode) & 0o077:
        os.chmod(path, 0o600)
        say(f"{path} was readable for others: closed")
