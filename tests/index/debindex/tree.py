"""Unpacked .debs as one tree, and symbolic links that are followed inside it only."""
import os
import shutil
import subprocess
import tarfile
from collections import defaultdict

MAX_LINKS = 20


class Tree:
    """Packages unpacked over each other below one folder; paths are as on a host: /usr/..."""

    def __init__(self, root):
        self.root = str(root)

    def unpack(self, debs):
        """Unpack {package: file} and return {package: [path of each file or link]}."""
        owned = defaultdict(list)
        for package, file in debs.items():
            with subprocess.Popen(['dpkg-deb', '--fsys-tarfile', str(file)],
                                  stdout=subprocess.PIPE) as dpkg, \
                    tarfile.open(fileobj=dpkg.stdout, mode='r|') as archive:
                for member in archive:
                    if self._unpack_one(archive, member) and not member.isdir():
                        owned[package].append(os.path.normpath('/' + member.name))
        return owned

    def _unpack_one(self, archive, member):
        path = os.path.normpath('/' + member.name)
        # a folder in one package may be a link in another: go where the link leads
        parent = self.real(os.path.dirname(path)) or os.path.dirname(path)
        target = f'{self.root}{parent}/{os.path.basename(path)}'
        if member.isdir():
            if not os.path.lexists(target):
                os.makedirs(target)
            return True
        if not (member.isreg() or member.issym() or member.islnk()):
            return False
        os.makedirs(os.path.dirname(target), exist_ok=True)
        if os.path.lexists(target):
            os.unlink(target)
        if member.issym():
            os.symlink(member.linkname, target)
        elif member.islnk():
            os.link(f"{self.root}/{member.linkname.removeprefix('./')}", target)
        else:
            with open(target, 'wb') as file:
                shutil.copyfileobj(archive.extractfile(member), file)
            os.chmod(target, member.mode & 0o777 | 0o400)
        return True

    def real(self, path, depth=0):
        """The path with every link followed, or None where one dangles."""
        current = ''
        for part in path.split('/'):
            if part in ('', '.'):
                continue
            if part == '..':
                current = os.path.dirname(current)
                continue
            step = f'{current}/{part}'
            if os.path.islink(self.root + step):
                if depth > MAX_LINKS:
                    return None
                link = os.readlink(self.root + step)
                step = self.real(link if link.startswith('/') else f'{current}/{link}', depth + 1)
                if step is None:
                    return None
            elif not os.path.exists(self.root + step):
                return None
            current = step
        return current

    def is_link(self, path):
        return os.path.islink(self.root + path)

    def is_folder(self, path):
        return os.path.isdir(self.root + path)

    def host_path(self, path):
        """Where a path lies on this machine, links followed; None if it is not there."""
        real = self.real(path)
        return None if real is None else self.root + real

    def text(self, path):
        """A file's text, empty if it is not there."""
        file = self.host_path(path)
        if file is None or not os.path.isfile(file):
            return ''
        with open(file, encoding='utf-8', errors='replace') as opened:
            return opened.read()

    def files(self, path):
        """(path as named, file on this machine) of every file at or below a path."""
        real = self.real(path)
        if real is None:
            return
        if not os.path.isdir(self.root + real):
            yield path, self.root + real
            return
        for entry in sorted(os.listdir(self.root + real)):
            if entry != '__pycache__':
                yield from self.files(f'{path}/{entry}')
