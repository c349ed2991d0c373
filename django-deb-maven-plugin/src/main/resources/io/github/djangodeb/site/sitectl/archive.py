"""The file that a backup is: a compressed tar with a checksum of each file in it.

=====================  ============================================================================
``backup.json``        first: of which site, when, by which release, see ``backup``
``database.pgdump``    the PostgreSQL database, as pg_dump's custom format has it
``database.sqlite3``   or the SQLite database
``config/``            configuration under its whole path, such as ``config/etc/shop-site/...``
``data/``, ``media/``  the site's folders, with their folders and links
``checksums.json``     last: the SHA-256 of each file before. Without it the archive is not whole
=====================  ============================================================================

Nothing in an archive is believed: whatever could lead out of the folder it is unpacked into is
refused before anything is unpacked.
"""

import hashlib
import io
import json
import posixpath
import tarfile
from dataclasses import dataclass

from . import compression
from .errors import SiteError

MANIFEST = "backup.json"
CHECKSUMS = "checksums.json"
DATABASES = {"postgresql": "database.pgdump", "sqlite": "database.sqlite3"}
CONFIG = "config/"
TREES = ("data", "media")

#: The largest ``backup.json`` and ``checksums.json`` that are read into memory, in bytes.
_LARGEST_TEXT = {MANIFEST: 1 << 20, CHECKSUMS: 1 << 30}
_CHUNK = 1 << 20
_DAMAGES = (tarfile.TarError, *compression.DAMAGES)
_TYPES = (tarfile.REGTYPE, tarfile.AREGTYPE, tarfile.DIRTYPE, tarfile.SYMTYPE)


class _Hashing(io.RawIOBase):
    """Reads exactly as many bytes as were promised, and makes a digest of them.

    A file that shrinks while it is read is filled up with zeros, as its size stands in the archive
    already.
    """

    def __init__(self, file, size):
        super().__init__()
        self._file = file
        self._left = size
        self._digest = hashlib.sha256()
        self.shrunk = False

    def read(self, size=-1):
        wanted = self._left if size is None or size < 0 else min(size, self._left)
        data = b"" if self.shrunk else self._file.read(wanted)
        if len(data) < wanted:
            self.shrunk = True
            data += bytes(wanted - len(data))
        self._left -= len(data)
        self._digest.update(data)
        return data

    def hexdigest(self):
        """Of all that was read."""
        return self._digest.hexdigest()


class _Output:
    """A stream that tells how much was written to it, which is all that tarfile asks of a file.

    (Its own way of writing to streams ends the archive even after a failure.)
    """

    def __init__(self, stream):
        self._stream = stream
        self._written = 0

    def tell(self):
        """Bytes so far."""
        return self._written

    def write(self, data):
        """Hands them on."""
        self._stream.write(data)
        self._written += len(data)


class Writer:
    """Writes an archive into a stream; ``close`` makes it whole."""

    def __init__(self, stream):
        self._tar = tarfile.open(fileobj=_Output(stream), mode="w", format=tarfile.PAX_FORMAT,
                                 copybufsize=_CHUNK)
        self._sums = {}

    def add_text(self, name, text, mtime):
        """A file out of memory, for root alone."""
        data = text.encode()
        info = tarfile.TarInfo(name)
        info.size, info.mode, info.mtime = len(data), 0o600, mtime
        self.add(info, io.BytesIO(data))

    def add(self, info, file=None):
        """A file with its content, or a folder or link; tells whether it was there to its end."""
        if not info.isreg():
            self._sums[info.name] = info.linkname if info.issym() else ""
            self._tar.addfile(info)
            return True
        hashing = _Hashing(file, info.size)
        self._tar.addfile(info, hashing)
        self._sums[info.name] = hashing.hexdigest()
        return not hashing.shrunk

    def close(self):
        """Writes the checksums, and the end."""
        data = json.dumps(self._sums, indent=0, sort_keys=True).encode()
        info = tarfile.TarInfo(CHECKSUMS)
        info.size, info.mode = len(data), 0o600
        self._tar.addfile(info, io.BytesIO(data))
        self._tar.close()


@dataclass(frozen=True)
class Contents:
    """What an archive has been found to hold: sizes in bytes."""

    manifest: dict
    sums: dict
    size: int

    @property
    def count(self):
        """How many files, folders and links it has."""
        return len(self.sums)


def check(file, path):
    """Reads an archive to its end and compares all checksums.

    :param file: opened for reading
    :param path: its name, for messages
    :raises SiteError: if it is damaged, cut off, or holds what no backup holds
    """
    manifest, told, sums, size = None, None, {}, 0
    for info, content in members(file, path):
        if told is not None:
            raise _damaged(path, f"{info.name} stands behind {CHECKSUMS}")
        if info.name in _LARGEST_TEXT:
            text = _text(path, info, content)
            if info.name == CHECKSUMS:
                told = _json(path, info.name, text)
                continue
            manifest = _json(path, info.name, text)
            sums[info.name] = hashlib.sha256(text).hexdigest()
        else:
            sums[info.name] = digest_of(info, content)
        if manifest is None:
            raise _damaged(path, f"{MANIFEST} is not its first file")
        size += info.size
    if told is None:
        raise _damaged(path, f"{CHECKSUMS} is missing, so its end was cut off")
    if told != sums:
        wrong = sorted(name for name in {*told, *sums} if told.get(name) != sums.get(name))
        raise _damaged(path, f"the checksum of {wrong[0]!r} is wrong")
    return Contents(manifest, sums, size)


def digest_of(info, content, target=None):
    """What stands for a member in the checksums; its content is copied on the way, if wanted."""
    if not info.isreg():
        return info.linkname if info.issym() else ""
    digest = hashlib.sha256()
    while True:
        data = content.read(_CHUNK)
        if not data:
            return digest.hexdigest()
        digest.update(data)
        if target:
            target.write(data)


def members(file, path):
    """Yields each member with its content (None for folders and links), which is read at once.

    :raises SiteError: if the archive is damaged, or a member is none of a backup
    """
    seen = {}
    try:
        with compression.reading(file) as stream, \
                tarfile.open(fileobj=stream, mode="r|", bufsize=_CHUNK) as tar:
            for info in tar:
                refusal = _refusal(info, seen)
                if refusal:
                    raise SiteError(f"{path} holds {info.name!r}, {refusal}: it is no backup of"
                                    f" this tool's, or somebody has changed it. Nothing was"
                                    f" changed.")
                seen[info.name] = info.type
                yield info, _Content(tar.extractfile(info), path) if info.isreg() else None
    except _DAMAGES as problem:
        raise _damaged(path, str(problem) or type(problem).__name__) from None
    except SiteError as problem:
        if str(problem).startswith("zstd failed"):
            raise _damaged(path, str(problem)) from None
        raise


class _Content:
    """The content of a member, whose reader is told in the same words that it is damaged."""

    def __init__(self, file, path):
        self._file = file
        self._path = path

    def read(self, size=-1):
        """Reads at most so many bytes.

        :raises SiteError: if the archive is damaged there
        """
        try:
            return self._file.read(size)
        except _DAMAGES as problem:
            raise _damaged(self._path, str(problem) or type(problem).__name__) from None


def _refusal(info, seen):
    """Why a member may not be in a backup, or None."""
    parts = info.name.split("/")
    if not info.name or info.name.startswith("/") or "\0" in info.name:
        return "an absolute path"
    if any(part in ("", ".", "..") for part in parts):
        return "a path that leads out"
    if info.name in seen:
        return "a second time"
    if info.type not in _TYPES or info.issparse():
        return "which is no plain file, folder or link"
    if parts[0] in TREES:
        if len(parts) > 1 and seen.get(posixpath.dirname(info.name)) != tarfile.DIRTYPE:
            return "whose folder is not in it"
        if len(parts) == 1 and not info.isdir():
            return "which should be a folder"
        if info.issym() and leads_out(info.linkname, len(parts) - 2):
            return "a link that leads out"
        return None
    if not info.isreg():
        return "which should be a plain file"
    known = (MANIFEST, CHECKSUMS, *DATABASES.values())
    return None if info.name in known or info.name.startswith(CONFIG) else "which is unknown"


def leads_out(target, depth):
    """Whether a link could lead out of its tree.

    Only ``..`` at its beginning are let pass, as many as there are folders around it: behind a
    name, which may be a link itself, nobody knows what a ``..`` means.

    :param depth: how many folders of the tree are around the link, without the tree's own
    """
    parts = target.split("/")
    up = 0
    while up < len(parts) and parts[up] == "..":
        up += 1
    return target.startswith("/") or not target or up > depth or ".." in parts[up:]


def _text(path, info, content):
    if not info.isreg() or info.size > _LARGEST_TEXT[info.name]:
        raise _damaged(path, f"{info.name} is too large")
    return content.read()


def _json(path, name, text):
    try:
        values = json.loads(text)
    except ValueError as problem:
        raise _damaged(path, f"{name} is no JSON: {problem}") from None
    if not isinstance(values, dict):
        raise _damaged(path, f"{name} holds something else")
    return values


def _damaged(path, why):
    return SiteError(f"{path} is damaged: {why}. Nothing was changed: take another backup.")
