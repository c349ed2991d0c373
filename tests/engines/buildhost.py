"""Machines that packages are built on: booted Debian hosts with Maven and the plugin."""
import os
from pathlib import Path

from hostlab import builds, roots, variants
from hostlab.commands import wait_for
from hostlab.host import Host

SUITE = 'trixie'
PACKAGES = [*roots.BASE, 'default-jdk-headless', 'git', 'maven', 'mmdebstrap', 'schroot', 'uidmap',
            'zstd', 'adduser', 'debian-archive-keyring']

#: Where hosts have Maven's repository of this machine, and the Python package index.
REPOSITORY, INDEX = '/m2', '/index'

MAVEN = ['mvn', '-B', '-o', f'-Dmaven.repo.local.tail={REPOSITORY}',
         '-Dmaven.repo.local.tail.ignoreAvailability=true']


def maven_repository():
    """The repository that ./test has installed the plugin into."""
    default = Path.home() / '.m2/repository'
    return Path(os.environ.get('ENGINES_MAVEN_REPOSITORY', default))


class BuildHost(Host):
    """A host with this machine's network, and real folders where overlays are laid."""

    def __init__(self, scratch, options=()):
        for name in ('cache', 'union/overlay', 'union/underlay', 'trees'):
            (scratch / name).mkdir(parents=True)
        super().__init__([roots.root(SUITE, PACKAGES, [])], [
            f'--overlay={maven_repository()}::{REPOSITORY}',
            f'--bind-ro={builds.index(SUITE)}:{INDEX}',
            f'--bind={scratch / "cache"}:/cache', f'--bind={scratch / "trees"}:/srv',
            f'--bind={scratch / "union"}:/var/lib/schroot/union', *options])

    def boot(self):
        super().boot()
        # other users than this one may look into Maven's repository
        self.shell(f'find {REPOSITORY} -type d ! -perm -o+rx -exec chmod o+rx {{}} +')
        return self

    def user(self, name):
        """A new user, with a home of its own and no right to become another."""
        self.run('useradd', '--create-home', name)
        return name

    def home(self, user):
        return '/root' if user == 'root' else f'/home/{user}'

    def guestbook(self, user, variant='v1'):
        """The guest book in a user's home; its folder there."""
        folder = self.path(self.home(user)) / 'guestbook'
        if folder.exists():
            return f'{self.home(user)}/guestbook'
        variants.write_repository(variant, folder)
        self.run('chown', '-R', f'{user}:', f'{self.home(user)}/guestbook')
        return f'{self.home(user)}/guestbook'

    def _as(self, user, folder, command):
        """The command line, within the host, that runs a command as a user with a login's groups.

        It is a service of the host's, and so within all the walls of its container.
        """
        setting = [f'-E{key}={value}' for key, value in {
            'HOME': self.home(user), 'PIP_NO_INDEX': '1', 'PIP_FIND_LINKS': INDEX}.items()]
        return ['systemd-run', '--quiet', '--pipe', '--wait', '--collect', f'--uid={user}',
                f'--working-directory={folder}', *setting, *command]

    def maven(self, user, folder, *arguments, check=True):
        """Run Maven as a user in a folder, to its end."""
        return self.run(*self._as(user, folder, [*MAVEN, *arguments]), check=check, timeout=3600)

    def kill_maven(self, user, folder, text, *arguments):
        """Start it, and kill its Java once it has said something; nothing can be done then."""
        log = f'{folder}/maven.log'
        script = 'log=$1; shift; exec "$@" >"$log" 2>&1'
        process = self.start(
            *self._as(user, folder, ['sh', '-c', script, 'sh', log, *MAVEN, *arguments]))
        wait_for(lambda: self.run('grep', '-q', '-F', text, log, check=False).status == 0, 1800)
        self.run('pkill', '-KILL', '-x', 'java')
        process.wait(60)

    def processes(self, word):
        """Command lines of processes that have a word in them."""
        said = self.run('ps', '-A', '-o', 'args=').text
        return [line for line in said.splitlines() if word in line]

    def debs(self, folder):
        """{name: SHA-256} of the packages that a build has made."""
        said = self.shell(f'cd {folder}/target && sha256sum *.deb').text
        return {line.split()[1]: line.split()[0] for line in said.splitlines()}
