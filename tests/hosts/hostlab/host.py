"""One booted Debian host."""
import os
import shutil
import signal
import subprocess
import time
from pathlib import Path

from .commands import run
from .roots import HOSTNAME
from .workplace import Workplace

BOOT_SECONDS = 60
# Debian's apt-daily timers, which are due in any host that was kept for a day, hold apt's lock too.
APT_WAITS = 'DPkg::Lock::Timeout "120";\n'
POWEROFF_SECONDS = 60
POWEROFF = signal.SIGRTMIN + 4  # what systemd(1) takes for "systemctl poweroff"
ENVIRONMENT = {'PATH': '/usr/sbin:/usr/bin:/sbin:/bin', 'LC_ALL': 'C.UTF-8', 'HOME': '/root',
               'TERM': 'dumb', 'DEBIAN_FRONTEND': 'noninteractive'}


class Host:
    """A container over read-only layers, with a network of its own that leads nowhere.

    `layers` are folders, topmost first; `options` are systemd-nspawn's own, by default for that
    network. Call close() on every way out.
    """

    def __init__(self, layers, options=('--private-network',)):
        self.layers = layers
        self.options = options
        self.place = Workplace.create()
        self.process = None
        self.leader = None
        self.place.mount(layers)

    # life

    @property
    def root(self):
        """Its root folder, as this machine sees it."""
        return self.place.merged

    def boot(self):
        """Start it and wait until systemd has started everything."""
        self.path('/etc/apt/apt.conf.d/80wait').write_text(APT_WAITS)
        group = self.place.make_group()
        nspawn = ['systemd-nspawn', '--quiet', '--boot', '--register=no', '--keep-unit',
                  *self.options, '--console=pipe', f'--hostname={HOSTNAME}',
                  f'--machine={self.place.name}', f'--directory={self.root}']
        with open(self.place.folder / 'console', 'ab') as console:
            self.process = subprocess.Popen(
                ['sh', '-c', 'echo $$ > "$0/cgroup.procs" && exec "$@"', group, *nspawn],
                env=dict(os.environ, SYSTEMD_NSPAWN_UNIFIED_HIERARCHY='1'),
                stdin=subprocess.DEVNULL, stdout=console, stderr=console, start_new_session=True)
        self.leader = self._find_leader()
        self._wait_until_booted()
        return self

    def _find_leader(self):
        """The id, on this machine, of the container's process 1."""
        children = Path(f'/proc/{self.process.pid}/task/{self.process.pid}/children')
        for _ in self._attempts(BOOT_SECONDS):
            for child in children.read_text().split():
                status = Path(f'/proc/{child}/status').read_text()
                if any(line.startswith('NSpid:') and line.split()[-1] == '1'
                       for line in status.splitlines()):
                    return int(child)
        raise TimeoutError(f'no container after {BOOT_SECONDS} s:\n{self.console()}')

    def _wait_until_booted(self):
        state = None
        for _ in self._attempts(BOOT_SECONDS):
            state = self.run('systemctl', 'is-system-running', check=False).text.strip()
            if state in ('running', 'degraded'):
                return
        raise TimeoutError(f'state "{state}" after {BOOT_SECONDS} s:\n{self.console()}')

    def _attempts(self, seconds):
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                raise RuntimeError(f'the container ended:\n{self.console()}')
            yield
            time.sleep(0.1)

    def console(self):
        return (self.place.folder / 'console').read_text(errors='replace')[-3000:]

    def power_off(self):
        """Shut it down as an administrator does."""
        os.kill(self.leader, POWEROFF)
        self.process.wait(POWEROFF_SECONDS)
        self.process = self.leader = None

    def reboot(self):
        self.power_off()
        return self.boot()

    def kill(self):
        """End all of it at once, as a cut cable does; files stay as they are."""
        self.place.end_processes()
        self.process.wait(POWEROFF_SECONDS)
        self.process = self.leader = None

    def freeze_into(self, folder):
        """Power off and give what was written to the folder, to be a layer of other hosts."""
        self.power_off()
        self.place.take(folder)

    def close(self):
        self.place.end()
        if self.process:
            self.process.wait(POWEROFF_SECONDS)

    # commands

    def command(self, *command, namespaces=('-m', '-u', '-i', '-n', '-p', '-C'), variables=None):
        """The command line that runs a command inside, from outside."""
        setting = [f'{key}={value}' for key, value in {**ENVIRONMENT, **(variables or {})}.items()]
        return ['nsenter', '-t', str(self.leader), *namespaces, '--',
                'env', '-i', *setting, *map(str, command)]

    def run(self, *command, check=True, stdin='', timeout=300, variables=None):
        """Run a command inside as root, without a terminal."""
        return run(self.command(*command, variables=variables), check, stdin, timeout)

    def shell(self, script, check=True, timeout=300, variables=None):
        return self.run('sh', '-euc', script, check=check, timeout=timeout, variables=variables)

    def start(self, *command, **options):
        """Start a command inside and return its Popen; the caller ends it."""
        return subprocess.Popen(self.command(*command), stdin=subprocess.DEVNULL,
                                stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                                errors='replace', **options)

    def outside(self, *command):
        """The command line of a program of this machine in the host's network only."""
        return ['nsenter', '-t', str(self.leader), '-n', '--', *map(str, command)]

    def curl(self, *arguments, check=True, timeout=60):
        return run(self.outside('curl', '-sS', *arguments), check, timeout=timeout)

    # files

    def path(self, path):
        return self.root / str(path).lstrip('/')

    def read(self, path):
        return self.run('cat', path).text

    def write(self, path, text):
        self.run('sh', '-c', 'cat > "$1"', 'sh', path, stdin=text)

    def exists(self, path):
        return self.run('test', '-e', path, check=False).status == 0

    # packages

    def bring(self, files, folder='/root'):
        """Copy files of this machine into the host and return their paths there."""
        paths = [f'{folder}/{Path(file).name}' for file in files]
        for file, path in zip(files, paths):
            shutil.copyfile(file, self.path(path))
        return paths

    def apt(self, *arguments, check=True, timeout=600):
        """apt-get as an administrator would, with no one there to answer a question."""
        return self.run('apt-get', '-q', '-y', *arguments, check=check, timeout=timeout)

    def install(self, files, *options, check=True):
        """apt-get install ./*.deb, of files of this machine."""
        return self.apt('install', *options, *self.bring(files), check=check)

    def install_with(self, variables, files):
        """The same with environment variables, and it may fail."""
        return self.run('apt-get', '-q', '-y', 'install', *self.bring(files), check=False,
                        timeout=600, variables=variables)

    def package_state(self, package):
        """dpkg's three letters, such as "ii ", or "" for a package it does not know."""
        outcome = self.run('dpkg-query', '-W', '-f', '${db:Status-Abbrev}', package, check=False)
        return outcome.text if outcome.status == 0 else ''
