"""What is signed: by maven-gpg-plugin as in any project, and the records of builds."""
import re
import shutil
import tempfile

import pytest

from hostlab.commands import run
from maven import local_artifacts, write_project

GROUP = 'org.example.signingtest'
GPG_PLUGIN = 'org.apache.maven.plugins:maven-gpg-plugin:3.2.8:sign'
NOWHERE = 'http://127.0.0.1:9/nowhere/'


@pytest.fixture(autouse=True)
def clean_local_repository():
    yield
    shutil.rmtree(local_artifacts(GROUP), ignore_errors=True)


@pytest.fixture
def gpg(signing_key):
    """gpg with a folder of its own, which has the key: a function of its arguments."""
    # not pytest's folder: the path of the agent's socket must be short
    with tempfile.TemporaryDirectory(prefix='gpg-') as home:
        def gpg(*arguments, **options):
            return run(['gpg', '--homedir', home, '--batch', *arguments], **options)

        gpg.home = home
        gpg('--import', stdin=signing_key[0])
        yield gpg
        run(['gpgconf', '--homedir', home, '--kill', 'all'])


def test_package_when_a_key_is_named_and_mavens_plugin_runs_everything_is_signed(
        gpg, machine, tmp_path):
    project = write_project(tmp_path / 'project', GROUP, '1.0', NOWHERE, NOWHERE)
    key = [f'-Dgpg.homedir={gpg.home}', '-Dgpg.keyname=apt@example.org',
           '-Ddjango-deb.shareEnv=false']
    machine('builder').maven(project, *key, 'package', GPG_PLUGIN, 'install:install')

    folder = local_artifacts(GROUP) / 'guestbook/1.0'
    installed = {file.name for file in folder.iterdir()}
    parts = ['.pom', '-cyclonedx.json', *[
        f'{classifier}.{kind}' for classifier in ('', '-paris', '-env', '-src')
        for kind in ('deb', 'buildinfo')]]
    assert {f'guestbook-1.0{part}{end}' for part in parts for end in ('', '.asc')} <= installed
    for part in parts:
        gpg('--verify', folder / f'guestbook-1.0{part}.asc', folder / f'guestbook-1.0{part}')

    records = sorted((project / 'target').glob('*.buildinfo'))
    assert len(records) == 4
    for record in records:
        text = gpg('--decrypt', record).text
        deb = record.with_suffix('.deb')
        digest = run(['sha256sum', deb]).text.split()[0]
        assert f' {digest} {deb.stat().st_size} {deb.name}\n' in text

    # signed by nobody if no key is named
    machine('other').maven(project, '-Ddjango-deb.shareEnv=false', 'package')
    assert all(re.match('Format: 1.0\n', record.read_text()) for record in records)


def test_package_when_the_named_key_is_missing_fails_before_it_builds(gpg, machine, tmp_path):
    project = write_project(tmp_path / 'project', GROUP, '1.0', NOWHERE, NOWHERE)
    said = machine('builder').maven(
        project, f'-Dgpg.homedir={gpg.home}', '-Dgpg.keyname=nobody@example.org', 'package',
        check=False)
    assert ('gpg has no secret key "nobody@example.org" to sign the records of builds (.buildinfo)'
            ' with: make or import one, name it with <keyname> (gpg.keyname), or leave that out,'
            ' and they are not signed.') in said
    assert 'building' not in said
