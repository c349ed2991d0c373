"""The site offline: what visitors get, how long it lasts, and that nothing else is lost by it.

RELIABILITY rows 31 and 45.
"""
import json
import re
import subprocess
import threading

import pytest
from hostlab.commands import wait_for
from hostlab.site import ADDRESS, ETC, UNIT, VAR

pytestmark = pytest.mark.newest

STRANGER = '192.0.2.7'


def head(site, path='/', *options):
    """The status line and the headers of an answer, in lower case."""
    said = site.host.curl('-o', '/dev/null', '-D', '-', *options, ADDRESS + path).text
    return said.lower()


def test_offline_keeps_everybody_out_and_says_why(site):
    pid, reloads = site.main_pid(), nginx_workers(site)
    site.command('offline', '--message', '5 < 6 & "7"', '--retry-after', '77')
    page = site.get()
    assert page.status == 503 and '<p>5 &lt; 6 &amp; &quot;7&quot;</p>' in page.text
    style = '/static/entries/guestbook.css'
    for path in ('/', '/write/', style, '/media/x', '/.guestbook-offline', '/no/such'):
        assert site.get(path).status == 503, path
    for options in (['-X', 'POST', '-d', 'a=b'], ['-X', 'DELETE'], ['-X', 'OPTIONS']):
        assert site.get('/write/', *options).status == 503, options
    said = head(site)
    assert ' 503 ' in said and 'retry-after: 77\n' in said
    assert 'cache-control: no-store\n' in said
    assert 'retry-after: 77\n' in head(site, '/', '--head')
    site.command('offline', '--retry-after', '5', '--message', 'other words')
    assert 'retry-after: 5\n' in head(site) and 'other words' in site.get().text
    site.command('online')
    assert site.release() == 'v1'
    assert 'retry-after' not in head(site)
    assert site.get('/.guestbook-offline').status == 404
    # all this without a restart of anything
    assert (site.main_pid(), nginx_workers(site)) == (pid, reloads)
    site.check_clean()


def nginx_workers(site):
    return site.host.run('pgrep', '-x', '-P', site.host.run(
        'systemctl', 'show', '-P', 'MainPID', 'nginx.service').text.strip(), 'nginx').text


def test_offline_lets_those_pass_who_are_named(site):
    site.host.run('ip', 'address', 'add', f'{STRANGER}/32', 'dev', 'lo')
    site.host.run('ip', 'address', 'add', '2001:db8::a:0:0:1/128', 'dev', 'lo', 'nodad')
    sites = f'/etc/nginx/sites-available/{UNIT}'
    site.command('offline', '--allow', STRANGER, '--allow', '2001:0DB8:0:0:A:0::1')
    assert site.get().status == 503
    assert site.get('/', '--interface', STRANGER).status == 200
    six = ['--resolve', 'localhost:80:[2001:db8::a:0:0:1]', '-o', '/dev/null', '-w',
           '%{http_code}', 'http://localhost/']
    assert site.host.curl('--interface', '2001:db8::a:0:0:1', *six).text == '200'
    # what certificates are renewed by reaches the site, which has no such page
    assert site.get('/.well-known/acme-challenge/Abc_-9').status == 404
    for path in ('/.well-known/acme-challenge/', '/.well-known/acme-challenge/a/b',
                 '/.well-known/acme-challenge/../../write/', '/x/.well-known/acme-challenge/a'):
        assert site.get(path, '--path-as-is').status == 503, path
    # a socket for both families has the address in another form
    site.host.run('rm', '/etc/nginx/sites-enabled/default')
    site.host.run('sed', '-i', f's#include {VAR}/nginx/\\*.conf;#include'
                  f' {VAR}/nginx/server-names.conf; listen [::]:80 ipv6only=off;#', sites)
    site.command('reload')
    site.host.run('systemctl', 'restart', 'nginx.service')
    assert site.get('/', '--interface', STRANGER).status == 200
    assert site.get().status == 503
    site.command('offline', '--allow-nobody')
    assert site.get('/', '--interface', STRANGER).status == 503
    wrong = site.command('offline', '--allow', 'localhost', check=False)
    assert wrong.status == 1 and '"localhost" is not an address' in wrong.text


def test_status_when_offline_is_no_alarm_and_tells_since_when(site):
    site.command('offline', '--message', 'moving house')
    said = site.status()
    assert (said['exit'], said['state'], said['problems']) == (0, 'offline', [])
    assert said['offline']['message'] == 'moving house'
    now = int(site.host.run('date', '+%s').text)
    assert now - 120 < said['offline']['since'] <= now
    anybody = site.host.run('runuser', '-u', 'nobody', '--', UNIT, 'status')
    assert re.search(r'^offline +since .*: moving house$', anybody.text, re.M)
    site.check_clean()


def test_offline_lasts_through_boots_upgrades_and_reinstallation(site, packages):
    site.command('offline', '--message', 'new rooms')
    site.host.install(packages('v2').files)
    assert site.get().status == 503
    assert site.status()['state'] == 'offline'
    site.host.reboot()
    wait_for(lambda: site.status()['exit'] == 0)
    assert site.get().status == 503
    site.command('reload')
    site.command('restart')
    site.host.install(packages('v2').files, '--reinstall')
    assert site.get().status == 503
    site.host.apt('remove', 'guestbook-site')
    site.host.install(packages('v2').files)
    page = site.get()
    assert page.status == 503 and 'new rooms' in page.text
    site.command('online')
    assert site.release() == 'v2'
    site.check_clean()


def test_offline_and_online_under_load_lose_no_request(site):
    """Each request gets the page or the site, no connection is cut; nobody but nginx decides."""
    seen, stop = [], threading.Event()

    def visit():
        while not stop.is_set():
            said = subprocess.run(
                site.host.outside('curl', '-s', '-o', '/dev/null', '-w', '%{http_code}\n',
                                  '--max-time', '20', f'{ADDRESS}/probe/release/?[1-50]'),
                stdout=subprocess.PIPE, text=True, check=False)
            seen.append((said.returncode, *said.stdout.split()))

    visitors = [threading.Thread(target=visit) for _ in range(6)]
    for one in visitors:
        one.start()
    try:
        for number in range(40):
            site.command('offline', '--retry-after', str(number + 1))
            assert site.get().status == 503
            site.command('online')
            assert site.get().status == 200
    finally:
        stop.set()
        for one in visitors:
            one.join()
    assert {code for code, *_ in seen} == {0}
    answers = [status for _, *statuses in seen for status in statuses]
    log = site.host.path('/var/log/guestbook-site/default/access.log').read_text()
    others = [line for line in log.splitlines() if not re.search(r'" (200|503) ', line)]
    assert set(answers) == {'200', '503'}, others
    assert len(answers) > 500
    site.check_clean()


def test_offline_shows_the_administrators_page(site):
    site.host.write(f'{ETC}/offline.html', '<h1>Closed: {{ message }}</h1>')
    site.command('offline', '--message', 'stocktaking')
    assert site.get().text == '<h1>Closed: stocktaking</h1>'
    site.host.write(f'{ETC}/offline.html', '<h2>{{ message }}</h2>')
    site.command('reload')
    assert site.get().text == '<h2>stocktaking</h2>'


def test_offline_when_an_upgrade_hangs_does_not_wait_for_it(site):
    holder = site.host.start('flock', f'{VAR}/lock', 'sleep', '30')
    wait_for(lambda: site.host.run('flock', '-n', f'{VAR}/lock', 'true', check=False).status == 1)
    site.command('offline')
    assert site.get().status == 503
    assert holder.poll() is None
    holder.kill()
    holder.communicate()


def test_offline_when_nginx_has_a_file_without_it_refuses(site):
    file = f'/etc/nginx/sites-available/{UNIT}'
    site.host.run('sed', '-i', 's|/offline/now|/elsewhere|', file)
    said = site.command('offline', check=False)
    assert said.status == 1 and f'{file} was edited and does not look into' in said.text
    assert site.get().status == 200


def test_purge_takes_what_offline_has_made(site):
    site.command('offline')
    site.host.apt('purge', 'guestbook-site')
    assert not site.host.exists(f'{VAR}/offline')
    assert json.loads(site.host.run('sh', '-c', 'ls -1 "$1" | wc -l', 'sh', VAR).text) < 4
