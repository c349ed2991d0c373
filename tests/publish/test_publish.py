"""The goal `publish`: to a real Nexus, and by reprepro."""
import subprocess
import urllib.request

import pytest

from hostlab.commands import run
from maven import SUITE, write_project

NOWHERE = 'http://127.0.0.1:9/nowhere/'


def _read(address):
    with urllib.request.urlopen(address, timeout=60) as answer:
        return answer.read()


def _packages(text):
    return {line.partition(': ')[2].partition('-')[2].partition('-')[0]
            for line in text.splitlines() if line.startswith('Package: ')}


@pytest.fixture
def project(tmp_path):
    return write_project(tmp_path / 'project', 'org.example', '1.0', NOWHERE, NOWHERE)


def test_publish_to_an_apt_repository_of_nexus_gives_what_apt_reads(
        nexus, signing_key, machine, project, tmp_path):
    nexus.make_apt_repository('guestbook-apt', SUITE, signing_key, '')
    address = nexus.repository('guestbook-apt')
    builder = machine('builder')
    goal = ['django-deb:publish', '-Ddjango-deb.shareEnv=false', '-Ddjango-deb.publishKind=nexus',
            f'-Ddjango-deb.publishUrl={address}', '-Ddjango-deb.publishServerId=nexus']

    said = builder.maven(project, *goal)
    assert said.count('publish: uploaded ') == 4
    assert nexus.password not in said
    assert b'BEGIN PGP SIGNED MESSAGE' in _read(f'{address}dists/{SUITE}/InRelease')
    arch = run(['dpkg', '--print-architecture']).text.strip()
    index = _read(f'{address}dists/{SUITE}/main/binary-{arch}/Packages').decode()
    assert _packages(index) == {'env', 'src', 'site'} and index.count('Package: ') == 4

    # again: nothing is left to do, and what was released is not replaced
    said = builder.maven(project, *goal)
    assert said.count('publish: the repository has ') == 4 and 'uploaded' not in said
    said = builder.maven(project, *goal, '-Ddjango-deb.migrate=check', check=False)
    assert 'BUILD FAILURE' in said and 'with other content' in said

    # a login that is not there is told
    said = builder.maven(project, *goal[:-1], '-Ddjango-deb.publishServerId=other', check=False)
    assert 'settings.xml has no <server> with the id "other"' in said


def test_publish_by_command_hands_the_packages_to_reprepro(machine, project, tmp_path):
    base = tmp_path / 'reprepro'
    (base / 'conf').mkdir(parents=True)
    arch = run(['dpkg', '--print-architecture']).text.strip()
    (base / 'conf/distributions').write_text(
        f'Codename: {SUITE}\nArchitectures: {arch}\nComponents: main\n')
    command = f'reprepro -b {base} -C {{component}} includedeb {{suite}} {{debs}}'
    machine('builder').maven(
        project, 'django-deb:publish', '-Ddjango-deb.shareEnv=false',
        '-Ddjango-deb.publishKind=command', f'-Ddjango-deb.publishCommands={command}')
    listed = subprocess.check_output(['reprepro', '-b', base, 'list', SUITE], text=True)
    assert len(listed.splitlines()) == 4, listed
