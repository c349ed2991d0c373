"""Queue and cache in Redis: servers of the site's own, beside whatever else the host has."""
import re

import pytest

from hostlab.commands import wait_for
from hostlab.site import ETC, PACKAGE, UNIT, VAR, Site

WORKER = f'{UNIT}-worker@a.service'
#: The units, behind the site's name, of its queue and its cache
SERVERS = ('queue', 'rediscache')


def queue_tasks(site, *names, seconds=0):
    for name in names:
        site.queue(name, seconds)


def done(site):
    """The names of the tasks that have run, in alphabetical order, as often as they have."""
    return sorted(line.split()[0] for line in site.lines())


def redis(site, name, *words, user=UNIT, check=True):
    """What one of the site's servers answers to a user."""
    return site.host.run('runuser', '-u', user, '--', 'redis-cli', '-s',
                         f'/run/{UNIT}-{name}/redis.sock', *words, check=check)


def pid(site, unit):
    return site.host.run('systemctl', 'show', '-P', 'MainPID', unit).text.strip()


def test_install_when_the_project_wants_redis_brings_servers_for_the_site_alone(
        bare_host, redis_packages):
    bare_host.install(redis_packages('v1').files)
    site = Site(bare_host, whole=True, redis=True)
    assert site.sign('Ada', 'three little words').status == 200
    wait_for(lambda: '3 words' in site.get().text, 30)
    site.get('/probe/cache/?value=kept')
    assert {site.get('/probe/cache/').text for _ in range(20)} == {'kept'}
    said = site.status()
    assert said['queue'] == f'redis, {UNIT}-queue.service'
    assert said['cache'] == f'redis, {UNIT}-rediscache.service'
    site.command('check')
    for name in SERVERS:
        assert redis(site, name, 'ping').text.strip() == 'PONG'
        assert 'Permission denied' in redis(site, name, 'ping', user='www-data', check=False).text
        outcome = site.host.run('systemd-analyze', 'security', '--threshold=20', '--no-pager',
                                f'{UNIT}-{name}.service', check=False)
        assert outcome.status == 0, outcome.tail(5)
    # nothing of Redis is on this host but what the site runs
    assert not site.host.package_state('redis-server').startswith('ii')
    site.check_clean()

    # what waits in the queue outlives its server, and the machine
    site.host.run('systemctl', 'stop', WORKER)
    queue_tasks(site, 'one', 'two')
    site.host.run('systemctl', 'restart', f'{UNIT}-queue.service')
    queue_tasks(site, 'three')
    bare_host.reboot()
    wait_for(lambda: done(site) == ['one', 'three', 'two'], 60)
    # a cache is no store
    assert site.get('/probe/cache/').text == 'nothing'
    site.check_clean()


def test_queue_when_its_server_dies_or_is_restarted_loses_no_task(redis_site):
    site = redis_site
    names = [f'task{number}' for number in range(12)]
    queue_tasks(site, *names[:6], seconds=1)
    before = pid(site, f'{UNIT}-queue.service')
    site.host.run('systemctl', 'restart', f'{UNIT}-queue.service')
    queue_tasks(site, *names[6:], seconds=1)
    # what was sent within the last second may be lost with a server that is killed
    site.host.run('sleep', '2')
    site.host.run('systemctl', 'kill', '--signal=KILL', f'{UNIT}-queue.service')
    wait_for(lambda: set(done(site)) == set(names), 120)
    assert pid(site, f'{UNIT}-queue.service') not in ('0', before)
    site.check_clean()


@pytest.mark.newest
def test_upgrade_when_queue_and_cache_are_in_redis_keeps_what_is_in_them(
        redis_site, redis_packages):
    site = redis_site
    site.get('/probe/cache/?value=kept')
    servers = [pid(site, f'{UNIT}-{name}.service') for name in SERVERS]
    queue_tasks(site, *(f'old{number}' for number in range(8)), seconds=1)
    site.host.install(redis_packages('v2').files)
    queue_tasks(site, 'new')
    expected = ['new', *(f'old{number}' for number in range(8))]
    wait_for(lambda: done(site) == expected, 60)
    assert site.release() == 'v2'
    assert site.get('/probe/cache/').text == 'kept'
    assert [pid(site, f'{UNIT}-{name}.service') for name in SERVERS] == servers
    site.check_clean()

    site.command('restart')
    assert [pid(site, f'{UNIT}-{name}.service') for name in SERVERS] != servers
    queue_tasks(site, 'restarted')
    wait_for(lambda: 'restarted' in done(site))
    site.check_clean()


@pytest.mark.newest
def test_links_that_the_sites_user_planted_beside_its_tasks_lead_nobody_astray(
        redis_site, redis_packages):
    site = redis_site
    host = site.host
    victims = ['/etc/shadow', '/root/victim', '/root/folder', '/root/folder/file']
    host.shell('echo secret > /root/victim; mkdir -m 700 /root/folder;'
               'echo mine > /root/folder/file; chmod 600 /root/victim /root/folder/file')

    def looks():
        return host.run('stat', '-c', '%n %a %u %g %s %Y', *victims).text + host.shell(
            f'sha256sum {" ".join(victims)} 2>/dev/null || true').text

    before = looks()
    host.run('runuser', '-u', UNIT, '--', 'sh', '-euc',
             f'cd {VAR}/queue; ln -s /etc/shadow shadow.tmp; ln -s /root/victim temp-1.rdb;'
             'ln -s /root/folder folder; ln -s /root .lock; mkfifo pipe')
    site.command('reload')
    site.host.install(redis_packages('v2').files)
    host.run('dpkg-reconfigure', PACKAGE)
    assert looks() == before
    site.command('check')
    host.run('chmod', '755', f'{VAR}/queue')
    said = site.command('check', check=False)
    assert said.status == 1 and f'{VAR}/queue has mode 0755, not 0700' in said.text
    site.command('allow-purge')
    said = host.apt('purge', PACKAGE).text
    assert looks() == before
    assert not host.exists(f'{VAR}/queue')
    copy = re.search(r'a copy is in (\S+), of: .*waiting tasks', said)[1]
    # the links themselves, in a folder that nobody but root may enter
    assert host.run('readlink', f'{copy}/queue/folder', f'{copy}/queue/shadow.tmp').text.split() \
        == ['/root/folder', '/etc/shadow']
    assert host.run('stat', '-c', '%a %U', copy).text.strip() == '700 root'


@pytest.mark.newest
def test_redis_of_the_administrator_when_the_site_comes_and_goes_is_left_alone(
        bare_host, redis_packages):
    def answer(*words):
        return bare_host.run('redis-cli', *words).text.strip()

    bare_host.apt('install', 'redis-server')
    answer('set', 'mine', 'kept')
    before = bare_host.run('systemctl', 'show', '-P', 'MainPID', 'redis-server').text
    bare_host.install(redis_packages('v1').files)
    site = Site(bare_host, whole=True, redis=True)
    queue_tasks(site, 'first')
    wait_for(lambda: done(site) == ['first'])
    assert answer('dbsize') == '1'  # the site has put nothing there
    site.command('allow-purge')
    bare_host.apt('purge', 'guestbook-site')
    assert not site.host.exists(f'{VAR}/queue') and not site.host.exists(ETC)
    assert answer('get', 'mine') == 'kept'
    assert bare_host.run('systemctl', 'show', '-P', 'MainPID', 'redis-server').text == before
