"""Fixtures of the tests that build with each engine."""
import os
import sys
from pathlib import Path

import pytest

sys.path[:0] = [str(Path(__file__).parents[1] / part) for part in ('index', 'hosts')]
sys.path.insert(0, str(Path(__file__).parent))

from buildhost import SUITE, BuildHost  # noqa: E402
from hostlab import workplace  # noqa: E402


@pytest.fixture(scope='session', autouse=True)
def clean_workplace():
    if os.geteuid() != 0:
        pytest.exit('booted hosts need root: run these tests with sudo', returncode=2)
    workplace.sweep()


@pytest.fixture(scope='module')
def make_build_host(tmp_path_factory):
    """make_build_host(*options, suite=...): a machine that builds; options are systemd-nspawn's."""
    hosts = []

    def make(*options, suite=SUITE):
        host = BuildHost(tmp_path_factory.mktemp('host'), options, suite)
        hosts.append(host)
        return host.boot()

    yield make
    for host in reversed(hosts):
        host.close()
