"""Whether nginx would accept other texts of one site: asked on copies, so that it reads what it
read, whatever happens meanwhile.

The host's own configuration counts, with the other sites, as a directive may need what they define.
"""

import os
import shutil
import tempfile

from . import nginxserver
from .command import Outcome
from .files import make_directory, read_text

_ENABLED = "sites-enabled"


def test(site, texts, enabled, accepted):
    """What nginx says: an outcome with the names of the true files.

    :param texts: what is to be tried, by the paths at which nginx reads it; None for no file
    :param enabled: the site's link
    :param accepted: where that leads to
    :returns: the outcome, or None if the host's nginx.conf does not include the sites as Debian's
    """
    main = read_text(os.path.join(site.nginx, "nginx.conf")) or ""
    if _ENABLED not in main:
        return None
    make_directory(site.run)
    with tempfile.TemporaryDirectory(prefix="nginx-", dir=site.run) as folder:
        ours, host = os.path.join(folder, "site"), os.path.join(folder, "host")
        true = site.below_var("nginx")
        _copy_ours(true, ours, texts)
        _link_host(site.nginx, host, os.path.basename(enabled),
                   ours + accepted.removeprefix(true))
        configuration = os.path.join(host, "nginx.conf")
        _write(configuration, main.replace(os.path.join(site.nginx, _ENABLED),
                                           os.path.join(host, _ENABLED)))
        outcome = nginxserver.test(configuration)
    return Outcome(outcome.status, "", outcome.text.replace(ours, true).replace(host, site.nginx))


def _copy_ours(true, ours, texts):
    shutil.copytree(true, ours)
    for path, text in texts.items():
        copy = ours + path.removeprefix(true)
        if text is not None:
            make_directory(os.path.dirname(copy))
            _write(copy, text.replace(true + "/", ours + "/"))
        elif os.path.lexists(copy):
            os.unlink(copy)


def _link_host(nginx, host, unit, ours):
    """A folder like nginx's own, as relative names count from there, with our texts in it."""
    os.makedirs(os.path.join(host, _ENABLED))
    for name in os.listdir(nginx):
        if name not in ("nginx.conf", _ENABLED):
            os.symlink(os.path.join(nginx, name), os.path.join(host, name))
    for name in os.listdir(os.path.join(nginx, _ENABLED)):
        target = ours if name == unit else os.path.join(nginx, _ENABLED, name)
        os.symlink(target, os.path.join(host, _ENABLED, name))


def _write(path, text):
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
