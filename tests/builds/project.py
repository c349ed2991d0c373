"""The tiny project of the Invoker tests, packaged by the plugin in the local repository."""
import os
import re
import shutil
from pathlib import Path

from debindex.cache import cache_folder
from hostlab.builds import CLONE
from hostlab.commands import run

TINY = CLONE / 'django-deb-maven-plugin/src/test/resources/io/github/djangodeb/it/tiny'
POM = CLONE / 'src/it/package/pom.xml'
PARTS = ('chroots', 'locks', 'sessions', 'pip')


def plugin_version():
    """The version of the plugin in this clone."""
    text = (CLONE / 'pom.xml').read_text(encoding='utf-8')
    return re.search('<version>(.*?)</version>', text)[1]


def local_repository():
    """Maven's local repository, where ./test has put the plugin."""
    given = re.search(r'-Dmaven\.repo\.local=(\S+)', os.environ.get('MAVEN_OPTS', ''))
    return Path(given[1]) if given else Path.home() / '.m2/repository'


def cache_of(folder, index, own=()):
    """A cacheDirectory over the chroots of all tests; `own` names the parts that it has alone."""
    shared = cache_folder() / 'builder' / index.name
    folder.mkdir(parents=True, exist_ok=True)
    for part in PARTS:
        if part not in own:
            (shared / part).mkdir(parents=True, exist_ok=True)
            (folder / part).symlink_to(shared / part)
    return folder


class Project:
    """A copy of the project in a folder of its own."""

    def __init__(self, folder):
        self.folder = folder
        shutil.copytree(TINY, folder)
        pom = POM.read_text(encoding='utf-8').replace('@project.version@', plugin_version())
        (folder / 'pom.xml').write_text(pom)

    def commit(self):
        """Make it a git repository with one commit."""
        (self.folder / '.gitignore').write_text('/target/\n')
        git = ['git', '-c', 'user.name=Somebody', '-c', 'user.email=somebody@example.org']
        run([*git, 'init', '--quiet', '--initial-branch=main'], cwd=self.folder)
        run([*git, 'add', '--all'], cwd=self.folder)
        run([*git, 'commit', '--quiet', '--message=Project'], cwd=self.folder)
        return self

    def maven(self, index, *words, variables=None):
        """What Maven says of the project."""
        environment = {**os.environ, 'PIP_NO_INDEX': '1', 'PIP_FIND_LINKS': str(index),
                       **(variables or {})}
        return run(['mvn', '-B', *words], check=False, cwd=self.folder, env=environment,
                   timeout=1800)


class Person:
    """A user of this machine with what a build needs in the home folder."""

    def __init__(self, name, home, index):
        self.name, self.home = name, home
        self.index = home / 'index'
        shutil.copytree(index, self.index)
        self.repository = home / 'repository'
        # Links will do: what they lead to is root's, and no build of the user's can change it.
        linked = run(['cp', '-al', local_repository(), self.repository], check=False)
        if linked.status:
            shutil.rmtree(self.repository, ignore_errors=True)
            run(['cp', '-a', local_repository(), self.repository])
        run(['find', self.repository, '-type', 'd', '-exec', 'chown', f'{name}:', '{}', '+'])

    def maven(self, project, *words):
        """What Maven says to this user of a project, which becomes the user's."""
        mine = self.home / project.folder.name
        if not mine.exists():
            shutil.copytree(project.folder, mine, symlinks=True)
            run(['chown', '-R', f'{self.name}:', mine])
        words = [f'-Dmaven.repo.local={self.repository}', *words]
        variables = {'PIP_NO_INDEX': '1', 'PIP_FIND_LINKS': str(self.index), 'MAVEN_OPTS': '',
                     'HOME': str(self.home), 'XDG_CACHE_HOME': str(self.home / '.cache')}
        return run(['runuser', '-u', self.name, '--', 'mvn', '-B', *words], check=False, cwd=mine,
                   env={**os.environ, **variables}, timeout=3000)

    def said(self, *command):
        """What a command of this user says."""
        return run(['runuser', '-u', self.name, '--', *command]).text
