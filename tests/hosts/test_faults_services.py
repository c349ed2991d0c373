"""Faults of what a site stands on: its queue, its cache, its database, its own processes, the
clock, and somebody on the host who looks and tries.

RELIABILITY rows 34 to 36, 38, 42, 44 and 55.
"""
import json
import time
from urllib.parse import urlsplit

import pytest

from hostlab.commands import wait_for
from hostlab.faults import little_memory
from hostlab.load import Load
from hostlab.site import ETC, LIB, RUN, UNIT, VAR, Site

pytestmark = pytest.mark.newest

# What a stranger on the host sees of all processes, as fast as two processors allow
WATCHER = r"""
import glob, os, sys, time
seen = set()
looks = 0
begin = time.monotonic()
while not os.path.exists('/run/enough'):
    looks += 1
    for path in glob.glob('/proc/[0-9]*/cmdline') + glob.glob('/proc/[0-9]*/environ'):
        try:
            with open(path, 'rb') as file:
                seen.add(file.read())
        except OSError:
            pass
open('/root/seen', 'wb').write(b'\n'.join(seen))
print(looks / (time.monotonic() - begin))
"""


CONTROLS = 20

# A promise with room for a machine that does other things: systemd begins another process after
# a second, which then loads the project
BEGIN_SECONDS = 5
READY_SECONDS = 20

VISITORS = 8
KILLED = ('worker', 'main', 'all', 'worker', 'all')
SPARE = 200  # MiB

# A name server that takes questions and never answers
DEAF = """
import socket, time
port = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
port.bind(('127.0.0.1', 53))
time.sleep(600)
"""

CONNECT = 'import socket, sys; socket.socket(socket.AF_UNIX).connect(sys.argv[1])'


def main_pid(host, unit):
    return host.run('systemctl', 'show', '-P', 'MainPID', unit).text.strip()


def check_work(site, name):
    """A task that a page sends is done by the release that answers."""
    site.queue(name)
    wait_for(lambda: f'{name} {site.release()}' in site.lines())


def test_upgrade_when_rabbitmq_is_down_keeps_the_old_release_until_it_is_back(
        whole_site, whole_packages):
    site = whole_site
    site.host.run('systemctl', 'stop', 'rabbitmq-server')
    begin = time.monotonic()
    outcome = site.host.install(whole_packages('v2').files, check=False)
    assert time.monotonic() - begin < 240
    assert outcome.status != 0
    assert 'systemctl start rabbitmq-server' in outcome.text
    assert site.release() == 'v1'
    site.host.run('systemctl', 'start', 'rabbitmq-server')
    site.host.run('dpkg', '--configure', '-a')
    assert site.release() == 'v2'
    check_work(site, 'after')
    site.check_clean()


def test_configure_when_rabbitmqs_command_hangs_goes_on_and_leaves_no_process(whole_site):
    site = whole_site
    site.host.shell('dpkg-divert --local --rename --add /usr/sbin/rabbitmqctl\n'
                    'printf "#!/bin/sh\\nsleep 4711 & wait\\n" > /usr/sbin/rabbitmqctl\n'
                    'chmod 755 /usr/sbin/rabbitmqctl')
    begin = time.monotonic()
    said = site.host.run('dpkg-reconfigure', 'guestbook-site').text
    assert time.monotonic() - begin < 120
    assert 'RabbitMQ does not answer' in said and 'work goes on' in said
    assert site.host.run('pgrep', '-f', 'sleep 4711', check=False).text == ''
    check_work(site, 'after')
    site.check_clean()


def test_upgrade_when_the_cache_is_down_works_and_starts_it(whole_site, whole_packages):
    site = whole_site
    site.host.run('systemctl', 'stop', f'{UNIT}-cache')
    assert site.get().status == 200
    site.host.install(whole_packages('v2').files)
    assert site.release() == 'v2'
    site.get('/probe/cache/?value=kept')
    assert {site.get('/probe/cache/').text for _ in range(10)} == {'kept'}
    site.check_clean()


def test_upgrade_when_the_database_takes_no_more_connections_says_so_and_can_be_repeated(
        site, packages):
    site.sql(f'alter role {UNIT} connection limit 0', 'postgres')
    outcome = site.host.install(packages('v2').files, check=False)
    assert outcome.status != 0
    assert 'too many connections' in outcome.text
    site.sql(f'alter role {UNIT} connection limit -1', 'postgres')
    site.host.run('dpkg', '--configure', '-a')
    assert site.release() == 'v2'
    site.check_clean()


@pytest.mark.parametrize('years', ['-10y', '+2y'])
def test_upgrade_when_the_clock_is_wrong_is_like_any_other(site, packages, years):
    site.host.apt('install', 'faketime')
    files = site.host.bring(packages('v2').files)
    site.host.run('faketime', '-f', years, 'apt-get', '-q', '-y', 'install', *files)
    assert site.release() == 'v2'
    site.command('rollback')
    assert site.release() == 'v1'
    site.host.run('dpkg-reconfigure', 'guestbook-site')
    assert site.release() == 'v2'
    site.check_clean()


def test_upgrade_when_names_are_not_answered_and_the_time_zone_changes_is_like_any_other(
        site, packages):
    site.host.write('/root/deaf.py', DEAF)
    deaf = site.host.start('python3', '/root/deaf.py')
    site.host.write('/etc/resolv.conf', 'nameserver 127.0.0.1\n')
    wait_for(lambda: ':53 ' in site.host.run('ss', '-Hlun').text)

    def live_in(zone):
        site.host.run('ln', '-sfT', f'/usr/share/zoneinfo/{zone}', '/etc/localtime')

    live_in('Pacific/Kiritimati')  # 25 hours before the other
    site.host.install(packages('v2').files)
    assert site.release() == 'v2'
    live_in('Pacific/Pago_Pago')
    site.command('rollback')
    assert site.release() == 'v1'
    site.host.install(packages('v3').files)
    assert site.release() == 'v3'
    assert [one['serves'] for one in json.loads(site.command('releases', '--json').text)] == [
        True, False, False]
    site.host.run('pkill', '-f', '/root/deaf.py')
    deaf.communicate(timeout=30)
    site.check_clean()


def test_processes_when_killed_under_load_lose_only_what_they_worked_at(site):
    unit = f'{UNIT}-web@{site.slot()}.service'
    with Load(site, VISITORS) as load:
        for whom in KILLED:
            before = site.main_pid()
            if whom == 'worker':
                site.host.run('pkill', '-KILL', '-o', '-P', before)
            else:
                site.host.run('systemctl', 'kill', '--signal=KILL', f'--kill-whom={whom}', unit)
                wait_for(lambda before=before: site.main_pid() not in (0, before))
            wait_for(lambda: site.get().status == 200)
    assert load.report.requests > 50
    # each visitor has one request at a time
    assert load.report.lost <= VISITORS * len(KILLED), load.report
    site.check_clean()


def test_site_when_memory_is_over_loses_only_what_took_it(site):
    with little_memory(site, SPARE) as kills:
        with Load(site, VISITORS) as load:
            assert site.get(f'/probe/hog/?size={2 * SPARE}').status in (0, 502)
            wait_for(lambda: site.get().status == 200)
        killed = kills()
    assert killed > 0
    # the worker that was ended may have worked for others of them too
    assert load.report.lost <= VISITORS * killed, load.report
    assert load.report.requests > 50
    site.check_clean()


@pytest.mark.parametrize('kind', ['web', 'worker', 'beat'])
def test_process_when_killed_is_back_at_once(whole_site, kind):
    site = whole_site
    unit = f'{UNIT}-{kind}@{site.slot()}.service'
    killed = main_pid(site.host, unit)
    begin = time.monotonic()
    site.host.run('systemctl', 'kill', '--signal=KILL', '--kill-whom=main', unit)
    wait_for(lambda: main_pid(site.host, unit) not in ('0', killed))
    begun = time.monotonic() - begin
    assert site.get().status == 200
    wait_for(lambda: site.host.run('systemctl', 'is-active', unit, check=False).status == 0)
    print(f'{kind}: another process after {begun:.1f} s, ready after'
          f' {time.monotonic() - begin:.1f} s')
    assert begun < BEGIN_SECONDS
    assert time.monotonic() - begin < READY_SECONDS
    check_work(site, 'after')
    before = len(site.lines('ticks.log'))
    wait_for(lambda: len(site.lines('ticks.log')) > before + 2)
    site.check_clean()


def test_task_whose_worker_was_killed_is_done_by_the_next(whole_site):
    site = whole_site
    site.queue('first', 2)
    for number in range(5):
        site.queue(f'waiting{number}')
    site.host.run('systemctl', 'kill', '--signal=KILL', f'{UNIT}-worker@{site.slot()}.service')
    names = {f'waiting{number} v1' for number in range(5)}
    wait_for(lambda: names <= set(site.lines()), 60)


def test_installation_shows_no_secret_to_who_looks_on(server, whole_packages):
    server.write('/root/watch.py', WATCHER)
    watcher = server.start('python3', '/root/watch.py')
    server.install(whole_packages('v1').files)
    site = Site(server, whole=True)
    site.sign('Ada', 'seen by nobody')
    check_work(site, 'one')
    # what lives for as long as a short command of this installation does is seen
    for number in range(CONTROLS):
        server.shell(f'exec sh -c "sleep 0.03; exit 0" control-{number}-')
    server.run('touch', '/run/enough')
    said, _ = watcher.communicate(timeout=30)
    seen = server.path('/root/seen').read_bytes()
    assert b'sitectl' in seen  # it has looked
    controls = sum(f'control-{number}-'.encode() in seen for number in range(CONTROLS))
    print(f'{float(said):.0f} looks in a second, which saw {controls} of {CONTROLS} controls')
    assert controls > CONTROLS / 2, f'{controls} of {CONTROLS}, at {said} looks in a second'
    secrets = server.shell(f'cat {ETC}/secrets/*').text.split()
    secrets += [urlsplit(text).password for text in secrets if '://' in text]
    assert len(secrets) >= 3
    assert [text for text in secrets if text.encode() in seen] == []


def test_stranger_on_the_host_gets_nothing(whole_site):
    site = whole_site

    def refused(*command):
        outcome = site.host.run('runuser', '-u', 'games', '--', *command, check=False)
        assert outcome.status != 0, outcome
        return outcome.text

    for path in (f'{ETC}/secrets', f'{VAR}/media', f'{VAR}/data', f'/run/{UNIT}-cache'):
        assert 'denied' in refused('ls', path)
    for address in (f'{RUN}/live.sock', f'{RUN}/{site.slot()}.sock',
                    f'/run/{UNIT}-cache/memcached.sock'):
        assert 'denied' in refused('python3', '-c', CONNECT, address)
    for path in (f'{LIB}/x', f'{ETC}/x', f'{VAR}/x', f'{RUN}/x'):
        assert 'denied' in refused('touch', path)
    assert refused(UNIT, 'manage', 'check')
