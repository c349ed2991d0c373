"""The site's user: made by systemd-sysusers, and never one that a person uses."""

import os
import pwd

from .command import require
from .errors import SiteError
from .output import say

#: Above it Debian gives uids to people (SYS_UID_MAX of login.defs).
_LAST_SYSTEM_UID = 999
_NO_SHELLS = ("/usr/sbin/nologin", "/sbin/nologin", "/bin/false", "/usr/bin/false")


def find(name):
    """The account, or None."""
    try:
        return pwd.getpwnam(name)
    except KeyError:
        return None


def check(site):
    """Refuses an account that is not a site's. systemd-sysusers would silently take it over.

    :raises SiteError: if the account belongs to a person or to the system
    """
    account = find(site.user)
    if account is None:
        return
    # Once set up it is the site's, whatever an administrator has changed about it since: its
    # number, say, to be the same on all hosts that share uploads.
    known = os.path.exists(site.below_var("state.json"))
    reason = "it is root" if account.pw_uid == 0 else None
    if not known:
        reason = reason or _not_a_site(account, site.user)
    if reason:
        raise SiteError(
            f'The user "{site.user}" exists and is not this site\'s: {reason}. Nothing was changed.'
            f" Rename or delete that account, or build the site under another name."
        )


def _not_a_site(account, name):
    if account.pw_uid > _LAST_SYSTEM_UID:
        return f"its uid {account.pw_uid} is a person's"
    if account.pw_shell not in _NO_SHELLS:
        return f"it may log in with {account.pw_shell}"
    if account.pw_dir.startswith("/home"):
        return f"its home is {account.pw_dir}"
    # As the package's sysusers.d file has it. Other services have such accounts too.
    comment = account.pw_gecos.partition(",")[0]
    if comment != f"Site {name}":
        return (f'it is of "{comment}", not of "Site {name}" (if it is left of this site:'
                f" usermod --comment 'Site {name}' {name})")
    return None


def ensure(site):
    """Makes the account from the package's sysusers.d file."""
    check(site)
    if find(site.user) is not None:
        return
    require(["systemd-sysusers", f"/usr/lib/sysusers.d/{site.package}.conf"], "Making the user")
    if find(site.user) is None:
        raise SiteError(
            f'systemd-sysusers made no user "{site.user}": look into'
            f" /usr/lib/sysusers.d/{site.package}.conf."
        )
    say(f"user {site.user} made")
