"""Several sites of a project on one host: each for itself, whatever happens to the others.

RELIABILITY rows 30 and 47.
"""
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from hostlab import installed
from hostlab.commands import wait_for
from hostlab.faults import repack
from hostlab.load import Load
from hostlab.site import Site, picture
from hostlab.variants import TENANTS

pytestmark = pytest.mark.newest


@pytest.fixture
def tenants(suite, make_host):
    """{variant: site} of three sites on one running host; None is the one without a variant."""
    host = make_host(installed.tenant_layers(suite)).boot()
    sites = {name: Site(host, name) for name in (None, *TENANTS)}
    for site in sites.values():
        wait_for(lambda site=site: site.release() == 'v1')
    return sites


def check_all_clean(tenants):
    for site in tenants.values():
        site.check_clean()


def _as_user(site, *command):
    return site.host.run('runuser', '-u', site.unit, '--', *command, check=False)


def test_variants_in_different_versions_have_names_data_and_files_of_their_own(
        tenants, packages, tmp_path):
    berlin, paris, plain = tenants['berlin'], tenants['paris'], tenants[None]
    berlin.host.install(packages('tenants-v2').of_tenant('berlin'))

    assert [site.release() for site in (plain, berlin, paris)] == ['v1', 'v2', 'v1']
    for name, site in tenants.items():
        site.sign(f'Guest of {name}', 'hello', picture(tmp_path, f'picture of {name}'))
    for name, site in tenants.items():
        assert site.names_in_database() == [f'Guest of {name}']
        upload = site.sql('select picture from entries_entry')
        assert site.get(f'/media/{upload}').text == f'GIF89apicture of {name}'
    assert len({site.secrets() for site in tenants.values()}) == 3
    assert berlin.get('/about/').text == 'Berlin of v2\n'
    assert 'Berlin' not in paris.get('/about/').text + plain.get('/about/').text
    assert berlin.get('/greeting/').text == 'hello from v2'
    assert paris.get('/greeting/').status == plain.get('/greeting/').status == 404
    check_all_clean(tenants)


def test_settings_of_one_variant_are_no_others(tenants, packages):
    greetings = {'berlin': 'none', 'paris': 'Bonjour', None: 'none'}
    assert {name: site.get('/probe/greeting/').text for name, site in tenants.items()} == greetings
    for name, site in tenants.items():
        said = site.command('manage', 'shell', '-c',
                            'from django.conf import settings;'
                            'print("says", getattr(settings, "GREETING", "none"))').text
        assert f'says {greetings[name]}' in said
    tenants['paris'].host.install(packages('tenants-v2').of_tenant('paris'))
    assert tenants['paris'].release() == 'v2'
    assert tenants['paris'].get('/probe/greeting/').text == 'Bonjour'
    check_all_clean(tenants)


def test_template_of_the_administrator_wins_over_the_packages(tenants):
    berlin = tenants['berlin']
    assert berlin.get('/about/').text == 'Berlin of v1\n'
    berlin.host.shell(f'mkdir {berlin.etc}/templates/pages;'
                      f'echo mine > {berlin.etc}/templates/pages/about.html')
    berlin.command('reload')
    assert berlin.get('/about/').text == 'mine\n'


def test_upgrade_when_it_is_refused_goes_on_with_the_old_templates(tenants, packages):
    berlin = tenants['berlin']
    outcome = berlin.host.install_with({'SITECTL_FAIL_AT': 'switch:prepare'},
                                       packages('tenants-v2').of_tenant('berlin'))
    assert outcome.status == 100
    # read from the disk by workers that are started now
    berlin.host.run('systemctl', 'restart', f'{berlin.unit}-web@{berlin.slot()}.service')
    assert (berlin.release(), berlin.get('/about/').text) == ('v1', 'Berlin of v1\n')

    # what one site runs is purged, and the others have no part in that
    source = packages('v1').name(packages('v1').src)
    outcome = berlin.host.run('dpkg', '--purge', '--force-depends', source)
    assert 'warning: ' in outcome.text.lower()
    assert tenants[None].status()['exit'] == 1
    for site in (berlin, tenants['paris']):
        assert (site.release(), list(site.slot_faults())) == ('v1', [])
        assert not any(source.rpartition('-')[2] in one for one in site.status()['problems'])
        site.command('reload')


def test_reload_when_the_additions_for_nginx_are_broken_leaves_nginx_those_before(tenants):
    berlin = tenants['berlin']
    additions = f'{berlin.etc}/nginx.conf'
    berlin.host.shell(f'echo "no_such_directive on;" >> {additions}')
    said = berlin.command('reload', check=False)
    assert said.status == 1 and f'Correct {additions} and run:' in said.text
    berlin.host.run('systemctl', 'restart', 'nginx')
    assert [site.release() for site in tenants.values()] == ['v1'] * 3
    assert berlin.get('/greeting/').text == 'hello from v1'
    berlin.host.shell(f'sed -i /no_such_directive/d {additions}')
    berlin.command('reload')
    check_all_clean(tenants)


def test_user_of_one_site_reaches_nothing_of_another(tenants, tmp_path):
    """As a visitor would who has got hold of a worker."""
    for site in tenants.values():
        site.sign('Ada', 'mine alone', picture(tmp_path))
        site.host.shell(f'runuser -u {site.unit} -- sh -c "echo private > {site.var}/data/note"')
    for other in tenants.values():
        attempts = _attempts(other)
        # root shows that there is something to be reached
        assert [what for what in _FOR_ROOT if other.host.run(*attempts[what], check=False).status
                ] == [], other.unit
        for site in tenants.values():
            reached = {what for what, command in attempts.items()
                       if _as_user(site, *command).status == 0}
            if site is other:
                assert _OWN <= reached and not reached & _NOBODYS, f'{site.unit}: {reached}'
            else:
                assert reached == set(), f'{site.unit} in {other.unit}'


_CONNECT = 'import socket, sys; socket.socket(socket.AF_UNIX).connect(sys.argv[1])'
_FOR_ROOT = ('secrets', 'names of secrets', 'data', 'uploads', 'socket', 'socket of the slot',
             'logs', 'credentials', 'environment')
_OWN = {'data', 'new data', 'uploads', 'new upload', 'database'}
# its own user neither: this is root's, and the web server's
_NOBODYS = {'secrets', 'names of secrets', 'socket', 'socket of the slot', 'another socket', 'role',
            'configuration', 'code', 'logs', 'command'}


def _attempts(site):
    """Ways into a site, by what they would reach."""
    return {
        'secrets': ['cat', f'{site.etc}/secrets/secret_key'],
        'names of secrets': ['ls', f'{site.etc}/secrets'],
        'data': ['cat', f'{site.var}/data/note'],
        'new data': ['touch', f'{site.var}/data/new'],
        'uploads': ['find', f'{site.var}/media', '-type', 'f', '-exec', 'cat', '{}', '+'],
        'new upload': ['touch', f'{site.var}/media/new'],
        'socket': ['/usr/bin/python3', '-c', _CONNECT, f'{site.run}/live.sock'],
        'socket of the slot': ['/usr/bin/python3', '-c', _CONNECT,
                               f'{site.run}/{site.slot()}.sock'],
        'another socket': ['touch', f'{site.run}/x.sock'],
        'database': ['psql', '-XAtqd', site.unit, '-c', 'select * from entries_entry'],
        'role': ['psql', '-XAtqd', 'postgres', '-U', site.unit, '-c', 'set role postgres'],
        'configuration': ['touch', f'{site.etc}/site_settings.py'],
        'code': ['touch', f'{site.lib}/launch'],
        'logs': ['cat', f'/var/log/guestbook-site/{site.etc.rpartition("/")[2]}/access.log'],
        'credentials': ['sh', '-c', f'cat /run/credentials/{site.unit}-web@*/secret_key'],
        'environment': ['cat', f'/proc/{site.main_pid()}/environ'],
        'command': [site.unit, 'reload'],
    }


def test_limits_of_one_site_do_not_hold_for_another(tenants):
    host = tenants[None].host
    # of control groups: what is below another one has its limits too
    groups = {site.unit: host.run('systemctl', 'show', '-P', 'ControlGroup',
                                  f'{site.unit}-web@{site.slot()}.service').text.strip()
              for site in tenants.values()}
    assert {unit: group.split('/')[1] for unit, group in groups.items()} == {
        'guestbook': 'guestbook.slice', 'guestbook-berlin': 'guestbook_berlin.slice',
        'guestbook-paris': 'guestbook_paris.slice'}


def test_whatever_becomes_of_one_site_the_others_lose_no_request(tenants, packages):
    berlin, paris, host = tenants['berlin'], tenants['paris'], tenants['paris'].host
    old = packages('tenants-v1')
    with Load(paris) as load:
        berlin.command('stop')
        assert berlin.status()['exit'] == 3
        berlin.command('start')
        berlin.command('reload')
    load.report.check()
    # this restarts PostgreSQL, which is the host's: no promise to the others, but they come back
    berlin.command('restart')
    wait_for(lambda: paris.get().status == 200)
    # these change what nginx is told
    with Load(paris, keep_alive=False) as load:
        host.install(packages('tenants-v2').of_tenant('berlin'))
        assert berlin.release() == 'v2'
        host.apt('remove', berlin.package)
        host.apt('purge', berlin.package)
    load.report.check()
    assert not host.exists(berlin.etc)
    assert host.run('pgrep', '-u', berlin.unit, check=False).text == ''
    host.run('apt-mark', 'auto', *[old.name(file) for file in (old.src, old.env)])
    host.apt('autoremove', '--purge')
    # paris needs the source that berlin was purged with, and all three the virtualenv
    assert host.package_state(old.name(old.src)) == host.package_state(old.name(old.env)) == 'ii '
    assert (paris.release(), tenants[None].release()) == ('v1', 'v1')
    paris.check_clean()
    tenants[None].check_clean()

    host.apt('purge', paris.package)
    host.apt('autoremove', '--purge')
    assert host.package_state(old.name(old.src)) in ('', 'un ')
    assert host.package_state(old.name(old.env)) == 'ii '
    assert tenants[None].release() == 'v1'


def test_sites_that_are_set_up_at_once_do_not_meet(tenants):
    """Row 30: each its own lock, and nginx and systemd take it."""
    rounds = 5

    def configure(site):
        for _ in range(rounds):
            begin = time.monotonic()
            site.host.run(f'/var/lib/dpkg/info/{site.package}.postinst', 'configure', '0',
                          variables={'DPKG_MAINTSCRIPT_PACKAGE': site.package})
            site.command('reload')
            assert time.monotonic() - begin < 120

    before = {site.unit: site.secrets() for site in tenants.values()}
    with ThreadPoolExecutor(3) as pool:
        list(pool.map(configure, tenants.values()))
    assert {site.unit: site.secrets() for site in tenants.values()} == before
    check_all_clean(tenants)


#: What stands before nginx: a test of its configuration takes a second.
SLOW_TEST = """#!/bin/sh
case " $* " in *" -t "*) sleep 1 ;; esac
exec /usr/sbin/nginx.real "$@"
"""


def test_reload_when_another_sites_broken_file_is_being_tried_takes_it_from_no_visitor(tenants):
    """Both tell nginx at once, which for a moment has no place for the broken one."""
    broken, other = tenants['berlin'], tenants['paris']
    host = broken.host
    host.run('dpkg-divert', '--local', '--rename', '--divert', '/usr/sbin/nginx.real', '--add',
             '/usr/sbin/nginx')
    host.write('/usr/sbin/nginx', SLOW_TEST)
    host.run('chmod', '755', '/usr/sbin/nginx')
    right = host.read(f'{broken.etc}/nginx.conf')
    host.write(f'{broken.etc}/nginx.conf', 'no such thing;\n')

    def try_broken():
        for _ in range(4):
            assert broken.command('reload', check=False).status == 1

    def change_other():
        for number in range(6):
            host.write(f'{other.etc}/nginx.conf', f'# {number}\n')
            said = other.command('reload').text
            assert 'nginx reloaded' in said and 'another file is broken' not in said, said

    with ThreadPoolExecutor(2) as pool:
        running = [pool.submit(try_broken), pool.submit(change_other)]
        while not all(one.done() for one in running):
            assert broken.get('/greeting/').text == 'hello from v1'
        for one in running:
            one.result()
    host.write(f'{broken.etc}/nginx.conf', right)
    broken.command('reload')
    check_all_clean(tenants)


def test_install_when_another_project_has_the_name_is_refused(tenants, packages, tmp_path):
    """The project guestbook-berlin without a variant. Row 47."""
    def other_project(tree):
        control = tree / 'DEBIAN/control'
        control.write_text(control.read_text().replace('Package: guestbook-site-berlin',
                                                       'Package: guestbook-berlin-site'))
        preinst = tree / 'DEBIAN/preinst'
        preinst.write_text(preinst.read_text()
                           .replace("package='guestbook-site-berlin'",
                                    "package='guestbook-berlin-site'")
                           .replace('/var/lib/guestbook-site/berlin',
                                    '/var/lib/guestbook-berlin-site/default'))

    host = tenants['berlin'].host
    site = packages('tenants-v1').of_tenant('berlin')[0]
    twin = repack(site, tmp_path, '9.0', other_project)
    said = host.install([twin], check=False)
    assert said.status == 100
    assert ('guestbook-berlin-site: the package guestbook-site-berlin has a site of the same name,'
            ' "guestbook-berlin"') in said.text
    check_all_clean(tenants)

    host.apt('purge', 'guestbook-site-berlin')
    said = host.install([twin], check=False)
    assert '/var/lib/guestbook-site/berlin is of another site of the same name' in said.text
    assert tenants['paris'].release() == 'v1'
