"""Fixtures of the tests that deploy and publish to real servers."""
import sys
import tempfile
from pathlib import Path

import pytest

sys.path[:0] = [str(Path(__file__).parents[1] / part) for part in ('index', 'hosts')]
sys.path.insert(0, str(Path(__file__).parent))

from hostlab.commands import run  # noqa: E402
from maven import Machine, write_settings  # noqa: E402
from nexus import PASSWORD, Nexus  # noqa: E402


@pytest.fixture(scope='session')
def nexus(tmp_path_factory):
    server = Nexus(tmp_path_factory.mktemp('nexus'))
    try:
        yield server.wait_until_started()
    finally:
        server.close()


@pytest.fixture(scope='session')
def settings(tmp_path_factory):
    """Options for Maven: settings.xml whose server "nexus" has an encrypted password."""
    return write_settings(tmp_path_factory.mktemp('settings'), 'nexus', PASSWORD)


@pytest.fixture
def machine(tmp_path, settings):
    """machine(name): a build machine that has built nothing yet."""
    return lambda name: Machine(tmp_path / name, settings)


@pytest.fixture(scope='session')
def signing_key():
    """A secret key without a passphrase, and its public half; both armoured."""
    # not pytest's folder: the path of the agent's socket must be short
    with tempfile.TemporaryDirectory(prefix='gpg-') as home:
        gpg = ['gpg', '--homedir', home, '--batch', '--pinentry-mode', 'loopback',
               '--passphrase', '']
        run([*gpg, '--quick-generate-key', 'apt@example.org', 'rsa3072', 'sign', 'never'])
        yield [run([*gpg, '--armor', how, 'apt@example.org']).text
               for how in ('--export-secret-keys', '--export')]
        run(['gpgconf', '--homedir', home, '--kill', 'all'])
