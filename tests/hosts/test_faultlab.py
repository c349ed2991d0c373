"""The ways to make a host fail do make it fail, and end."""
import pytest

from hostlab.faults import BYTES, INODES, full, read_only

pytestmark = pytest.mark.newest


@pytest.mark.parametrize('of', [BYTES, INODES])
@pytest.mark.parametrize('folder', ['/var/lib/there', '/run'])
def test_full_folder_takes_nothing_and_keeps_what_it_has(bare_host, folder, of):
    bare_host.shell('mkdir /var/lib/there; echo before > /var/lib/there/file')
    with full(bare_host, folder, of):
        outcome = bare_host.run('cp', '/etc/hostname', f'{folder}/new', check=False)
        assert outcome.status != 0 and 'No space left on device' in outcome.text
    assert bare_host.read('/var/lib/there/file') == 'before\n'
    bare_host.run('cp', '/etc/hostname', f'{folder}/new')


def test_read_only_folder_takes_nothing(bare_host):
    with read_only(bare_host, '/etc'):
        assert 'Read-only' in bare_host.shell('echo > /etc/new', check=False).text
    bare_host.write('/etc/new', '')
