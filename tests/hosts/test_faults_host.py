"""What administrators and other packages do to a host.

RELIABILITY rows 18, 19, 23 to 27, 32, 37 and 54.
"""
import re
import time

import pytest

from hostlab.commands import run, wait_for
from hostlab.faults import repack
from hostlab.site import ADDRESS, ETC, PACKAGE, RUN, VAR, Site

pytestmark = pytest.mark.newest

LOCAL = ['-o', 'Dir::Etc::sourcelist=/etc/apt/local.list', '-o', 'Dir::Etc::sourceparts=-',
         '-o', 'APT::Get::List-Cleanup=0']
NGINX_FILE = '/etc/nginx/sites-available/guestbook'


def _serve_from_repository(host, files):
    """Give the host an apt repository that holds these packages."""
    host.run('mkdir', '-p', '/srv/repository')
    host.bring(files, '/srv/repository')
    index = run(['dpkg-scanpackages', '-m', '.'], cwd=host.path('/srv/repository')).text
    packages = '\n'.join(line for line in index.splitlines()
                         if not line.startswith('dpkg-scanpackages:'))
    host.write('/srv/repository/Packages', packages + '\n')
    host.write('/etc/apt/local.list', 'deb [trusted=yes] file:/srv/repository ./\n')
    host.apt('update', *LOCAL)


# row 18

def test_full_upgrade_when_it_removes_what_is_unused_keeps_the_old_release_whole(site, packages):
    old = packages('v1')
    site.host.apt('install', '--reinstall', *site.host.bring(old.files))
    site.host.run('apt-mark', 'auto', old.name(old.src), old.name(old.env))
    _serve_from_repository(site.host, packages('v2').files)

    outcome = site.host.run('apt-get', '-q', '-y', *LOCAL, 'full-upgrade', '--auto-remove',
                            check=False, variables={'SITECTL_FAIL_AT': 'switch:prepare'})
    assert outcome.status == 100
    assert site.get('/probe/late/').text.strip() == 'late v1'

    site.host.run('dpkg', '--configure', '-a')
    assert site.release() == 'v2'
    site.host.apt('autoremove')
    assert site.host.package_state(old.name(old.src)) == 'ii '
    assert site.host.package_state(old.name(old.env)) == 'ii '
    site.check_clean()


def test_autoremove_takes_the_code_of_releases_that_are_no_longer_kept(site, packages):
    variants = [packages(name) for name in ('v1', 'v2', 'v3')]
    sources = [one.name(one.src) for one in variants]
    for one in variants[1:]:
        site.host.install(one.files)
    site.host.run('apt-mark', 'auto', *sources)
    site.host.apt('autoremove')
    assert [site.host.package_state(name) for name in sources] == ['ii ', 'ii ', 'ii ']

    site.time_passes()
    site.host.run('dpkg-reconfigure', PACKAGE)
    site.host.apt('autoremove')
    assert site.host.package_state(sources[0]) in ('', 'un ')
    assert [site.host.package_state(name) for name in sources[1:]] == ['ii ', 'ii ']
    site.check_clean()


def test_unattended_upgrade_keeps_the_old_release_whole(site, packages):
    old = packages('v1')
    site.host.run('apt-mark', 'auto', old.name(old.src), old.name(old.env))
    site.host.apt('install', 'unattended-upgrades')
    _serve_from_repository(site.host, packages('v2').files)
    site.host.write('/etc/apt/sources.list', site.host.read('/etc/apt/local.list'))
    site.host.write('/etc/apt/apt.conf.d/99test',
                    'Unattended-Upgrade::Origins-Pattern { "origin="; };\n'
                    'Unattended-Upgrade::Package-Blacklist {};\n')
    said = site.host.run('unattended-upgrade', '-v')
    assert site.release() == 'v2', said.tail()
    assert site.host.package_state(old.name(old.src)) == 'ii '
    assert site.host.package_state(old.name(old.env)) == 'ii '
    site.check_clean()


# row 19

def test_purge_of_the_source_that_serves_warns_and_status_tells(site, packages):
    site.host.install(packages('import-error').files, check=False)
    source = packages('v1').name(packages('v1').src)
    outcome = site.host.run('dpkg', '--purge', source)
    assert 'guestbook' in outcome.text and 'warning' in outcome.text.lower(), outcome.text
    said = site.status()
    assert said['exit'] == 1
    assert any(source.rpartition('-')[2] in problem for problem in said['problems'])


# row 23

def _with_another_default(packages, folder):
    def change(tree):
        for path in (f'{ETC}/site.conf', NGINX_FILE):
            file = tree / path.lstrip('/')
            file.write_text(file.read_text() + '\n# a line that came with the new version\n')

    return repack(packages('v1').site, folder, '9.0', change)


def test_upgrade_when_nothing_was_edited_takes_new_defaults_without_a_question(
        site, packages, tmp_path):
    site.host.install([_with_another_default(packages, tmp_path)])
    assert 'came with the new version' in site.host.read(f'{ETC}/site.conf')
    assert 'came with the new version' in site.host.read(NGINX_FILE)
    site.check_clean()


def test_upgrade_when_only_the_administrator_edited_asks_nothing_and_keeps_it(site, packages):
    site.host.shell(f'echo "# mine" >> {ETC}/site.conf; echo "# mine" >> {NGINX_FILE}')
    site.host.install(packages('v2').files)
    assert '# mine' in site.host.read(f'{ETC}/site.conf')
    assert '# mine' in site.host.read(NGINX_FILE)
    site.check_clean()


def test_upgrade_when_both_edited_does_not_hang_and_keeps_the_edit(site, packages, tmp_path):
    site.host.shell(f'echo "# mine" >> {ETC}/site.conf')
    files = [_with_another_default(packages, tmp_path)]
    # dpkg asks, as Debian wants it to, and nobody is there: that ends it at once
    outcome = site.host.install(files, check=False)
    assert outcome.status == 100 and 'end of file on stdin at conffile prompt' in outcome.text
    assert '# mine' in site.host.read(f'{ETC}/site.conf')
    assert site.release() == 'v1' and list(site.slot_faults()) == []
    site.host.install(files, '-o', 'Dpkg::Options::=--force-confdef',
                      '-o', 'Dpkg::Options::=--force-confold')
    assert '# mine' in site.host.read(f'{ETC}/site.conf')
    assert site.get().status == 200
    site.check_clean()


# row 24

def test_install_when_the_user_is_a_person_refuses_before_any_change(bare_host, packages):
    bare_host.run('useradd', '-m', '-s', '/bin/bash', 'guestbook')
    before = bare_host.run('getent', 'passwd', 'guestbook').text
    outcome = bare_host.install(packages('v1').files, check=False)
    assert outcome.status == 100
    assert 'the user "guestbook" exists and is not this site\'s' in outcome.text
    assert bare_host.run('getent', 'passwd', 'guestbook').text == before
    assert not bare_host.exists(VAR) and not bare_host.exists(f'{ETC}/secrets')


# row 25

def test_install_when_the_database_is_anothers_refuses_and_leaves_it(server, packages):
    server.shell('runuser -u postgres -- createuser other;'
                 'runuser -u postgres -- createdb -O other guestbook')
    outcome = server.install(packages('v1').files, check=False)
    assert outcome.status == 100
    assert 'belongs to "other"' in outcome.text
    owner = Site(server).sql("select pg_get_userbyid(datdba) from pg_database"
                             " where datname = 'guestbook'", 'postgres')
    assert owner == 'other'


def test_install_when_a_role_of_the_name_is_anothers_refuses_until_it_is_given(server, packages):
    site = Site(server)
    server.shell('runuser -u postgres -- createuser guestbook;'
                 'runuser -u postgres -- createdb -O guestbook guestbook;'
                 'runuser -u postgres -- psql -qd guestbook -c "create table bills ()"')
    outcome = server.install(packages('v1').files, check=False)
    assert outcome.status == 100
    assert 'has a role "guestbook" that this site has not made' in outcome.text
    tell = re.search(r'COMMENT ON ROLE .*;', outcome.text)[0]
    # a purge, even one that may take the data, lets a stranger's be
    site.command('allow-purge')
    said = server.apt('purge', PACKAGE).text
    assert 'the database "guestbook" is of "guestbook, which this site has not made"' in said
    assert site.sql('select count(*) from bills') == '0'

    server.install(packages('v1').files, check=False)
    site.sql('drop database guestbook', 'postgres')
    site.sql(tell, 'postgres')
    server.run('dpkg', '--configure', '-a')
    assert site.release() == 'v1'
    # its own, left by a purge, is taken again
    site.sign('Ada', 'still mine')
    server.apt('purge', PACKAGE)
    server.install(packages('v1').files)
    assert site.names_in_database() == ['Ada']
    site.check_clean()


# row 26

def test_install_when_anothers_nginx_file_is_broken_blames_that_file(server, packages):
    server.write('/etc/nginx/sites-enabled/other', 'server { no such directive; }\n')
    outcome = server.install(packages('v1').files)
    assert '/etc/nginx/sites-enabled/other' in outcome.text
    assert 'Welcome to nginx' in server.curl(ADDRESS).text  # nobody reloaded it
    server.run('rm', '/etc/nginx/sites-enabled/other')
    server.run('systemctl', 'reload', 'nginx')
    site = Site(server)
    wait_for(lambda: 'Guest book' in site.get().text)
    site.check_clean()


# row 27

def test_reload_when_our_nginx_file_is_invalid_leaves_nginx_the_one_before(site):
    site.host.shell(f'sed -i "s/server_tokens off;/& ssl_certificate \\/nowhere.pem;'
                    f' listen 443 ssl;/" {NGINX_FILE}')
    outcome = site.command('reload', check=False)
    assert outcome.status == 1
    assert '/nowhere.pem' in outcome.text and NGINX_FILE in outcome.text
    looked = site.command('check', check=False)
    assert looked.status == 1
    line, = (line for line in looked.text.splitlines() if line.startswith('PROBLEM'))
    assert 'a reload or an upgrade is refused' in line and '/nowhere.pem' in line
    assert f'correct {NGINX_FILE}, then run: guestbook reload' in line
    # also while dpkg, or nobody yet, has told the site of it
    site.host.run('systemctl', 'restart', 'nginx')
    assert site.get().status == 200
    site.host.shell(f'sed -i "s/ ssl_certificate.*ssl;//" {NGINX_FILE}')
    site.command('reload')
    assert site.get().status == 200
    site.check_clean()


def test_reload_when_nginx_cannot_have_a_port_of_the_additions_says_that_it_goes_on_as_before(site):
    additions = f'{ETC}/nginx.conf'
    with site.host.start('python3', '-m', 'http.server', '8443'):
        wait_for(lambda: 'python3' in site.host.run('ss', '-Hltnp', 'sport = :8443').text, 30)
        site.host.write(additions, 'listen 8443;\n')
        said = site.command('reload').text
        assert 'nginx could not be reloaded' in said and 'nginx reloaded' not in said
        assert '/var/log/nginx/error.log says why' in said
        assert 'bind() to 0.0.0.0:8443 failed' in site.host.read('/var/log/nginx/error.log')
        assert site.get().status == 200
        site.host.run('pkill', '-f', 'http.server')
    assert 'nginx reloaded' in site.command('reload').text
    assert site.get().status == 200


def test_first_install_when_our_nginx_file_is_invalid_takes_its_link_away(server, packages):
    additions = f'{ETC}/nginx.conf'
    server.run('mkdir', '-p', ETC)
    server.write(additions, 'no_such_directive on;\n')
    outcome = server.install(packages('v1').files, check=False)
    assert outcome.status == 100
    assert 'no_such_directive' in outcome.text and additions in outcome.text
    assert not server.exists('/etc/nginx/sites-enabled/guestbook')
    server.run('systemctl', 'restart', 'nginx')
    assert 'Welcome to nginx' in server.curl(ADDRESS).text
    server.write(additions, '')
    server.run('dpkg', '--configure', '-a')
    site = Site(server)
    assert site.get().status == 200
    site.check_clean()


def test_reload_when_another_site_has_our_name_too_warns_and_keeps_nginx_whole(site):
    site.host.write('/etc/nginx/sites-enabled/other',
                    'server { listen 80; server_name localhost; return 204; }\n')
    said = site.command('reload').text
    assert 'warning' in said and 'another site answers to localhost too' in said
    assert site.host.run('nginx', '-t').status == 0
    site.host.run('systemctl', 'restart', 'nginx')
    assert site.get().status == 200


# row 32

@pytest.fixture
def postgresql_down(server):
    """A host whose PostgreSQL is there and does not run."""
    server.run('systemctl', 'mask', '--runtime', '--now', 'postgresql@*')
    server.shell('systemctl stop "postgresql@*" postgresql; systemctl daemon-reload')
    return server


def _start_postgresql(host):
    host.shell('pg_lsclusters -h | while read version name rest; do'
               ' pg_ctlcluster --skip-systemctl-redirect $version $name start; done')


def test_first_install_when_postgresql_is_down_waits_and_fails_with_what_to_do(
        postgresql_down, packages):
    begin = time.monotonic()
    outcome = postgresql_down.install(packages('v1').files, check=False)
    assert outcome.status == 100
    assert time.monotonic() - begin > 25
    assert 'PostgreSQL does not answer' in outcome.text
    assert 'dpkg --configure -a' in outcome.text
    _start_postgresql(postgresql_down)
    postgresql_down.run('dpkg', '--configure', '-a')
    assert Site(postgresql_down).get().status == 200


def test_first_install_when_postgresql_starts_late_waits_for_it(postgresql_down, packages):
    paths = postgresql_down.bring(packages('v1').files)
    installing = postgresql_down.start('apt-get', '-q', '-y', 'install', *paths)
    wait_for(lambda: postgresql_down.run('pgrep', '-f', 'sitectl configure',
                                         check=False).status == 0)
    time.sleep(5)  # it is the fault that has to last
    _start_postgresql(postgresql_down)
    said, _ = installing.communicate(timeout=120)
    assert installing.returncode == 0, said
    assert Site(postgresql_down).get().status == 200


def test_upgrade_when_postgresql_is_down_and_nothing_migrates_works(site, packages):
    site.host.run('sed', '-i', 's,^HEALTH_PATH=.*,HEALTH_PATH=/about/,', f'{ETC}/site.conf')
    site.host.run('systemctl', 'stop', 'postgresql')
    site.host.install(packages('v2').files)
    assert site.release() == 'v2'
    site.host.run('systemctl', 'start', 'postgresql')
    wait_for(lambda: site.get().status == 200)
    site.check_clean()


# row 37

def test_upgrade_when_nginx_is_stopped_completes_and_status_says_so(site, packages):
    site.host.run('systemctl', 'stop', 'nginx')
    site.host.install(packages('v2').files)
    said = site.status()
    assert (said['exit'], said['state']) == (3, 'not reachable')
    assert said['nginx'] == 'not running: systemctl start nginx'
    assert _release_at_socket(site) == 'v2'
    site.host.run('systemctl', 'start', 'nginx')
    assert site.release() == 'v2'
    site.check_clean()


def test_upgrade_when_nginx_is_gone_completes_and_status_says_so(site, packages):
    site.host.run('systemctl', 'stop', 'nginx')
    site.host.shell('dpkg --purge --force-depends nginx nginx-common')
    site.host.run('dpkg', '--install', '--force-depends',
                  *site.host.bring(packages('v2').files))
    said = site.status()
    assert (said['exit'], said['state']) == (3, 'not reachable')
    assert said['nginx'] == 'not installed: apt install nginx'
    assert _release_at_socket(site) == 'v2'


def _release_at_socket(site):
    return site.host.run('curl', '-sS', '--unix-socket', f'{RUN}/live.sock',
                         'http://localhost/probe/release/').text


# row 54

def test_links_that_the_sites_user_planted_lead_nobody_astray(site, packages):
    victims = ['/etc/shadow', '/root/victim', '/root/folder', '/root/folder/file']
    site.host.shell('echo secret > /root/victim; mkdir -m 700 /root/folder;'
                    'echo mine > /root/folder/file; chmod 600 /root/victim /root/folder/file')
    before = _looks(site.host, victims)
    for folder in ('data', 'media'):
        site.host.run('runuser', '-u', 'guestbook', '--', 'sh', '-euc',
                      f'cd {VAR}/{folder}; ln -s /etc/shadow shadow.tmp; ln -s /root/victim victim;'
                      'ln -s /root/folder folder; ln -s /root pictures; ln -s /etc/passwd .lock')
    site.host.install(packages('v2').files)
    site.command('reload')
    site.host.run('dpkg-reconfigure', PACKAGE)
    for name in ('victim', 'shadow.tmp', 'folder/file'):
        assert site.get(f'/media/{name}').status in (403, 404), name
    assert _looks(site.host, victims) == before
    site.host.run('touch', f'{VAR}/PURGE-DATA')
    site.host.apt('purge', PACKAGE)
    assert _looks(site.host, victims) == before


def _looks(host, paths):
    return [host.run('stat', '-c', '%n %a %u %g %s', path).text for path in paths] + [
        host.run('sha256sum', path).text for path in paths if not path.endswith('folder')]
