"""The guest book on a host: what visitors and administrators do with it, and what must hold."""
import hashlib
import json
import re
from dataclasses import dataclass


UNIT = 'guestbook'
PACKAGE = 'guestbook-site'
ETC = '/etc/guestbook-site/default'
LIB = '/usr/lib/guestbook-site/default'
VAR = '/var/lib/guestbook-site/default'
RUN = '/run/guestbook'
ADDRESS = 'http://127.0.0.1'

# what may listen: nginx, with HTTPS or without, and PostgreSQL on loopback
PORTS = {'80', '443', '5432'}

# and with the other services: RabbitMQ's and those of its helpers, Debian's own memcached
MORE_PORTS = {'5672', '25672', '4369', '11211'}


@dataclass(frozen=True)
class Page:
    status: int
    text: str


class Site:
    """One site on one host: the only one of its project, or a variant with a name of its own."""

    def __init__(self, host, variant=None, whole=False, redis=False):
        self.host = host
        #: whether it has workers, a beat, a queue and a cache
        self.whole = whole
        self.kinds = ('web', 'worker', 'beat') if whole else ('web',)
        #: whether queue and cache are in Redis, which listens to nobody else
        self.redis = redis
        #: what the unit of its cache is called behind its own name
        self.cache = 'rediscache' if redis else 'cache'
        self.unit = f'{UNIT}-{variant}' if variant else UNIT
        self.package = f'{PACKAGE}-{variant}' if variant else PACKAGE
        self.run = f'/run/{self.unit}'
        self.address = f'http://{variant}.example.org' if variant else ADDRESS
        for name, path in (('etc', ETC), ('lib', LIB), ('var', VAR)):
            setattr(self, name, path.replace('/default', f'/{variant or "default"}'))

    # visitors

    def get(self, path='/', *options, seconds=30):
        """The page at a path, through nginx; status 0 if nobody answers, or not to the end."""
        outcome = self.host.curl('--max-time', seconds, '-w', '\n%{http_code}',
                                 '--connect-to', '::127.0.0.1:', *options, self.address + path,
                                 check=False, timeout=seconds + 30)
        text, _, status = outcome.text.rpartition('\n')
        return Page(int(status), text) if outcome.status == 0 else Page(0, outcome.text)

    def release(self):
        """Which variant of the guest book answers."""
        return self.get('/probe/release/').text

    def style_sheet(self):
        """The address of the style sheet that the first page names."""
        return re.search(r'href="(/static/[^"]+\.css)"', self.get().text)[1]

    def sign(self, name, message, picture=None):
        """Fill in the form and send it, as a browser does; returns the page it leads to."""
        jar = self.host.place.folder / 'cookies'
        form = self.get('/write/', '-c', jar)
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', form.text)[1]
        fields = ['-F', f'csrfmiddlewaretoken={token}', '-F', f'name={name}',
                  '-F', f'message={message}']
        if picture:
            fields += ['-F', f'picture=@{picture}']
        return self.get('/write/', '-b', jar, '-L', *fields)

    def queue(self, name, seconds=0):
        """Have a page send a task that takes so long, and then leaves a line in tasks.log."""
        page = self.get(f'/probe/task/?name={name}&seconds={seconds}')
        assert page.text == 'queued', page

    # administrators

    def lines(self, file='tasks.log'):
        """Lines that tasks have left in the site's data."""
        return self.host.shell(f"cat '{self.var}/data/{file}' 2>/dev/null || true"
                               ).text.splitlines()

    def status(self):
        """What `guestbook status --json` says; its exit code is in "exit"."""
        outcome = self.host.run(self.unit, 'status', '--json', check=False)
        return {**json.loads(outcome.text), 'exit': outcome.status}

    def command(self, *words, check=True, variables=None):
        return self.host.run(self.unit, *words, check=check, variables=variables)

    def sql(self, query, database=None):
        """Rows that PostgreSQL's administrator gets, columns joined by |."""
        return self.host.run('runuser', '-u', 'postgres', '--', 'psql', '-XAtq', '-d',
                             database or self.unit, '-c', query).text.strip()

    def names_in_database(self):
        return self.sql('select name from entries_entry order by id').splitlines()

    def slot(self):
        """The slot that live.sock leads to."""
        link = self.host.run('readlink', f'{self.run}/live.sock').text.strip()
        return re.fullmatch(r'(?:.*/)?([ab])\.sock', link)[1]

    def main_pid(self):
        """gunicorn's, in the live slot."""
        return int(self.host.run('systemctl', 'show', '-P', 'MainPID',
                                 f'{self.unit}-web@{self.slot()}.service').text)

    def secrets(self):
        """A digest of all secrets, to see whether they are still the same."""
        files = self.host.shell(
            f'cd {self.etc}/secrets && for f in *; do echo "$f"; cat "$f"; done')
        return hashlib.sha256(files.text.encode()).hexdigest()

    def time_passes(self, hours=25):
        """For what the site knows of its releases."""
        file = f'{self.var}/state.json'
        state = json.loads(self.host.read(file))
        state['releases'] = {name: since - hours * 3600
                             for name, since in state['releases'].items()}
        self.host.write(file, json.dumps(state))

    def sockets(self, group):
        """What ss says of all TCP and UDP sockets of the processes in a control group."""
        files = self.host.run('find', f'/sys/fs/cgroup/{group}', '-name', 'cgroup.procs',
                              '-exec', 'cat', '{}', '+').text
        pids = files.split()
        assert pids, f'nobody is in {group}'
        return [line for line in self.host.run('ss', '-Hatnup').text.splitlines()
                if any(f'pid={pid},' in line for pid in pids)]

    # what must always hold

    def check_clean(self, status=0):
        """One live slot that answers, nothing left over, packages whole; all faults at once."""
        assert not self.faults(status), '\n'.join(self.faults(status))

    def faults(self, status=0):
        found = [*self.slot_faults(), *self._process_faults(), *self._port_faults(),
                 *self._package_faults(), *self._state_faults()]
        said = self.status()
        if said['exit'] != status:
            found.append(f'status says {said}')
        return found

    def slot_faults(self):
        """Whether one slot, and it alone, is live, with all that belongs to it."""
        live = self.slot()
        idle = 'b' if live == 'a' else 'a'
        web = f'{self.unit}-web'
        expected = {f'{web}@{live}.socket': 'active', f'{web}@{idle}.socket': 'inactive'}
        for kind in self.kinds:
            expected[f'{self.unit}-{kind}@{live}.service'] = 'active'
            expected[f'{self.unit}-{kind}@{idle}.service'] = 'inactive'
        for unit, state in expected.items():
            real = self.host.run('systemctl', 'is-active', unit, check=False).text.strip()
            if real != state:
                yield f'{unit} is {real}, not {state}'
        failed = self.host.run('systemctl', '--failed', '--plain', '--no-legend').text.strip()
        if failed:
            yield f'failed units: {failed}'

    def _process_faults(self):
        live = self.slot()
        groups = [f'{self.unit}-{kind}@{live}.service' for kind in self.kinds]
        if self.whole:
            groups.append(f'{self.unit}-{self.cache}.service')
        if self.redis:
            groups.append(f'{self.unit}-queue.service')
        processes = self.host.run('ps', '-u', self.unit, '-o', 'pid=,cgroup:200=,args=',
                                  check=False)
        for line in processes.text.splitlines():
            if not any(group in line for group in groups):
                yield f'a process outside {groups}: {line.strip()}'

    def _port_faults(self):
        expected = PORTS | MORE_PORTS if self.whole and not self.redis else PORTS
        for line in self.host.run('ss', '-Hltnup').text.splitlines():
            port = line.split()[4].rpartition(':')[2]
            if port not in expected:
                yield f'somebody listens: {line}'

    def _package_faults(self):
        audit = self.host.run('dpkg', '--audit').text.strip()
        if audit:
            yield f'dpkg --audit: {audit}'

    def _state_faults(self):
        if json.loads(self.host.read(f'{self.var}/state.json')).get('journal'):
            yield 'a switch is still in the journal'
        left = self.host.run('find', '/etc', '/var/lib/guestbook-site', '/usr/lib', self.run,
                             '-xdev', '-name', '.new-*', '-o', '-name', '*.dpkg-new',
                             '-o', '-name', '*.tmp', check=False).text.strip()
        if left:
            yield f'half-written files: {left}'


def file_digests(host, *folders):
    """{path: mode, owner, digest or link} of all files below folders of a host."""
    script = ('find "$@" -xdev -ignore_readdir_race '
              '\\( -type f -printf "%p\\t%m %u %g " -exec sh -c '
              '\'sha256sum < "$1"\' sh {} \\; \\) -o \\( -type l -printf "%p\\t%l\\n" \\) '
              '-o -printf "%p\\t%m %u %g %y\\n"')
    text = host.run('sh', '-c', script, 'sh', *folders).text
    return dict(line.split('\t', 1) for line in text.splitlines())


def picture(folder, text='a small picture'):
    """A file that the guest book takes for a picture."""
    file = folder / 'dot.gif'
    file.write_bytes(b'GIF89a' + text.encode())
    return file
