"""What the site has written, and Django's shell."""
import time

import pytest
from hostlab.site import ETC, UNIT

pytestmark = pytest.mark.newest


def test_logs_show_all_units_of_the_site_and_of_no_other(site):
    site.host.run('systemd-run', '--quiet', '--wait', f'--unit={UNIT}-mail', 'echo', 'a letter')
    site.host.run('systemd-run', '--quiet', '--wait', '--unit=other', 'echo', 'not ours')
    site.host.run('journalctl', '--sync')
    said = site.command('logs').text
    for words in ('a letter', 'gunicorn', 'release', f'{UNIT}-web@a'):
        assert words in said, words
    assert 'not ours' not in said
    assert len(site.command('logs', '-n', '2').text.splitlines()) == 2
    assert site.command('logs', '--since', '1 hour ago').text.count('a letter') >= 1
    assert 'a letter' not in site.command('logs', '--since', 'tomorrow', check=False).text
    assert site.command('logs', '--since', 'yesteryear', check=False).status != 0


def test_logs_when_followed_go_on_in_the_other_slot(site):
    following = site.host.start(UNIT, 'logs', '-f', '-n', '1')
    try:
        time.sleep(2)  # as nothing says when journalctl listens
        site.command('reload')
    finally:
        site.host.run('sh', '-c', 'sleep 1; kill -INT $(pgrep -x journalctl)')
    said, _ = following.communicate(timeout=30)
    assert site.slot() == 'b' and f'{UNIT}-web@b' in said, said


def test_logs_when_not_in_the_group_are_refused_with_a_sentence(site):
    said = site.host.run('runuser', '-u', 'nobody', '--', UNIT, 'logs', check=False)
    assert (said.status, said.text) == (
        1, 'error: The journal is for root and the groups adm and systemd-journal:'
           f' sudo {UNIT} logs\n')
    nginx = site.host.run('runuser', '-u', 'nobody', '--', UNIT, 'logs', '--nginx', check=False)
    assert nginx.status == 1 and 'is for root and the group adm' in nginx.text
    site.host.run('useradd', '--groups', 'adm', 'ada')
    said = site.host.run('runuser', '-u', 'ada', '--', UNIT, 'logs')
    assert 'gunicorn' in said.text


def test_logs_of_nginx_show_its_errors(site):
    site.command('stop')
    assert site.get().status == 502
    said = site.command('logs', '--nginx', '--since', '1 hour ago').text
    assert 'connect() to unix:' in said
    assert len(site.command('logs', '--nginx', '-n', '1').text.splitlines()) == 1


def test_shell_is_djangos_with_the_sites_settings(site):
    code = 'from django.conf import settings; print(settings.DEBUG)'
    said = site.command('shell', '-c', code)
    assert said.text.splitlines()[-1] == 'False'
    code = 'import getpass; from entries.models import Entry; print(getpass.getuser(),' \
           ' Entry.objects.count())\n'
    piped = site.host.run(UNIT, 'shell', stdin=code)
    assert f'{UNIT} 0' in piped.text
    secret = site.host.read(f'{ETC}/secrets/secret_key').strip()
    assert secret not in site.command('logs', '-n', '5000').text
