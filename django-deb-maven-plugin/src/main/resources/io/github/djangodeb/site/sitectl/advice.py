"""What people are told to type when something did not work."""

import os

_REPEATED = ("start", "reload", "restart")


def retry_hint(site):
    """The command that tries again what failed: dpkg's if dpkg called, else the site's own."""
    if "DPKG_MAINTSCRIPT_NAME" in os.environ or "DPKG_MAINTSCRIPT_PACKAGE" in os.environ:
        return "dpkg --configure -a"
    return f"{site.unit} {site.again or (site.verb if site.verb in _REPEATED else 'start')}"


def way_back(site, version):
    """How an earlier version is installed, from a repository or from its file."""
    upstream = version.split(":", 1)[-1]  # An epoch is no part of a file's name.
    return (f"apt install {site.package}={version}\n               or, from its file,"
            f" apt install --allow-downgrades ./{site.package}_{upstream}_all.deb")
