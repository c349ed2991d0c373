"""Backups, and what they bring back: to the same host, to another, and after every interruption."""
import re
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from hostlab import builds, installed
from hostlab.commands import wait_for
from hostlab.faults import full
from hostlab.load import Load
from hostlab.site import ETC, UNIT, VAR, Site, file_digests, picture

pytestmark = pytest.mark.newest

BACKUPS = '/var/backups'

# The places of a restoration at which it is killed. Up to the last, what was there comes back.
PLACES = ('swapping', 'data', 'media', 'config', 'database')


def _entry(site, name, folder):
    """An entry in the guest book, with a picture; returns the picture's path below media."""
    site.sign(name, f'I am {name}', picture(folder))
    return site.sql(f"select picture from entries_entry where name = '{name}'")


def _backup(site, *words):
    """Makes a backup; returns its path."""
    return re.search(r'^backup: (\S+),', site.command('backup', *words).text, re.M)[1]


def _changed_since(site, folder):
    """The host after a backup with Ada in it: Eve came, her picture too, and a setting."""
    ada = _entry(site, 'Ada', folder)
    path = _backup(site)
    eve = _entry(site, 'Eve', folder)
    site.host.shell(f'rm {VAR}/media/{ada}; echo "HEALTH_TIMEOUT=50" >> {ETC}/site.conf')
    return path, ada, eve


def _check_new(site, ada, eve):
    assert site.names_in_database() == ['Ada']
    assert (site.get(f'/media/{ada}').status, site.get(f'/media/{eve}').status) == (200, 404)
    assert 'HEALTH_TIMEOUT=50' not in site.host.read(f'{ETC}/site.conf')
    assert 'I am Ada' in site.get().text
    _check_nothing_left(site)


def _check_old(site, ada, eve):
    assert site.names_in_database() == ['Ada', 'Eve']
    assert (site.get(f'/media/{ada}').status, site.get(f'/media/{eve}').status) == (404, 200)
    assert 'HEALTH_TIMEOUT=50' in site.host.read(f'{ETC}/site.conf')
    _check_nothing_left(site)


def _check_nothing_left(site):
    assert site.sql('select datname from pg_database order by 1', 'postgres').split() == [
        'guestbook', 'postgres', 'template0', 'template1']
    assert not site.host.exists(f'{VAR}/restore')
    site.check_clean()


def test_restore_when_much_has_changed_brings_all_of_it_back(site, tmp_path):
    secrets = site.secrets()
    path, ada, eve = _changed_since(site, tmp_path)
    before = file_digests(site.host, f'{VAR}/media')
    site.host.shell(f'echo wrong > {ETC}/secrets/secret_key')
    said = site.command('restore', '--yes', path).text
    _check_new(site, ada, eve)
    assert site.secrets() == secrets
    # owners and modes are those of before
    after = file_digests(site.host, f'{VAR}/media')
    assert after[f'{VAR}/media'] == before[f'{VAR}/media']
    assert after[f'{VAR}/media/{ada}'].split()[:3] == before[f'{VAR}/media/{eve}'].split()[:3]
    # the way back: what was replaced is in a backup too
    kept = re.search(r'what was there before is in (\S+)', said)[1]
    site.host.shell(f'rm {ETC}/secrets/secret_key')
    site.command('restore', '--yes', kept)
    _check_old(site, ada, eve)


def test_backup_when_made_is_roots_alone_and_holds_no_secret_in_its_name(site, tmp_path):
    _entry(site, 'Ada', tmp_path)
    path = _backup(site)
    assert re.fullmatch(BACKUPS + r'/guestbook-\d{8}T\d{6}Z\.tar\.(zst|gz)', path)
    assert site.host.run('stat', '-c', '%a %U %G', path).text.split() == ['600', 'root', 'root']
    left = site.host.run('find', BACKUPS, '-name', '.*').text
    assert left == ''
    names = site.host.run('tar', '-tf', _backup(site, '/root/one.tar.gz')).text.split()
    assert names[0] == 'backup.json' and names[-1] == 'checksums.json'
    assert {'database.pgdump', f'config{ETC}/secrets/secret_key', f'config{ETC}/site.conf',
            'config/etc/nginx/sites-available/guestbook'} <= set(names)
    again = site.command('backup', '/root/one.tar.gz', check=False)
    assert again.status == 1 and 'exists: name a file that does not' in again.text
    site.check_clean()


def test_backup_when_under_way_disturbs_no_visitor(site, tmp_path):
    _entry(site, 'Ada', tmp_path)
    with Load(site) as load:
        for _ in range(5):
            _backup(site)
    load.report.check(at_least=100)


@pytest.mark.parametrize('place', PLACES)
def test_restore_when_killed_is_undone_by_the_next_call(site, tmp_path, place):
    path, ada, eve = _changed_since(site, tmp_path)
    killed = site.command('restore', '--yes', path, check=False,
                          variables={'SITECTL_KILL_AT': f'restore:{place}'})
    assert killed.status not in (0, 1)
    assert 'a restoration goes on, or was interrupted' in str(site.status()['problems'])
    said = site.command('start').text
    assert 'an interrupted restoration was undone' in said
    _check_old(site, ada, eve)
    site.command('restore', '--yes', path)
    _check_new(site, ada, eve)


def test_restore_when_killed_after_it_was_proven_stays(site, tmp_path):
    path, ada, eve = _changed_since(site, tmp_path)
    site.command('restore', '--yes', path, check=False,
                 variables={'SITECTL_KILL_AT': 'restore:done'})
    site.command('start')
    _check_new(site, ada, eve)


@pytest.mark.parametrize('place', ['media', 'database'])
def test_boot_when_power_was_cut_in_a_restoration_brings_the_old_back(site, tmp_path, place):
    path, ada, eve = _changed_since(site, tmp_path)
    site.command('restore', '--yes', path, check=False,
                 variables={'SITECTL_KILL_AT': f'restore:{place}'})
    site.host.kill()
    site.host.boot()
    wait_for(lambda: site.release() == 'v1')
    wait_for(lambda: not site.host.exists(f'{VAR}/restore'))
    wait_for(lambda: site.status()['exit'] == 0)
    _check_old(site, ada, eve)


def test_restore_when_what_it_brings_does_not_run_puts_the_old_back(site, tmp_path):
    ada = _entry(site, 'Ada', tmp_path)
    site.command('reload')  # proves each worker: one that loads later would load what is broken
    site.host.shell(f'cp {ETC}/site_settings.py /root; echo "import nothing" >>'
                    f' {ETC}/site_settings.py')
    path = _backup(site)
    site.host.shell(f'cat /root/site_settings.py > {ETC}/site_settings.py')
    eve = _entry(site, 'Eve', tmp_path)
    site.host.shell(f'rm {VAR}/media/{ada}; echo "HEALTH_TIMEOUT=50" >> {ETC}/site.conf')
    said = site.command('restore', '--yes', path, check=False)
    assert said.status == 1
    assert "No module named 'nothing'" in said.text
    assert 'The site has what it had before and serves.' in said.text
    assert 'serves, in slot' not in said.text
    assert site.status()['migrations_pending'] == 0
    _check_old(site, ada, eve)


def test_restore_when_the_backup_is_older_than_a_migration_applies_it_before_it_serves(
        site, packages):
    site.host.shell(f'echo MIGRATE=auto >> {ETC}/site.conf')
    site.sign('Ada', 'before the migration')
    path = _backup(site)
    site.host.install(packages('migrated').files)
    site.sign('Eve', 'after it')
    said = site.command('restore', '--yes', path).text
    assert 'MIGRATE=auto applies what is pending: entries.0002_nothing\n' in said
    assert '1 migration applied\n' in said
    assert site.names_in_database() == ['Ada']
    assert site.sql("select 1 from django_migrations where name = '0002_nothing'") == '1'
    assert site.status()['migrations_pending'] == 0
    _check_nothing_left(site)


def test_restore_when_not_agreed_to_changes_nothing(site, tmp_path):
    path, ada, eve = _changed_since(site, tmp_path)
    refused = site.command('restore', path, check=False)
    assert refused.status == 1 and 'add --yes' in refused.text
    said = site.host.shell(f"printf 'no\\n' | script -qec '{UNIT} restore {path}' /dev/null",
                           check=False)
    assert 'Not restored; nothing was changed.' in said.text
    _check_old(site, ada, eve)


def test_restore_when_the_file_is_damaged_or_anothers_changes_nothing(site, tmp_path):
    path, ada, eve = _changed_since(site, tmp_path)
    size = int(site.host.run('stat', '-c', '%s', path).text)
    site.host.shell(f'cp {path} /root/flipped; cp {path} /root/cut; cp {path} /root/anothers;'
                    f"printf '\\377\\000\\377' | dd of=/root/flipped bs=1 seek={size // 2}"
                    f' conv=notrunc status=none; truncate -s {size // 2} /root/cut;'
                    f'chown nobody /root/anothers; echo nothing > /root/text')
    for name, words in {'flipped': 'is damaged', 'cut': 'is damaged', 'text': 'It is no backup',
                        'anothers': 'can be changed by others than root'}.items():
        said = site.command('restore', '--yes', f'/root/{name}', check=False)
        assert said.status == 1 and words in said.text, said.text
        assert 'Traceback' not in said.text
    _check_old(site, ada, eve)


def test_restore_on_another_host_makes_the_same_site(whole_site, suite, make_host, tmp_path):
    site = whole_site
    ada = _entry(site, 'Ada', tmp_path)
    secrets = site.secrets()
    path = _backup(site)
    other = Site(make_host(installed.whole_site_layers(suite)).boot(), whole=True)
    # as another installation has made them: its RabbitMQ knows another password
    other.host.shell(f'rm {ETC}/secrets/*')
    other.host.run('dpkg-reconfigure', 'guestbook-site')
    assert other.secrets() != secrets
    other.host.path(path).write_bytes(site.host.path(path).read_bytes())
    other.host.run('chmod', '600', path)
    other.command('restore', '--yes', path)
    assert 'I am Ada' in other.get().text
    assert other.get(f'/media/{ada}').status == 200
    assert other.secrets() == secrets
    other.queue('after')
    wait_for(lambda: 'after v1' in other.lines())
    _check_nothing_left(other)


def test_restore_when_visitors_write_meanwhile_loses_nothing_of_it(site, tmp_path):
    _entry(site, 'Ada', tmp_path)
    path = _backup(site)
    accepted, ended = [], threading.Event()

    def write():
        while not ended.is_set():
            name = f'Visitor{len(accepted)}'
            try:
                page = site.sign(name, 'meanwhile')
            except TypeError:
                continue  # there was no form: the site is down just now
            if page.status == 200 and name in page.text:
                accepted.append(name)

    with ThreadPoolExecutor(1) as pool:
        visitor = pool.submit(write)
        try:
            wait_for(lambda: len(accepted) > 2)
            said = site.command('restore', '--yes', path).text
        finally:
            ended.set()
        visitor.result()
    kept = re.search(r'what was there before is in (\S+)', said)[1]
    later = site.names_in_database()
    site.command('restore', '--yes', kept)
    before = site.names_in_database()
    assert len(before) > 3
    assert set(accepted) <= {*before, *later}
    _check_nothing_left(site)


# What somebody leaves in a database of his for the administrator who comes by.
TRAP = f"""
CREATE SCHEMA {{schema}};
CREATE FUNCTION {{schema}}.spring() RETURNS name LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE 'ALTER ROLE {UNIT} SUPERUSER';
    RETURN 'plpgsql';
EXCEPTION WHEN insufficient_privilege THEN
    RETURN 'plpgsql';
END $$;
CREATE FUNCTION {{schema}}.format(text, text) RETURNS text LANGUAGE sql AS
    $$ SELECT 'SELECT ' || {{schema}}.spring() $$;
CREATE VIEW {{schema}}.pg_extension AS SELECT {{schema}}.spring() AS extname;
CREATE VIEW {{schema}}.pg_database AS SELECT {{schema}}.spring() AS datname;
ALTER DATABASE {{database}} SET search_path = {{schema}}, pg_catalog, public;
"""


def test_backup_and_restore_when_the_site_laid_traps_for_postgresqls_administrator_avoid_them(site):
    host = site.host

    def is_superuser():
        return site.sql(f"select rolsuper from pg_roles where rolname = '{UNIT}'", 'postgres')

    def as_site(database, name):
        return ['runuser', '-u', UNIT, '--', 'psql', '-Xq', '-d', database, '-f', name]

    for database, schema in ((UNIT, 'trap'), (f'{UNIT}_restore', 'early')):
        host.write(f'/var/tmp/{database}.sql', TRAP.format(database=database, schema=schema))
    host.run(*as_site(UNIT, f'/var/tmp/{UNIT}.sql'))
    host.run('runuser', '-u', UNIT, '--', 'psql', '-Xq', '-d', UNIT, '-c',
             'CREATE EXTENSION citext SCHEMA public')
    # the trap is a good one
    site.sql('select extname from pg_extension')
    assert is_superuser() == 't'
    site.sql(f'alter role {UNIT} nosuperuser', 'postgres')
    # and the database that a restoration makes gets one as early as can be
    host.shell('touch /run/early')
    early = host.start('sh', '-c', 'while [ -e /run/early ]; do "$@"; done >/run/said 2>&1', 'sh',
                       *as_site(f'{UNIT}_restore', f'/var/tmp/{UNIT}_restore.sql'))
    site.command('restore', '--yes', _backup(site))
    host.shell('rm /run/early')
    early.communicate(timeout=60)
    assert is_superuser() == 'f'
    # by its whole name, as this too is asked by the administrator
    assert site.sql("select extnamespace::regnamespace from pg_catalog.pg_extension"
                    " where extname = 'citext'") == 'public'
    assert is_superuser() == 'f'
    site.command('allow-purge')
    host.apt('purge', 'guestbook-site')
    assert is_superuser() == ''


def test_backup_when_it_takes_long_holds_up_no_upgrade(site, packages):
    host = site.host
    site.sql('create table slow ()')
    table = host.start('runuser', '-u', 'postgres', '--', 'psql', '-Xq', '-d', UNIT, '-c',
                       'begin; lock table slow; select pg_sleep(600)')
    locked = "select 1 from pg_locks where relation = 'slow'::regclass and {} granted"
    wait_for(lambda: site.sql(locked.format('')) == '1')
    backup = host.start(UNIT, 'backup')
    wait_for(lambda: site.sql(locked.format('not')) == '1')
    host.run('pkill', '-STOP', '-x', 'pg_dump')
    site.sql("select pg_terminate_backend(pid) from pg_stat_activity"
             " where query like 'begin; lock%'")
    table.communicate(timeout=60)
    site.command('reload')
    assert site.command('check', '--json', check=False).status in (0, 1)
    host.install(packages('v2').files)
    assert site.release() == 'v2'
    assert backup.poll() is None
    host.run('pkill', '-CONT', '-x', 'runuser|pg_dump')  # runuser stops when its child does
    said, _ = backup.communicate(timeout=120)
    assert backup.returncode == 0, said
    assert 'make another backup' in said
    site.check_clean()


def test_backup_when_the_site_planted_links_takes_nothing_of_others(site, tmp_path):
    ada = _entry(site, 'Ada', tmp_path)
    media = f'{VAR}/media'
    site.host.run('runuser', '-u', UNIT, '--', 'sh', '-euc',
                  f'cd {media}; ln -s /etc/shadow stolen; ln -s /etc whole; mkfifo pipe;'
                  f'mkdir deep; ln -s ../{ada} deep/again; ln -s ../../data deep/out;'
                  "printf x > 'two\nlines'")
    said = site.command('backup', '/root/one.tar.gz').text
    assert all(f"media/{name}'" in said for name in ('stolen', 'whole', 'pipe', 'deep/out'))
    listed = site.host.run('tar', '-tvf', '/root/one.tar.gz').text
    assert 'shadow' not in listed and f'media/deep/again -> ../{ada}' in listed
    site.command('restore', '--yes', '/root/one.tar.gz')
    assert site.host.run('readlink', f'{media}/deep/again').text.strip() == f'../{ada}'
    assert site.host.run('stat', '-c', '%U', f'{media}/two\nlines').text.strip() == UNIT
    assert not site.host.exists(f'{media}/stolen')
    site.check_clean()


def test_backup_when_the_disk_is_full_leaves_nothing(site, tmp_path):
    _entry(site, 'Ada', tmp_path)
    with full(site.host, BACKUPS):
        said = site.command('backup', check=False)
        assert said.status == 1 and 'make room, or name another folder' in said.text
        assert site.host.run('find', BACKUPS, '-name', '*guestbook*').text == ''
    _backup(site)
    site.check_clean()


def test_backup_when_killed_is_swept_by_the_next(site, tmp_path):
    site.command('backup', check=False, variables={'SITECTL_KILL_AT': 'backup:written'})
    assert 'sitectl-backup' in site.host.run('find', BACKUPS).text
    path = _backup(site)
    assert site.host.run('find', BACKUPS, '-name', '*guestbook*').text.split() == [path]


def test_every_verb_when_called_by_nobody_answers_with_a_sentence(site):
    help_text = site.command('--help').text
    verbs = re.findall(r'^    ([a-z-]+)(?: |$)', help_text, re.M)
    assert {'backup', 'restore', 'check', 'status', 'reload', 'manage'} <= set(verbs)
    for verb in [*verbs, 'configure', 'abort', 'remove', 'boot']:
        words = {'restore': ['/root/one'], 'manage': ['check']}.get(verb, [])
        said = site.host.run('runuser', '-u', 'nobody', '--', UNIT, verb, *words, check=False)
        assert 'Traceback' not in said.text, said.text
        assert said.text.strip() and said.status in (0, 1), said.text
    site.check_clean()


def test_restore_when_sqlite_brings_the_database_back(suite, server):
    server.install(builds.guestbook('v1', suite, ('-Ddjango-deb.database=sqlite',)).files)
    site = Site(server)
    site.sign('Ada', 'in a file')
    path = _backup(site)
    site.sign('Eve', 'later')
    assert 'later' in site.get().text
    site.command('restore', '--yes', path)
    assert 'in a file' in site.get().text and 'later' not in site.get().text
    mode = site.host.run('stat', '-c', '%U %a', f'{VAR}/data/db.sqlite3').text.split()
    assert mode == [UNIT, '640']
    site.sign('Grace', 'it can be written')
    assert 'it can be written' in site.get().text
    site.check_clean()
    said = site.command('allow-purge').text
    assert 'A copy of the database and the secrets goes to /var/backups first' in said
    copy = re.search(r'a copy is in (\S+), of: secrets, db.sqlite3$',
                     site.host.apt('purge', 'guestbook-site').text, re.M)[1]
    assert b'it can be written' in site.host.path(f'{copy}/db.sqlite3').read_bytes()
