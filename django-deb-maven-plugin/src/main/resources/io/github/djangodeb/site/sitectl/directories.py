"""The site's folders. Those of the service's user are systemd-tmpfiles' work alone: it follows no
link that the user may have planted."""

from .command import require
from .files import make_directory


def ensure(site):
    """Makes what is missing and sets owners and modes."""
    require(
        ["systemd-tmpfiles", "--create", f"/usr/lib/tmpfiles.d/{site.package}.conf"],
        "Making the site's folders",
        timeout=60,
    )
    for name in ("", "slots", "releases", "static", "nginx"):
        make_directory(site.below_var(name).rstrip("/"))
    make_directory(site.links)
    make_directory(site.etc)
