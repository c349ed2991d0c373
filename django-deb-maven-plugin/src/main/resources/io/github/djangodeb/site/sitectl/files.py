"""Files that are whole or absent, whatever happens in between.

Only for folders that root owns: below a folder of the service's user a path may be a planted link,
so root never writes there.
"""

import os
import stat
import tempfile

from .errors import SiteError


def sync_directory(path):
    """Makes the entries of a folder durable."""
    descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def read_text(path):
    """The text of a file, or None if there is none.

    :raises SiteError: if it is not UTF-8
    """
    try:
        with open(path, encoding="utf-8") as file:
            return file.read()
    except FileNotFoundError:
        return None
    except UnicodeDecodeError as problem:
        raise SiteError(f"{path} is not UTF-8 at byte {problem.start}: correct it.") from None


def write_atomically(path, text, mode=0o644, group=None):
    """Replaces a file: a reader, or a power cut, sees the old text or the new, never a part.

    :param text: a text, or bytes
    :param group: the number of its group, or None for the caller's
    """
    folder = os.path.dirname(path)
    temporary = _write_temporary(folder, text, mode, group)
    try:
        os.rename(temporary, path)
    except BaseException:
        os.unlink(temporary)
        raise
    sync_directory(folder)


def write_if_different(path, text, mode=0o644):
    """Writes only on difference; tells whether it wrote."""
    if read_text(path) == text and stat.S_IMODE(os.stat(path).st_mode) == mode:
        return False
    write_atomically(path, text, mode)
    return True


def create_once(path, text, mode):
    """Makes a file unless it exists, in one step that two processes cannot both win.

    link(2) fails where rename(2) would replace. Tells whether it made the file.

    :param text: a text, or bytes
    """
    if os.path.lexists(path):
        return False
    folder = os.path.dirname(path)
    temporary = _write_temporary(folder, text, mode)
    try:
        os.link(temporary, path)
    except FileExistsError:
        return False
    finally:
        os.unlink(temporary)
    sync_directory(folder)
    return True


def _write_temporary(folder, text, mode, group=None):
    descriptor, temporary = tempfile.mkstemp(prefix=".sitectl-", dir=folder)
    try:
        with os.fdopen(descriptor, "wb") as file:
            if group is not None:
                os.fchown(file.fileno(), -1, group)
            os.fchmod(file.fileno(), mode)
            file.write(text if isinstance(text, bytes) else text.encode("utf-8"))
            file.flush()
            os.fsync(file.fileno())
    except BaseException:
        os.unlink(temporary)
        raise
    return temporary


def link_atomically(path, target):
    """Points a symbolic link somewhere else in one step; tells whether that changed anything."""
    if os.path.islink(path) and os.readlink(path) == target:
        return False
    if os.path.lexists(path) and not os.path.islink(path):
        raise SiteError(f"{path} is not a symbolic link: move it away, this name is the site's.")
    # A name of its own is safe without a random part: all writers hold the site's lock.
    temporary = os.path.join(os.path.dirname(path), ".sitectl-" + os.path.basename(path))
    remove(temporary)
    os.symlink(target, temporary)
    os.rename(temporary, path)
    return True


def remove(path):
    """Removes a file or link if it is there; tells whether it was."""
    try:
        os.unlink(path)
    except FileNotFoundError:
        return False
    return True


def make_directory(path, mode=0o755):
    """Makes a folder of root's, and those above it, if they are missing."""
    if os.path.isdir(path):
        return False
    parent = os.path.dirname(path)
    if not os.path.isdir(parent):
        make_directory(parent)
    try:
        os.mkdir(path)
    except FileExistsError:
        return False
    os.chmod(path, mode)
    return True
