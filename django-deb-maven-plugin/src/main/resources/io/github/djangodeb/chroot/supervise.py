"""Run a command for a build, and let nothing of it outlive the command or the build.

supervise.py BUILDER COMMAND...

BUILDER is the process id of the build. When it has ended, however that came about, the command is
ended too; so is whatever the command leaves running. The exit status is the command's; 125 if the
build ended first.
"""

import ctypes
import os
import select
import signal
import subprocess
import sys

PR_SET_CHILD_SUBREAPER = 36
BUILD_ENDED = 125


def parent(pid):
    """The process id of the parent of a process; 0 if there is no such process any more."""
    try:
        with open(f'/proc/{pid}/stat', encoding='latin-1') as stat:
            return int(stat.read().rpartition(')')[2].split()[1])
    except (FileNotFoundError, ProcessLookupError):
        return 0


def end_children():
    """Kill what is there, and what becomes a child of this process because of that."""
    while True:
        for pid in filter(str.isdigit, os.listdir('/proc')):
            if parent(pid) == os.getpid():
                os.kill(int(pid), signal.SIGKILL)
        try:
            os.waitpid(-1, 0)
        except ChildProcessError:
            return


def wait(builder, child):
    """Wait for the first of both to end; whether it was the child."""
    ends = select.poll()
    for pidfd in (builder, child):
        ends.register(pidfd, select.POLLIN)
    return child in [pidfd for pidfd, _ in ends.poll()]


def main(builder, command):
    """Run the command; the exit status."""
    os.umask(0o022)
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    try:
        builder = os.pidfd_open(builder)
    except ProcessLookupError:
        return BUILD_ENDED
    with subprocess.Popen(command) as process:
        ended = wait(builder, os.pidfd_open(process.pid))
        status = process.wait() if ended else BUILD_ENDED
        if not ended:
            process.kill()
            process.wait()
    end_children()
    return status if status >= 0 else 128 - status


if __name__ == '__main__':
    sys.exit(main(int(sys.argv[1]), sys.argv[2:]))
