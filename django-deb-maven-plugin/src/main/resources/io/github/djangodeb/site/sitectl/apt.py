"""What apt must not remove by itself: the packages of the releases that this host keeps.

The site's package depends on the code of one release only. That of the running one is needed until
the new one has taken over, and that of the previous one to go back; apt keeps kernels the same way.
"""

import os
import re

from . import releases
from .files import remove, write_if_different

_HEAD = """\
// Written by {unit}: the code of the releases that it keeps. Those that it lets go
// are no longer here, and apt autoremove takes them.
APT::NeverAutoRemove {{
"""


def protect(site, state):
    """Names the packages of all recorded releases to apt."""
    if not os.path.isdir(site.apt):
        return
    names = sorted(set(_packages(site, state)))
    # Dot and plus are the only characters of a package's name that mean something in a pattern.
    patterns = [re.sub("[.+]", r"\\\g<0>", name) for name in names]
    lines = [f'\t"^{pattern}$";\n' for pattern in patterns]
    path = os.path.join(site.apt, "60" + site.unit)
    if lines:
        write_if_different(path, _HEAD.format(unit=site.unit) + "".join(lines) + "};\n")
    else:
        remove(path)


def _packages(site, state):
    for release in state.releases:
        facts = releases.load(site, release)
        if facts:
            yield from (package_of(facts.env), package_of(facts.src))


def package_of(folder):
    """Packages lie in a folder of their own: /usr/lib/shop-env/0123 is that of shop-env-0123."""
    parent, digest = os.path.split(folder)
    return f"{os.path.basename(parent)}-{digest}"
