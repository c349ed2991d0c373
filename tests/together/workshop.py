"""A cache folder, projects, and Maven runs that can be killed."""
import os
import re
import shutil
import signal
import subprocess
import time
from pathlib import Path

from hostlab import builds, cache, variants
from hostlab.commands import run, wait_for

SUITE = 'trixie'
TIME = '2026-01-02T10:00:00Z'
END_SECONDS = 120

POM = '''\
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>org.example</groupId>
  <artifactId>{name}</artifactId>
  <version>1.0</version>
  <packaging>django-deb</packaging>
  <build>
    <plugins>
      <plugin>
        <groupId>io.github.django-deb</groupId>
        <artifactId>django-deb-maven-plugin</artifactId>
        <version>0.1.0-SNAPSHOT</version>
        <extensions>true</extensions>
      </plugin>
    </plugins>
  </build>
</project>
'''

REACTOR = '''\
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>org.example</groupId>
  <artifactId>sites</artifactId>
  <version>1.0</version>
  <packaging>pom</packaging>
  <modules>{modules}</modules>
</project>
'''

FILES = {
    'manage.py': '''\
import os
import sys

from django.core.management import execute_from_command_line

os.environ.setdefault('DJANGO_SETTINGS_MODULE', 'tiny.settings')
if __name__ == '__main__':
    execute_from_command_line(sys.argv)
''',
    'tiny/__init__.py': '',
    'tiny/settings.py': '''\
SECRET_KEY = 'for development'
ROOT_URLCONF = 'tiny.urls'
WSGI_APPLICATION = 'tiny.wsgi.application'
INSTALLED_APPS = ['django.contrib.staticfiles']
STATIC_URL = '/static/'
''',
    'tiny/urls.py': 'urlpatterns = []\n',
    'tiny/wsgi.py': '''\
from django.core.wsgi import get_wsgi_application

application = get_wsgi_application()
''',
    # nothing here has to be compiled
    'requirements.txt': 'Django>=3.2,<5\ngunicorn>=20.1,<24\n',
}


def base():
    """A cache folder with a chroot and what virtualenvs are built with, kept between runs."""
    def make(folder):
        project = write_project(folder / 'project', 'base')
        commit(project)
        Maven(project, folder / 'cache', ('django-deb:env',)).must_succeed()

    # a virtualenv outlives the plugin that built it, and another plugin may build another one
    key = cache.digest(builds.plugin())
    return cache.find_or_make('together', f'{SUITE}-{key}', make) / 'cache'


def write_project(folder, name):
    """A tiny Django project without a database."""
    for file, text in {**FILES, 'pom.xml': POM.format(name=name),
                       '.gitignore': 'target/\n'}.items():
        (folder / file).parent.mkdir(parents=True, exist_ok=True)
        (folder / file).write_text(text)
    return folder


def commit(folder):
    return variants.commit_all(folder, 'tiny', TIME)


class Maven:
    """A Maven run in a session of its own, so that all it starts can be found."""

    def __init__(self, project, cache_folder, words, environment=None, user=()):
        self.log = project.parent / f'{project.name}-{os.urandom(4).hex()}.log'
        options = os.environ.get('MAVEN_OPTS', '')
        environment = {
            **{key: value for key, value in os.environ.items() if not key.startswith('PIP_')},
            'PIP_NO_INDEX': '1', 'PIP_FIND_LINKS': str(builds.index(SUITE)),
            # many of them on few processors
            'MAVEN_OPTS': f'{options} -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xmx400m',
            **(environment or {})}
        with open(self.log, 'wb') as log:
            self.process = subprocess.Popen(
                [*user, 'mvn', '-B', f'-Ddjango-deb.suite={SUITE}',
                 f'-Ddjango-deb.cacheDirectory={cache_folder}', *words],
                cwd=project, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                env={key: value for key, value in environment.items() if value is not None},
                start_new_session=True,
                # a shell that runs the tests in the background has them ignore it
                preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL))

    def said(self):
        return self.log.read_text(errors='replace')

    def tail(self):
        return '\n'.join(self.said().splitlines()[-60:])

    def wait(self, timeout=1200):
        """Its exit code; what it still runs then is a fault."""
        try:
            return self.process.wait(timeout)
        except subprocess.TimeoutExpired:
            self.kill_all()
            raise AssertionError(f'does not end:\n{self.tail()}') from None

    def must_succeed(self):
        assert self.wait() == 0, self.tail()
        return self.said()

    def must_fail(self):
        assert self.wait() != 0, self.tail()
        return self.said()

    def kill_all(self):
        os.killpg(self.process.pid, signal.SIGKILL)

    def kill_java(self):
        """mvn is a shell program that has become Java."""
        os.kill(self.process.pid, signal.SIGKILL)

    def wait_until_nothing_runs(self):
        self.process.wait(END_SECONDS)
        wait_for(lambda: not self.running(), END_SECONDS)

    def running(self):
        """The command lines of all that it started and that has not ended."""
        return [line for pid, session, line in processes() if session == self.process.pid]

    def process_of(self, pattern):
        """The id of one of its processes whose command line begins like a pattern, or None."""
        return next((pid for pid, session, line in processes()
                     if session == self.process.pid and re.match(pattern, line)), None)


def processes():
    """(process, session, command line) of all of this machine; not those that have ended."""
    for folder in Path('/proc').iterdir():
        if folder.name.isdigit():
            try:
                state, _, _, session = re.sub(
                    r'^.*\) ', '', (folder / 'stat').read_text(), flags=re.S).split()[:4]
                line = (folder / 'cmdline').read_bytes().replace(b'\0', b' ').decode(
                    errors='replace')
            except (FileNotFoundError, ProcessLookupError):
                continue
            if state not in 'ZX':
                yield int(folder.name), int(session), line


def mounts(below):
    """What this machine has mounted below a folder."""
    places = [line.split()[4] for line in Path('/proc/self/mountinfo').read_text().splitlines()]
    return [place for place in places if place.startswith(f'{below}/')]


class Workshop:
    """A cache folder and projects."""

    def __init__(self, folder, with_base):
        self.folder = folder
        self.cache = folder / 'cache'
        self.mounted = []
        if with_base:
            self.cache.mkdir(mode=0o700)
            # the files of a chroot are never written to
            near = with_base.stat().st_dev == folder.stat().st_dev
            run(['cp', '-al' if near else '-a', with_base / 'chroots', self.cache])
            run(['rm', '-rf', *self.cache.glob('chroots/*/archives')])

    def project(self, place, name='tiny'):
        """A committed project; the same name is the same commit wherever it lies."""
        project = write_project(self.folder / place, name)
        commit(project)
        return project

    def start(self, project, *words, **options):
        return Maven(project, self.cache, words or ('package',), **options)

    def build(self, project, *words, **options):
        """What Maven says; it has to succeed."""
        return self.start(project, *words, **options).must_succeed()

    def forget_packages(self):
        shutil.rmtree(self.cache / 'packages', ignore_errors=True)

    def let_locks_age(self):
        """As if those of builds that have ended were of an hour ago: new ones may be in use."""
        an_hour_ago = time.time() - 3600
        for lock in self.cache.glob('locks/*-*.lock'):
            os.utime(lock, (an_hour_ago, an_hour_ago))

    def leftovers(self):
        """What no build that has ended may leave, in the cache and on the machine."""
        patterns = ('sessions/*', 'loans/*', 'packages/.*', 'chroots/*/draft-*', 'locks/session-*',
                    'locks/loan-*', 'pip/*/*.new', 'chroots/*/*.new')
        found = [str(path) for pattern in patterns for path in self.cache.glob(pattern)]
        return found + [place for place in mounts(self.folder) if place not in self.mounted]


def debs(project):
    """The packages in target/, by their names."""
    return {file.name: file.read_bytes() for file in sorted((project / 'target').glob('*.deb'))}


def drafts(project):
    return [file.name for file in (project / 'target').glob('.*') if file.name.endswith('.deb')]


def flip(file):
    """Change one bit, and let the times be as they were."""
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    times = file.stat()
    file.write_bytes(content)
    os.utime(file, ns=(times.st_atime_ns, times.st_mtime_ns))
