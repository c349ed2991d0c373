"""Builds in circumstances that the packages must not show."""
import os
import re
import shutil
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

from hostlab import builds, variants
from hostlab.commands import run

SUITE = 'trixie'
PLUGIN = 'io/github/django-deb'
PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'


def jdks():
    """{release: folder} of this machine's JDKs, from the oldest that the plugin runs with."""
    found = {}
    for java in Path('/usr/lib/jvm').glob('*/bin/javac'):
        said = run([java, '-version'], check=False).text
        version = re.search(r'javac (\d+)', said)
        if version and int(version[1]) >= 17:
            found[int(version[1])] = java.parents[1]
    assert found, 'no JDK of 17 or later below /usr/lib/jvm'
    return dict(sorted(found.items()))


def local_repository():
    """Where this user's Maven keeps what it has downloaded, and the plugin of this clone."""
    given = re.search(r'-Dmaven\.repo\.local=(\S+)', os.environ.get('MAVEN_OPTS', ''))
    return Path(given[1]) if given else Path.home() / '.m2/repository'


@dataclass(frozen=True)
class Circumstances:
    """What differs from one machine to the next."""

    jdk: Path
    umask: str = '022'
    environment: dict = field(default_factory=dict)
    #: commands that each run the next one
    before: tuple = ()
    #: the same, run by the user who builds
    inside: tuple = ()


class Builder:
    """Someone who builds the guest book in a folder, with a cache that nobody else has."""

    def __init__(self, home, user, circumstances):
        self.home = home
        self.user = user
        self.circumstances = circumstances
        self.project = home / 'project'
        self.cache = home / 'cache'
        # pip's variables divide addresses by blanks, which a home may have in its name
        self.index = Path(f'{str(home).replace(" ", "-")}.index')

    def prepare(self):
        """Lay down what the build reads: project, index, Maven's local repository."""
        self.project.mkdir(parents=True)
        variants.write_repository('v1', self.project, workers=True)
        shutil.copytree(builds.index(SUITE), self.index, symlinks=True)
        # The files are linked, so they stay root's; the folders are the user's. Not the plugin's
        # own: Maven writes a new one into the same file.
        repository = self.home / 'repository'
        run(['cp', '-a', '--link', local_repository(), repository])
        shutil.rmtree(repository / PLUGIN)
        run(['cp', '-a', local_repository() / PLUGIN, repository / PLUGIN])
        for folder in (self.project, self.index):
            run(['chown', '-R', self.user, folder])
        run(['find', repository, '-type', 'd', '-exec', 'chown', self.user, '{}', '+'])
        run(['chown', self.user, self.home])

    def package(self):
        """What `mvn package` makes: its files by their names."""
        # Debian's libc6 is not installed where the kernel seems older than it is.
        self._maven('django-deb:chroot')
        self._maven('package', before=self.circumstances.before)
        return {file.name: file for file in (self.project / 'target').iterdir()
                if file.suffix in ('.deb', '.buildinfo', '.json')}

    def _maven(self, goal, before=()):
        environment = {
            'PATH': PATH, 'HOME': self.home, 'JAVA_HOME': self.circumstances.jdk,
            'PIP_NO_INDEX': '1', 'PIP_FIND_LINKS': self.index,
            **self.circumstances.environment}
        variables = [f'{name}={value}' for name, value in environment.items()]
        run([*before,
             'runuser', '-u', self.user, '--', 'env', '-i', *variables,
             'sh', '-c', f'umask {self.circumstances.umask}; exec "$@"', 'sh',
             *self.circumstances.inside,
             'mvn', '-o', '-B', '-e', f'-Dmaven.repo.local={self.home}/repository',
             f'-Ddjango-deb.suite={SUITE}', f'-Ddjango-deb.cacheDirectory={self.cache}', goal],
            timeout=3600, cwd=self.project)

    def remove(self):
        """Delete the folder: what is in the cache belongs to subordinate ids."""
        for folder in (self.home, self.index):
            shutil.rmtree(folder, ignore_errors=True)


def difference(one, other):
    """What differs between two files, as far as diffoscope is there to say it."""
    if one.read_bytes() == other.read_bytes():
        return ''
    try:
        shown = subprocess.run(['diffoscope', '--text', '-', one, other], check=False,
                               stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                               errors='replace').stdout
    except FileNotFoundError:
        shown = '(Debian\'s diffoscope-minimal would show how)'
    return f'{one} and {other} differ:\n{shown}'
