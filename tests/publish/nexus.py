"""A real Nexus on this machine: its program from Maven Central, its data thrown away."""
import base64
import json
import re
import shutil
import socket
import subprocess
import time
import urllib.error
import urllib.request
import zipfile

from hostlab import cache
from hostlab.commands import run

ARTIFACT = 'org.sonatype.nexus.assemblies:nexus-base-template'
VERSION = '3.71.0-06'
DEPENDENCY_PLUGIN = 'org.apache.maven.plugins:maven-dependency-plugin:3.9.0'
START_SECONDS = 600
END_SECONDS = 60
USER = 'admin'
PASSWORD = 'ein <geheimes> Wort'


def program():
    """The folder of Nexus's program, downloaded when it is needed first."""
    def make(folder):
        run(['mvn', '-q', '-B', f'{DEPENDENCY_PLUGIN}:copy',
             f'-Dartifact={ARTIFACT}:{VERSION}:zip', f'-DoutputDirectory={folder}'], cwd=folder)
        archive, = folder.glob('*.zip')
        with zipfile.ZipFile(archive) as whole:
            whole.extractall(folder)
        archive.unlink()

    home, = cache.find_or_make('nexus', VERSION, make, keep=1).iterdir()
    return home


def _free_port():
    with socket.socket() as asked:
        asked.bind(('127.0.0.1', 0))
        return asked.getsockname()[1]


class Nexus:
    """Nexus while it runs; call close() on every way out."""

    def __init__(self, folder):
        self.address = f'http://127.0.0.1:{_free_port()}'
        self.home = folder / 'home'
        self.data = folder / 'data'
        # Karaf writes beside its program
        shutil.copytree(program(), self.home)
        for part in ('etc', 'log', 'tmp'):
            (self.data / part).mkdir(parents=True)
        (self.data / 'etc/nexus.properties').write_text(
            'application-host=127.0.0.1\n'
            f'application-port={self.address.rpartition(":")[2]}\n'
            'nexus.onboarding.enabled=false\n')
        self.process = self._start()

    def _start(self):
        script = (self.home / 'bin/nexus').read_text()
        # not --patch-module, whose files come with the installation that this is not
        modules = [word for option in re.findall(r'--add-[^\\\n]+', script)
                   for word in option.split()]
        folders = {'karaf.home': '.', 'karaf.base': '.', 'karaf.etc': 'etc/karaf',
                   'karaf.data': self.data, 'karaf.log': self.data / 'log',
                   'java.io.tmpdir': self.data / 'tmp', 'karaf.startLocalConsole': 'false'}
        command = ['java', '-Xmx1200m', *modules,
                   *[f'-D{key}={value}' for key, value in folders.items()],
                   '-cp', 'lib/boot/*', 'org.sonatype.nexus.karaf.NexusMain']
        with open(self.data / 'console', 'wb') as console:
            return subprocess.Popen(command, cwd=self.home, stdin=subprocess.DEVNULL,
                                    stdout=console, stderr=console)

    def wait_until_started(self):
        deadline = time.monotonic() + START_SECONDS
        while not self._answers():
            assert self.process.poll() is None, f'Nexus ended:\n{self.console()}'
            assert time.monotonic() < deadline, f'Nexus does not start:\n{self.console()}'
            time.sleep(1)
        self.password = (self.data / 'admin.password').read_text()
        self._change_password()
        return self

    def _change_password(self):
        status, said = self.request(f'/service/rest/v1/security/users/{USER}/change-password',
                                    PASSWORD.encode(), 'PUT', 'text/plain')
        assert status == 204, said
        self.password = PASSWORD

    def _answers(self):
        try:
            with urllib.request.urlopen(f'{self.address}/service/rest/v1/status/writable',
                                        timeout=5) as answer:
                return answer.status == 200 and (self.data / 'admin.password').exists()
        except OSError:
            return False

    def console(self):
        return (self.data / 'console').read_text(errors='replace')[-3000:]

    def request(self, path, body=None, method=None, kind='application/json'):
        """What Nexus answers its administrator; (status, bytes)."""
        login = base64.b64encode(f'{USER}:{self.password}'.encode()).decode()
        data = json.dumps(body).encode() if isinstance(body, dict) else body
        request = urllib.request.Request(
            self.address + path, data=data, method=method,
            headers={'Authorization': f'Basic {login}', 'Content-Type': kind})
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return answer.status, answer.read()
        except urllib.error.HTTPError as refused:
            return refused.code, refused.read()

    def repository(self, name):
        return f'{self.address}/repository/{name}/'

    def make_apt_repository(self, name, suite, key, passphrase):
        """A hosted apt repository that signs with an armoured secret key."""
        status, said = self.request('/service/rest/v1/repositories/apt/hosted', {
            'name': name, 'online': True,
            'storage': {'blobStoreName': 'default', 'strictContentTypeValidation': True,
                        'writePolicy': 'ALLOW_ONCE'},
            'apt': {'distribution': suite},
            'aptSigning': {'keypair': key, 'passphrase': passphrase}})
        assert status == 201, said

    def assets(self, name):
        """The paths of all files in a repository."""
        paths, token = [], ''
        while token is not None:
            status, said = self.request(
                f'/service/rest/v1/assets?repository={name}'
                + (f'&continuationToken={token}' if token else ''))
            assert status == 200, said
            page = json.loads(said)
            paths += [item['path'].lstrip('/') for item in page['items']]
            token = page['continuationToken']
        return sorted(paths)

    def close(self):
        self.process.terminate()
        try:
            self.process.wait(END_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
