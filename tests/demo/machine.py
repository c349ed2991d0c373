"""A freshly installed Debian: a root of its own, with this machine's network."""
import os
import shutil
import tempfile
from pathlib import Path

from debindex.cache import cache_folder
from hostlab import roots
from hostlab.commands import run

CLONE = Path(__file__).parents[2]

# what the installer of Debian leaves there, too; sudo where it was told to
INSTALLED = ['ca-certificates', 'sudo']

PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'

# In namespaces of its own, which take all processes and mounts with them. A disk, not an overlay:
# what packages are built in are overlays, and these do not stand on others. The root itself, not
# one that was changed by chroot: there the kernel lets no user have user namespaces.
ENTER = '''\
mount --bind "$1" "$1"
cd "$1"
mount -t proc proc proc
mount --rbind /sys sys
mount --rbind /dev dev
echo "$2" >/proc/sys/kernel/hostname
shift 2
pivot_root . mnt
cd /
umount -l /mnt
exec "$@"
'''


def _own_words():
    """What of this machine's environment says how the network is reached."""
    names = ('http_proxy', 'https_proxy', 'no_proxy', 'HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY',
             'PIP_INDEX_URL')
    return [f'{name}={os.environ[name]}' for name in names if name in os.environ]


class Machine:
    """One such Debian; close() deletes it."""

    def __init__(self):
        cache_folder().mkdir(parents=True, exist_ok=True)
        self.folder = Path(tempfile.mkdtemp(prefix='demo-', dir=cache_folder()))
        self.root = self.folder / 'root'

    def install(self, suite):
        """Lay the Debian there."""
        run(['cp', '-a', '--reflink=auto', roots.root(suite, INSTALLED, []), self.root])
        shutil.copy('/etc/resolv.conf', self.root / 'etc/resolv.conf')
        # proxies and the like, as this machine's apt has them; its hooks and folders it keeps
        words = run(['apt-config', 'dump', '--no-empty', 'Acquire']).text
        (self.root / 'etc/apt/apt.conf.d/99network').write_text(words)
        self._trust_whom_this_machine_trusts()

    def _trust_whom_this_machine_trusts(self):
        authorities = Path('/usr/local/share/ca-certificates')
        if authorities.is_dir():
            shutil.copytree(authorities, self.root / authorities.relative_to('/'),
                            dirs_exist_ok=True)
            self.run('update-ca-certificates')

    def add_user(self, name):
        """A person who may become root with sudo."""
        self.run('useradd', '--create-home', '--shell', '/bin/bash', name)
        (self.root / 'etc/sudoers.d' / name).write_text(f'{name} ALL=(ALL) NOPASSWD: ALL\n')

    def lay_clone(self, home, owner='root'):
        """This clone with the changes that are not committed; its path inside."""
        inside = f'{home}/django-deb-maven-plugin'
        clone = self.root / inside.lstrip('/')
        run(['git', 'clone', '-q', '--no-hardlinks', CLONE, clone])
        listed = run(['git', 'ls-files', '-z', '--cached', '--others', '--exclude-standard'],
                     cwd=CLONE).text
        for name in filter(None, listed.split('\0')):
            (clone / name).unlink(missing_ok=True)
            if (CLONE / name).exists():
                (clone / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(CLONE / name, clone / name, follow_symlinks=False)
        self._lay_maven_settings(home)
        self.run('chown', '-R', f'{owner}:', home)
        return inside

    def _lay_maven_settings(self, home):
        """Where this machine's Maven finds what it downloads, if it was told."""
        settings = Path.home() / '.m2/settings.xml'
        if settings.exists():
            folder = self.root / home.lstrip('/') / '.m2'
            folder.mkdir()
            shutil.copy(settings, folder)

    def run(self, *command, user='root', folder='/', check=True, timeout=600):
        """Run a command inside, as from a login."""
        home = '/root' if user == 'root' else f'/home/{user}'
        entered = ['setpriv', f'--reuid={user}', f'--regid={user}', '--init-groups',
                   'env', f'--chdir={folder}', *command]
        return run(['unshare', '--mount', '--pid', '--uts', '--fork', '--kill-child',
                    '--propagation=private', 'sh', '-euc', ENTER, 'sh', self.root, roots.HOSTNAME,
                    'env', '-i', f'PATH={PATH}', f'HOME={home}', f'USER={user}', 'LANG=C.UTF-8',
                    *_own_words(), *entered],
                   check=check, timeout=timeout)

    def has(self, package):
        """Whether it is installed."""
        state = self.run('dpkg-query', '-W', '-f', '${db:Status-Status}', package, check=False)
        return state.text == 'installed'

    def close(self):
        """Delete it."""
        shutil.rmtree(self.folder)
