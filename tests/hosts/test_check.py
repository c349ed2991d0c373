"""The verb `check`: what it finds on a sound host, and what when something is broken."""
import json

import pytest
from hostlab.site import ETC, PACKAGE, UNIT, VAR

pytestmark = pytest.mark.newest


def _check(site, *before):
    """What `check --json` says: its exit code, and the texts of what is wrong by their check."""
    outcome = site.host.run(*before, UNIT, 'check', '--json', check=False)
    said = json.loads(outcome.text)
    assert (outcome.status == 0) == said['ok'], outcome.text
    return outcome.status, said['checks']


def _problems(site):
    status, checks = _check(site)
    problems = {one['check']: one['text'] for one in checks if one['ok'] is False}
    assert status == (1 if problems else 0)
    return problems


def test_check_when_all_is_well_has_a_line_for_each_and_changes_nothing(site):
    before = site.host.read(f'{VAR}/state.json')
    lines = site.command('check').text.splitlines()
    assert [line.split()[1] for line in lines] == [
        'serves', 'django', 'migrations', 'database', 'queue', 'cache', 'nginx', 'https', 'keys',
        'values', 'limits', 'secrets', 'rights', 'code', 'packages', 'disk']
    assert all(line.startswith('ok ') for line in lines), lines
    assert 'HTTPS is off, so security.W004' in lines[1]
    assert site.host.read(f'{VAR}/state.json') == before
    site.check_clean()


def test_check_when_not_root_tells_what_it_can_see(site):
    status, checks = _check(site, 'runuser', '-u', 'nobody', '--')
    seen = {one['check']: one['ok'] for one in checks}
    assert status == 0
    assert seen == {'serves': True, 'django': None, 'migrations': None, 'database': True,
                    'queue': True, 'cache': True, 'nginx': True, 'https': True, 'keys': True,
                    'values': True, 'limits': True, 'secrets': None, 'rights': True, 'code': True,
                    'packages': True, 'disk': True}


def test_check_when_rights_are_wrong_names_each(site):
    site.host.run('chmod', '0644', f'{ETC}/secrets/secret_key')
    site.host.run('chown', 'root', f'{VAR}/media')
    site.host.run('chmod', '0666', f'{ETC}/gunicorn.conf.py')
    found = _problems(site)
    assert found['secrets'] == f'{ETC}/secrets/secret_key has mode 0644, not 0600'
    assert f"{VAR}/media is root:www-data's, not guestbook:www-data's" in found['rights']
    assert f'{ETC}/gunicorn.conf.py can be changed by others than root' in found['rights']


def test_check_when_packages_were_changed_names_the_files(site):
    lib = '/usr/lib/guestbook-site/default'
    site.host.shell(f'echo "# edited" >> {lib}/launch; rm {lib}/python/site_wsgi.py')
    # configuration is there to be edited
    site.host.shell(f'echo "# edited" >> {ETC}/site.conf')
    assert _problems(site) == {'packages': f'{PACKAGE}: {lib}/launch was changed;'
                                           f' {PACKAGE}: {lib}/python/site_wsgi.py is missing'}


def test_check_when_django_warns_says_what_it_says_and_alarms_nobody(site):
    site.host.shell(f'echo "DEBUG = True" >> {ETC}/site_settings.py')
    assert _problems(site) == {}
    said = [one['text'] for one in _check(site)[1] if one['warning']]
    assert len(said) == 1 and said[0].startswith('security.W018: ')
    assert f'\nwarning  django      {said[0]}\n' in site.command('check').text


def test_check_when_settings_are_broken_shows_the_exception(site):
    site.command('reload')  # proves each worker: one that loads later would load what is broken
    site.host.shell(f'echo "import no_such_module" >> {ETC}/site_settings.py')
    assert "No module named 'no_such_module'" in _problems(site)['django']


@pytest.mark.parametrize('service, name', [('postgresql', 'database'), ('nginx', 'nginx')])
def test_check_when_a_service_is_down_names_it(site, service, name):
    site.host.run('systemctl', 'stop', service)
    assert name in _problems(site)


def test_check_when_nginx_would_not_start_again_says_so(site):
    site.host.write('/etc/nginx/conf.d/broken.conf', 'no_such_directive on;\n')
    assert 'no_such_directive' in _problems(site)['nginx']


def test_check_when_the_disk_is_nearly_full_says_so(site):
    site.host.shell(f'mount -t tmpfs -o size=8m,mode=755 tmpfs {VAR}/nginx;'
                    'mount -t tmpfs -o size=8m,mode=755 tmpfs /var/log/guestbook-site/default')
    assert '/var/log/guestbook-site/default has only' in _problems(site)['disk']
