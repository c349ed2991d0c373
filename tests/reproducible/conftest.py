"""Fixtures of the tests that build the same packages in different circumstances."""
import secrets
import sys
import tempfile
from pathlib import Path

import pytest

sys.path[:0] = [str(Path(__file__).parents[1] / part) for part in ('index', 'hosts')]
sys.path.insert(0, str(Path(__file__).parent))

from builder import Builder  # noqa: E402
from hostlab.commands import run  # noqa: E402


@pytest.fixture
def roots():
    """roots(circumstances): the builds of root, in a folder of its own."""
    made = []

    def make(circumstances):
        home = Path(tempfile.mkdtemp(prefix='reproducible-', dir='/var/tmp'))
        made.append(Builder(home, 'root', circumstances))
        made[-1].prepare()
        return made[-1]

    yield make
    for builder in made:
        builder.remove()


@pytest.fixture
def users():
    """users(circumstances): those of a normal user, who has subordinate ids."""
    made = []

    def make(circumstances):
        name = f'djrep{secrets.randbelow(100_000)}'
        home = Path('/var/tmp', name, 'a home of another name')
        run(['useradd', '--no-create-home', '--home-dir', home, name])
        made.append(Builder(home, name, circumstances))
        made[-1].prepare()
        return made[-1]

    yield make
    for builder in made:
        run(['userdel', builder.user])
        builder.remove()
        builder.home.parent.rmdir()
