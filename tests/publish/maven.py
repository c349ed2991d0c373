"""Build machines, and what their Maven is told."""
import os
import re
import shutil
from pathlib import Path

from debindex.cache import cache_folder
from hostlab import builds, variants
from hostlab.commands import run

SUITE = 'trixie'

POM = '''\
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>{group}</groupId>
  <artifactId>guestbook</artifactId>
  <version>{version}</version>
  <packaging>django-deb</packaging>
  <distributionManagement>
    <repository><id>nexus</id><url>{releases}</url></repository>
    <snapshotRepository><id>nexus</id><url>{snapshots}</url></snapshotRepository>
  </distributionManagement>
  <build>
    <plugins>
      <plugin>
        <groupId>io.github.django-deb</groupId>
        <artifactId>django-deb-maven-plugin</artifactId>
        <version>0.1.0-SNAPSHOT</version>
        <extensions>true</extensions>
        <configuration>
          <variants>
            <variant><name>berlin</name></variant>
            <variant><name>paris</name></variant>
          </variants>
        </configuration>
      </plugin>
    </plugins>
  </build>
</project>
'''

SETTINGS = '''\
<settings>
  <servers>
    <server><id>{id}</id><username>admin</username><password>{password}</password></server>
  </servers>
</settings>
'''


def write_settings(folder, server, password):
    """settings.xml with a login as `mvn --encrypt-password` writes it; options for Maven."""
    security = folder / 'settings-security.xml'

    def encrypted(option, text):
        said = run(['mvn', '-B', f'-Dsettings.security={security}', option, text]).text
        return re.search(r'\{[^}]+\}', said)[0]

    master = encrypted('--encrypt-master-password', 'a master password')
    security.write_text(
        f'<settingsSecurity><master>{master}</master></settingsSecurity>')
    file = folder / 'settings.xml'
    file.write_text(SETTINGS.format(id=server, password=encrypted('--encrypt-password', password)))
    # beside the user's own, which may say where Maven's plugins come from
    return [f'-Dsettings.security={security}', '-gs', str(file)]


def write_project(folder, group, version, releases, snapshots, variant='v1'):
    """The guest book as two sites, with repositories to deploy to."""
    folder.mkdir(parents=True)
    variants.write_repository(variant, folder)
    (folder / 'pom.xml').write_text(
        POM.format(group=group, version=version, releases=releases, snapshots=snapshots))
    variants.commit_all(folder, 'deploy', variants.commit_time(variant))
    return folder


class Machine:
    """A build machine: its cache has chroots, which take long to make, but no packages yet."""

    def __init__(self, folder, settings):
        self.folder = folder
        self.settings = settings
        self.links = builds.index(SUITE)
        self.cache = folder / 'cache'
        self.cache.mkdir(parents=True)
        shared = cache_folder() / 'builder' / self.links.name
        # the locks of what is shared are shared too
        for part in ('chroots', 'locks', 'sessions', 'pip'):
            (shared / part).mkdir(parents=True, exist_ok=True)
            (self.cache / part).symlink_to(shared / part)

    def maven(self, project, *words, check=True, environment=None):
        """What Maven says. Its downloads go where those of all tests do.

        ENVIRONMENT has variables that it gets besides; None is for those that it does not get.
        """
        whole = {**os.environ, 'PIP_NO_INDEX': '1', 'PIP_FIND_LINKS': str(self.links),
                 **(environment or {})}
        environment = {name: value for name, value in whole.items() if value is not None}
        return run(['mvn', '-B', *self.settings, f'-Ddjango-deb.suite={SUITE}',
                    f'-Ddjango-deb.cacheDirectory={self.cache}', *builds.LEAN, *words],
                   check=check, timeout=1800, cwd=project, env=environment).text

    def forget(self):
        """It has built nothing yet, again."""
        shutil.rmtree(self.cache / 'packages', ignore_errors=True)


def local_artifacts(group):
    """The folder of a group in the local repository of this user's Maven."""
    given = re.search(r'-Dmaven\.repo\.local=(\S+)', os.environ.get('MAVEN_OPTS', ''))
    root = Path(given[1]) if given else Path.home() / '.m2/repository'
    return root / group.replace('.', '/')
