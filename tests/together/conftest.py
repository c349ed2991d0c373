"""Fixtures: builds meet each other, a kill, a lost network, a damaged cache."""
import os
import sys
from pathlib import Path

import pytest

sys.path[:0] = [str(Path(__file__).parents[1] / part) for part in ('index', 'hosts')]
sys.path.insert(0, str(Path(__file__).parent))

from hostlab import builds  # noqa: E402
from hostlab.commands import run  # noqa: E402
from index import Index  # noqa: E402
from workshop import SUITE, Workshop, base  # noqa: E402


def pytest_addoption(parser):
    parser.addoption('--rounds', type=int, default=2,
                     help='how many builds are killed at random moments')


@pytest.fixture
def rounds(request):
    return request.config.getoption('rounds')


@pytest.fixture(scope='session', autouse=True)
def as_root():
    if os.geteuid() != 0:
        pytest.exit('these tests mount and make users: run them with sudo', returncode=2)


@pytest.fixture
def workshop(tmp_path):
    """A cache folder of its own that has a chroot but no packages, and projects for it."""
    yield from _workshop(tmp_path, base())


def _workshop(folder, with_base):
    yield Workshop(folder, with_base)
    # what Maven said stays, the chroots go
    run(['rm', '-rf', '--one-file-system', folder / 'cache'])


@pytest.fixture
def cold_workshop(tmp_path):
    """The same without a chroot."""
    yield from _workshop(tmp_path, None)


@pytest.fixture
def index():
    """A Python package index on this machine that can be told to fail."""
    with Index(builds.index(SUITE)) as served:
        yield served
