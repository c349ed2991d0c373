"""What people are told to type when something did not work."""

import os

from .command import run

_REPEATED = ("start", "reload", "restart")
_CONFIGURE = "dpkg --configure -a"


def retry_hint(site):
    """The command that tries again what failed: dpkg's if dpkg called, else the site's own."""
    if "DPKG_MAINTSCRIPT_NAME" in os.environ or "DPKG_MAINTSCRIPT_PACKAGE" in os.environ:
        # Whatever that does, the package stays configured for dpkg.
        return _again(site) if "DEBCONF_RECONFIGURE" in os.environ else _CONFIGURE
    return f"{site.unit} {site.again or (site.verb if site.verb in _REPEATED else 'start')}"


def set_up_again(site):
    """The command that configures the site's package, as dpkg knows it."""
    status = run(["dpkg-query", "-W", "-f", "${db:Status-Status}", site.package]).stdout.strip()
    return _again(site) if status == "installed" else _CONFIGURE


def _again(site):
    """For a configured package, of which ``dpkg --configure`` does nothing."""
    return f"dpkg-reconfigure {site.package}"


def way_back(site, version):
    """How an earlier version is installed, from a repository or from its file."""
    upstream = version.split(":", 1)[-1]  # An epoch is no part of a file's name.
    return (f"apt install {site.package}={version}\n               or, from its file,"
            f" apt install --allow-downgrades ./{site.package}_{upstream}_all.deb")
