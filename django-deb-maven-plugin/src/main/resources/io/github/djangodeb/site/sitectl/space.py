"""Room on the file systems that something large is about to be written to."""

import os

from .errors import SiteError

#: Bytes that stay free in any case: logs, and other sites, need some.
SPARE = 64 << 20


def require(folder, needed, purpose, remedy, files=0):
    """Sees that there is room, before anything is written.

    :param needed: bytes
    :param files: how many files, folders and links are going to be made
    :raises SiteError: if there is not
    """
    status = os.statvfs(folder)
    free = status.f_bavail * status.f_frsize
    if free < needed + SPARE:
        raise SiteError(f"{purpose} needs up to {megabytes(needed + SPARE)} in {folder}, where"
                        f" {megabytes(free)} are free: {remedy}. Nothing was changed.")
    # Some file systems make inodes as they are needed, and tell 0.
    if status.f_files and status.f_favail < files:
        raise SiteError(f"{purpose} needs {files} inodes in {folder}, where {status.f_favail} are"
                        f" free: {remedy}. Nothing was changed.")


def megabytes(size):
    """A size in words."""
    return f"{-(-size // (1 << 20))} MB"
