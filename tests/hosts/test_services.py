"""Workers, beat, queue and cache: set up, switched over all together, and for the site alone."""
import json
import re
import time

import pytest

from hostlab import builds
from hostlab.commands import wait_for
from hostlab.load import Load
from hostlab.site import ETC, LIB, PACKAGE, UNIT, VAR, Site

# Seconds without a periodic task: the beat that waits has to be told by the kernel, and to load
# its schedule, on a machine that does other things too
MOST_SILENCE = 30


def test_install_when_host_is_fresh_brings_workers_beat_queue_and_cache(
        bare_host, whole_packages):
    bare_host.install(whole_packages('v1').files)
    site = Site(bare_host, whole=True)
    assert site.sign('Ada', 'three little words').status == 200
    wait_for(lambda: '3 words' in site.get().text)
    wait_for(lambda: len(site.lines('ticks.log')) >= 3)
    site.get('/probe/cache/?value=kept')
    assert {site.get('/probe/cache/').text for _ in range(20)} == {'kept'}
    site.check_clean()

    bare_host.reboot()
    site.queue('after-reboot')
    wait_for(lambda: 'after-reboot v1' in site.lines())
    check_beat(site)
    site.check_clean()


def counts(site):
    """How often each task has run, by its name."""
    names = [line.split()[0] for line in site.lines()]
    return {name: names.count(name) for name in names}


def seconds_between_ticks(site):
    """As the beats of both slots say in the journal of this boot, which is when they are sent."""
    said = site.host.run('journalctl', '-q', '-b', '-o', 'short-unix', '-u',
                         f'{UNIT}-beat@*').text
    times = [float(line.split()[0]) for line in said.splitlines() if 'due task tick' in line]
    assert len(times) > 2
    return [later - earlier for earlier, later in zip(times, times[1:])]


def check_beat(site):
    """One beat sends, each second: there are not two of them, and never none for long."""
    before = len(site.lines('ticks.log'))
    wait_for(lambda: len(site.lines('ticks.log')) > before + 3, MOST_SILENCE)
    seconds = seconds_between_ticks(site)
    assert min(seconds) > 0.5
    assert max(seconds) < MOST_SILENCE


@pytest.mark.newest
def test_upgrades_under_load_lose_no_task_and_run_none_twice(whole_site, whole_packages):
    site = whole_site
    queued = 0
    with Load(site) as load:
        for turn in range(10):
            variant = ('v2', 'v1')[turn % 2]
            for _ in range(5):
                site.queue(f'task{queued}', 0.5)
                queued += 1
            upgrade = site.host.start('apt-get', '-q', '-y', '--allow-downgrades', 'install',
                                      *site.host.bring(whole_packages(variant).files))
            while upgrade.poll() is None:
                site.queue(f'task{queued}', 0.2)
                queued += 1
                time.sleep(0.2)
            assert upgrade.returncode == 0, upgrade.stdout.read()
            assert site.release() == variant
    load.report.check()
    wait_for(lambda: len(site.lines()) >= queued, 60)
    assert counts(site) == {f'task{number}': 1 for number in range(queued)}
    check_beat(site)
    site.check_clean()


@pytest.mark.newest
def test_task_that_runs_during_an_upgrade_is_finished_by_its_own_release(
        whole_site, whole_packages):
    site = whole_site
    site.queue('long', 60)
    time.sleep(1)
    said = site.host.install(whole_packages('v2').files).text
    assert 'waiting for the Celery workers of slot' in said
    assert site.lines() == ['long v1']
    site.queue('short')
    wait_for(lambda: 'short v2' in site.lines())
    site.check_clean()


@pytest.mark.newest
def test_task_that_runs_while_an_upgrade_is_interrupted_is_finished(whole_site, whole_packages):
    site = whole_site
    worker = f'{UNIT}-worker@{site.slot()}.service'
    site.queue('long', 60)
    time.sleep(1)
    upgrade = site.host.start('apt-get', '-q', '-y', 'install',
                              *site.host.bring(whole_packages('v2').files))
    wait_for(lambda: site.host.run('systemctl', 'is-active', worker, check=False).text.strip()
             == 'deactivating')
    site.host.run('pkill', '-INT', '-f', f'{LIB}/sitectl configure')
    said, _ = upgrade.communicate(timeout=60)
    assert upgrade.returncode != 0 and 'the next call heals' in said, said
    assert site.lines() == []
    site.host.run('dpkg', '--configure', '-a')
    site.command('stop')
    assert site.lines() == ['long v1']
    site.command('start')
    site.check_clean()


@pytest.mark.newest
def test_queue_when_it_moves_leaves_no_task_unseen(whole_site, suite):
    site = whole_site
    outside = builds.whole_guestbook('v2', suite, ('-Ddjango-deb.queue=external',))
    site.host.shell("""
        rabbitmqctl -q add_vhost other
        rabbitmqctl -q add_user other secret
        rabbitmqctl -q set_permissions -p other other '.*' '.*' '.*'
    """)
    site.host.write(f'{ETC}/secrets/broker_url', 'amqp://other:secret@127.0.0.1/other\n')
    processors = int(site.host.run('nproc').text)
    running = [f'long{number}' for number in range(processors)]
    for name in running:
        site.queue(name, 60)
    time.sleep(2)
    site.queue('left')
    said = site.host.install(outside.files).text
    assert 'the queue has moved: the Celery workers of slot' in said
    # the beat's tasks wait too
    assert re.search(rf"(One task waits|\d+ tasks wait) in RabbitMQ's virtual host {UNIT}", said)
    assert sorted(site.lines()) == [f'{name} v1' for name in sorted(running)]
    site.queue('after')
    wait_for(lambda: 'after v2' in site.lines())
    assert 'left' not in ' '.join(site.lines())
    site.check_clean()

    assert f'virtual host and user "{UNIT}"' in site.command('allow-purge').text
    site.host.run('apt-get', '-q', '-y', 'purge', 'guestbook-site')
    for what in ('list_vhosts', 'list_users'):
        there = site.host.run('rabbitmqctl', '-q', what).text.split()
        assert UNIT not in there and 'other' in there


@pytest.mark.newest
def test_upgrade_when_the_workers_do_not_start_keeps_all_of_the_old_release(
        whole_site, whole_packages):
    site = whole_site
    outcome = site.host.install(whole_packages('broken-worker').files, check=False)
    assert outcome.status != 0
    assert 'the Celery workers did not come up' in outcome.text
    assert 'this worker never starts' in outcome.text
    assert 'goes on as before' in outcome.text
    assert site.release() == 'v1'
    site.queue('after')
    wait_for(lambda: 'after v1' in site.lines())
    before = len(site.lines('ticks.log'))
    wait_for(lambda: len(site.lines('ticks.log')) > before + 2)
    site.host.install(whole_packages('v2').files, '--allow-downgrades')
    site.check_clean()


@pytest.mark.newest
def test_upgrade_when_the_beat_does_not_start_keeps_all_of_the_old_release(
        whole_site, whole_packages):
    site = whole_site
    with Load(site) as load:
        outcome = site.host.install(whole_packages('broken-beat').files, check=False)
    load.report.check()
    assert outcome.status == 100
    assert "Celery's beat did not come up" in outcome.text
    assert 'this beat never starts' in outcome.text
    assert 'goes on as before' in outcome.text
    assert site.release() == 'v1'
    site.queue('after')
    wait_for(lambda: 'after v1' in site.lines())
    before = len(site.lines('ticks.log'))
    wait_for(lambda: len(site.lines('ticks.log')) > before + 2)
    assert all(line.endswith(' v1') for line in site.lines('ticks.log')[before:])
    assert [fault for fault in site.faults(status=1) if 'dpkg --audit' not in fault] == []
    site.host.install(whole_packages('v2').files, '--allow-downgrades')
    site.check_clean()


@pytest.mark.newest
def test_task_of_a_kind_that_the_old_release_lacks_is_done_by_the_new_one(
        whole_site, whole_packages):
    site = whole_site
    upgrade = site.host.start('apt-get', '-q', '-y', 'install',
                              *site.host.bring(whole_packages('new-kind').files))
    # from the first moment in which visitors have the new release
    wait_for(lambda: site.release() == 'new-kind')
    queued = 0
    while queued < 50 or upgrade.poll() is None:
        page = site.get(f'/probe/task/?kind=fresh&name=fresh{queued}')
        assert page.text == 'queued', page
        queued += 1
    said, _ = upgrade.communicate()
    assert upgrade.returncode == 0, said
    wait_for(lambda: len(site.lines()) >= queued)
    assert sorted(site.lines()) == sorted(f'fresh{number} of a new kind'
                                          for number in range(queued))
    site.check_clean()


@pytest.mark.newest
@pytest.mark.parametrize('state', ['started', 'healthy', 'flipped', 'drained'])
def test_switch_when_killed_leaves_workers_that_work(whole_site, whole_packages, state):
    site = whole_site
    site.host.install_with({'SITECTL_KILL_AT': f'switch:{state}'}, whole_packages('v2').files)
    site.host.run('dpkg', '--configure', '-a')
    assert site.release() == 'v2'
    site.queue('after')
    wait_for(lambda: 'after v2' in site.lines())
    check_beat(site)
    site.check_clean()

    site.host.reboot()
    check_beat(site)
    site.check_clean()


@pytest.mark.newest
def test_beat_when_another_process_has_its_lock_sends_nothing_and_status_says_so(whole_site):
    site = whole_site
    beat = f'{UNIT}-beat@{site.slot()}.service'
    site.host.run('systemctl', 'stop', beat)
    with site.host.start('flock', f'{VAR}/data/beat.lock', 'sleep', '600') as other:
        wait_for(lambda: site.host.run('flock', '-n', f'{VAR}/data/beat.lock', 'true',
                                       check=False).status == 1)
        site.host.run('systemctl', 'start', beat)
        said = site.status()
        assert said['exit'] == 1 and said['beat'], said
        assert [f'{VAR}/data/beat.lock' in one and 'lslocks' in one
                for one in said['problems']] == [True]
        # as the problem says
        holders = site.host.run('lslocks', '--noheadings', '--output', 'PID,PATH').text
        pids = [line.split()[0] for line in holders.splitlines() if 'beat.lock' in line]
        assert pids
        site.host.run('pkill', '-f', 'sleep 600')
        other.communicate(timeout=30)
    before = len(site.lines('ticks.log'))
    wait_for(lambda: len(site.lines('ticks.log')) > before + 2)
    site.check_clean()


@pytest.mark.newest
def test_switch_that_is_taken_back_gives_the_tasks_back_too(whole_site):
    site = whole_site
    site.host.run('sh', '-c', f'echo "QUEUES=high celery" >> {ETC}/site.conf')
    site.command('reload')
    before = site.slot()
    site.host.run(UNIT, 'reload', check=False,
                  variables={'SITECTL_FAIL_AT': 'switch:flipped'})
    assert site.slot() == before
    consumers = site.host.run('rabbitmqctl', '-q', 'list_consumers', '-p', UNIT, 'queue_name').text
    assert {'high', 'celery'} <= set(consumers.split())
    site.queue('after')
    wait_for(lambda: 'after v1' in site.lines())
    site.check_clean()


@pytest.mark.newest
def test_rabbitmq_when_down_stops_tasks_and_not_pages(whole_site):
    site = whole_site
    site.host.run('systemctl', 'stop', 'rabbitmq-server')
    assert site.get().status == 200
    said = site.status()
    assert said['exit'] == 1
    assert any('RabbitMQ does not run' in problem for problem in said['problems'])
    assert site.command('stop').status == 0
    site.host.run('systemctl', 'start', 'rabbitmq-server')
    site.command('start')
    site.queue('after')
    wait_for(lambda: 'after v1' in site.lines())


@pytest.mark.newest
def test_cache_when_down_is_no_ones_end(whole_site):
    site = whole_site
    site.host.run('systemctl', 'stop', f'{UNIT}-cache')
    assert site.get().status == 200
    assert site.status()['exit'] == 1
    site.command('start')
    site.host.run('systemctl', 'start', f'{UNIT}-cache')
    site.check_clean()


@pytest.mark.newest
def test_cache_when_it_is_of_another_kind_now_each_release_has_its_own(whole_site, suite):
    site = whole_site

    def active():
        names = [f'{UNIT}-{name}.service' for name in ('cache', 'rediscache')]
        return site.host.run('systemctl', 'is-active', *names, check=False).text.split()

    def check_kept(value):
        site.get(f'/probe/cache/?value={value}')
        assert {site.get('/probe/cache/').text for _ in range(10)} == {value}

    check_kept('memcached')
    files = builds.whole_guestbook('redis-v2', suite, ('-Ddjango-deb.cache=redis',)).files
    # the new one has proved itself, with its own cache, and is taken back
    outcome = site.host.install_with({'SITECTL_FAIL_AT': 'switch:healthy'}, files)
    assert outcome.status == 100 and site.release() == 'v1'
    assert 'Its cache is a memcached of its own, which the installed package does not bring' \
        in outcome.text
    assert site.get('/probe/cache/').text == 'memcached'
    assert active() == ['active', 'active']
    said = site.host.run('dpkg', '--configure', '-a').text
    assert site.release() == 'v2' and f'{UNIT}-cache.service stopped' in said
    assert active() == ['inactive', 'active']
    assert site.status()['cache'] == f'redis, {UNIT}-rediscache.service'
    check_kept('redis')
    site.cache = 'rediscache'
    site.check_clean()

    site.host.reboot()
    wait_for(lambda: site.release() == 'v2')
    assert active() == ['inactive', 'active']
    check_kept('redis')
    said = site.host.install(builds.whole_guestbook('v1', suite).files, '--allow-downgrades').text
    assert site.release() == 'v1' and f'{UNIT}-rediscache.service stopped' in said
    check_kept('memcached')
    site.cache = 'cache'
    site.check_clean()


def main_pids(site):
    """Of the servers that the site needs: RabbitMQ, PostgreSQL, its cache."""
    clusters = site.host.run('systemctl', 'list-units', '--plain', '--no-legend',
                             'postgresql@*.service').text.split()[:1]
    assert clusters
    said = site.host.run('systemctl', 'show', '-P', 'MainPID', 'rabbitmq-server', *clusters,
                         f'{UNIT}-cache')
    return said.text.split()


@pytest.mark.newest
def test_restart_and_stop_take_all_services_along(whole_site):
    site = whole_site
    site.command('stop')
    for unit in ('cache', *(f'{kind}@a' for kind in site.kinds)):
        active = site.host.run('systemctl', 'is-active', f'{UNIT}-{unit}', check=False)
        assert active.text.strip() == 'inactive', unit
    site.command('start')
    site.check_clean()
    before = main_pids(site)
    site.command('restart')
    after = main_pids(site)
    assert not set(before) & set(after) and '0' not in before + after, (before, after)
    site.queue('after')
    wait_for(lambda: 'after v1' in site.lines())
    site.check_clean()


@pytest.mark.newest
def test_host_that_shall_not_send_or_work_does_not(whole_site):
    site = whole_site
    site.host.run('sh', '-c', f'printf "WORKERS=off\\nBEAT=off\\n" >> {ETC}/site.conf')
    site.command('reload')
    said = site.status()
    assert said['workers'] is None and said['beat'] is None and said['exit'] == 0
    active = site.host.run('systemctl', 'is-active', f'{UNIT}-worker@{site.slot()}', check=False)
    assert active.text.strip() == 'inactive'


@pytest.mark.newest
def test_queue_and_cache_are_the_sites_alone(whole_site):
    site = whole_site
    password = site.host.read(f'{ETC}/secrets/broker_url').split(':')[2].split('@')[0]
    assert len(password) >= 40
    everything = site.host.shell('cat /proc/[0-9]*/environ /proc/[0-9]*/cmdline | tr "\\0" "\\n"')
    assert password not in everything.text
    assert password not in site.host.run('journalctl', '--no-pager').text
    mode = site.host.run('stat', '-c', '%a %U', f'{ETC}/secrets/broker_url').text.strip()
    assert mode == '600 root'
    nobody = site.host.run('runuser', '-u', 'www-data', '--', 'ls', f'/run/{UNIT}-cache',
                           check=False)
    assert nobody.status != 0
    permissions = site.host.run('rabbitmqctl', '-q', 'list_user_permissions', UNIT).text
    assert [line.split()[0] for line in permissions.splitlines()[1:]] == [UNIT]


def test_units_are_walled_in(whole_site):
    for kind in whole_site.kinds:
        said = whole_site.host.run('systemd-analyze', 'security', '--threshold=20',
                                   f'{UNIT}-{kind}@{whole_site.slot()}.service', '--no-pager',
                                   check=False)
        assert said.status == 0, said.text[-300:]


@pytest.mark.newest
def test_configure_when_repeated_changes_nothing_of_the_queue(whole_site):
    site = whole_site
    before = site.host.run('rabbitmqctl', '-q', 'export_definitions', '-').text
    secrets = site.secrets()
    said = site.host.run('dpkg-reconfigure', 'guestbook-site').text
    assert 'made' not in said
    assert site.secrets() == secrets
    assert site.host.run('rabbitmqctl', '-q', 'export_definitions', '-').text == before
    site.check_clean()


@pytest.mark.newest
def test_check_when_the_queues_password_was_changed_says_so_and_what_mends_it(whole_site):
    site = whole_site
    site.command('check')
    site.host.run('rabbitmqctl', '-q', 'change_password', UNIT, 'another')
    said = json.loads(site.command('check', '--json', check=False).text)
    problem, = [one['text'] for one in said['checks'] if one['ok'] is False]
    assert [one['check'] for one in said['checks'] if one['ok'] is False] == ['queue']
    assert problem.startswith('RabbitMQ runs, but the site cannot use it: ')
    way = f'dpkg-reconfigure {PACKAGE}'
    assert 'ACCESS_REFUSED' in problem and problem.endswith(way)
    site.host.run(*way.split())
    site.command('check')
    site.queue('after')
    wait_for(lambda: 'after v1' in site.lines())


@pytest.mark.newest
def test_install_when_the_virtual_host_is_anothers_refuses(whole_site, whole_packages):
    site = whole_site
    site.host.run('apt-get', '-q', '-y', 'purge', 'guestbook-site')
    site.host.shell(f'rm -rf {VAR}/retained; rabbitmqctl -q clear_password {UNIT}')
    outcome = site.host.install(whole_packages('v1').files, check=False)
    assert outcome.status != 0
    assert f'a user "{UNIT}" that is not this site' in outcome.text


@pytest.mark.newest
def test_purge_when_allowed_takes_the_virtual_host_too(whole_site):
    site = whole_site
    site.command('allow-purge')
    site.host.run('apt-get', '-q', '-y', 'purge', 'guestbook-site')
    for what in ('list_vhosts', 'list_users'):
        assert UNIT not in site.host.run('rabbitmqctl', '-q', what).text.split()
