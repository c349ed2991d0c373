"""Folders of running hosts, and the sweep that ends what a killed test run has left.

A host's folder names its owner and the processes that it started, by id and start time, before
they exist or as soon as they do. So whoever comes next can end exactly those and no others.
"""
import os
import shutil
import signal
import time
from pathlib import Path

from debindex.cache import cache_folder

from .commands import run


def start_time(pid):
    """The kernel's start time of a process in ticks, or None if there is no such process."""
    try:
        return Path(f'/proc/{pid}/stat').read_text().rpartition(')')[2].split()[19]
    except (FileNotFoundError, ProcessLookupError):
        return None


def _alive(record):
    """The process of a record "pid starttime", if it is still that process."""
    pid, _, started = record.partition(' ')
    return int(pid) if started and start_time(pid) == started else None


class Workplace:
    """One host's folder: its overlay, its mount point, its records."""

    def __init__(self, folder):
        self.folder = Path(folder)
        self.upper = self.folder / 'upper'
        self.merged = self.folder / 'merged'

    @classmethod
    def create(cls):
        parent = cache_folder() / 'work'
        parent.mkdir(parents=True, exist_ok=True)
        number = 0
        while True:
            folder = parent / f'{os.getpid()}-{number}'
            try:
                folder.mkdir()
                break
            except FileExistsError:
                number += 1
        (folder / 'owner').write_text(f'{os.getpid()} {start_time(os.getpid())}')
        place = cls(folder)
        for sub in (place.upper, place.merged, folder / 'work'):
            sub.mkdir()
        return place

    def mount(self, layers):
        """Lay the upper folder over read-only layers, topmost first."""
        lower = ':'.join(str(layer) for layer in layers)
        run(['mount', '-t', 'overlay', 'overlay', '-o',
             f'lowerdir={lower},upperdir={self.upper},workdir={self.folder / "work"}',
             self.merged])

    def record_process(self, pid):
        (self.folder / 'process').write_text(f'{pid} {start_time(pid)}')

    def owner_lives(self):
        try:
            return _alive((self.folder / 'owner').read_text()) is not None
        except FileNotFoundError:
            return False

    def end(self):
        """End its process, unmount, delete. May be called again after a failure."""
        self._end_process()
        self.unmount()
        shutil.rmtree(self.folder)

    def _end_process(self):
        try:
            record = (self.folder / 'process').read_text()
        except FileNotFoundError:
            return
        if pid := _alive(record):
            os.kill(pid, signal.SIGKILL)
        deadline = time.monotonic() + 10
        while _alive(record) and time.monotonic() < deadline:
            time.sleep(0.05)

    def unmount(self):
        """Unmount what is mounted at or below the mount point, innermost first."""
        mounts = [line.split()[4] for line in Path('/proc/self/mountinfo').read_text().splitlines()]
        for point in sorted((m for m in mounts if Path(m).is_relative_to(self.merged)),
                            reverse=True):
            run(['umount', point])


def sweep():
    """End the hosts of test runs that died without doing so; returns how many."""
    parent = cache_folder() / 'work'
    left = [Workplace(folder) for folder in parent.glob('*')] if parent.exists() else []
    dead = [place for place in left if not place.owner_lives()]
    for place in dead:
        place.end()
    return len(dead)
