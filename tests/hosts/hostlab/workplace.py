"""Folders of running hosts, and the sweep that ends what a killed test run has left.

A host's folder names its owner by process id and start time. All its processes are in a control
group of its own, of the same name as the folder. So whoever comes next finds the hosts whose owner
is dead, and ends exactly their processes and no others.
"""
import contextlib
import fcntl
import os
import shutil
import time
from pathlib import Path

from debindex.cache import cache_folder

from .commands import run


END_SECONDS = 30

# what hosts write is in memory where there is so much to spare; none writes as much as a disk holds
SPARE_MEMORY = 10 << 30
DISK = '8g'


def start_time(pid):
    """The kernel's start time of a process in ticks, or None if there is no such process."""
    try:
        return Path(f'/proc/{pid}/stat').read_text().rpartition(')')[2].split()[19]
    except (FileNotFoundError, ProcessLookupError):
        return None


def control_groups():
    """Where the version 2 hierarchy of control groups is mounted."""
    for line in Path('/proc/self/mountinfo').read_text().splitlines():
        mount, _, kind = line.partition(' - ')
        if kind.startswith('cgroup2 '):
            return Path(mount.split()[4])
    raise FileNotFoundError('no cgroup2 file system is mounted here, which booted hosts need')


class Workplace:
    """One host's folder: its overlay, its mount point, its records."""

    def __init__(self, folder):
        self.folder = Path(folder)
        self.disk = self.folder / 'disk'
        self.upper = self.disk / 'upper'
        self.merged = self.folder / 'merged'
        self.group = control_groups() / f'django-deb-tests-{self.folder.name}'

    @property
    def name(self):
        return self.folder.name

    @classmethod
    def create(cls):
        with _alone():
            place = cls(cls._new_folder())
            owner = f'{os.getpid()} {start_time(os.getpid())}'
            (place.folder / 'owner').write_text(owner)
        place.disk.mkdir()
        if _spare_memory() >= SPARE_MEMORY:
            run(['mount', '-t', 'tmpfs', '-o', f'mode=755,size={DISK}', 'tmpfs', place.disk])
        for sub in (place.upper, place.disk / 'work', place.merged):
            sub.mkdir()
        return place

    @staticmethod
    def _new_folder():
        number = 0
        while True:
            folder = _parent() / f'{os.getpid()}-{number}'
            try:
                folder.mkdir(parents=True)
                return folder
            except FileExistsError:
                number += 1

    def mount(self, layers):
        """Lay the upper folder over read-only layers, topmost first.

        Volatile: nothing waits for this machine's disk, whose power no test cuts. With an index, as
        without one an overlay over a tmpfs refuses to rename a file's second name to its first,
        which dpkg does where it undoes an unpacking.
        """
        places = {'lowerdir': ':'.join(str(layer) for layer in layers),
                  'upperdir': self.upper, 'workdir': self.disk / 'work'}
        options = ','.join(f'{key}={value}' for key, value in places.items())
        run(['mount', '-t', 'overlay', 'overlay', '-o', f'{options},index=on,volatile',
             self.merged])

    def make_group(self):
        """The control group, empty, for the processes of the next boot."""
        self.end_processes()
        self.group.mkdir()
        return self.group

    def owner_lives(self):
        try:
            pid, started = (self.folder / 'owner').read_text().split()
        except (FileNotFoundError, ValueError):
            return False
        return start_time(pid) == started

    def end(self):
        """End its processes, unmount, delete. May be called again after a failure."""
        self.end_processes()
        self.unmount(self.folder)
        # what systemd-nspawn shares with its container, and fails to delete where /run is a disk
        shutil.rmtree(f'/run/systemd/nspawn/propagate/{self.name}', ignore_errors=True)
        shutil.rmtree(self.folder)

    def end_processes(self):
        """Kill all of them at once; when this returns, none is left."""
        if not self.group.exists():
            return
        (self.group / 'cgroup.kill').write_text('1')
        deadline = time.monotonic() + END_SECONDS
        while 'populated 1' in (self.group / 'cgroup.events').read_text():
            if time.monotonic() > deadline:
                raise TimeoutError(f'processes in {self.group} live on after {END_SECONDS} s')
            time.sleep(0.02)
        for folder, _, _ in os.walk(self.group, topdown=False):
            os.rmdir(folder)

    def take(self, folder):
        """Unmount, and give what was written to the folder."""
        self.unmount(self.merged)
        run(['mv', '-T', self.upper, folder])  # which keeps whiteouts and attributes, to any disk

    @staticmethod
    def unmount(top):
        """Unmount what is mounted at or below a folder, innermost first."""
        mounts = [line.split()[4] for line in Path('/proc/self/mountinfo').read_text().splitlines()]
        for point in sorted((m for m in mounts if Path(m).is_relative_to(top)), reverse=True):
            run(['umount', point])


def _spare_memory():
    """Bytes of memory that programs could take now."""
    with open('/proc/meminfo', encoding='ascii') as file:
        return next(int(line.split()[1]) << 10 for line in file
                    if line.startswith('MemAvailable:'))


def _parent():
    return cache_folder() / 'work'


@contextlib.contextmanager
def _alone():
    """A host without an owner's name is nobody's: none may be seen before it has one."""
    cache_folder().mkdir(parents=True, exist_ok=True)
    with open(cache_folder() / 'work.lock', 'w', encoding='ascii') as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def sweep():
    """End the hosts of test runs that died without doing so; returns how many."""
    with _alone():
        left = [Workplace(folder) for folder in _parent().glob('*')]
        dead = [place for place in left if not place.owner_lives()]
        for place in dead:
            place.end()
    return len(dead)
