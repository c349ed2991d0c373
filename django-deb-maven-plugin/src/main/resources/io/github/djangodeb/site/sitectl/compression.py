"""Streams that are compressed on their way to a file: by zstd where it is installed, else gzip."""

import contextlib
import gzip
import os
import shutil
import subprocess
import zlib

from .errors import SiteError

#: What the name of a file ends with, and the first bytes that tell one from the other.
ENDINGS = {".tar.zst": "zstd", ".tar.gz": "gzip", ".tgz": "gzip"}
_FIRST_BYTES = {b"\x28\xb5\x2f\xfd": "zstd", b"\x1f\x8b": "gzip"}

#: What a damaged file makes the readers raise.
DAMAGES = (EOFError, zlib.error, gzip.BadGzipFile)

#: zstd reads up to this window; a crafted file cannot ask for more memory than that (128 MiB).
_WINDOW = "--memory=128MB"


def has_zstd():
    """Whether zstd is installed."""
    return shutil.which("zstd") is not None


def ending():
    """What the name of a new archive ends with on this host."""
    return ".tar.zst" if has_zstd() else ".tar.gz"


def of_name(path):
    """The way that a file's name asks for.

    :raises SiteError: if it asks for none, or for one that this host does not have
    """
    for end, way in ENDINGS.items():
        if path.endswith(end):
            if way == "zstd" and not has_zstd():
                raise SiteError(f"{path}: zstd is not installed: apt install zstd, or take a name"
                                f" that ends in .tar.gz.")
            return way
    raise SiteError(f"{path}: the name of a backup ends in {', '.join(ENDINGS)}: name it so, or"
                    f" name a folder that exists.")


@contextlib.contextmanager
def writing(file, way):
    """A stream whose bytes arrive compressed in ``file``.

    :raises SiteError: if zstd fails, on a full disk say
    """
    if way == "gzip":
        # No name and no time: they are in the archive.
        with gzip.GzipFile(filename="", mode="wb", fileobj=file, compresslevel=6, mtime=0) as one:
            yield one
        return
    process = _zstd(["-q", "-3", "-T0", "-c"], stdin=subprocess.PIPE, stdout=file)
    try:
        try:
            yield process.stdin
            process.stdin.close()
        except BrokenPipeError:
            pass  # zstd has ended before its input did: its status and words say why.
        _finish(process, "zstd")
    except BaseException:
        _abandon(process)
        raise


@contextlib.contextmanager
def reading(file):
    """A stream of what is compressed in ``file``, from its beginning.

    :raises SiteError: if it is neither zstd nor gzip, or if zstd says that it is damaged
    """
    way = _way_of(file)
    # Its descriptor, as what the caller's file object has in its buffer is of another position.
    os.lseek(file.fileno(), 0, os.SEEK_SET)
    if way == "gzip":
        with open(os.dup(file.fileno()), "rb") as own, gzip.GzipFile(fileobj=own) as one:
            yield one
        return
    if not has_zstd():
        raise SiteError("This backup is compressed by zstd, which is not installed: apt install"
                        " zstd")
    process = _zstd(["-q", "-dc", _WINDOW], stdin=file, stdout=subprocess.PIPE)
    try:
        yield process.stdout
        while process.stdout.read(1 << 20):
            pass  # To its end, where zstd compares its own checksum.
        _finish(process, "zstd")
    except BaseException:
        _abandon(process)
        raise
    finally:
        process.stdout.close()


def _way_of(file):
    first = os.pread(file.fileno(), 4, 0)
    for start, way in _FIRST_BYTES.items():
        if first.startswith(start):
            return way
    raise SiteError("It is no backup: it is compressed neither by zstd nor by gzip.")


def _zstd(words, **streams):
    return subprocess.Popen(["zstd", *words], stderr=subprocess.PIPE, start_new_session=True,
                            env=dict(os.environ, LC_ALL="C.UTF-8"), cwd="/", **streams)


def _finish(process, name):
    words = process.stderr.read().decode("utf-8", "replace").strip()
    process.stderr.close()
    if process.wait() != 0:
        raise SiteError(f"{name} failed: {words}")


def _abandon(process):
    process.kill()
    process.wait()
    for stream in (process.stdin, process.stderr):
        if stream and not stream.closed:
            with contextlib.suppress(OSError):
                stream.close()
