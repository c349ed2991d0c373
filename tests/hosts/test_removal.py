"""Remove, reinstall, purge. RELIABILITY rows 20, 21 and 22."""
from hostlab.site import ETC, PACKAGE, VAR, Site, picture

PLACES = '/etc /usr /var /src /run /root'


def _names(host):
    """All files whose name says that they are the site's, apart from what apt and dpkg keep."""
    found = host.shell('find /etc /usr /var /src /run -xdev -name "*guestbook*" 2>/dev/null || :')
    kept = ('/var/lib/dpkg/', '/var/cache/', '/var/lib/apt/', '/var/lib/postgresql/',
            '/var/log/apt', '/var/log/dpkg', '/var/log/journal', '/run/log/journal')
    return [path for path in found.text.splitlines() if not path.startswith(kept)]


def _with_an_entry(site, folder):
    site.sign('Ada', 'to be kept', picture(folder))
    return site.sql('select picture from entries_entry')


def test_remove_when_reinstalled_has_the_same_data_and_secrets(site, packages, tmp_path):
    upload = _with_an_entry(site, tmp_path)
    secrets = site.secrets()

    site.host.apt('remove', PACKAGE)
    assert site.get().status in (0, 404) or 'Guest book' not in site.get().text
    assert site.host.run('pgrep', '-u', 'guestbook', check=False).text == ''
    assert site.host.run('nginx', '-t').status == 0
    assert site.names_in_database() == ['Ada']

    site.host.install(packages('v1').files)
    assert 'to be kept' in site.get().text
    assert site.get(f'/media/{upload}').status == 200
    assert site.secrets() == secrets
    site.check_clean()


def test_purge_leaves_database_uploads_and_secrets_only(site, packages, tmp_path):
    upload = _with_an_entry(site, tmp_path)
    everything = [packages('v1').name(file) for file in packages('v1').files]

    said = site.host.apt('purge', *everything).text

    assert 'Pages will fail' not in said
    assert site.names_in_database() == ['Ada']
    left = [path for path in _names(site.host) if path != '/var/lib/guestbook-site']
    assert left == []
    files = site.host.run('find', VAR, '-type', 'f', '-printf', '%P\\n').text.split()
    assert sorted(files) == sorted([f'media/{upload}', 'retained/secret_key'])
    assert site.host.run('stat', '-c', '%a %U', f'{VAR}/retained').text.split() == ['700', 'root']
    assert not site.host.exists(ETC)
    assert site.host.run('nginx', '-t').status == 0
    assert site.host.run('systemctl', '--failed', '--plain', '--no-legend').text == ''


def test_purge_when_asked_to_take_the_data_leaves_a_copy_and_nothing_else(site, packages, tmp_path):
    _with_an_entry(site, tmp_path)
    said = site.command('allow-purge').text
    assert f'rm {VAR}/PURGE-DATA' in said and f'{VAR}/media' in said and 'database' in said
    site.host.run('systemctl', 'stop', 'postgresql')
    refused = site.host.apt('purge', PACKAGE, check=False)
    assert refused.status == 100 and 'nothing was deleted' in refused.text
    assert site.host.exists(f'{ETC}/secrets/secret_key') and site.host.exists(f'{VAR}/media')
    site.host.run('systemctl', 'start', 'postgresql')
    site.host.apt('purge', *[packages('v1').name(file) for file in packages('v1').files])
    copy, = _names(site.host)
    assert copy.startswith('/var/backups/guestbook-')
    assert site.host.run('stat', '-c', '%a %U', copy).text.split() == ['700', 'root']
    assert site.host.exists(f'{copy}/secrets/secret_key')
    assert 'to be kept' in site.host.run('pg_restore', '--data-only', '--file=-',
                                         f'{copy}/database.pgdump').text
    assert site.sql("select 1 from pg_database where datname = 'guestbook'", 'postgres') == ''
    assert site.sql("select 1 from pg_roles where rolname = 'guestbook'", 'postgres') == ''


def test_purge_when_its_tools_are_gone_succeeds(site):
    site.host.apt('remove', PACKAGE)
    site.host.apt('purge', 'nginx*', 'postgresql*', 'python3*')
    site.host.apt('purge', PACKAGE)
    assert site.host.package_state(PACKAGE) in ('', 'un ')
    assert not site.host.exists(ETC)


def test_install_again_when_purged_reads_the_old_data(site, packages, tmp_path):
    upload = _with_an_entry(site, tmp_path)
    site.host.apt('purge', PACKAGE)
    site.host.install(packages('v1').files)
    assert 'to be kept' in site.get().text
    assert site.get(f'/media/{upload}').status == 200
    site.check_clean()


def test_install_and_purge_leave_a_host_as_it_was(server, packages):
    host = server
    before = _listing(host)
    host.install(packages('v1').files)
    host.run('guestbook', 'allow-purge')
    host.apt('purge', *[packages('v1').name(file) for file in packages('v1').files])
    host.apt('autoremove')
    assert Site(host).get().status == 200  # nginx's own page
    changed = {path for path in set(before) ^ set(_listing(host)) if not path.startswith((
        '/var/lib/dpkg/', '/var/lib/apt/', '/var/cache/', '/var/log/', '/run/', '/root/',
        '/etc/ld.so.cache', '/var/lib/postgresql/', '/var/lib/systemd/',
        '/var/backups/guestbook-'))}
    assert changed == set()


def _listing(host):
    found = host.shell(f'find {PLACES} -xdev -printf "%p %m %u %g %y\\n" 2>/dev/null || :').text
    return {line.split(' ', 1)[0]: line for line in found.splitlines()}
