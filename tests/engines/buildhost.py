"""Machines that packages are built on: booted Debian hosts with Maven and the plugin."""
import os
import secrets
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
#: Maven of Debian 12 knows one repository alone, and is not to ask where its files came from.
OLD_MAVEN = ['mvn', '-B', '-o', '-llr', f'-Dmaven.repo.local={REPOSITORY}']


def maven_repository():
    """The repository that ./test has installed the plugin into."""
    default = Path.home() / '.m2/repository'
    return Path(os.environ.get('ENGINES_MAVEN_REPOSITORY', default))


class BuildHost(Host):
    """A host with this machine's network, and real folders where overlays are laid."""

    def __init__(self, scratch, options=(), suite=SUITE):
        for name in ('cache', 'union/overlay', 'union/underlay', 'trees'):
            (scratch / name).mkdir(parents=True)
        self.mvn = OLD_MAVEN if suite == 'bookworm' else MAVEN
        super().__init__([roots.root(suite, PACKAGES, [])], [
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

    def _as(self, user, folder, command, options=()):
        """The command line, within the host, that runs a command as a user with a login's groups.

        It is a service of the host's, and so within all the walls of its container.
        """
        setting = [f'-E{key}={value}' for key, value in {
            'HOME': self.home(user), 'PIP_NO_INDEX': '1', 'PIP_FIND_LINKS': INDEX}.items()]
        return ['systemd-run', '--quiet', '--pipe', '--wait', '--collect', f'--uid={user}',
                f'--working-directory={folder}', *options, *setting, *command]

    def maven(self, user, folder, *arguments, check=True):
        """Run Maven as a user in a folder, to its end."""
        return self.run(*self._as(user, folder, [*self.mvn, *arguments]), check=check,
                        timeout=3600)

    def start_maven(self, user, folder, *arguments):
        """The same, without waiting for its end; the caller ends it."""
        return self.start(*self._as(user, folder, [*self.mvn, *arguments]))

    def kill_maven(self, user, folder, text, *arguments, signal='KILL'):
        """Start it, and end it by a signal once it has said something; what goes on nevertheless.

        INT goes to all of its processes, as a terminal sends it, any other to Java alone; systemd
        ends none of them. What goes on are command lines.
        """
        log = f'{folder}/maven.log'
        self.run('rm', '-f', log)
        script = 'log=$1; shift; exec "$@" >"$log" 2>&1'
        unit = f'build-{secrets.token_hex(4)}.service'
        process = self.start(*self._as(
            user, folder, ['sh', '-c', script, 'sh', log, *self.mvn, *arguments],
            [f'--unit={unit}', '--property=KillMode=process']))
        wait_for(lambda: self.run('grep', '-q', '-F', text, log, check=False).status == 0, 1800)
        java = self.run('systemctl', 'show', '--property=MainPID', '--value', unit).text.strip()
        assert self.read(f'/proc/{java}/comm') == 'java\n'
        assert len(self._processes_of(unit)) > 1
        self.run('kill', f'-{signal}', '--', f'-{java}' if signal == 'INT' else java)
        process.wait(60)
        return self._processes_of(unit)

    def _processes_of(self, unit):
        """The command lines of all that a service has started and that goes on."""
        return self.shell(
            f'cd /sys/fs/cgroup/system.slice/{unit} 2>/dev/null || exit 0;'
            ' for id in $(find . -name cgroup.procs -exec cat {} +); do'
            ' ps -o args= -p "$id" || true; done').text.splitlines()

    def processes(self, word):
        """Command lines of processes that have a word in them."""
        said = self.run('ps', '-A', '-o', 'args=').text
        return [line for line in said.splitlines() if word in line]

    def debs(self, folder):
        """{name: SHA-256} of the packages that a build has made."""
        said = self.shell(f'cd {folder}/target && sha256sum *.deb').text
        return {line.split()[1]: line.split()[0] for line in said.splitlines()}
