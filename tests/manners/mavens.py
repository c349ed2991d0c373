"""Mavens, each with each Java."""
import os
import re
import zipfile
from pathlib import Path

from debindex.cache import cache_folder
from hostlab import builds, cache
from hostlab.commands import run

#: The oldest that is supported, and the newest of each line; from Maven Central.
MAVENS = ['3.8.7', '3.9.16', '4.0.0-rc-4']
#: Those that Debian 12 and 13 have; ./test installs those that this one has.
JAVAS = [17, 21, 25]
DEPENDENCY_PLUGIN = 'org.apache.maven.plugins:maven-dependency-plugin:3.9.0'
PLUGIN = 'io.github.django-deb:django-deb-maven-plugin:0.1.0-SNAPSHOT'
SUITE = 'trixie'


def home_of_maven(version):
    """The folder of a Maven, downloaded when it is needed first."""
    def make(folder):
        run(['mvn', '-q', '-B', f'{DEPENDENCY_PLUGIN}:copy',
             f'-Dartifact=org.apache.maven:apache-maven:{version}:zip:bin',
             f'-DoutputDirectory={folder}'], cwd=folder)
        archive, = folder.glob('*.zip')
        with zipfile.ZipFile(archive) as whole:
            whole.extractall(folder)
        archive.unlink()

    home, = cache.find_or_make('maven', version, make, keep=6).iterdir()
    (home / 'bin/mvn').chmod(0o755)
    return home


def home_of_java(release):
    """The folder of a Java of that release on this machine, or None."""
    for home in sorted(Path('/usr/lib/jvm').glob('*')):
        facts = home / 'release'
        if (home / 'bin/java').exists() and facts.exists() and re.search(
                rf'^JAVA_VERSION="{release}\b', facts.read_text(), re.MULTILINE):
            return home
    return None


def javas_here():
    """Those of the releases that are on this machine, from the oldest."""
    return [java for java in JAVAS if home_of_java(java)]


def any_java():
    """One of the releases that is here; None for the one that Maven finds by itself."""
    return next(iter(javas_here()), None)


def repository():
    """The local repository that MAVEN_OPTS names, as an option: Maven 4 reads it nowhere else."""
    return re.findall(r'-Dmaven\.repo\.local=\S+', os.environ.get('MAVEN_OPTS', ''))


class Maven:
    """One Maven with one Java, in an environment in which pip finds its packages."""

    def __init__(self, version, java):
        links = builds.index(SUITE)
        self.version = version
        self.java = java
        self.home = home_of_maven(version)
        self.cache = cache_folder() / 'builder' / links.name
        self.environment = dict(os.environ, PIP_NO_INDEX='1', PIP_FIND_LINKS=str(links))
        if java is not None:
            self.environment['JAVA_HOME'] = str(home_of_java(java))

    def run(self, folder, *words, check=True):
        """What Maven says, on both streams."""
        return run([self.home / 'bin/mvn', *repository(), *words], check=check, timeout=1800,
                   cwd=folder, env=self.environment)

    def options(self):
        """What its goals are told, so that they find what was built before."""
        return [f'-Ddjango-deb.suite={SUITE}', f'-Ddjango-deb.cacheDirectory={self.cache}',
                '-Ddjango-deb.unpinned=ignore', *builds.LEAN]
