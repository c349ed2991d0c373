"""The site's folders. Those of the service's user are systemd-tmpfiles' work alone: it follows no
link that the user may have planted."""

import os

from .command import require
from .errors import SiteError
from .files import make_directory

#: Folders of the service's user. A mount point may take their place, a link may not.
_OWN = ("media", "data")
_OWN_WITH_REDIS = (*_OWN, "queue")


def ensure(site):
    """Makes what is missing and sets owners and modes.

    :raises SiteError: if a folder of the service's user is a symbolic link
    """
    _refuse_links(site)
    require(
        ["systemd-tmpfiles", "--create", f"/usr/lib/tmpfiles.d/{site.package}.conf"],
        "Making the site's folders",
        timeout=60,
    )
    for name in ("", "slots", "releases", "static", "nginx", "acme"):
        make_directory(site.below_var(name).rstrip("/"))
    make_directory(site.links)
    make_directory(site.etc)


def _refuse_links(site):
    for name in _OWN_WITH_REDIS if site.queue == "redis" else _OWN:
        path = site.below_var(name)
        if os.path.islink(path):
            target = os.path.realpath(path)
            raise SiteError(
                f"{path} is a symbolic link, which neither systemd-tmpfiles nor the site's sandbox"
                f" follows. Use a bind mount instead: rm {path} && mkdir {path} &&"
                f" mount --bind {target} {path}, and in /etc/fstab:"
                f" {target} {path} none bind 0 0"
            )
