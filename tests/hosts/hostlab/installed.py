"""Hosts on which the first version of the guest book is installed already."""
from . import builds, cache, roots
from .host import Host


def layer(suite):
    """The folder of what installing v1 on a fresh host has written."""
    root = roots.root(suite)
    packages = builds.guestbook('v1', suite)
    name = f'{suite}-{cache.digest(root.parent.name, *packages.files)}'

    def make(folder):
        host = Host([root])
        try:
            host.boot()
            host.install(packages.files)
            host.freeze_into(folder / 'upper')
        finally:
            host.close()

    return cache.find_or_make('installed', name, make) / 'upper'


def layers(suite):
    return [layer(suite), roots.root(suite)]
