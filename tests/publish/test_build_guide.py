"""The build guide, docs/build: its commands in their order, with a real Nexus."""
import os
import re
import shutil
import tempfile
from pathlib import Path

import pytest

from hostlab.commands import run
from hostlab.guide import World, follow
from maven import local_artifacts, write_project

GUIDE = Path(__file__).parents[2] / 'docs/build/README.md'
GROUP = 'org.example.buildguide'

MAVEN = '''\
#!/bin/sh
exec {mvn} -B {words} "$@"
'''


class Workstation:
    """What the guide takes for a machine: this one, in the folder of a project."""

    def __init__(self, folder, environment):
        self.folder = folder
        self.environment = environment

    def run(self, *words, **options):
        words = ['--chdir=.' if word == '--chdir=/root' else word for word in words]
        return run(words, cwd=self.folder, env=self.environment, **options)


@pytest.fixture
def workstation(nexus, machine, tmp_path):
    """A machine that has built nothing, whose `mvn` uses the caches and the index of the tests."""
    builder = machine('builder')
    project = write_project(tmp_path / 'project', GROUP, '1.0', nexus.repository('maven-releases'),
                            nexus.repository('maven-snapshots'))
    pom = project / 'pom.xml'
    pom.write_text(re.sub(r'<variants>.*</variants>', '', pom.read_text(), flags=re.S))
    commit(project, 'One site')
    (tmp_path / 'bin').mkdir()
    (tmp_path / 'ci').mkdir()
    (project / 'ci').symlink_to(tmp_path / 'ci')
    command = tmp_path / 'bin/mvn'
    lean = '-Ddjango-deb.workers=off -Ddjango-deb.queue=off -Ddjango-deb.cache=off'
    command.write_text(MAVEN.format(mvn=shutil.which('mvn'), words=(
        f'-gs {tmp_path}/ci/settings.xml -Ddjango-deb.cacheDirectory={builder.cache} {lean}')))
    command.chmod(0o755)
    environment = dict(os.environ, PATH=f'{tmp_path}/bin:{os.environ["PATH"]}', PIP_NO_INDEX='1',
                       PIP_FIND_LINKS=str(builder.links), NEXUS_USER='admin',
                       NEXUS_PASSWORD=nexus.password)
    yield Workstation(project, environment)
    shutil.rmtree(local_artifacts(GROUP), ignore_errors=True)


def commit(project, message):
    run(['git', '-C', project, '-c', 'user.name=x', '-c', 'user.email=x@localhost', 'commit', '-q',
         '-a', '-m', message])


def scripts(text):
    """The commands of the jobs: (GitLab's, Jenkins')."""
    gitlab, = re.findall(r'^```yaml\n(.*?)^```', text, re.M | re.S)
    jenkins, = re.findall(r'^```groovy\n(.*?)^```', text, re.M | re.S)
    jobs = re.findall(r'^  script:\n((?:    - .*\n)+)', gitlab, re.M)
    return ([line[6:] for job in jobs for line in job.splitlines()],
            re.findall(r"^ *sh '(.*)'$", jenkins, re.M))


def test_build_guide_when_followed_does_what_it_says(nexus, workstation, tmp_path):
    text = GUIDE.read_text()
    gitlab, jenkins = scripts(text)
    assert gitlab == jenkins and len(gitlab) == 3
    with_prompts = re.sub(r'^\$ ', '# ', text, flags=re.M)
    with tempfile.TemporaryDirectory(prefix='guide-') as srv:  # short: gpg's agent has a socket
        world = World({'shop': 'guestbook', 'https://nexus.example.org': nexus.address,
                       '/srv': srv, '/ci': str(tmp_path / 'ci')})
        try:
            follow('build guide', with_prompts, {'': workstation}, world, {})
        finally:
            run(['gpgconf', '--homedir', f'{srv}/apt-key', '--kill', 'all'], check=False)
    # what jobs run, for the next release
    pom = workstation.folder / 'pom.xml'
    pom.write_text(pom.read_text().replace('<version>1.0<', '<version>1.1<'))
    commit(workstation.folder, 'Release 1.1')
    # without -s: the user's own settings may say where Maven's plugins come from
    workstation.environment['MAVEN_WORDS'] = '-ntp'
    for command in gitlab:
        said = workstation.run('sh', '-c', world.real(command), timeout=900).text
        assert 'BUILD SUCCESS' in said and nexus.password not in said
