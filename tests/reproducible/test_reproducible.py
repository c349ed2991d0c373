"""The same commit, built in circumstances as different as can be, gives the same packages."""
import contextlib

import pytest

from builder import PATH, Circumstances, difference, jdks
from hostlab.commands import run

#: Its time zone is another day, its locale sorts and spells otherwise.
ELSEWHERE = {
    'TZ': 'Pacific/Kiritimati', 'LANG': 'tr_TR.UTF-8', 'LC_ALL': 'tr_TR.UTF-8', 'LANGUAGE': 'tr',
    'PATH': f'/opt/of-no-use/bin:{PATH}', 'USER': 'someone', 'LOGNAME': 'someone',
    'TMPDIR': '/var/tmp', 'CFLAGS': '-g -O0', 'PYTHONHASHSEED': '7', 'PYTHONDONTWRITEBYTECODE': '1',
    'MAKEFLAGS': '-j1', 'DEB_BUILD_OPTIONS': 'noopt', 'SOURCE_DATE_EPOCH': '86400',
    'REPRODUCIBLE_BUILD': 'no',
}


@contextlib.contextmanager
def shuffled(folder):
    """A folder whose files come in another order each time that somebody lists them."""
    files = folder.with_suffix('.files')
    folder.rename(files)
    folder.mkdir()
    run(['disorderfs', '--multi-user=yes', '--shuffle-dirents=yes', files, folder])
    try:
        yield
    finally:
        run(['umount', folder])
        folder.rmdir()
        files.rename(folder)


def test_difference_when_one_byte_differs_is_told(tmp_path):
    one, other = tmp_path / 'one', tmp_path / 'other'
    one.write_text('a\n')
    other.write_text('a\n')
    assert difference(one, other) == ''
    other.write_text('b\n')
    assert f'{one} and {other} differ' in difference(one, other)


def test_package_when_everything_around_it_differs_gives_the_same_bytes(roots, users):
    kits = jdks()
    oldest, *_, newest = [*kits, *kits]
    here = roots(Circumstances(jdk=kits[oldest]))
    there = users(Circumstances(
        jdk=kits[newest], umask='077', environment=ELSEWHERE,
        before=('unshare', '--uts', 'sh', '-c', 'hostname elsewhere.example.net; exec "$@"', 'sh',
                'taskset', '--cpu-list', '0', 'setarch', '--uname-2.6', '--addr-no-randomize'),
        inside=('faketime', '-f', '+400d')))
    first = here.package()
    with shuffled(there.project):
        second = there.package()
    assert first.keys() == second.keys()
    told = [difference(first[name], second[name]) for name in first]
    assert not any(told), '\n'.join(told)
    if oldest == newest:
        pytest.skip(f'the bytes are the same, but Java {oldest} made them both: another is not in'
                    ' /usr/lib/jvm')
