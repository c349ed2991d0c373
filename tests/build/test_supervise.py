"""What ends with a build, and what with a command."""
import os
import select
import subprocess
import sys
from pathlib import Path

import pytest

PROGRAM = (Path(__file__).parents[2] / 'django-deb-maven-plugin/src/main/resources/io/github'
           / 'djangodeb/chroot/supervise.py')


def supervise(builder, *command, **options):
    """Start the program."""
    return subprocess.Popen([sys.executable, '-I', PROGRAM, str(builder), *command],
                            stdout=subprocess.PIPE, text=True, **options)


def wait_until_gone(pid):
    """Wait for a process that is no child of this one."""
    try:
        pidfd = os.pidfd_open(pid)
    except ProcessLookupError:
        return
    assert select.select([pidfd], [], [], 60)[0], f'{pid} lives on'


@pytest.mark.parametrize('status', [0, 3])
def test_supervise_when_command_ends_has_its_status(status):
    process = supervise(os.getpid(), 'sh', '-c', f'umask; exit {status}')
    assert process.communicate()[0] == '0022\n'
    assert process.returncode == status


def test_supervise_when_command_leaves_a_process_ends_that_too():
    process = supervise(os.getpid(), 'sh', '-c', 'setsid sleep 1000 >/dev/null & echo $!')
    left = int(process.stdout.readline())
    assert process.wait(60) == 0
    wait_until_gone(left)


def test_supervise_when_the_build_is_killed_ends_the_command():
    with subprocess.Popen(['sleep', '1000']) as builder:
        process = supervise(builder.pid, 'sh', '-c', 'echo $$; exec sleep 1000')
        command = int(process.stdout.readline())
        builder.kill()
    assert process.wait(60) == 125
    wait_until_gone(command)


def test_supervise_when_the_build_is_dead_already_begins_nothing():
    with subprocess.Popen(['true']) as builder:
        builder.wait()
        process = supervise(builder.pid, 'echo', 'begun')
    assert process.communicate()[0] == ''
    assert process.returncode == 125
