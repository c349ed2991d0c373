"""Packages for tests: built once by the plugin of this clone, and kept by what went into them."""
import os
import shutil
import tempfile
from pathlib import Path

from debindex.cache import cache_folder, find_or_build

from . import cache, variants
from .commands import CommandFailed, run

CLONE = Path(__file__).parents[3]
OUTPUT = CLONE / 'tests/output'
PACKAGES = CLONE / 'tests/index/packages.txt'
COMPILED = ['python3-psycopg2']


def index(suite, more=()):
    """The folder of the Python package index of a suite, with some packages more if need be."""
    names = (line.partition('#')[0].strip() for line in PACKAGES.read_text().splitlines())
    return find_or_build(suite, [*(name for name in names if name), *more], COMPILED)


def plugin():
    """The plugin as built from this clone; ./test has put the same one into Maven's repository."""
    folder = CLONE / 'django-deb-maven-plugin/target'
    jars = [jar for jar in folder.glob('django-deb-maven-plugin-*.jar')
            if not jar.stem.endswith(('-sources', '-javadoc', '-tests'))]
    if len(jars) != 1:
        raise FileNotFoundError(f'{folder} holds no plugin: run ./test, or mvn install')
    return jars[0]


def package(project, suite, log, options=(), goal='package', more=()):
    """Run `mvn package` in a project and return its .debs; all that Maven says is in the log.

    `more` are Debian packages that its requirements name, and no other project's do.
    """
    environment = dict(os.environ, PIP_NO_INDEX='1', PIP_FIND_LINKS=str(index(suite, more)))
    # a virtualenv is reused for the same requirements: with another index it is not to be
    builder_cache = cache_folder() / 'builder' / index(suite).name
    outcome = run(['mvn', '-B', '-e', f'-Ddjango-deb.suite={suite}',
                   f'-Ddjango-deb.cacheDirectory={builder_cache}', *options, goal],
                  check=False, timeout=1800, cwd=project, env=environment)
    log.parent.mkdir(parents=True, exist_ok=True)
    log.write_text(outcome.text)
    if outcome.status != 0:
        raise CommandFailed(outcome)
    return sorted((Path(project) / 'target').glob('*.deb'))


class Packages:
    """The .debs of one commit."""

    def __init__(self, folder):
        self.files = sorted(folder.glob('*.deb'))

    def _one(self, part):
        found = [file for file in self.files if f'-{part}' in file.name]
        assert len(found) == 1, f'{part} package among {[file.name for file in self.files]}'
        return found[0]

    def of_tenant(self, name):
        """What a host of that site alone needs."""
        return [self._one(f'site-{name}_'), self.env, self.src]

    @property
    def site(self):
        return self._one('site')

    @property
    def env(self):
        return self._one('env-')

    @property
    def src(self):
        return self._one('src-')

    @staticmethod
    def name(file):
        """The package's name: what its file is called up to the first underscore."""
        return file.name.partition('_')[0]

    def version(self, file):
        return run(['dpkg-deb', '-f', file, 'Version']).text.strip()


def build(name, suite, write_project, options=(), more=()):
    """Packages of a project that write_project(folder) writes and commits, returning the commit."""
    with tempfile.TemporaryDirectory(prefix='django-deb-test.') as temporary:
        project = Path(temporary) / name
        project.mkdir()
        commit = write_project(project)
        key = cache.digest(plugin(), commit, suite, str(index(suite, more)), *options)
        log = OUTPUT / f'build-{name}-{suite}.log'

        def make(folder):
            for deb in package(project, suite, log, options, more=more):
                shutil.copy(deb, folder)

        return Packages(cache.find_or_make('packages', f'{name}-{suite}-{key}', make, keep=120))


#: Most tests are about the switch of what visitors see: fewer services boot faster.
LEAN = ('-Ddjango-deb.workers=off', '-Ddjango-deb.queue=off', '-Ddjango-deb.cache=off')


def guestbook(variant, suite, options=()):
    """Packages of one variant of the guest book, without workers, queue and cache."""
    def write(folder):
        return variants.write_repository(variant, folder)

    return build(f'guestbook-{variant}', suite, write, (*LEAN, *options))


def daphne_guestbook(suite):
    """The guest book with a WebSocket, served by daphne."""
    def write(folder):
        return variants.write_repository('daphne-v1', folder)

    return build('guestbook-daphne-v1', suite, write, LEAN, more=['python3-daphne'])


def whole_guestbook(variant, suite, options=()):
    """The same with all that the plugin finds out that it has."""
    def write(folder):
        return variants.write_repository(variant, folder, workers=True)

    return build(f'whole-guestbook-{variant}', suite, write, options)


#: Queue and cache are a Redis of the site's own each.
REDIS = ('-Ddjango-deb.queue=redis', '-Ddjango-deb.cache=redis')


def redis_guestbook(variant, suite):
    """The whole guest book with Redis for queue and cache."""
    return whole_guestbook(f'redis-{variant}', suite, REDIS)
