"""Upgrades: not one request is lost, and a release that does not come up changes nothing."""
import re
from concurrent.futures import ThreadPoolExecutor

import pytest

from hostlab.commands import wait_for
from hostlab.load import Load, slow_clients
from hostlab.site import ETC, LIB, PACKAGE, picture

# More than three sync workers take, at a page a second, until the old slot is stopped; all of them
# wait less than nginx does for an answer (60 s).
SLOW_CLIENTS = 90
# As many of wrk's, of which most wait in the socket for longer than a new release is watched
QUEUED = 48
# Of which each loses a request or two if it is done wrongly
SWITCHES = 12
SYNC = '\nworkers = 3\nworker_class = "sync"\nthreads = 1\n'


def upgrade_under_load(site, change, release):
    """Let visitors come, change what serves them, and say what became of their requests."""
    with Load(site) as load:
        change()
    load.report.check()
    assert site.release() == release
    return load.report


def be_slow(site):
    """Three workers that serve one visitor each, so that the others wait in the socket."""
    site.host.run('sh', '-c', 'printf "%s" "$1" >> "$2"', 'sh', SYNC, f'{ETC}/gunicorn.conf.py')
    site.command('reload')


def forget_to_drain(site):
    site.host.run('sh', '-c', 'echo "def wait_until_dry(*_, **__): pass" >> "$1"', 'sh',
                  f'{LIB}/sitectl/drain.py')


def saturate(site, change):
    """All workers are busy and more visitors wait while the slot is changed; pages they got."""
    be_slow(site)
    clients = slow_clients(site, SLOW_CLIENTS, 1)
    change()
    return [client.result() for client in clients]


def test_upgrade_when_visitors_come_loses_no_request_and_no_data(site, packages, tmp_path):
    site.sign('Ada', 'before', picture(tmp_path))
    style = site.style_sheet()

    upgrade_under_load(site, lambda: site.host.install(packages('v2').files), 'v2')

    assert site.names_in_database() == ['Ada']
    assert 'before' in site.get().text
    assert site.style_sheet() != style
    assert site.host.package_state(PACKAGE) == 'ii '
    site.check_clean()


def test_upgrades_and_reloads_one_after_the_other_lose_no_request(site, packages):
    def back_and_forth():
        for variant in ('v2', 'v1', 'v2'):
            site.host.install(packages(variant).files, '--allow-downgrades')
            for _ in range(2):
                site.command('reload')

    upgrade_under_load(site, back_and_forth, 'v2')
    site.check_clean()


def test_upgrade_when_pages_of_the_old_release_are_open_serves_their_files(site, packages):
    def assets():
        pages = site.get().text + site.get('/about/').text
        return sorted(set(re.findall(r'(?:href|src)="(/static/[^"]+)"', pages)))

    def fetch(paths):
        return [site.get(path) for path in paths]

    old = assets()
    assert len(old) >= 3, old
    before = fetch(old)
    with ThreadPoolExecutor(1) as pool:
        upgrade = pool.submit(site.host.install, packages('v2').files)
        rounds = 0
        while not upgrade.done():
            assert fetch(old) == before
            rounds += 1
        upgrade.result()
    assert rounds > 1
    second = assets()
    assert second != old
    seen = fetch(second)
    site.host.install(packages('v3').files)
    site.time_passes(hours=23)
    site.host.run('dpkg-reconfigure', PACKAGE)
    assert fetch(old) == before
    # after a day those of what is kept for going back are there, and no others
    site.time_passes(hours=2)
    site.host.run('dpkg-reconfigure', PACKAGE)
    assert fetch(second) == seen
    gone = [path for path in old if path not in second + assets()]
    assert [page.status for page in fetch(gone)] == [404] * len(gone) and gone


def test_upgrade_when_visitors_are_in_the_middle_of_something_long_lets_them_end_it(
        site, packages, tmp_path):
    # as long as nginx waits for an answer, a minute, would be long for this test too
    site.host.run('sh', '-c', 'echo graceful_timeout = 25 >> "$1"', 'sh', f'{ETC}/gunicorn.conf.py')
    site.host.run('sh', '-c', 'echo UPLOAD_SIZE=60m >> "$1"', 'sh', f'{ETC}/site.conf')
    site.command('reload')
    (tmp_path / 'upload').write_bytes(bytes(50 << 20))
    with ThreadPoolExecutor() as pool:
        def slowly(*words):
            return pool.submit(site.get, *words, '--limit-rate', '2M', seconds=280)

        download = slowly('/probe/download/?size=50')
        upload = slowly('/probe/received/', '-H', 'Content-Type: application/octet-stream',
                        '--data-binary', f'@{tmp_path}/upload')
        events = slowly('/probe/events/?seconds=28')
        endless = slowly('/probe/events/?seconds=300')
        wait_for(lambda: len(established(site)) >= 4)
        site.host.install(packages('v2').files)
        assert site.release() == 'v2'
    assert len(download.result().text) == 50 << 20
    # nginx hands it over once it has all of it, to who serves then
    assert upload.result().text in (f'{release} {50 << 20}' for release in ('v1', 'v2'))
    lines = events.result().text.split('\n\n')
    assert set(lines[:-2]) == {'data: v1'} and lines[-2:] == ['data: end', '']
    # cut, at the time that is set
    assert 'curl: (18)' in endless.result().text and 'data: end' not in endless.result().text
    site.check_clean()


def established(site):
    """Visitors whom nginx has."""
    return site.host.run('ss', '-Htn', 'state', 'established', 'sport = :80').text.splitlines()


def test_upgrade_when_more_visitors_wait_than_workers_can_take_answers_all(site, packages):
    pages = saturate(site, lambda: site.host.install(packages('v2').files))
    assert [page.status for page in pages] == [200] * SLOW_CLIENTS
    assert site.release() == 'v2'
    site.check_clean()


# What proves that the tests above can fail: the same with a part of the switch taken out.

def test_mutant_when_nobody_waits_for_the_queue_loses_requests(site):
    forget_to_drain(site)
    pages = saturate(site, lambda: site.command('reload'))
    assert [page.status for page in pages].count(200) < SLOW_CLIENTS

    with Load(site, QUEUED, slow_every=1) as load:
        site.command('reload')
    assert load.report.lost > 0, load.report


def children(host, pid):
    return set(host.run('pgrep', '-P', pid).text.split())


def renew(host, pid, *command):
    """Have a server replace all its workers, and wait until the last one of before has ended."""
    before = children(host, pid)
    host.run(*command)
    wait_for(lambda: children(host, pid) and not children(host, pid) & before)


@pytest.mark.suites('trixie')  # the gunicorn of bookworm loses few, and sometimes none
def test_mutant_when_gunicorn_gets_a_hup_fails_the_load_test(site):
    with Load(site) as load:
        for _ in range(2 * SWITCHES):
            renew(site.host, site.main_pid(), 'systemctl', 'kill', '-s', 'HUP',
                  '--kill-whom=main', f'guestbook-web@{site.slot()}.service')
    assert load.report.lost > 0, load.report


def test_mutant_when_each_switch_reloads_nginx_fails_the_load_test(site):
    nginx = site.host.run('systemctl', 'show', '-P', 'MainPID', 'nginx.service').text.strip()
    # what nginx has at hand: connections that wait for gunicorn are not idle, and are not closed
    with Load(site, slow_every=1000, usual=site.style_sheet()) as load:
        for _ in range(2 * SWITCHES):
            renew(site.host, nginx, 'systemctl', 'reload', 'nginx.service')
    assert load.report.lost > 0, load.report
