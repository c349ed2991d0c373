"""Debian itself upgraded below a site: RELIABILITY row 28."""
import pytest

from hostlab import builds, roots
from hostlab.commands import run
from hostlab.site import ETC, VAR

pytestmark = [pytest.mark.long, pytest.mark.suites('bookworm')]

LISTS = '/etc/apt/sources.list.d/next.list'


def fetch_release(host, suite):
    """Let the host's apt know another release, with all that an upgrade to it takes in its cache.

    A host has no network; while it is powered off, a container over its files may use this
    machine's.
    """
    host.power_off()
    host.path('/etc/apt/sources.list').write_text('')
    host.path(LISTS).write_text(roots.sources(suite))
    proxy = host.path('/etc/apt/apt.conf.d/proxy-of-tests')
    proxy.write_text('\n'.join(roots.proxies()))
    run(['systemd-nspawn', '--quiet', '--register=no', '--keep-unit', '--pipe',
         '--resolv-conf=replace-host', f'--machine={host.place.name}',
         f'--directory={host.root}', 'sh', '-euc',
         'apt-get -q update; apt-get -q -y --download-only full-upgrade;'
         f'apt-get -q -y --download-only install {" ".join(roots.AVAILABLE)}'], timeout=1200)
    proxy.unlink()
    host.boot()


def test_upgrade_of_debian_keeps_data_and_takes_the_packages_of_the_new_release(site, packages):
    site.sign('Ada', 'written on the old Debian')
    secrets = site.secrets()
    fetch_release(site.host, 'trixie')
    said = site.host.apt('full-upgrade', '-o', 'Dpkg::Options::=--force-confold', timeout=1800)
    # a virtualenv is for one minor version of Python, and its package says so
    assert 'guestbook-env' in said.text
    assert site.host.run('dpkg', '--audit').text == ''
    assert site.host.exists(f'{VAR}/data') and site.host.exists(f'{ETC}/site.conf')

    site.host.install(builds.guestbook('v2', 'trixie').files)
    assert site.release() == 'v2'
    assert site.secrets() == secrets
    assert site.names_in_database() == ['Ada']
    site.host.reboot()
    assert site.get().status == 200
    assert site.status()['exit'] == 0
