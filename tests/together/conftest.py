"""Fixtures: builds meet each other, a kill, a lost network, a damaged cache."""
import os
import sys
from pathlib import Path

import pytest

sys.path[:0] = [str(Path(__file__).parents[1] / part) for part in ('index', 'hosts')]
sys.path.insert(0, str(Path(__file__).parent))

from hostlab import builds  # noqa: E402
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
    return Workshop(tmp_path, base())


@pytest.fixture
def cold_workshop(tmp_path):
    """The same without a chroot."""
    return Workshop(tmp_path, None)


@pytest.fixture
def index():
    """A Python package index on this machine that can be told to fail."""
    with Index(builds.index(SUITE)) as served:
        yield served
