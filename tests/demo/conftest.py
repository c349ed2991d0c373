"""Fixtures of the test of ./demo."""
import os
import sys
from pathlib import Path

import pytest

sys.path[:0] = [str(Path(__file__).parents[1] / part) for part in ('index', 'hosts')]
sys.path.insert(0, str(Path(__file__).parent))

from hostlab import roots  # noqa: E402
from machine import Machine  # noqa: E402


def pytest_addoption(parser):
    parser.addoption('--suite', action='append', choices=roots.SUITES,
                     help='only this Debian suite')


def pytest_generate_tests(metafunc):
    if 'suite' in metafunc.fixturenames:
        metafunc.parametrize('suite', metafunc.config.getoption('suite') or roots.SUITES)


@pytest.fixture(scope='session', autouse=True)
def only_root():
    if os.geteuid() != 0:
        pytest.exit('a Debian of its own needs root: run this test with sudo', returncode=2)


@pytest.fixture
def machine(suite):
    """A Debian on which nothing was installed yet, with this machine's network."""
    debian = Machine()
    try:
        debian.install(suite)
        yield debian
    finally:
        debian.close()
