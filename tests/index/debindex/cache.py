"""Indexes are kept outside the clone, by what goes into them."""
import fcntl
import hashlib
import os
import shutil
import tempfile
from pathlib import Path

from .build import Index


def cache_folder():
    """Where everything that tests keep between runs lies."""
    base = os.environ.get('XDG_CACHE_HOME') or os.path.expanduser('~/.cache')
    return Path(base) / 'django-deb-tests'


def _key(suite, packages, sources):
    digest = hashlib.sha256()
    for part in [suite, *sorted(packages), '--sources', *sorted(sources)]:
        digest.update(part.encode() + b'\0')
    for module in sorted(Path(__file__).parent.glob('*.py')):
        digest.update(module.read_bytes())
    return digest.hexdigest()[:16]


def find_or_build(suite, packages, sources):
    """The folder of an index; a second caller waits for the first one to finish."""
    cache = cache_folder()
    folder = cache / 'index' / f'{suite}-{_key(suite, packages, sources)}'
    folder.parent.mkdir(parents=True, exist_ok=True)
    with open(cache / 'index' / '.lock', 'w') as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            index = Index(suite, packages, sources, cache / 'apt')
            partial = Path(tempfile.mkdtemp(prefix='.partial.', dir=folder.parent))
            try:
                index.write(partial)
                partial.chmod(0o755)  # a build as another user reads it too
                partial.rename(folder)
            finally:
                shutil.rmtree(partial, ignore_errors=True)
    return folder
