"""Whole folders of the site's user, read and rebuilt without following any link.

They are read through descriptors of their folders: whatever the user puts in the place of a file or
folder meanwhile, nothing outside of the tree is opened. A new tree is built in a folder that only
root can enter, and then gets its place.
"""

import contextlib
import errno
import grp
import os
import pwd
import shutil
import stat
import tarfile

from .archive import leads_out

#: What a backup keeps of a mode: the bits of a file; a folder's group may go on to new files.
_FILE_BITS = 0o777
_FOLDER_BITS = 0o2777

#: What rename(2) says where a folder cannot be moved as a whole.
_PIECEMEAL = (errno.EXDEV, errno.ENOTEMPTY, errno.EEXIST)


class Reader:
    """One folder on its way into an archive.

    ``left_out``: what could not come along, as pairs of a name and a reason.
    """

    def __init__(self, folder, name, skip=()):
        """:param name: what it is called in the archive
        :param skip: names directly in it which are left out on purpose
        """
        self._folder = folder
        self._name = name
        self._skip = frozenset(skip)
        self.left_out = []

    def size(self):
        """How many bytes its files have."""
        return sum(_size(name, folder) for folder, _, names in self._walk() for name in names)

    def add_to(self, writer):
        """Adds all of it: the folder itself, then what is in it, in the order of names."""
        for folder, path, names in self._walk():
            writer.add(_info(path, os.stat(folder), tarfile.DIRTYPE, _FOLDER_BITS))
            for name in names:
                self._add(writer, folder, f"{path}/{name}", name)

    def _walk(self):
        """Yields, for each folder: a descriptor, its path in the archive, and the names in it."""
        if not os.path.isdir(self._folder) or os.path.islink(self._folder):
            return
        for top, folders, names, descriptor in os.fwalk(self._folder, onerror=_raise):
            below = os.path.relpath(top, self._folder)
            if below == ".":
                names = [name for name in names if name not in self._skip]
            path = self._name if below == "." else f"{self._name}/{below}"
            # A link to a folder is listed among the folders, and is not gone into.
            links = [name for name in folders if _is_link(name, descriptor)]
            folders.sort()
            yield descriptor, path, [one for one in sorted(names + links)
                                     if _exists(one, descriptor)]

    def _add(self, writer, folder, path, name):
        with contextlib.suppress(FileNotFoundError):  # Deleted meanwhile, as a site may do.
            status = os.stat(name, dir_fd=folder, follow_symlinks=False)
            if stat.S_ISREG(status.st_mode):
                self._add_file(writer, folder, path, name)
            elif stat.S_ISLNK(status.st_mode):
                self._add_link(writer, path, status, os.readlink(name, dir_fd=folder))
            else:
                self.left_out.append((path, "it is neither a file, a folder nor a link"))

    def _add_file(self, writer, folder, path, name):
        # NONBLOCK: what has become a pipe since must not hold this up.
        flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
        try:
            descriptor = os.open(name, flags, dir_fd=folder)
        except OSError as problem:
            if isinstance(problem, FileNotFoundError):
                raise
            self.left_out.append((path, problem.strerror))
            return
        with open(descriptor, "rb") as file:
            status = os.fstat(descriptor)
            if not stat.S_ISREG(status.st_mode):
                self.left_out.append((path, "it was exchanged while it was read"))
            elif not writer.add(_info(path, status, tarfile.REGTYPE, _FILE_BITS), file):
                self.left_out.append((path, "it was cut short while it was read"))

    def _add_link(self, writer, path, status, target):
        if leads_out(target, path.count("/") - 1):
            self.left_out.append((path, f"it is a link that leads out, to {target}"))
            return
        info = _info(path, status, tarfile.SYMTYPE, _FILE_BITS)
        info.linkname = target
        writer.add(info)


def _raise(problem):
    if not isinstance(problem, FileNotFoundError):  # Deleted meanwhile.
        raise problem


def _size(name, folder):
    try:
        return os.stat(name, dir_fd=folder, follow_symlinks=False).st_size
    except FileNotFoundError:
        return 0  # Deleted meanwhile.


def _is_link(name, folder):
    try:
        return stat.S_ISLNK(os.stat(name, dir_fd=folder, follow_symlinks=False).st_mode)
    except FileNotFoundError:
        return False


def _exists(name, folder):
    try:
        os.stat(name, dir_fd=folder, follow_symlinks=False)
    except FileNotFoundError:
        return False
    return True


def _info(path, status, kind, bits):
    info = tarfile.TarInfo(path)
    info.type = kind
    info.size = status.st_size if kind == tarfile.REGTYPE else 0
    info.mode = stat.S_IMODE(status.st_mode) & bits
    info.mtime = int(status.st_mtime)
    info.uid, info.gid = status.st_uid, status.st_gid
    info.uname, info.gname = _name_of(pwd.getpwuid, info.uid), _name_of(grp.getgrgid, info.gid)
    return info


def _name_of(find, number):
    try:
        return find(number)[0]
    except KeyError:
        return ""


class Builder:
    """Builds trees of an archive below a folder that root alone can enter."""

    def __init__(self, folder, account):
        """:param account: the site's user, who gets what belongs to nobody known here"""
        self._folder = folder
        self._account = account

    def path(self, name):
        """Where a member is built."""
        return os.path.join(self._folder, name)

    def begin(self, name, like):
        """Makes the top of a tree, with the owner and mode of the folder whose place it takes."""
        os.mkdir(self.path(name), 0o700)
        self._copy_rights(os.stat(like, follow_symlinks=False), self.path(name))

    @staticmethod
    def _copy_rights(status, path):
        os.chown(path, status.st_uid, status.st_gid)
        os.chmod(path, stat.S_IMODE(status.st_mode))

    def add(self, info, copy):
        """Builds one member.

        :param copy: called with an open file, writes the content into it
        """
        path = self.path(info.name)
        if info.issym():
            os.symlink(info.linkname, path)
            os.chown(path, *self._owner(info), follow_symlinks=False)
            return
        if info.isdir():
            os.mkdir(path, 0o700)
            os.chown(path, *self._owner(info))
            os.chmod(path, info.mode & _FOLDER_BITS)
            return
        with open(path, "xb") as file:
            os.fchmod(file.fileno(), 0o600)
            copy(file)
            os.fchown(file.fileno(), *self._owner(info))
            os.fchmod(file.fileno(), info.mode & _FILE_BITS)
        os.utime(path, (info.mtime, info.mtime))

    def _owner(self, info):
        """By name, as numbers differ between hosts; who is unknown here becomes the site."""
        return (self._number(pwd.getpwnam, info.uname, self._account.pw_uid),
                self._number(grp.getgrnam, info.gname, self._account.pw_gid))

    @staticmethod
    def _number(find, name, otherwise):
        try:
            return find(name)[2]
        except (KeyError, ValueError):
            return otherwise


def move(source, target):
    """Moves a folder. What is in it joins that which is in ``target``, if there is such a folder.

    One rename does it, except where a part of it has been moved before, or on an overlay file
    system, which renames no folder of a lower layer: then its files are renamed one by one. It may
    be interrupted and called again.
    """
    try:
        os.rename(source, target)
        return
    except OSError as problem:
        if problem.errno not in _PIECEMEAL:
            raise
    (parent, name), (into, new_name) = os.path.split(source), os.path.split(target)
    with _folder(parent) as one, _folder(into) as other:
        _move_entries(one, name, other, new_name)


def _move_entries(parent, name, into, new_name):
    """The same through descriptors, so that no link is followed on either side."""
    with _folder(name, parent) as folder:
        with contextlib.suppress(FileExistsError):
            os.mkdir(new_name, 0o700, dir_fd=into)
        with _folder(new_name, into) as goal:
            status = os.fstat(folder)
            os.fchown(goal, status.st_uid, status.st_gid)
            os.fchmod(goal, stat.S_IMODE(status.st_mode))
            for entry in os.listdir(folder):
                _move_entry(folder, entry, goal)
            os.fsync(goal)
    os.rmdir(name, dir_fd=parent)


def _move_entry(folder, entry, goal):
    try:
        os.rename(entry, entry, src_dir_fd=folder, dst_dir_fd=goal)
    except OSError as problem:
        status = os.stat(entry, dir_fd=folder, follow_symlinks=False)
        if problem.errno not in _PIECEMEAL or not stat.S_ISDIR(status.st_mode):
            raise
        _move_entries(folder, entry, goal, entry)


@contextlib.contextmanager
def _folder(path, parent=None):
    flags = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
    descriptor = os.open(path, flags, dir_fd=parent)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def remove(path):
    """Deletes a tree, or a file, if it is there."""
    if os.path.isdir(path) and not os.path.islink(path):
        shutil.rmtree(path)
    elif os.path.lexists(path):
        os.unlink(path)
