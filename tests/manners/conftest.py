"""Fixtures of the tests with several Mavens and Javas."""
import sys
from pathlib import Path

import pytest

sys.path[:0] = [str(Path(__file__).parents[1] / part) for part in ('index', 'hosts')]
sys.path.insert(0, str(Path(__file__).parent))

from hostlab import builds, variants  # noqa: E402
from mavens import Maven  # noqa: E402


@pytest.fixture(scope='session')
def maven():
    """maven(version, java): one Maven with one Java; what it has built, the others find."""
    return Maven


@pytest.fixture(scope='session')
def guestbook(tmp_path_factory):
    """The guest book as `./demo` packages it, in a repository of its own, built once."""
    folder = tmp_path_factory.mktemp('manners') / 'guestbook'
    folder.mkdir()
    variants.write_repository('v1', folder)
    builds.package(folder, 'trixie', builds.OUTPUT / 'manners-first.log', builds.LEAN)
    return folder
