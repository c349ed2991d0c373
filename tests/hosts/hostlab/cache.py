"""Things that take long to make and are kept between runs, named by what goes into them."""
import contextlib
import fcntl
import hashlib
import shutil
import tempfile
import time
from pathlib import Path

from debindex.cache import cache_folder

#: Who was given a folder that long ago has ended.
IN_USE_SECONDS = 2 * 60 * 60


def digest(*parts):
    """A short name for texts, bytes and the contents of files (given as Path)."""
    total = hashlib.sha256()
    for part in parts:
        if isinstance(part, Path):
            part = part.read_bytes()
        elif isinstance(part, str):
            part = part.encode()
        total.update(hashlib.sha256(part).digest())
    return total.hexdigest()[:16]


@contextlib.contextmanager
def locked(name):
    """Only one process at a time is inside, on this machine and for this user."""
    folder = cache_folder() / 'locks'
    folder.mkdir(parents=True, exist_ok=True)
    with open(folder / name, 'w') as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def find_or_make(kind, name, make, keep=4):
    """The folder cache/kind/name, which make(folder) fills if it is not there yet.

    Of each kind the `keep` folders used last stay, and all that hosts may still stand on.
    """
    parent = cache_folder() / kind
    parent.mkdir(parents=True, exist_ok=True)
    folder = parent / name
    with locked(f'{kind}-{name}'):
        if not folder.exists():
            partial = Path(tempfile.mkdtemp(prefix='.partial.', dir=parent))
            try:
                make(partial)
                partial.rename(folder)
            finally:
                shutil.rmtree(partial, ignore_errors=True)
    folder.touch()
    _prune(parent, keep)
    return folder


def _prune(parent, keep):
    def used(folder):
        try:
            return folder.stat().st_mtime
        except FileNotFoundError:  # another process prunes as well
            return 0

    folders = sorted((entry for entry in parent.iterdir() if not entry.name.startswith('.')),
                     key=used, reverse=True)
    for old in folders[keep:]:
        if time.time() - used(old) > IN_USE_SECONDS:
            shutil.rmtree(old, ignore_errors=True)
