"""The kernel runs arm64's programs by qemu during these tests, whether it did before or not."""
import os
import subprocess
import sys
from pathlib import Path

import pytest

sys.path[:0] = [str(Path(__file__).parents[1] / part) for part in ('index', 'hosts', 'publish')]

BINFMT = Path('/proc/sys/fs/binfmt_misc')
ENTRY = BINFMT / 'qemu-aarch64'
#: What systemd would tell the kernel at boot; in a container or after an installation nobody has.
CONFIGURATION = Path('/usr/lib/binfmt.d/qemu-aarch64.conf')


@pytest.fixture(scope='session')
def emulation():
    """Registers qemu where nobody has, and takes that back."""
    if ENTRY.exists():
        yield
        return
    if os.geteuid():
        pytest.fail(f'only root can register qemu, and {ENTRY} is not there')
    mounted = not (BINFMT / 'register').exists()
    if mounted:
        subprocess.check_call(['mount', '-t', 'binfmt_misc', 'binfmt_misc', BINFMT])
    try:
        (BINFMT / 'register').write_text(CONFIGURATION.read_text())
        yield
    finally:
        if ENTRY.exists():
            ENTRY.write_text('-1')
        if mounted:
            subprocess.call(['umount', BINFMT])
