"""One Python distribution found in a .deb, and what its metadata say."""
import email
import os
import re

from packaging.requirements import InvalidRequirement, Requirement
from packaging.utils import canonicalize_name
from packaging.version import InvalidVersion, Version

MODULES = re.compile(r'usr/lib/python3(?:\.\d+)?/dist-packages/(.+)')
DEBIAN_SUFFIX = re.compile(r'[+~](dfsg|ds|debian|really|repack).*')


def upstream_version(debian_version):
    """1.2.3 of 4:1.2.3+dfsg-5+b1."""
    without_revision = re.sub(r'^\d+:|-[^-]*$', '', debian_version)
    return DEBIAN_SUFFIX.sub('', without_revision).replace('~', '')


def _version(stated, debian_version):
    """The stated version, or Debian's where metadata have none that is worth the name."""
    debian = upstream_version(debian_version)
    try:
        version = Version(stated)
    except (InvalidVersion, TypeError):
        return Version(debian)
    placeholder = version == Version('0')
    if placeholder or version.is_devrelease and not re.search('dev|git', debian):
        return Version(debian)
    if version.local and re.match('repack|dfsg|ds|debian', version.local):
        return Version(version.public)
    return version


def requirements_of_egg(text):
    """Metadata lines that say what an .egg-info's requires.txt says."""
    extra = marker = ''
    for line in (line.strip() for line in text.splitlines()):
        if line.startswith('['):
            extra, _, marker = line.strip('[]').partition(':')
            if extra:
                yield f'Provides-Extra: {extra}'
        elif line and not line.startswith('#'):
            conditions = ([f'({marker})'] if marker else []) + (
                [f'extra == "{extra}"'] if extra else [])
            yield f'Requires-Dist: {line}' + (
                ' ; ' + ' and '.join(conditions) if conditions else '')


class Distribution:
    """Raises InvalidVersion or TypeError for metadata that name no distribution."""

    def __init__(self, tree, package, paragraph, info):
        self.tree, self.package, self.paragraph, self.info = tree, package, paragraph, info
        self.packages = {package}
        self.modules = []
        self.scripts = []
        text = tree.text(info + ('' if not tree.is_folder(info) else
                                 '/METADATA' if info.endswith('.dist-info') else '/PKG-INFO'))
        head, _, self.body = text.partition('\n\n')
        message = email.message_from_string(head)
        self.name = message['Name']
        self.key = canonicalize_name(self.name)
        self.version = str(_version(message['Version'], paragraph['Version']))
        self.head = [line for line in head.strip('\n').split('\n')
                     if not re.match('(Metadata-)?Version:', line)]
        # dh_python3 takes what it could translate out of an .egg-info
        self.stripped = info.endswith('.egg-info') and 'Requires-Dist' not in message
        if self.stripped:
            self.head += requirements_of_egg(self.read('requires.txt'))

    @property
    def file_name(self):
        """The part of a file's name before the first tag: jwcrypto-1.5.6."""
        return f"{self.key.replace('-', '_')}-{self.version}"

    def metadata(self):
        head = ['Metadata-Version: 2.1', f'Version: {self.version}'] + self.head
        return '\n'.join(head) + '\n' + ('\n' + self.body if self.body else '')

    def read(self, name):
        """A file of the metadata folder, empty if there is none."""
        return self.tree.text(f'{self.info}/{name}') if self.tree.is_folder(self.info) else ''

    def requires(self):
        """(index in head, requirement) of each that can be understood."""
        for index, line in enumerate(self.head):
            if line.startswith('Requires-Dist:'):
                try:
                    yield index, Requirement(line.partition(':')[2].strip())
                except InvalidRequirement:
                    continue  # pip does not understand it either

    def require(self, requirement, index=None):
        """Add a requirement, or put it in the place of another."""
        line = f'Requires-Dist: {requirement}'
        if index is None:
            self.head.append(line)
        else:
            self.head[index] = line

    def top_level(self):
        """Names that a module of it may have at the top."""
        stated = set(self.read('top_level.txt').split())
        return stated or {self.key.replace('-', '_'), self.name, self.key.replace('-', '')}

    def files(self):
        """(path below dist-packages, file on this machine), each once."""
        seen = set()
        for module in self.modules:
            for path, file in self.tree.files(module):
                match = MODULES.match(path.lstrip('/'))
                if match and match[1] not in seen and not path.endswith('.pyc'):
                    seen.add(match[1])
                    yield match[1], file

    def extension_modules(self):
        return [path for path, _ in self.files() if re.search(r'\.so(\.\d+)*$', path)]

    def plain_scripts(self):
        """(name, text) of Python scripts that are no console entry points."""
        console = set(re.findall(r'^\s*([^\s=\[]+)\s*=', self.read('entry_points.txt'), re.M))
        for script in self.scripts:
            name = os.path.basename(script)
            with open(self.tree.host_path(script), 'rb') as file:
                data = file.read()
            if name not in console and re.match(rb'#! ?/usr/bin/(env )?python3?', data):
                yield name, b'#!python' + data[data.index(b'\n'):]
