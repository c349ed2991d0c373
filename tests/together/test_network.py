"""The network is lost in the middle of a build: of an index, a repository, a mirror."""
import re

import pytest
from debindex.apt import mirrors
from hostlab.commands import run

from index import Index, Mirror
from workshop import debs

IMPATIENT = {'PIP_DEFAULT_TIMEOUT': '4', 'PIP_RETRIES': '0'}


def _from(index):
    return {'PIP_NO_INDEX': None, 'PIP_FIND_LINKS': None,
            'PIP_INDEX_URL': f'{index.address}/simple/',
            # of others it keeps nothing that did not come by https
            'PIP_TRUSTED_HOST': index.address.removeprefix('http://'), **IMPATIENT}


def _long(*values):
    return pytest.param(*values, marks=pytest.mark.long)


@pytest.mark.parametrize('fault,told', [
    ('truncated', 'an index cannot be reached: .*not enough bytes were received'),
    _long('500', 'an index cannot be reached: .*too many 500 error responses'),
    _long('flipped', 'has another hash than|an archive came damaged'),
    _long('stalled', 'an index cannot be reached: .*timed out'),
    _long('trickling', 'an index cannot be reached: .*timed out'),
])
def test_index_when_it_fails_in_the_middle_fails_the_build_and_not_the_next(
        workshop, index, fault, told):
    project = workshop.project('project')
    index.faulty = '.whl'
    index.fault = fault
    said = workshop.start(project, environment=_from(index)).must_fail()
    assert re.search(told, said), said
    # the source's package was made before
    early = debs(project)
    assert len(early) == 1
    assert workshop.leftovers() == []

    index.fault = None
    workshop.build(project, environment=_from(index))
    made = debs(project)
    assert len(made) == 3 and early.items() <= made.items()
    assert workshop.leftovers() == []

    # what is cached needs neither index nor repository
    index.fault, index.faulty = '500', '/'
    run(['rm', '-rf', project / 'target'])
    workshop.build(project, '-o', 'package', environment=_from(index))
    assert debs(project) == made


def _served(workshop):
    """A repository to be fetched by HTTP, and a pom of another one that names it."""
    origin = workshop.project('origin')
    bare = workshop.folder / 'served/tiny.git'
    _publish(origin, bare)
    return origin, bare


def _publish(origin, bare):
    run(['git', 'clone', '-q', '--bare', origin, bare] if not bare.exists()
        else ['git', '-C', bare, 'fetch', '-q', origin, '+main:main'])
    run(['git', '-C', bare, 'repack', '-q', '-a', '-d'])
    run(['git', '-C', bare, 'update-server-info'])


# the server may be silent for a minute
@pytest.mark.parametrize('fault', [
    _long('truncated'), _long('500'), _long('flipped'), _long('stalled'), _long('trickling')])
def test_repository_when_it_fails_in_the_middle_fails_the_build_and_not_the_next(
        workshop, tmp_path, fault):
    _, bare = _served(workshop)
    project = workshop.project('project')
    with Index(bare.parent, faulty='.pack') as server:
        words = (f'-Ddjango-deb.repository={server.address}/tiny.git', 'package')
        server.fault = fault
        said = workshop.start(project, *words).must_fail()
        assert f'cannot fetch the repository {server.address}/tiny.git' in said, said
        server.fault = None
        workshop.build(project, *words)
        made = debs(project)
        assert len(made) == 3

        server.fault, server.faulty = '500', '/'
        run(['rm', '-rf', project / 'target'])
        said = workshop.build(project, '-o', *words)
        assert 'Maven is offline' in said
        assert debs(project) == made
    assert workshop.leftovers() == []


def test_mirror_when_it_fails_fails_the_build_and_leaves_no_chroot(cold_workshop, tmp_path):
    project = cold_workshop.project('project')
    with Index(tmp_path, faulty='/') as server:
        server.fault = '500'
        said = cold_workshop.start(
            project, f'-Ddjango-deb.mirrors=deb {server.address}/debian trixie main',
            'package').must_fail()
    assert 'the chroot of "trixie" cannot be made, because a mirror does not give' in said, said
    assert cold_workshop.leftovers() == []


# apt gives a server up that is silent for 20 seconds, and asks three times
@pytest.mark.parametrize('fault', [_long('500'), _long('truncated'), _long('stalled')])
def test_mirror_when_it_fails_in_the_middle_fails_the_build_and_not_the_next(
        cold_workshop, fault):
    project = cold_workshop.project('project')
    with Mirror(mirrors()[0], faulty='/libc6_') as server:
        # its lists are whole, and so are the packages before that one
        words = (f'-Ddjango-deb.mirrors=deb {server.address} trixie main', 'django-deb:chroot')
        server.fault = fault
        said = cold_workshop.start(project, *words).must_fail()
        assert 'the chroot of "trixie" cannot be made, because a mirror does not give' in said, said
        assert any('/libc6_' in path for path in server.asked)
        assert cold_workshop.leftovers() == []

        server.fault = None
        cold_workshop.build(project, *words)
    assert cold_workshop.leftovers() == []
