"""A private apt tree: another suite than the host's, and no trace left in the host's own."""
import email
import os
import re
import subprocess
import time
from pathlib import Path

KEYRING = '/usr/share/keyrings/debian-archive-keyring.gpg'
DAY = 24 * 60 * 60


class AptError(Exception):
    """apt failed, or this host's configuration does not tell what is needed."""


def run(command, **options):
    """Standard output of a command; its last lines of error are in the exception."""
    done = subprocess.run(command, capture_output=True, text=True, **options)
    if done.returncode != 0:
        tail = '\n'.join((done.stdout + done.stderr).splitlines()[-10:])
        raise AptError(f'{" ".join(command[:3])} ... ended with {done.returncode}:\n{tail}')
    return done.stdout


def mirror(label, ending):
    """The address of the archive that this host's own apt uses and that carries the label.

    Before the first `apt-get update` of a host nothing is known of labels: then by its ending.
    """
    listing = run(['apt-get', 'indextargets', '--format', '$(REPO_URI) $(LABEL)',
                   'Created-By: Packages'])
    rows = [line.split(' ', 1) for line in listing.splitlines()]
    for uri, its_label in rows:
        if its_label == label:
            return uri.rstrip('/')
    for uri, _ in rows:
        if uri.rstrip('/').endswith(ending):
            return uri.rstrip('/')
    raise AptError(f'apt on this host has no source labelled "{label}": add one to its sources')


def mirrors():
    """(archive, security archive), by environment or as the host's apt has them."""
    return (os.environ.get('DEBIAN_MIRROR') or mirror('Debian', '/debian'),
            os.environ.get('DEBIAN_SECURITY') or mirror('Debian-Security', '/debian-security'))


class Apt:
    """apt of one suite below a folder of its own, refreshed once a day."""

    def __init__(self, suite, folder):
        self.suite = suite
        self.folder = Path(folder).resolve() / suite
        for sub in ('etc/apt.conf.d', 'etc/preferences.d', 'state/lists/partial',
                    'cache/archives/partial', 'debs', 'src'):
            (self.folder / sub).mkdir(parents=True, exist_ok=True)
        self._write_sources()
        self._write_configuration()
        self.environment = dict(os.environ, APT_CONFIG=str(self.folder / 'apt.conf'), LC_ALL='C')
        self._update()

    def _write_sources(self):
        archive, security = mirrors()
        places = [(archive, self.suite), (archive, f'{self.suite}-updates'),
                  (security, f'{self.suite}-security')]
        lines = [f'{kind} [signed-by={KEYRING}] {uri} {suite} main\n'
                 for kind in ('deb', 'deb-src') for uri, suite in places]
        (self.folder / 'etc/sources.list').write_text(''.join(lines))

    def _write_configuration(self):
        (self.folder / 'status').touch()
        own = f'''
Dir::Etc "{self.folder}/etc";
Dir::State "{self.folder}/state";
Dir::State::status "{self.folder}/status";
Dir::Cache "{self.folder}/cache";
Dir::Log "{self.folder}";
APT::Install-Recommends "false";
APT::Sandbox::User "root";
Acquire::Languages "none";
Acquire::Retries "3";
Debug::NoLocking "1";
'''
        # proxies and the like are the host's; its hooks and folders are not wanted here
        host = run(['apt-config', 'dump', '--no-empty', 'Acquire'])
        (self.folder / 'apt.conf').write_text(host + own)

    def _update(self):
        stamp = self.folder / 'stamp'
        if not stamp.exists() or time.time() - stamp.stat().st_mtime > DAY:
            self('apt-get', '-q', 'update')
            stamp.touch()

    def __call__(self, *command, cwd=None):
        return run(list(command), env=self.environment, cwd=cwd)

    def installable(self, names):
        """Those of the names that this suite can install."""
        if not names:
            return []
        policy = self('apt-cache', 'policy', *names)
        found = re.findall(r'^(\S+):\n(?:  Installed.*\n)?  Candidate: (\S+)', policy, re.M)
        return [name for name, version in found if version != '(none)']

    def closure(self, names):
        """{name: control paragraph} of packages and everything they depend upon."""
        plan = self('apt-get', 'install', '-s', '--no-install-recommends', *names)
        return self.show([f'{name}={version}' for name, version
                          in re.findall(r'^Inst (\S+) \((\S+) ', plan, re.M)])

    def show(self, names):
        """{name: control paragraph}; names may be given as name=version."""
        found = {}
        for text in self('apt-cache', 'show', *names).split('\n\n') if names else ():
            paragraph = email.message_from_string(text)
            if paragraph['Package']:
                found.setdefault(paragraph['Package'], paragraph)
        return found

    def download(self, paragraphs):
        """{name: path of its .deb}."""
        folder = self.folder / 'debs'
        wanted = [f'{p["Package"]}={p["Version"]}' for p in paragraphs]
        self('apt-get', '-q', 'download', *wanted, cwd=folder)
        return {p['Package']: folder / '{}_{}_{}.deb'.format(
            p['Package'], p['Version'].replace(':', '%3a'), p['Architecture'])
            for p in paragraphs}

    def upstream(self, source, version=None):
        """The upstream archive of a source package, or None where the mirror lacks that file.

        Only this file is asked for: a mirror's pool may lack the .dsc or Debian's own changes.
        """
        wanted = f'{source}={version}' if version else source
        try:
            uris = self('apt-get', '-q', 'source', '--print-uris', '--only-source', wanted)
        except AptError:
            return None
        name = re.compile(re.escape(source) + r'_(.+?)(?:\.orig)?\.tar\.(gz|xz|bz2)$')
        for uri, file, digest in re.findall(r"^'(\S+)' (\S+) \d+ SHA256:(\w+)$", uris, re.M):
            if name.match(file) and '.debian.' not in file and '.orig-' not in file:
                return self._fetch(uri, self.folder / 'src' / file, digest)
        return None

    def _fetch(self, uri, path, digest):
        if not path.exists():
            try:
                self('/usr/lib/apt/apt-helper', 'download-file', uri, str(path),
                     f'SHA256:{digest}')
            except AptError:
                return None
        return path
