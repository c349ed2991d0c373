"""Hosts on which something is installed already."""
from . import builds, cache, roots
from .host import Host

# what the guest book's packages bring on a host that has nothing yet
SERVICES = ['libpq5', 'logrotate', 'nginx', 'postgresql', 'python3']


# what a host has that serves several web hosts
SHARED = ['nginx', 'postgresql', 'rabbitmq-server']


def _layer(suite, name, install):
    """The folder of what install(host) has written on a fresh host."""
    root = roots.root(suite)

    def make(folder):
        host = Host([root])
        try:
            install(host.boot())
            host.freeze_into(folder / 'upper')
        finally:
            host.close()

    return cache.find_or_make('installed', f'{suite}-{name}', make, keep=32) / 'upper'


def site_layers(suite, variant='v1'):
    """The guest book over a fresh Debian."""
    files = builds.guestbook(variant, suite).files
    root = roots.root(suite)
    name = f'site-{cache.digest(root.parent.name, *files)}'
    return [_layer(suite, name, lambda host: host.install(files)), root]


def whole_site_layers(suite):
    """The guest book with its workers, queue and cache, v1, over a fresh Debian."""
    files = builds.whole_guestbook('v1', suite).files
    root = roots.root(suite)
    name = f'whole-site-{cache.digest(root.parent.name, *files)}'
    return [_layer(suite, name, lambda host: host.install(files)), root]


def redis_site_layers(suite):
    """The same with Redis for queue and cache."""
    files = builds.redis_guestbook('v1', suite).files
    root = roots.root(suite)
    name = f'redis-site-{cache.digest(root.parent.name, *files)}'
    return [_layer(suite, name, lambda host: host.install(files)), root]


def tenant_layers(suite):
    """The guest book, v1, as three sites: one without a variant, and two tenants."""
    packages = [builds.guestbook(name, suite) for name in ('v1', 'tenants-v1')]
    files = sorted({file for one in packages for file in one.files}, key=lambda file: file.name)
    # the virtualenv is the same package in both
    files = list({file.name: file for file in files}.values())
    root = roots.root(suite)
    name = f'tenants-{cache.digest(root.parent.name, *files)}'
    return [_layer(suite, name, lambda host: host.install(files)), root]


def whole_tenant_layers(suite):
    """The guest book as three tenants that each have workers, a queue and a cache."""
    files = builds.whole_guestbook('whole-tenants', suite).files
    root = roots.root(suite)
    name = f'whole-tenants-{cache.digest(root.parent.name, *files)}'
    return [_layer(suite, name, lambda host: host.install(files)), root]


def service_layers(suite):
    """nginx, PostgreSQL and Python over a fresh Debian."""
    root = roots.root(suite)
    name = f'services-{cache.digest(root.parent.name, *SERVICES)}'
    return [_layer(suite, name, lambda host: host.apt('install', *SERVICES)), root]


def shared_layers(suite):
    """PostgreSQL, RabbitMQ and nginx, over a fresh Debian."""
    root = roots.root(suite)
    name = f'shared-{cache.digest(root.parent.name, *SHARED)}'
    return [_layer(suite, name, lambda host: host.apt('install', *SHARED)), root]
