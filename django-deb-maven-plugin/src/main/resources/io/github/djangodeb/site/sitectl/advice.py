"""What people are told to type when something did not work."""

import os

from .command import run

_REPEATED = ("start", "reload", "restart")
_CONFIGURE = "dpkg --configure -a"

#: The only state of dpkg's in which nothing of a package is left to do.
_INSTALLED = "installed"


def retry_hint(site):
    """The command that tries again what failed: dpkg's if dpkg called, else the site's own."""
    if "DPKG_MAINTSCRIPT_NAME" in os.environ or "DPKG_MAINTSCRIPT_PACKAGE" in os.environ:
        # Whatever that does, the package stays configured for dpkg.
        return _again(site) if "DEBCONF_RECONFIGURE" in os.environ else _CONFIGURE
    return f"{site.unit} {site.again or (site.verb if site.verb in _REPEATED else 'start')}"


def set_up_again(site):
    """The command that configures the site's package, as dpkg knows it."""
    return _again(site) if _status_of(site.package) == _INSTALLED else _CONFIGURE


def first_start(site):
    """The command that brings up a site of which no release serves yet.

    If dpkg could not configure its package, it is dpkg's, as that has said.
    """
    done = _status_of(site.package) == _INSTALLED
    return f"{site.unit} start" if done else _CONFIGURE


def unfinished(package):
    """What dpkg has not brought to an end about a package, with the command, or None."""
    status = _status_of(package)
    if status == _INSTALLED:
        return None
    if status in ("", "not-installed", "config-files"):
        return f"{package} is not installed: apt install {package}"
    if status == "half-installed":
        return f"{package} is {status}: apt install --reinstall {package}"
    return f"{package} is {status}: {_CONFIGURE}"


def _status_of(package):
    return run(["dpkg-query", "-W", "-f", "${db:Status-Status}", package]).stdout.strip()


def _again(site):
    """For a configured package, of which ``dpkg --configure`` does nothing."""
    return f"dpkg-reconfigure {site.package}"


def way_back(site, version):
    """How an earlier version is installed, from a repository or from its file."""
    upstream = version.split(":", 1)[-1]  # An epoch is no part of a file's name.
    return (f"apt install {site.package}={version}\n               or, from its file,"
            f" apt install --allow-downgrades ./{site.package}_{upstream}_all.deb")
