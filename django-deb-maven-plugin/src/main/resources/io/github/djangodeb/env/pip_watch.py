"""Runs pip, and ends it where it unpacks more than any virtualenv of a web site is.

An archive of a few megabytes may unpack to what fills the disk of the machine that builds, and then
that of the hosts.
"""

import contextlib
import glob
import os
import resource
import signal
import subprocess
import sys
import threading
import time

import job

#: The exit status of the whole program if pip failed.
PIP_FAILED = 3
#: No virtualenv of a web site comes near these; in bytes.
LARGEST_FILE = 4 << 30
MOST_BYTES = 10 << 30
MOST_FILES = 500_000
#: In seconds: how long pip may go on unpacking more than that, at least.
PAUSE = 3
#: A look at a large virtualenv takes a while itself: pauses are so many times as long.
PAUSES_PER_LOOK = 30


def limit_files():
    """Let what is about to be run write no larger file."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (LARGEST_FILE, LARGEST_FILE))


def size_of(path):
    """In bytes; nothing for a file that is gone: bytecode gets its name when it is whole."""
    try:
        return os.lstat(path).st_size
    except (FileNotFoundError, NotADirectoryError):
        return 0


def excess(folder):
    """What to say if more was unpacked into FOLDER than a virtualenv may be; else nothing."""
    # A folder takes as much of a disk's table as a file; but for FOLDER itself.
    files, size = -1, 0
    for parent, _, names in os.walk(folder):
        files += len(names) + 1
        size += sum(size_of(os.path.join(parent, name)) for name in names)
        if files > MOST_FILES or size > MOST_BYTES:
            return (f'ERROR: {folder} has more than {MOST_FILES} files or {MOST_BYTES} bytes;'
                    f' the last of them are in {parent}')
    return None


def parents():
    """The parent of each process."""
    found = {}
    for file in glob.glob('/proc/[0-9]*/stat'):
        with contextlib.suppress(FileNotFoundError, ProcessLookupError):
            with open(file, encoding='latin-1') as text:
                found[int(file.split('/')[2])] = int(text.read().rpartition(')')[2].split()[1])
    return found


def family(pid):
    """A process and all that it started, and they in turn."""
    known, found = parents(), {pid}
    while more := {one for one, its in known.items() if its in found} - found:
        found |= more
    return found


def end(pid):
    """Kill a process and all that it started."""
    halted = set()
    # What is halted starts nothing more.
    while more := family(pid) - halted:
        send(more, signal.SIGSTOP)
        halted |= more
    send(halted, signal.SIGKILL)


def send(pids, number):
    """Send a signal to processes; one may have ended by itself a moment ago."""
    for pid in pids:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, number)


class Guard:
    """Ends pip, with all that it started, when it has unpacked too much into one of FOLDERS.

    Else a bomb of many middling files would fill the disk before pip comes to its end.
    """

    def __init__(self, pip, folders):
        self.pip = pip
        self.folders = folders
        self.found = None
        self.over = threading.Event()
        self.thread = threading.Thread(target=self.watch)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *failure):
        self.over.set()
        self.thread.join()

    def watch(self):
        """Look again and again."""
        pause = PAUSE
        while not self.found and not self.over.wait(pause):
            begin = time.monotonic()
            self.found = next(filter(None, map(excess, self.folders)), None)
            pause = max(PAUSE, PAUSES_PER_LOOK * (time.monotonic() - begin))
        if self.found:
            end(self.pip.pid)


def run_pip(command, environment, tell, prefix):
    """Run pip, and tell what it says; end this program if it fails or unpacks too much."""
    with subprocess.Popen(command, env=environment, cwd=job.WORK, stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                          errors='replace', preexec_fn=limit_files) as pip:
        with Guard(pip, [prefix, f'{job.WORK}/tmp']) as guard:
            for line in pip.stdout:
                tell(line.rstrip('\n'))
    found = guard.found or excess(prefix)
    if found:
        tell(found)
    elif pip.returncode < 0:
        tell(f'ERROR: pip was ended by signal {-pip.returncode}')
    if found or pip.returncode:
        sys.exit(PIP_FAILED)
