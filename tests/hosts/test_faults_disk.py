"""Disks that are full or cannot be written. RELIABILITY rows 6 to 9."""
import pytest

from hostlab.builds import Packages
from hostlab.faults import BYTES, INODES, full, read_only
from hostlab.load import Load
from hostlab.site import ETC, PACKAGE, VAR, Site

pytestmark = pytest.mark.newest

# Visitors, so few that the fault has a processor left
FEW = 4

FULL = 'No space left on device'


@pytest.fixture
def unpacked(server, packages):
    """A host on which v1 is unpacked and not yet configured."""
    server.run('dpkg', '--unpack', *server.bring(packages('v1').files))
    return server


def _configure(host, check=True):
    return host.run('dpkg', '--configure', '-a', check=check)


def _check_secret(host):
    """It is whole, or it is not there."""
    path = f'{ETC}/secrets/secret_key'
    assert not host.exists(path) or len(host.read(path)) >= 50


def _check_works(host):
    site = Site(host)
    assert site.get().status == 200
    site.check_clean()


# row 6

def test_upgrade_when_disk_is_full_in_unpack_leaves_the_old_version_whole(site, packages):
    style = site.style_sheet()
    with full(site.host, '/usr/lib/guestbook-src'), Load(site, FEW) as load:
        outcome = site.host.install(packages('v2').files, check=False)
        assert outcome.status == 100
        assert FULL in outcome.text
        assert site.release() == 'v1'
        # apt may unpack the site before it gives up, but configures nothing
        assert site.host.package_state(PACKAGE) in ('ii ', 'iU ')
        assert site.host.package_state(Packages.name(packages('v2').src)) in ('', 'in ', 'un ')
        assert site.get(style).status == 200 and site.style_sheet() == style
    load.report.check(at_least=100)
    assert list(site.slot_faults()) == []
    site.host.reboot()
    assert site.release() == 'v1'
    site.host.install(packages('v2').files, '--fix-broken')  # as apt then says
    assert site.release() == 'v2'
    site.check_clean()


def test_upgrade_when_disk_is_full_in_unpack_of_the_site_serves_on(site, packages):
    with full(site.host, '/usr/lib/guestbook-site'):
        outcome = site.host.install(packages('v2').files, check=False)
        assert outcome.status == 100
        assert FULL in outcome.text
        assert site.release() == 'v1'
        assert site.get(site.style_sheet()).status == 200
        assert site.host.package_state(PACKAGE) == 'ii '
    site.host.install(packages('v2').files)
    assert site.release() == 'v2'
    site.check_clean()


# rows 7 and 8

@pytest.mark.parametrize('of', [BYTES, INODES])
@pytest.mark.parametrize('folder', ['/var/lib/guestbook-site', '/etc/guestbook-site', '/run'])
def test_first_install_when_disk_is_full_in_postinst_fails_cleanly(unpacked, folder, of):
    unpacked.run('mkdir', '-p', folder)
    with full(unpacked, folder, of):
        outcome = _configure(unpacked, check=False)
        assert outcome.status != 0
        # of a full /run systemd only says that a unit was not found
        assert FULL in outcome.text or folder == '/run', outcome.tail()
        _check_secret(unpacked)
    unpacked.run('systemctl', 'reset-failed')  # journald and others do not like a full /run
    _configure(unpacked)
    _check_works(unpacked)


@pytest.mark.parametrize('of', [BYTES, INODES])
def test_upgrade_when_disk_is_full_in_postinst_serves_on(site, packages, of):
    secrets = site.secrets()
    serving, wanted = 'v1', 'v2'
    for folder, cause in ((VAR, FULL), ('/etc/guestbook-site', FULL), ('/run', '')):
        site.host.run('dpkg', '--unpack', *site.host.bring(packages(wanted).files))
        with full(site.host, folder, of):
            outcome = _configure(site.host, check=False)
            # where an upgrade has nothing to write it has nothing to fail at
            assert outcome.status != 0 or folder != VAR
            assert outcome.status == 0 or cause in outcome.text, outcome.tail()
            assert site.release() == (serving if outcome.status else wanted), folder
            assert site.get(site.style_sheet()).status == 200
        site.host.run('systemctl', 'reset-failed')  # journald and others do not like a full /run
        _configure(site.host)
        assert site.release() == wanted
        assert site.secrets() == secrets
        site.check_clean()
        serving, wanted = wanted, serving


# row 9

@pytest.mark.parametrize('folder', ['/etc', '/var/lib/guestbook-site'])
def test_first_install_when_folder_is_read_only_fails_cleanly(unpacked, folder):
    unpacked.run('mkdir', '-p', folder)
    with read_only(unpacked, folder):
        outcome = _configure(unpacked, check=False)
        assert outcome.status != 0
        assert 'Read-only file system' in outcome.text, outcome.tail()
    _check_secret(unpacked)
    unpacked.run('systemctl', 'reset-failed')  # journald and others do not like a full /run
    _configure(unpacked)
    _check_works(unpacked)


@pytest.mark.parametrize('folder', ['/etc', '/var/lib/guestbook-site'])
def test_upgrade_when_folder_is_read_only_serves_on(site, packages, folder):
    site.host.run('dpkg', '--unpack', *site.host.bring(packages('v2').files))
    with read_only(site.host, folder):
        outcome = _configure(site.host, check=False)
        assert outcome.status != 0 and 'Read-only file system' in outcome.text, outcome.tail()
        assert site.release() == 'v1' and list(site.slot_faults()) == []
    _configure(site.host)
    assert site.release() == 'v2'
    site.check_clean()
