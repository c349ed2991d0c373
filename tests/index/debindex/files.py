"""A distribution as a wheel or as a source archive; the same input gives the same bytes."""
import base64
import gzip
import hashlib
import io
import os
import stat
import tarfile
import zipfile

EPOCH = 1577836800  # 2020-01-01: zip files know no time before 1980
EPOCH_FIELDS = (2020, 1, 1, 0, 0, 0)
NOT_IN_WHEELS = {'RECORD', 'INSTALLER', 'REQUESTED', 'direct_url.json', 'WHEEL', 'SOURCES.txt',
                 'PKG-INFO', 'METADATA', 'requires.txt', 'dependency_links.txt', 'not-zip-safe',
                 'zip-safe', 'native_libs.txt'}


class _Wheel:
    """A wheel that is being written, with its record."""

    def __init__(self, archive):
        self.archive = archive
        self.record = []

    def add(self, name, data, mode=0o644):
        self._write(name, data, mode)
        digest = base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b'=').decode()
        quoted = f'"{name}"' if ',' in name else name
        self.record.append(f'{quoted},sha256={digest},{len(data)}')

    def close(self, info):
        name = f'{info}/RECORD'
        self._write(name, ('\n'.join(self.record) + f'\n{name},,\n').encode(), 0o644)

    def _write(self, name, data, mode):
        entry = zipfile.ZipInfo(name, EPOCH_FIELDS)
        entry.compress_type = zipfile.ZIP_DEFLATED
        entry.external_attr = (stat.S_IFREG | mode) << 16
        self.archive.writestr(entry, data)


def _tag(distribution, python):
    extensions = distribution.extension_modules()
    if not extensions:
        return 'py3-none-any'
    stable = all('.abi3.' in extension for extension in extensions)
    abi = 'abi3' if stable else f'cp{python}'
    return f'cp{python}-{abi}-linux_{os.uname().machine}'


def write_wheel(distribution, folder, python):
    """Write a wheel for a Python version such as "311" and return its path."""
    tag = _tag(distribution, python)
    info = f'{distribution.file_name}.dist-info'
    path = folder / f'{distribution.file_name}-{tag}.whl'
    with zipfile.ZipFile(path, 'w', zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        wheel = _Wheel(archive)
        for name, file in distribution.files():
            with open(file, 'rb') as opened:
                executable = os.stat(file).st_mode & 0o111
                wheel.add(name, opened.read(), 0o755 if executable else 0o644)
        for name, data in distribution.plain_scripts():
            wheel.add(f'{distribution.file_name}.data/scripts/{name}', data, 0o755)
        _add_info_files(wheel, distribution, info)
        wheel.add(f'{info}/METADATA', distribution.metadata().encode())
        pure = 'true' if tag.endswith('-any') else 'false'
        wheel.add(f'{info}/WHEEL', (f'Wheel-Version: 1.0\nGenerator: debindex\n'
                                    f'Root-Is-Purelib: {pure}\nTag: {tag}\n').encode())
        wheel.close(info)
    return path


def _add_info_files(wheel, distribution, info):
    if not distribution.tree.is_folder(distribution.info):
        return
    for path, file in distribution.tree.files(distribution.info):
        name = path[len(distribution.info) + 1:]
        if name not in NOT_IN_WHEELS:
            with open(file, 'rb') as opened:
                wheel.add(f'{info}/{name}', opened.read())


def write_sdist(distribution, folder, upstream):
    """Write an upstream archive under the name that pip expects and return its path."""
    top = distribution.file_name
    path = folder / f'{top}.tar.gz'
    with tarfile.open(upstream) as source, open(path, 'wb') as raw, \
            gzip.GzipFile('', 'wb', 6, raw, EPOCH) as packed, \
            tarfile.open(fileobj=packed, mode='w') as target:
        members = source.getmembers()
        strip = os.path.commonpath([member.name for member in members]).split('/')[0] or '.'
        for member in members:
            below = os.path.relpath(member.name, strip)
            if below in ('.', 'PKG-INFO') or member.isdev():
                continue
            member.name = f'{top}/{below}'
            member.uid = member.gid = 0
            member.uname = member.gname = ''
            member.pax_headers = {}
            if member.islnk():
                member.linkname = f'{top}/{os.path.relpath(member.linkname, strip)}'
            target.addfile(member, source.extractfile(member) if member.isreg() else None)
        # setuptools-scm has no repository to ask and reads the version here
        metadata = distribution.metadata().encode()
        entry = tarfile.TarInfo(f'{top}/PKG-INFO')
        entry.size, entry.mtime = len(metadata), EPOCH
        target.addfile(entry, io.BytesIO(metadata))
    return path
