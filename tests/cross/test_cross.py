"""Packages for arm64 built on another architecture, by qemu."""
import os
import shutil
import struct
import subprocess
import tarfile
from io import BytesIO

import pytest

from conftest import ENTRY
from debindex.cache import cache_folder
from hostlab import builds, variants
from hostlab.commands import run

SUITE = 'trixie'
AARCH64 = 183  # EM_AARCH64 of elf.h


def package(folder, *words, check=True):
    """What Maven says that packages the guest book for arm64."""
    links = builds.index(SUITE)
    environment = dict(os.environ, PIP_NO_INDEX='1', PIP_FIND_LINKS=str(links))
    cache = cache_folder() / 'builder' / links.name
    return run(['mvn', '-B', f'-Ddjango-deb.suite={SUITE}', f'-Ddjango-deb.cacheDirectory={cache}',
                '-Ddjango-deb.architecture=arm64', *builds.LEAN, *words], check=check,
               timeout=4 * 60 * 60, cwd=folder, env=environment).text


@pytest.fixture
def project(tmp_path):
    folder = tmp_path / 'project'
    folder.mkdir()
    variants.write_repository('v1', folder)
    return folder


def machines(deb):
    """The machine of each compiled file in a package, by its path."""
    data = subprocess.check_output(['dpkg-deb', '--fsys-tarfile', deb])
    found = {}
    with tarfile.open(fileobj=BytesIO(data)) as tar:
        for member in tar:
            if member.isfile():
                begin = tar.extractfile(member).read(20)
                if begin[:4] == b'\x7fELF':
                    found[member.name] = struct.unpack('<H', begin[18:20])[0]
    return found


@pytest.mark.skipif(ENTRY.exists(), reason='this machine has qemu registered for all')
def test_package_when_nothing_emulates_the_architecture_says_so_at_once(project, tmp_path):
    (tmp_path / 'cache').mkdir()
    said = package(project, f'-Ddjango-deb.cacheDirectory={tmp_path}/cache', 'package',
                   check=False)
    assert 'BUILD FAILURE' in said
    assert ('does not run programs of "arm64": arch-test says "arm64: not supported on this'
            ' machine/kernel"') in said
    assert 'apt-get install arch-test qemu-user-static' in said
    shutil.rmtree(tmp_path / 'cache', ignore_errors=True)


def test_package_when_architecture_is_emulated_has_its_compiled_files(emulation, project):
    package(project, 'package')

    env, = (project / 'target').glob('guestbook-env-*_arm64.deb')
    assert run(['dpkg-deb', '-f', env, 'Architecture']).text.strip() == 'arm64'
    compiled = machines(env)
    assert any('psycopg2/_psycopg' in path for path in compiled)
    assert set(compiled.values()) == {AARCH64}
    assert 'libpq5' in run(['dpkg-deb', '-f', env, 'Depends']).text
    others = [deb for deb in (project / 'target').glob('*.deb') if deb != env]
    assert len(others) == 2
    for deb in others:
        assert run(['dpkg-deb', '-f', deb, 'Architecture']).text.strip() == 'all'
        assert not machines(deb)
