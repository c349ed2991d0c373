"""What a build says on a machine that lacks something, word for word."""
import re
from pathlib import Path

import pytest

from project import Person, Project, cache_of

SYSTEM = ('/usr/local/sbin', '/usr/local/bin', '/usr/sbin', '/usr/bin', '/sbin', '/bin')


def _said(outcome):
    """Maven's lines without its marks, as one text."""
    return re.sub(r'^\[(?:ERROR|WARNING|INFO)\] ', '', outcome.text, flags=re.M)


def _path_without(program, folder):
    """A folder for PATH with all programs of this machine but one."""
    folder.mkdir()
    for place in map(Path, SYSTEM):
        for file in place.iterdir() if place.is_dir() else ():
            link = folder / file.name
            if file.name != program and not link.is_symlink():
                link.symlink_to(file)
    return str(folder)


def test_src_when_there_is_no_git_repository_says_what_to_do(project, index, tmp_path):
    cache = cache_of(tmp_path / 'cache', index('trixie'))

    outcome = project.maven(index('trixie'), f'-Ddjango-deb.cacheDirectory={cache}', 'package')

    assert outcome.status != 0
    assert (f'no git repository around {project.folder}: commit the project to one ("git init",'
            ' "git add .", "git commit"), or name one with <repository>') in _said(outcome)
    assert not list(project.folder.glob('target/*.deb'))


def test_chroot_when_mmdebstrap_is_not_installed_says_how_to(project, index, tmp_path):
    outcome = project.commit().maven(
        index('trixie'), f'-Ddjango-deb.cacheDirectory={tmp_path}/cache', 'django-deb:chroot',
        variables={'PATH': _path_without('mmdebstrap', tmp_path / 'bin')})

    assert outcome.status != 0
    assert (' - engine "unshare": the program "mmdebstrap" is not installed: run "apt-get install'
            ' mmdebstrap"\n') in _said(outcome)


def test_chroot_when_a_user_has_no_subordinate_ids_gives_the_command(project, index, make_user):
    # a system's user gets none
    person = Person(*make_user('--system'), index('trixie'))

    outcome = person.maven(project.commit(), 'django-deb:chroot')

    assert outcome.status != 0
    assert re.search(
        f' - engine "unshare": the user "{person.name}" has no range of 65536 subordinate ids in'
        r' /etc/subuid and /etc/subgid: run "sudo usermod --add-subuids (\d+-\d+)'
        rf' --add-subgids \1 {person.name}"\n', _said(outcome))


def test_build_when_the_index_is_closed_to_the_user_says_so(project, index, make_user):
    person = Person(*make_user(), index('trixie'))
    places = person.index, person.index / 'simple'
    person.index.chmod(0o700)  # root's
    project.commit()

    for person.index in places:
        outcome = person.maven(project, 'package')
        assert outcome.status != 0
        assert (f'PIP_FIND_LINKS: "{person.index}" cannot be read by the user {person.name}:'
                ' permission denied. Open it to that user, or correct PIP_FIND_LINKS'
                ) in _said(outcome)


@pytest.fixture(scope='module')
def compiling(tmp_path_factory, index):
    """The project with a requirement that is compiled; the chroot for it is made."""
    project = Project(tmp_path_factory.mktemp('compiling') / 'tiny')
    with open(project.folder / 'requirements.txt', 'a', encoding='utf-8') as file:
        file.write('psycopg2\n')
    (project.folder / 'venv-debian-requirements.txt').write_text('libpq-dev\n')
    cache = cache_of(project.folder.parent / 'cache', index('trixie'))
    made = project.commit().maven(
        index('trixie'), f'-Ddjango-deb.cacheDirectory={cache}', 'package')
    assert made.status == 0, made.text
    return project


FULL_FOR_PIP = (r"The virtualenv of tiny-env-[0-9a-f]{12} cannot be built: the disk is full: free"
                r" some space on the cache folder's disk\n")


# what the virtualenv is built in, what pip keeps, and the finished packages
@pytest.mark.parametrize('part, size, message', [
    ('sessions', '8m', FULL_FOR_PIP),
    ('pip', '64k', r'the cache folder "\S+/cache/pip\S*" cannot be written: the disk is full; make'
                   r' room there, or choose another folder with <cacheDirectory>'),
    ('packages', '512k', r'cannot write \S+/cache/packages/\S+\.deb: its disk is full: make room'
                         r' there: No space left on device'),
])
def test_env_when_the_cache_is_full_says_so_and_leaves_nothing(
        compiling, index, tmp_path, small_disk, part, size, message):
    cache = cache_of(tmp_path / 'cache', index('trixie'), own=[part])
    small_disk(cache / part, size)

    outcome = compiling.maven(
        index('trixie'), f'-Ddjango-deb.cacheDirectory={cache}', 'django-deb:env')

    assert outcome.status != 0
    assert re.search(message, _said(outcome))
    assert not list(cache.glob('packages/**/*.deb'))
    assert not list((cache / 'sessions').iterdir()) or part != 'sessions'
