"""`mvn deploy` to a real Nexus, and virtualenvs that machines take from there."""
import re
import shutil

import pytest

from hostlab.commands import run
from maven import local_artifacts, write_project

# nobody's Maven has it in its local repository
GROUP = 'org.example.deploytest'
FOLDER = GROUP.replace('.', '/')
TIME = r'\d{8}\.\d{6}-\d+'


@pytest.fixture(autouse=True)
def clean_local_repository():
    yield
    shutil.rmtree(local_artifacts(GROUP), ignore_errors=True)


def env_package(machine):
    """The name of the virtualenv's package, which is the only one in its cache."""
    found, = machine.cache.glob('packages/*/guestbook-env-*.deb')
    return found.name.partition('_')[0]


def test_deploy_puts_releases_and_snapshots_with_their_classifiers_into_nexus(
        nexus, machine, tmp_path):
    builder = machine('builder')
    places = [nexus.repository(name) for name in ('maven-releases', 'maven-snapshots')]
    release = write_project(tmp_path / 'release', GROUP, '1.0', *places)
    said = builder.maven(release, 'deploy')
    env = env_package(builder)
    architecture = run(['dpkg', '--print-architecture']).text.strip()

    deployed = [path for path in nexus.assets('maven-releases')
                if path.startswith(f'{FOLDER}/')
                and not path.endswith(('.md5', '.sha1', '.sha256', '.sha512', '.xml'))]
    assert deployed == sorted([
        *[f'{FOLDER}/guestbook/1.0/guestbook-1.0{part}'
          for part in ('.deb', '-paris.deb', '-env.deb', '-src.deb', '.buildinfo',
                       '-paris.buildinfo', '-env.buildinfo', '-src.buildinfo',
                       '-cyclonedx.json', '.pom')],
        f'{FOLDER}/{env}/1/{env}-1-{architecture}.deb',
        f'{FOLDER}/{env}/1/{env}-1-{architecture}-facts.json'])
    assert f'virtualenv: put {env} into ' in said
    assert nexus.password not in said

    snapshot = write_project(tmp_path / 'snapshot', GROUP, '1.1-SNAPSHOT', *places, variant='v2')
    said = builder.maven(snapshot, 'deploy')
    found = [path for path in nexus.assets('maven-snapshots')
             if path.startswith(f'{FOLDER}/') and path.endswith('.deb')]
    base = f'{FOLDER}/guestbook/1.1-SNAPSHOT/guestbook-1.1-'
    for part in ('', '-paris', '-env', '-src'):
        assert any(re.fullmatch(re.escape(base) + TIME + part + r'\.deb', path) for path in found)
    assert len(found) == 4
    # the same virtualenv is there already
    assert re.search(f'virtualenv: .* has {env}', said)


def test_env_when_another_machine_has_deployed_it_is_taken_from_there(nexus, machine, tmp_path):
    places = [nexus.repository(name) for name in ('maven-releases', 'maven-snapshots')]
    project = write_project(tmp_path / 'project', GROUP, '2.0-SNAPSHOT', *places, variant='v3')
    first = machine('first')
    first.maven(project, 'deploy')
    env = env_package(first)
    built, = first.cache.glob('packages/*/guestbook-env-*.deb')

    second = machine('second')
    said = second.maven(project, 'django-deb:env')
    taken, = second.cache.glob('packages/*/guestbook-env-*.deb')
    assert f'virtualenv: took {env}' in said and f'building {env}' not in said
    assert taken.read_bytes() == built.read_bytes()

    # what was had once is had offline too
    second.forget()
    said = second.maven(project, '-o', 'django-deb:env')
    assert f'virtualenv: took {env}' in said and f'building {env}' not in said

    # and with neither, it is built
    shutil.rmtree(local_artifacts(GROUP))
    second.forget()
    said = second.maven(project, '-o', 'django-deb:env')
    assert f'virtualenv: building {env}' in said and '[WARNING] virtualenv' not in said


def test_env_when_the_repository_cannot_be_reached_is_built_with_a_warning(machine, tmp_path):
    nowhere = 'http://127.0.0.1:9/nowhere/'
    project = write_project(tmp_path / 'project', GROUP, '3.0', nowhere, nowhere)
    builder = machine('builder')
    said = builder.maven(project, 'django-deb:env')
    env = env_package(builder)
    assert f'[WARNING] virtualenv: {nowhere} cannot be asked for {env}' in said
    assert f'virtualenv: built {env}' in said


def test_env_when_the_project_only_reads_from_the_repository_is_taken_from_there(
        machine, tmp_path):
    repository = (tmp_path / 'repository').as_uri()
    project = write_project(tmp_path / 'project', GROUP, '4.0', repository, repository)
    first = machine('first')
    first.maven(project, 'django-deb:deploy-env')
    env = env_package(first)

    pom = project / 'pom.xml'
    pom.write_text(re.sub(
        '<distributionManagement>.*</distributionManagement>',
        # settings.xml has a login for that id, by which it is known as the company's
        f'<repositories><repository><id>nexus</id><url>{repository}</url></repository>'
        '</repositories>', pom.read_text(), flags=re.DOTALL))
    second = machine('second')
    said = second.maven(project, '-Ddjango-deb.allowDirty', 'django-deb:plan', 'django-deb:env')
    assert 'would be taken from a Maven repository' in said
    assert f'virtualenv: took {env}' in said and f'building {env}' not in said
