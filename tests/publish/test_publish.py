"""The goal `publish`: to a real Nexus, and by reprepro and aptly."""
import json
import os
import re
import subprocess
import tempfile
from pathlib import Path

import pytest

from hostlab.commands import run, wait_for
from maven import SUITE, write_project

DOCS = Path(__file__).parents[2] / 'docs/publishing.md'
NOWHERE = 'http://127.0.0.1:9/nowhere/'


def _apt(folder, source):
    """apt-get as a host runs it, with folders of its own: a function of its arguments."""
    for part in ('lists/partial', 'cache/archives/partial', 'etc'):
        (folder / part).mkdir(parents=True)
    (folder / 'status').touch()
    (folder / 'sources.list').write_text(source)
    options = {'APT::Sandbox::User': 'root', 'Acquire::http::Proxy::127.0.0.1': 'DIRECT',
               'Dir::State': folder, 'Dir::State::status': folder / 'status',
               'Dir::Cache': folder / 'cache', 'Dir::Etc': folder / 'etc',
               'Dir::Etc::sourcelist': folder / 'sources.list'}
    words = [word for option, value in options.items() for word in ('-o', f'{option}={value}')]
    return lambda *arguments: run(['apt-get', '-q', *words, *arguments], check=False)


def code_packages(project):
    """The names of the packages of the virtualenv and the source."""
    return [file.name.partition('_')[0] for kind in ('env', 'src')
            for file in (project / 'target').glob(f'guestbook-{kind}-*.deb')]


@pytest.fixture
def project(tmp_path):
    return write_project(tmp_path / 'project', 'org.example', '1.0', NOWHERE, NOWHERE)


def test_publish_to_an_apt_repository_of_nexus_gives_what_apt_reads(
        nexus, signing_key, machine, project, tmp_path):
    secret, public = signing_key
    nexus.make_apt_repository('guestbook-apt', SUITE, secret, '')
    address = nexus.repository('guestbook-apt')
    builder = machine('builder')
    goal = ['django-deb:publish', '-Ddjango-deb.shareEnv=false', '-Ddjango-deb.publishKind=nexus',
            f'-Ddjango-deb.publishUrl={address}', '-Ddjango-deb.publishServerId=nexus']

    said = builder.maven(project, *goal)
    assert said.count('publish: uploaded ') == 4
    assert nexus.password not in said
    (tmp_path / 'key.asc').write_text(public)
    apt = _apt(tmp_path / 'apt', f'deb [signed-by={tmp_path}/key.asc] {address} {SUITE} main\n')

    def offered():
        assert apt('update').status == 0
        return sum(apt('download', '--print-uris', package).text.count("'http")
                   for package in ('guestbook-site-berlin', 'guestbook-site-paris',
                                   *code_packages(project)))

    # Nexus writes its indexes after it has answered
    wait_for(lambda: offered() == 4)

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


@pytest.fixture
def aptly(signing_key, tmp_path, monkeypatch):
    """aptly with files of its own, as `aptly`, and a key; the folder that a web server serves."""
    secret, _ = signing_key
    (tmp_path / 'aptly.conf').write_text(json.dumps({'rootDir': str(tmp_path / 'aptly')}))
    command = tmp_path / 'bin/aptly'
    command.parent.mkdir()
    command.write_text(f'#!/bin/sh\nexec /usr/bin/aptly -config={tmp_path}/aptly.conf "$@"\n')
    command.chmod(0o755)
    monkeypatch.setenv('PATH', f'{command.parent}:{os.environ["PATH"]}')
    # not pytest's folder: the path of the agent's socket must be short
    with tempfile.TemporaryDirectory(prefix='gpg-') as home:
        monkeypatch.setenv('GNUPGHOME', home)
        run(['gpg', '--batch', '--import'], stdin=secret)
        yield tmp_path / 'aptly/public'
        run(['gpgconf', '--kill', 'all'])


def test_publish_by_command_hands_the_packages_to_aptly_which_apt_reads(
        aptly, signing_key, machine, project, tmp_path):
    arch = run(['dpkg', '--print-architecture']).text.strip()
    commands = re.findall(r'^    (aptly .*)$', DOCS.read_text(), re.M)
    each_time = [command for command in commands if '{' in command]
    once = [command for command in commands if '{' not in command]
    assert len(each_time) == len(once) == 2
    for command in once:
        run(command.replace('amd64', arch).split())
    builder = machine('builder')
    goal = ['django-deb:publish', '-Ddjango-deb.shareEnv=false',
            '-Ddjango-deb.publishKind=command',
            f'-Ddjango-deb.publishCommands={",".join(each_time)}']
    builder.maven(project, *goal)

    (tmp_path / 'key.asc').write_text(signing_key[1])
    apt = _apt(tmp_path / 'apt', f'deb [signed-by={tmp_path}/key.asc] file:{aptly} {SUITE} main\n')
    assert apt('update').status == 0
    for package in ('guestbook-site-berlin', 'guestbook-site-paris', *code_packages(project)):
        assert f"'file:{aptly}/pool/" in apt('download', '--print-uris', package).text

    # again: aptly has them all
    builder.maven(project, *goal)
    listed = run(['aptly', 'repo', 'show', '-with-packages', 'shop']).text
    assert 'Number of packages: 4' in listed
