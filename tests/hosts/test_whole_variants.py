"""Queue and cache of several sites on one host: nobody comes to those of another.

RELIABILITY row 47.
"""
import pytest

from hostlab import builds, installed
from hostlab.commands import wait_for
from hostlab.site import UNIT, Site

pytestmark = pytest.mark.newest

#: Each site, and where its queue and its cache are.
SITES = {'berlin': ('rabbitmq', 'memcached'), 'paris': ('rabbitmq', 'memcached'),
         'rome': ('redis', 'redis')}

_CONNECT = 'import socket, sys; socket.socket(socket.AF_UNIX).connect(sys.argv[1])'

# Which virtual host and whose credential stand in the address; a listing says that it is open.
_AMQP = """
import sys
from kombu import Connection
with Connection(sys.stdin.read(), connect_timeout=10) as connection:
    connection.default_channel.queue_declare('celery', passive=True)
"""


@pytest.fixture
def tenants(suite, make_host):
    """{variant: site} of three whole sites on one running host."""
    host = make_host(installed.whole_tenant_layers(suite)).boot()
    sites = {name: Site(host, name, whole=True) for name in SITES}
    for site in sites.values():
        wait_for(lambda site=site: site.release() == 'v1')
        site.queue('begun')
        wait_for(lambda site=site: site.lines() == ['begun v1'])
    return sites


def _sockets(site, name):
    queue, cache = SITES[name]
    folder = 'rediscache' if cache == 'redis' else 'cache'
    found = {'cache': f'/run/{site.unit}-{folder}/{cache}.sock'}
    if queue == 'redis':
        found['queue'] = f'/run/{site.unit}-queue/redis.sock'
    return found


def _as_user(site, *command, stdin=''):
    return site.host.run('runuser', '-u', site.unit, '--', *command, stdin=stdin, check=False)


def _python(site):
    """The virtualenv's, which has what speaks with RabbitMQ."""
    return site.host.shell('ls /usr/lib/guestbook-env/*/bin/python').text.strip()


def _address(site):
    """The queue's, with the site's password."""
    return site.host.read(f'{site.etc}/secrets/broker_url').strip()


def _opens(site, address):
    """Whether RabbitMQ lets the site's user in with an address, and why not."""
    said = _as_user(site, _python(site), '-c', _AMQP, stdin=address)
    return said.status == 0, said.text


def test_user_of_one_site_reaches_no_queue_or_cache_of_another(tenants):
    for name, other in tenants.items():
        for what, socket in _sockets(other, name).items():
            connect = ['/usr/bin/python3', '-c', _CONNECT, socket]
            assert other.host.run(*connect, check=False).status == 0, f'no {what} of {name}'
            for site in tenants.values():
                said = _as_user(site, *connect)
                if site is other:
                    assert said.status == 0, said.text
                else:
                    assert 'PermissionError' in said.text, f'{site.unit} in {socket}'


def test_credential_of_one_site_opens_no_virtual_host_of_another(tenants):
    berlin, paris = tenants['berlin'], tenants['paris']
    for site, other in ((berlin, paris), (paris, berlin)):
        address = _address(site)
        assert _opens(site, address) == (True, '')
        for place in (f'/{other.unit}', '/%2F', '//'):
            opened, said = _opens(site, address.rpartition('/')[0] + place)
            assert not opened and 'NotAllowed' in said, f'{site.unit} at {place}: {said}'
        # nor does it know another's password
        opened, said = _opens(site, address.replace(site.unit, other.unit))
        assert not opened and 'AccessRefused' in said, said


def test_cache_and_tasks_of_one_site_are_no_others(tenants):
    for name, site in tenants.items():
        site.get(f'/probe/cache/?value={name}')
        site.queue(f'of-{name}')
    for name, site in tenants.items():
        wait_for(lambda site=site: len(site.lines()) == 2)
        assert site.lines() == ['begun v1', f'of-{name} v1']
        assert site.get('/probe/cache/').text == name


OUTSIDE = ('-Ddjango-deb.cache=external', '-Ddjango-deb.queue=off', '-Ddjango-deb.workers=off')


def test_cache_of_others_when_two_sites_share_it_gives_each_its_own(suite, server):
    sites = {name: Site(server, name) for name in ('berlin', 'paris')}
    server.apt('install', 'memcached', 'redis-server')

    def write(address):
        for site in sites.values():
            server.run('install', '-d', '-m', '700', f'{site.etc}/secrets')
            server.write(f'{site.etc}/secrets/cache_url', address + '\n')
            server.run('chmod', '600', f'{site.etc}/secrets/cache_url')

    def check():
        for name, site in sites.items():
            site.get(f'/probe/cache/?value={name}')
        for name, site in sites.items():
            assert site.get('/probe/cache/').text == name
            assert site.status()['cache'] == 'external'

    write('memcached://127.0.0.1:11211')
    packages = builds.whole_guestbook('whole-tenants', suite, OUTSIDE)
    server.install({file for name in sites for file in packages.of_tenant(name)})
    check()
    write('redis://127.0.0.1:6379/1')
    for site in sites.values():
        site.command('reload')
    check()
    keys = server.run('redis-cli', '-n', '1', 'keys', '*:probe').text.split()
    assert sorted(key.rpartition(UNIT)[2] for key in keys) == ['-berlin:1:probe', '-paris:1:probe']
