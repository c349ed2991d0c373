"""From names of Debian packages to a folder for pip's --find-links."""
import re
import shutil
import tempfile
from pathlib import Path

from packaging.utils import canonicalize_name
from packaging.version import Version

from .apt import Apt, AptError
from .collect import find_distributions
from .distribution import upstream_version
from .files import write_sdist, write_wheel
from .requirements import add_debian_relations, loosen, missing
from .simple import write_simple
from .tree import Tree

# what builds source archives in pip's isolated environments
BACK_ENDS = ['python3-setuptools', 'python3-pkg-resources', 'python3-wheel', 'python3-flit-core',
             'python3-poetry-core', 'python3-hatchling', 'python3-hatch-vcs',
             'python3-setuptools-scm', 'python3-pdm-backend', 'python3-pip',
             'python3-setuptools-whl', 'python3-wheel-whl', 'python3-pip-whl']
DATA_PACKAGE = re.compile(r'\b(?:libjs|fonts|node)-[\w.+-]+')
READY_WHEEL = re.compile(r'/usr/share/python-wheels/(([^-/]+)-[^-/]+-.*\.whl)$')


class Index:
    """Builds one index; `sources` names the packages that come as source archives."""

    def __init__(self, suite, packages, sources, apt_folder):
        self.apt = Apt(suite, apt_folder)
        self.apt_folder = apt_folder
        self.sources = set(sources)
        absent = set(packages) - set(self.apt.installable(packages))
        if absent:
            raise AptError(f'{suite} has no package {", ".join(sorted(absent))}')
        self.wanted = [*packages, *self.apt.installable(BACK_ENDS), 'python3']

    def write(self, folder):
        """Fill an empty folder and return how many distributions it holds."""
        folder = Path(folder)
        with tempfile.TemporaryDirectory(prefix='debindex.') as root:
            tree, owned, distributions, python = self._resolve(root)
            environment = _environment(python)
            notes = loosen(distributions, environment)
            _copy_ready_wheels(tree, owned, distributions, folder)
            for distribution in distributions.values():
                archive = self._upstream(distribution)
                if archive:
                    write_sdist(distribution, folder, archive)
                else:
                    write_wheel(distribution, folder, python.replace('.', ''))
        (folder / 'loosened.txt').write_text(''.join(f'{note}\n' for note in sorted(notes)))
        write_simple(folder)
        return len(distributions)

    def _resolve(self, root):
        """Unpack what is wanted, and what turns out to be required on top of Debian's Depends."""
        tried = set()
        while True:
            paragraphs = self.apt.closure(self.wanted)
            python = re.match(r'\d+\.\d+', paragraphs['python3']['Version'])[0]
            shutil.rmtree(root)
            tree = Tree(root)
            taken = {name: paragraph for name, paragraph in paragraphs.items()
                     if paragraph['Architecture'] == 'all'
                     or re.search(r'\bpython3\b', paragraph['Depends'] or '')}
            taken.update(self._data_packages(taken))
            owned = tree.unpack(self.apt.download(taken.values()))
            distributions = find_distributions(tree, owned, taken)
            add_debian_relations(distributions, taken)
            guesses = {f'python3-{name}' for key in missing(distributions, _environment(python))
                       for name in (key, key.removeprefix('python-'), key.replace('-', '.'))}
            found = set(self.apt.installable(sorted(guesses - tried))) - set(self.wanted)
            if not found:
                return tree, owned, distributions, python
            tried |= guesses
            self.wanted += sorted(found)

    def _data_packages(self, taken):
        """Scripts and fonts that upstream brings along and Debian's packages link to."""
        recommended = {name for paragraph in taken.values()
                       for name in DATA_PACKAGE.findall(paragraph['Recommends'] or '')}
        return self.apt.show(self.apt.installable(sorted(recommended - taken.keys())))

    def _upstream(self, distribution):
        """The upstream archive of a distribution that shall be compiled, else None.

        Where a mirror's pool lacks that of this suite, another suite's is taken, and its version.
        """
        if distribution.package not in self.sources:
            return None
        paragraph = distribution.paragraph
        match = re.match(r'(\S+)(?: \((.+)\))?', paragraph['Source'] or paragraph['Package'])
        archive = self.apt.upstream(match[1], match[2] or paragraph['Version'])
        if archive:
            return archive
        for suite in sorted({'bookworm', 'trixie'} - {self.apt.suite}):
            other = Apt(suite, self.apt_folder)
            archive = other.upstream(match[1])
            if archive:
                stated = other.show([distribution.package])[distribution.package]['Version']
                distribution.version = str(Version(upstream_version(stated)))
                return archive
        raise AptError(f'no suite has an upstream archive of {match[1]} to offer')


def _environment(python):
    return {'python_version': python, 'python_full_version': f'{python}.0'}


def _copy_ready_wheels(tree, owned, distributions, folder):
    """Debian ships wheels of pip and setuptools itself: those win."""
    for paths in owned.values():
        for path in paths:
            match = READY_WHEEL.match(path)
            if match and tree.real(path):
                shutil.copy(tree.host_path(path), folder / match[1])
                distributions.pop(canonicalize_name(match[2]), None)
