"""Backups, and what they bring back: to the same host, to another, and after every interruption."""
import re

import pytest
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
    _check_old(site, ada, eve)


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


def test_restore_on_another_host_makes_the_same_site(site, server, packages, tmp_path):
    ada = _entry(site, 'Ada', tmp_path)
    secrets = site.secrets()
    path = _backup(site)
    other = Site(server)
    server.install(packages('v1').files)
    server.path(path).write_bytes(site.host.path(path).read_bytes())
    server.run('chmod', '600', path)
    other.command('restore', '--yes', path)
    assert 'I am Ada' in other.get().text
    assert other.get(f'/media/{ada}').status == 200
    assert other.secrets() == secrets
    _check_nothing_left(other)


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
    from hostlab import builds
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
