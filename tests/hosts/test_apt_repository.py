"""An apt repository of the site's packages: what a host takes from it, and what it refuses."""
import contextlib
import subprocess
import tempfile

import pytest

from hostlab import builds, variants
from hostlab.commands import run
from hostlab.load import Load
from hostlab.site import PACKAGE, Site

pytestmark = pytest.mark.newest

PORT = '8099'
ADDRESS = f'http://127.0.0.1:{PORT}'
KEY = '/etc/apt/keyrings/guestbook.asc'
SOURCE = '/etc/apt/sources.list.d/guestbook.list'


@pytest.fixture
def key():
    """Options for Maven with which gpg has one key, without a passphrase."""
    # not pytest's folder: the path of the agent's socket must be short
    with tempfile.TemporaryDirectory(prefix='gpg-') as home:
        run(['gpg', '--homedir', home, '--batch', '--passphrase', '',
             '--quick-generate-key', 'apt@example.org', 'ed25519', 'sign', 'never'])
        yield [f'-Dgpg.homedir={home}', '-Dgpg.keyname=apt@example.org']
        run(['gpgconf', '--homedir', home, '--kill', 'all'])


@pytest.fixture
def add(suite, tmp_path, key):
    """add(variant): a commit of the guest book comes into the repository; returns its folder."""
    folder = tmp_path / 'repository'

    def _add(variant):
        project = tmp_path / variant
        project.mkdir()
        variants.write_repository(variant, project)
        builds.package(project, suite, builds.OUTPUT / f'apt-repository-{variant}.log',
                       [*builds.LEAN, *key, f'-Ddjango-deb.aptRepository={folder}'],
                       goal='django-deb:apt-repository')
        return folder

    return _add


@contextlib.contextmanager
def served(host, folder):
    """A web server of this machine, in the host's network, while the block runs."""
    server = subprocess.Popen(
        host.outside('/usr/bin/python3', '-m', 'http.server', PORT, '--bind', '127.0.0.1',
                     '--directory', folder),
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        host.curl('--retry', '20', '--retry-connrefused', '--retry-delay', '1', ADDRESS)
        yield
    finally:
        server.terminate()
        server.wait()


def add_source(host, suite):
    """What docs/publishing.md says, as root, and the repository alone: no other is in reach."""
    text = (builds.CLONE / 'docs/publishing.md').read_text()
    lines = text.partition('### On the host\n\n')[2].partition('\n\n')[0].splitlines()
    for line in lines[:3]:
        for words, here in (('sudo ', ''), ('https://apt.example.org', ADDRESS), ('trixie', suite),
                            ('shop', 'guestbook')):
            line = line.replace(words, here)
        host.shell(line)
    assert host.exists(KEY) and host.exists(SOURCE)
    host.write('/etc/apt/apt.conf.d/99test', 'Acquire::http::Proxy::127.0.0.1 "DIRECT";\n')


def update(host, check=True):
    return host.apt('update', '-o', f'Dir::Etc::sourcelist={SOURCE}',
                    '-o', 'Dir::Etc::sourceparts=-', '-o', 'APT::Get::List-Cleanup=0', check=check)


def upgrade(host, check=True):
    """The code of each release is a new package, which plain `apt-get upgrade` does not install."""
    return host.apt('upgrade', '--with-new-pkgs', check=check)


def code(host):
    """The packages with a release's code that are installed."""
    names = host.run('dpkg-query', '-W', '-f', '${db:Status-Abbrev} ${Package}\n').text.split('\n')
    return {name.split()[1] for name in names if name.startswith('ii  guestbook-src-')}


def test_host_that_has_the_repository_among_its_sources_installs_upgrades_and_clears_up(
        suite, bare_host, add):
    folder = add('v1')
    site = Site(bare_host)
    with served(bare_host, folder):
        add_source(bare_host, suite)
        assert 'W:' not in update(bare_host).text
        bare_host.apt('install', PACKAGE)
        assert site.release() == 'v1'
        first = code(bare_host)

        add('v2')
        update(bare_host)
        with Load(site) as load:
            upgrade(bare_host)
        load.report.check()
        assert site.release() == 'v2'
        # what a return to it needs is kept
        bare_host.apt('autoremove')
        assert len(code(bare_host)) == 2 and first < code(bare_host)

        add('v3')
        update(bare_host)
        upgrade(bare_host)
        assert site.release() == 'v3'
        site.time_passes()
        bare_host.run('dpkg-reconfigure', PACKAGE)
        bare_host.apt('autoremove')
        assert len(code(bare_host)) == 2 and not first & code(bare_host)
        # the releases before are still there to go back to
        offered = bare_host.run('apt-cache', 'madison', PACKAGE).text
        assert len(offered.splitlines()) == 3, offered
    site.check_clean()


def test_host_takes_nothing_that_is_not_signed(suite, server, add):
    folder = add('v1')
    site = Site(server)
    dists = folder / 'dists' / suite
    with served(server, folder):
        add_source(server, suite)
        update(server)
        server.apt('install', PACKAGE)
        add('v2')

        signed = (dists / 'InRelease').read_text()
        (dists / 'InRelease').write_text(signed.replace('Origin: guestbook', 'Origin: another'))
        said = update(server, check=False).text
        assert 'BADSIG' in said or 'verif' in said, said
        upgrade(server)
        assert site.release() == 'v1'

        # an older signature beside what somebody changed: apt has to refuse the index
        (dists / 'InRelease').write_text(signed)
        indexes = [file for file in (dists / 'main').rglob('*') if file.is_file()]
        contents = {file: file.read_bytes() for file in indexes}
        for file in indexes:
            file.write_bytes(contents[file] + b'\n')
        assert update(server, check=False).status == 100
        upgrade(server)
        assert site.release() == 'v1'

        for file, content in contents.items():
            file.write_bytes(content)
        update(server)
        package = max(folder.glob(f'pool/*/*/*/*/{PACKAGE}_*.deb'))
        whole = package.read_bytes()
        package.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
        outcome = upgrade(server, check=False)
        assert outcome.status == 100 and 'Hash Sum mismatch' in outcome.text, outcome.tail()
        assert site.release() == 'v1'

        package.write_bytes(whole)
        upgrade(server)
        assert site.release() == 'v2'
    site.check_clean()
