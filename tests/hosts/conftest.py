"""Fixtures of all tests that need a booted host."""
import os
import signal
import sys
import threading
from pathlib import Path

import pytest

sys.path[:0] = [str(Path(__file__).parents[1] / 'index'), str(Path(__file__).parent)]

from hostlab import builds, installed, roots, workplace  # noqa: E402
from hostlab.host import Host  # noqa: E402
from hostlab.site import Site  # noqa: E402


def _end_tests(number, frame):
    raise KeyboardInterrupt(f'signal {number}')


def pytest_configure(config):
    # finalizers run after Ctrl-C; so do they after a polite kill. xdist's workers do not always
    # run in the main thread, which alone may set that: the next run sweeps what they leave
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGTERM, _end_tests)


def pytest_addoption(parser):
    parser.addoption('--suite', action='append', choices=roots.SUITES,
                     help='only this Debian suite')
    parser.addoption('--every-suite', action='store_true',
                     help='on each suite also what is marked as needing only the newest')
    parser.addoption('--seeds', type=int, default=4,
                     help='how many random moments to kill an upgrade at')


def _wanted_suites(metafunc):
    """Those asked for with --suite, else all; of a test that is marked for some, those of them."""
    marker = metafunc.definition.get_closest_marker
    options = metafunc.config.getoption
    suites = options('suite') or roots.SUITES
    if only := marker('suites'):
        return [suite for suite in suites if suite in only.args]
    if marker('newest') and not options('suite') and not options('every_suite'):
        return roots.SUITES[-1:]
    return suites


def pytest_generate_tests(metafunc):
    if 'suite' in metafunc.fixturenames:
        metafunc.parametrize('suite', _wanted_suites(metafunc), scope='session')


def pytest_collection_modifyitems(config, items):
    """Leaves out what one parameter alone is marked `newest` for."""
    if config.getoption('suite') or config.getoption('every_suite'):
        return
    older = [item for item in items if item.get_closest_marker('newest')
             and item.callspec.params.get('suite') in roots.SUITES[:-1]]
    if older:
        config.hook.pytest_deselected(items=older)
        items[:] = [item for item in items if item not in older]


@pytest.fixture(scope='session', autouse=True)
def clean_workplace():
    if os.geteuid() != 0:
        pytest.exit('booted hosts need root: run these tests with sudo', returncode=2)
    workplace.sweep()


@pytest.fixture
def make_host():
    """make_host(layers): a new host, not booted yet; all are ended with the test."""
    hosts = []

    def make(layers):
        host = Host(layers)
        hosts.append(host)
        return host

    yield make
    for host in reversed(hosts):
        host.close()


@pytest.fixture
def bare_host(suite, make_host):
    """A freshly installed Debian, running."""
    return make_host([roots.root(suite)]).boot()


@pytest.fixture
def server(suite, make_host):
    """A Debian with nginx and PostgreSQL, running."""
    return make_host(installed.service_layers(suite)).boot()


@pytest.fixture
def packages(suite):
    """packages(variant): the guest book's .debs for the suite."""
    return lambda variant: builds.guestbook(variant, suite)


@pytest.fixture
def site(suite, make_host):
    """The guest book, v1, installed on a running host of its own."""
    return Site(make_host(installed.site_layers(suite)).boot())


@pytest.fixture(scope='session')
def looked_at_site(suite):
    """The guest book, v1, on a running host that all tests share which only look."""
    host = Host(installed.site_layers(suite))
    try:
        yield Site(host.boot())
    finally:
        host.close()


@pytest.fixture
def whole_packages(suite):
    """whole_packages(variant): the same with workers, queue and cache."""
    return lambda variant: builds.whole_guestbook(variant, suite)


@pytest.fixture
def whole_site(suite, make_host):
    """The guest book with workers, queue and cache, v1, on a running host of its own."""
    return Site(make_host(installed.whole_site_layers(suite)).boot(), whole=True)


@pytest.fixture
def redis_packages(suite):
    """redis_packages(variant): the same, with Redis for queue and cache."""
    return lambda variant: builds.redis_guestbook(variant, suite)


@pytest.fixture
def redis_site(suite, make_host):
    """The guest book with Redis for queue and cache, v1, on a running host of its own."""
    return Site(make_host(installed.redis_site_layers(suite)).boot(), whole=True, redis=True)


@pytest.fixture
def seeds(request):
    return request.config.getoption('seeds')
