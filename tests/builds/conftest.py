"""Fixtures of whole builds that need another user, another PATH or another disk."""
import os
import shutil
import sys
from pathlib import Path

import pytest

sys.path[:0] = [str(Path(__file__).parents[1] / part) for part in ('index', 'hosts')]
sys.path.insert(0, str(Path(__file__).parent))

from hostlab import builds  # noqa: E402
from hostlab.commands import run  # noqa: E402
from project import Project  # noqa: E402


@pytest.fixture(scope='session', autouse=True)
def only_root():
    if os.geteuid() != 0:
        pytest.exit('these tests make users and mount disks: run them with sudo', returncode=2)


@pytest.fixture
def project(tmp_path):
    """The tiny project with a pom, not in any git repository yet."""
    return Project(tmp_path / 'tiny')


@pytest.fixture
def small_disk():
    """small_disk(folder, size): a disk of that size is mounted there until the test ends."""
    mounted = []

    def mount(folder, size):
        folder.mkdir(parents=True, exist_ok=True)
        run(['mount', '-t', 'tmpfs', '-o', f'size={size}', 'small', folder])
        mounted.append(folder)

    yield mount
    for folder in reversed(mounted):
        run(['umount', folder])


@pytest.fixture
def make_user():
    """make_user(option...): a user that is there until the test ends, and its home folder."""
    users = []

    def make(*options):
        name = f'djdeb{os.getpid()}'
        home = Path('/var/tmp') / name
        users.append((name, home))
        run(['useradd', '--create-home', '--home-dir', home, '--shell', '/bin/sh', *options, name])
        return name, home

    yield make
    for name, home in users:
        run(['userdel', name])
        shutil.rmtree(home)


@pytest.fixture(scope='session')
def index():
    """index(suite): the folder of the Python package index."""
    return builds.index
