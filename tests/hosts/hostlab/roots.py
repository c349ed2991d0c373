"""The root file system that all hosts of a suite share, read-only."""
from pathlib import Path

from debindex.apt import KEYRING, mirrors

from . import cache
from .commands import run

SUITES = ('bookworm', 'trixie')

# what any Debian server has; the site's packages shall bring everything else
BASE = ['ca-certificates', 'curl', 'dbus', 'iproute2', 'logrotate', 'procps', 'systemd',
        'systemd-sysv', 'udev']

# what apt may fetch during a test: hosts have no network, so that it lies there before
AVAILABLE = ['acl', 'certbot', 'faketime', 'libjpeg62-turbo', 'libpq5', 'libxml2', 'libxslt1.1',
             'memcached', 'nginx', 'postgresql', 'python3', 'rabbitmq-server', 'redis-server',
             'redis-tools', 'sqlite3', 'ssl-cert', 'unattended-upgrades']

HOSTNAME = 'web1'
HOSTS = f'127.0.0.1 localhost\n::1 localhost\n127.0.1.1 {HOSTNAME}.example.org {HOSTNAME}\n'


def sources(suite):
    """Lines for apt of a suite with its updates, by this machine's mirrors."""
    archive, security = mirrors()
    places = [(archive, suite), (archive, f'{suite}-updates'), (security, f'{suite}-security')]
    return ''.join(f'deb [signed-by={KEYRING}] {uri} {name} main\n' for uri, name in places)


def proxies():
    """Lines for apt's configuration: the proxy that this machine's apt uses, if any."""
    return run(['apt-config', 'dump', '--no-empty', 'Acquire::http::Proxy']).text.splitlines()


def _make(suite, installed, available, folder):
    run(['mmdebstrap', '--mode=root', '--variant=minbase', '--format=directory',
         f'--include={",".join(installed)}', '--skip=cleanup/apt',
         *(f'--aptopt={line}' for line in proxies()),
         # mmdebstrap goes without recommended packages; an administrator's apt does not
         '--customize-hook=chroot "$1" apt-get -q -y -o APT::Install-Recommends=true'
         ' --download-only install ' + ' '.join(available),
         '--customize-hook=echo ' + HOSTNAME + ' > "$1"/etc/hostname',
         suite, folder / 'root', '-'], stdin=sources(suite), timeout=1800)
    (folder / 'root/etc/hosts').write_text(HOSTS)
    # the same for every host that starts from it would be wrong, and so would asking for it
    (folder / 'root/etc/machine-id').write_text('')


def root(suite, installed=BASE, available=AVAILABLE):
    """The folder of a root, made by mmdebstrap when it is needed first."""
    recipe = '\0'.join([suite, *installed, '-', *available, HOSTS])
    name = f'{suite}-{cache.digest(recipe, Path(__file__))}'
    return cache.find_or_make(
        'roots', name, lambda folder: _make(suite, installed, available, folder)) / 'root'
