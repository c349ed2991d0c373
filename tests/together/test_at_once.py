"""Many builds at once on one cache."""
import os
import re
import shutil
from pathlib import Path

import pytest
from hostlab import builds
from hostlab.commands import run

from workshop import REACTOR, SUITE, Maven, commit, debs, write_project

USER = 'djdeb-together'


def _count(runs, pattern):
    return sum(len(re.findall(pattern, one.said())) for one in runs)


def _eight(workshop):
    """Three builds of one project, one of each of its three clones, and two of another project."""
    same = workshop.project('same')
    clones = [workshop.project(f'clone-{number}') for number in range(3)]
    others = [workshop.project(f'other-{number}', 'other') for number in range(2)]
    runs = [workshop.start(project) for project in [same, same, same, *clones, *others]]
    for one in runs:
        one.must_succeed()
    return same, clones, others, runs


def _compare(same, clones, others):
    made = debs(same)
    assert len(made) == 3
    assert all(debs(clone) == made for clone in clones)
    assert debs(others[0]) == debs(others[1]) and not debs(others[0]).keys() & made.keys()


def test_eight_builds_at_once_make_what_is_shared_once_and_say_what_they_wait_for(workshop):
    same, clones, others, runs = _eight(workshop)
    _compare(same, clones, others)
    for name in ('tiny', 'other'):
        for part in ('virtualenv', 'source', 'site'):
            assert _count(runs, f'{part}: built {name}-') == 1, f'{part} of {name}'
    waiting = _count(runs, 'waiting for another build, which makes the package tiny-')
    waiting += _count(runs, f'waiting for another build, which makes the packages in {same}')
    assert waiting >= 5
    # each that waited says for how long
    assert _count(runs, r'\bwaited \d+\.\d s for ') == _count(runs, r'INFO\] waiting for another')
    assert workshop.leftovers() == []
    for one in runs:
        assert one.running() == []


@pytest.mark.long
def test_eight_builds_at_once_without_a_chroot_make_one(cold_workshop):
    same, clones, others, runs = _eight(cold_workshop)
    _compare(same, clones, others)
    assert _count(runs, 'chroot of trixie: being made') == 1
    assert _count(runs, 'chroot of trixie: made in') == 1
    assert _count(runs, 'waiting for another build, which makes the chroot of trixie') >= 1
    assert cold_workshop.leftovers() == []


def _reactor(workshop, place):
    root = workshop.folder / place
    names = ['berlin', 'paris']
    for name in names:
        write_project(root / name, name)
    (root / 'pom.xml').write_text(
        REACTOR.format(modules=''.join(f'<module>{name}</module>' for name in names)))
    (root / '.gitignore').write_text('target/\n')
    commit(root)
    return root, [root / name for name in names]


@pytest.mark.parametrize('reactors', [1, pytest.param(2, marks=pytest.mark.long)])
def test_reactors_when_built_in_threads_and_at_once_give_what_one_thread_gives(workshop, reactors):
    plain, plain_sites = _reactor(workshop, 'plain')
    workshop.build(plain)
    expected = [debs(site) for site in plain_sites]
    assert all(len(made) == 3 for made in expected)
    workshop.forget_packages()

    roots = [_reactor(workshop, f'threads-{number}') for number in range(reactors)]
    runs = [workshop.start(root, '-T', '2', 'package') for root, _ in roots]
    for one in runs:
        one.must_succeed()
    for _, sites in roots:
        assert [debs(site) for site in sites] == expected
    for name in ('berlin', 'paris'):
        assert _count(runs, f'virtualenv: built {name}-env-') == 1
    assert workshop.leftovers() == []


@pytest.fixture
def user(tmp_path):
    """A normal user with a home folder and a local Maven repository to read."""
    home = Path('/var/tmp') / USER
    run(['userdel', USER], check=False)
    run(['rm', '-rf', '--one-file-system', home])
    run(['useradd', '--create-home', '--home-dir', home, USER])
    given = re.search(r'-Dmaven\.repo\.local=(\S+)', os.environ.get('MAVEN_OPTS', ''))
    repository = Path(given[1]) if given else Path.home() / '.m2/repository'
    shutil.copytree(repository, home / 'repository')
    shutil.copytree(builds.index(SUITE), home / 'index')
    run(['chown', '-R', USER, home / 'repository'])
    yield home
    run(['userdel', USER])
    run(['rm', '-rf', '--one-file-system', home])


@pytest.mark.long
def test_users_at_once_have_a_cache_each_and_the_same_bytes(workshop, user):
    own = workshop.project('own')
    theirs = write_project(user / 'project', 'tiny')
    commit(theirs)
    run(['chown', '-R', USER, theirs])
    options = os.environ.get('MAVEN_OPTS', '')
    environment = {
        'HOME': str(user), 'XDG_CACHE_HOME': None, 'PIP_FIND_LINKS': str(user / 'index'),
        'MAVEN_OPTS': re.sub(r'-Dmaven\.repo\.local=\S+', '', options)
        + f' -Dmaven.repo.local={user}/repository'}
    become = ('runuser', '-u', USER, '--')
    runs = [workshop.start(own), Maven(theirs, user / 'cache', ('-o', 'package'),
                                       environment, become)]
    for one in runs:
        one.must_succeed()
    assert debs(own) == debs(theirs)
    assert (user / 'cache').stat().st_uid == theirs.stat().st_uid

    # what another user can write is not trusted, even where it could be used
    workshop.cache.chmod(0o777)
    for folder in [workshop.folder, *workshop.folder.parents][:3]:
        folder.chmod(0o755)
    said = Maven(theirs, workshop.cache, ('-o', 'package'), environment, become).must_fail()
    # the folders above may be closed to that user, whatever this one's mode
    assert 'cannot be written: permission denied' in said or 'belongs to another user' in said
