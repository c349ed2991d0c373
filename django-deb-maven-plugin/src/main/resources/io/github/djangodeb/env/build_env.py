"""Build a virtualenv at its final path, in a throw-away chroot.

build_env.py REQUEST OUTPUT

REQUEST is a JSON file:
  prefix        where the virtualenv is made
  requirements  lists of lines, a requirements file each, which pip is given one after the other
  constraints   lines of the constraints file
  whole         whether the files list all that is installed, so that pip adds nothing
  pip           environment variables that pip gets: index, proxy, ...; without logins
  netrc         lines of a .netrc: the logins for hosts
  gitCredentials  lines of a .git-credentials: the logins for repositories
  relays        environment variables for proxies that want a login, with the proxies' addresses
  authorities   certificates of authorities that are trusted besides Debian's, in the PEM format
  secrets       texts that must not be printed
  source        {"from": folder, "to": folder}: the source tree, copied where builds may write;
                null if no requirement is in it
  relations     Debian relations that the virtualenv was built with
  epoch         the time that builds take for now, in seconds since 1970

OUTPUT is a folder that gets
  env.tar       the virtualenv, with its path from the root
  facts.json    what the package needs to know of it

Exit status: 0; 3 if pip failed, whose lines were printed; another for a fault of this program.
"""

import base64
import contextlib
import csv
import email
import glob
import hashlib
import io
import json
import os
import re
import resource
import shutil
import signal
import stat
import subprocess
import sys
import threading
import time
import urllib.parse
import venv

HERE = os.path.dirname(os.path.abspath(__file__))
# Python leaves the folder of a program that it runs with -I out of its path.
sys.path.insert(0, HERE)

import relay  # noqa: E402

WORK = '/build/job'
DEBIAN_AUTHORITIES = '/etc/ssl/certs/ca-certificates.crt'
PIP_FAILED = 3
# No virtualenv of a web site comes near these. An archive of a few megabytes that unpacks to more
# would fill the disk of the machine that builds, and then that of the hosts.
LARGEST_FILE = 4 << 30
MOST_BYTES = 10 << 30
MOST_FILES = 500_000
# In seconds: how long pip may go on unpacking more than that, at least.
PAUSE = 3
# A look at a large virtualenv takes a while itself: pauses are so many times as long.
PAUSES_PER_LOOK = 30
COMPILERS = ('gcc', 'g++', 'cc', 'c++')
ADDRESS_WITH_USER = re.compile(r'(://)(?!git@)[^/@\s"\']+@')
MISSING_LIBRARY = re.compile(r'cannot find library (\S+) needed by (\S+) ')
LONGEST_NAME = 100
VERSION_OF_PYTHON = f'{sys.version_info.major}.{sys.version_info.minor}'


class Masked:
    """Prints lines without credentials."""

    def __init__(self, secrets):
        self.secrets = sorted(filter(None, secrets), key=len, reverse=True)

    def __call__(self, line):
        for secret in self.secrets:
            line = line.replace(secret, '****')
        print(ADDRESS_WITH_USER.sub(r'\1****@', line), flush=True)


class Step:
    """Tells when a part of the work begins and ends, for whoever watches."""

    def __init__(self, name):
        self.name = name

    def __enter__(self):
        self.begin = time.monotonic()
        print(f'::begin {self.name}', flush=True)

    def __exit__(self, *failure):
        print(f'::end {self.name} {(time.monotonic() - self.begin) * 1000:.0f}', flush=True)


def run(arguments, **options):
    """Run a command; its output, or its failure with what it said."""
    done = subprocess.run(arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                          check=False, **options)
    if done.returncode:
        raise SystemExit(f'{arguments[0]} failed ({done.returncode}):\n{done.stdout}{done.stderr}')
    return done.stdout


def make_virtualenv(prefix):
    """Make an empty virtualenv."""
    if os.path.exists(prefix):
        raise SystemExit(f'{prefix} exists: where its package is installed, it cannot be built')
    venv.EnvBuilder(symlinks=True, with_pip=False).create(prefix)
    for link in glob.glob(f'{prefix}/bin/*'):
        if os.path.islink(link) and os.path.isabs(os.readlink(link)):
            # Policy 10.5: links within /usr are relative.
            target = os.path.relpath(os.readlink(link), f'{prefix}/bin')
            os.unlink(link)
            os.symlink(target, link)


# ---------------------------------------------------------------------------------------------- pip

def copy_source(source):
    """Put the source tree where builds may write into it: setuptools builds in place."""
    if source:
        shutil.copytree(source['from'], source['to'], symlinks=True)


def compilers():
    """Make a folder of compilers, as the program "compiler" describes them."""
    folder = f'{WORK}/bin'
    os.makedirs(folder)
    shutil.copyfile(f'{HERE}/compiler', f'{folder}/compiler')
    os.chmod(f'{folder}/compiler', 0o755)
    known = [path for name in COMPILERS for path in glob.glob(f'/usr/bin/*{name}')]
    for name in {os.path.basename(path) for path in known}:
        if re.fullmatch(r'([a-z0-9_]+-linux-[a-z0-9]+-)?(gcc|g\+\+|cc|c\+\+)', name):
            os.symlink('compiler', f'{folder}/{name}')
    return folder


def presented(request):
    """Variables that name what git is known by; pip has its own."""
    if 'PIP_CLIENT_CERT' not in request['pip']:
        return {}
    return dict.fromkeys(('GIT_SSL_CERT', 'GIT_SSL_KEY'), request['pip']['PIP_CLIENT_CERT'])


def trusted(request):
    """Variables that name what is trusted, where that is more than what Debian trusts."""
    if not request['authorities']:
        return {}
    bundle = f'{WORK}/authorities.pem'
    more = [request['pip']['PIP_CERT']] if 'PIP_CERT' in request['pip'] else []
    with open(bundle, 'w', encoding='latin-1') as out:
        for file in [DEBIAN_AUTHORITIES, *more]:
            with open(file, encoding='latin-1') as known:
                out.write(known.read() + '\n')
        out.write('\n'.join(request['authorities']))
    return dict.fromkeys(
        ('PIP_CERT', 'REQUESTS_CA_BUNDLE', 'SSL_CERT_FILE', 'CURL_CA_BUNDLE', 'GIT_SSL_CAINFO'),
        bundle)


def write_logins(request):
    """Put logins where pip and git look for them; command lines are everybody's to read."""
    home = f'{WORK}/home'
    write_lines(f'{home}/.netrc', request['netrc'])
    write_lines(f'{home}/.git-credentials', request['gitCredentials'])
    write_lines(f'{home}/.gitconfig', ['[credential]', 'helper = store', 'useHttpPath = true'])


def pip_environment(request, relayed):
    """What pip and the builds that it starts find in their environment, and nothing else.

    RELAYED has the variables for proxies.
    """
    cores = len(os.sched_getaffinity(0))
    os.makedirs(f'{WORK}/tmp')
    os.makedirs(f'{WORK}/home')
    write_logins(request)
    return {
        'PATH': f'{compilers()}:/usr/sbin:/usr/bin:/sbin:/bin',
        'HOME': f'{WORK}/home',
        'TMPDIR': f'{WORK}/tmp',
        'LC_ALL': 'C.UTF-8',
        'TZ': 'UTC',
        'PYTHONHASHSEED': '0',
        'SOURCE_DATE_EPOCH': str(request['epoch']),
        'MAKEFLAGS': f'-j{cores}',
        'CMAKE_BUILD_PARALLEL_LEVEL': str(cores),
        # git must not wait for a password that no one can type.
        'GIT_TERMINAL_PROMPT': '0',
        'PIP_CONFIG_FILE': '/dev/null',
        **request['pip'],
        **presented(request),
        **trusted(request),
        **relayed,
    }


def pip_command(request, file, report):
    """The command that installs what FILE requires."""
    command = [
        # What "pip --python" would start, without the start of a first pip to find that out.
        f'{request["prefix"]}/bin/python', f'{HERE}/paced_pip.py',
        'install', '--no-compile', '--no-input', '--disable-pip-version-check',
        '--no-warn-script-location', '--progress-bar=off', '--use-pep517',
        '--cache-dir=/build/cache', f'--report={report}', f'--requirement={file}']
    if request['whole']:
        command.append('--no-deps')
    if request['constraints']:
        command.append(f'--constraint={WORK}/constraints.txt')
    if os.geteuid() == 0:
        command.append('--root-user-action=ignore')
    return command


def write_lines(file, lines):
    """Write a text file that only its owner may read: lines may hold credentials."""
    with open(os.open(file, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), 'w',
              encoding='utf-8') as out:
        out.writelines(f'{line}\n' for line in lines)


def limit_files():
    """Let what is about to be run write no larger file."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (LARGEST_FILE, LARGEST_FILE))


def size_of(path):
    """In bytes; nothing for a file that is gone: bytecode gets its name when it is whole."""
    try:
        return os.lstat(path).st_size
    except (FileNotFoundError, NotADirectoryError):
        return 0


def excess(folder):
    """What to say if more was unpacked into FOLDER than a virtualenv may be; else nothing."""
    # A folder takes as much of a disk's table as a file; but for FOLDER itself.
    files, size = -1, 0
    for parent, _, names in os.walk(folder):
        files += len(names) + 1
        size += sum(size_of(os.path.join(parent, name)) for name in names)
        if files > MOST_FILES or size > MOST_BYTES:
            return (f'ERROR: {folder} has more than {MOST_FILES} files or {MOST_BYTES} bytes;'
                    f' the last of them are in {parent}')
    return None


def parents():
    """The parent of each process."""
    found = {}
    for file in glob.glob('/proc/[0-9]*/stat'):
        with contextlib.suppress(FileNotFoundError, ProcessLookupError):
            with open(file, encoding='latin-1') as text:
                found[int(file.split('/')[2])] = int(text.read().rpartition(')')[2].split()[1])
    return found


def family(pid):
    """A process and all that it started, and they in turn."""
    known, found = parents(), {pid}
    while more := {one for one, its in known.items() if its in found} - found:
        found |= more
    return found


def end(pid):
    """Kill a process and all that it started."""
    halted = set()
    # What is halted starts nothing more.
    while more := family(pid) - halted:
        send(more, signal.SIGSTOP)
        halted |= more
    send(halted, signal.SIGKILL)


def send(pids, number):
    """Send a signal to processes; one may have ended by itself a moment ago."""
    for pid in pids:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, number)


class Guard:
    """Ends pip, with all that it started, when it has unpacked too much into one of FOLDERS.

    Else a bomb of many middling files would fill the disk before pip comes to its end.
    """

    def __init__(self, pip, folders):
        self.pip = pip
        self.folders = folders
        self.found = None
        self.over = threading.Event()
        self.thread = threading.Thread(target=self.watch)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *failure):
        self.over.set()
        self.thread.join()

    def watch(self):
        """Look again and again."""
        pause = PAUSE
        while not self.found and not self.over.wait(pause):
            begin = time.monotonic()
            self.found = next(filter(None, map(excess, self.folders)), None)
            pause = max(PAUSE, PAUSES_PER_LOOK * (time.monotonic() - begin))
        if self.found:
            end(self.pip.pid)


def run_pip(command, environment, tell, prefix):
    """Run pip, and tell what it says; end this program if it fails or unpacks too much."""
    with subprocess.Popen(command, env=environment, cwd=WORK, stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                          errors='replace', preexec_fn=limit_files) as pip:
        with Guard(pip, [prefix, f'{WORK}/tmp']) as guard:
            for line in pip.stdout:
                tell(line.rstrip('\n'))
    found = guard.found or excess(prefix)
    if found:
        tell(found)
    elif pip.returncode < 0:
        tell(f'ERROR: pip was ended by signal {-pip.returncode}')
    if found or pip.returncode:
        sys.exit(PIP_FAILED)


def install(request):
    """Let pip install the requirements; what its reports say is installed."""
    write_lines(f'{WORK}/constraints.txt', request['constraints'])
    copy_source(request['source'])
    tell = Masked(request['secrets'])
    installed = []
    with relay.of(request['relays']) as relayed:
        environment = pip_environment(request, relayed)
        for number, lines in enumerate(request['requirements']):
            file, report = f'{WORK}/requirements-{number}.txt', f'{WORK}/report-{number}.json'
            write_lines(file, lines)
            run_pip(pip_command(request, file, report), environment, tell, request['prefix'])
            with open(report, encoding='utf-8') as text:
                installed += json.load(text)['install']
    return installed


# ------------------------------------------------------------------------------------------- lock

def canonical(name):
    """A project's name in the one spelling that indexes compare by."""
    return re.sub(r'[-_.]+', '-', name).lower()


def lock_line(entry):
    """How the lock names an installed project."""
    metadata, info = entry['metadata'], entry['download_info']
    name = canonical(metadata['name'])
    if not entry['is_direct']:
        hashes = sorted(info.get('archive_info', {}).get('hashes', {}).items())
        return ' '.join([f'{name}=={metadata["version"]}',
                         *(f'--hash={kind}:{value}' for kind, value in hashes)])
    if info['url'].startswith('file:'):
        # A folder of the source tree: its path here means nothing elsewhere.
        return f'{name}=={metadata["version"]}'
    vcs = info.get('vcs_info')
    address = info['url'] + (f'#subdirectory={info["subdirectory"]}' if 'subdirectory' in info
                             else '')
    if vcs:
        url, _, fragment = address.partition('#')
        address = f'{vcs["vcs"]}+{url}@{vcs["commit_id"]}' + (f'#{fragment}' if fragment else '')
    return f'{name} @ {address}'


def lock(installed):
    """The installed projects, sorted."""
    return sorted(lock_line(entry) for entry in installed)


# ------------------------------------------------------------------------------- what is installed

def quoted(text):
    """TEXT as a package URL has it."""
    return urllib.parse.quote(text, safe='')


def package_url(entry):
    """The package URL (purl) of an installed project; empty for what is in the source tree."""
    metadata, info = entry['metadata'], entry['download_info']
    name = metadata['name'].lower().replace('_', '-')
    url = f'pkg:pypi/{quoted(name)}@{quoted(metadata["version"])}'
    if not entry['is_direct']:
        return url
    if info['url'].startswith('file:'):
        return ''
    vcs = info.get('vcs_info')
    if vcs:
        address = f'{vcs["vcs"]}+{info["url"]}@{vcs["commit_id"]}'
        return f'{url}?vcs_url={quoted(address)}'
    return f'{url}?download_url={quoted(info["url"])}'


def licences(text):
    """What a METADATA file says of the licence: an SPDX expression, or names."""
    metadata = email.message_from_string(text)
    expression = (metadata['License-Expression'] or '').strip()
    if expression:
        return {'expression': expression, 'names': []}
    classified = [line.rpartition('::')[2].strip() for line in metadata.get_all('Classifier', [])
                  if re.match(r'License *:: *(OSI Approved *:: *)?[^:]+$', line)]
    stated = (metadata['License'] or '').strip()
    # Some put the licence's whole text there.
    if stated and stated != 'UNKNOWN' and '\n' not in stated and len(stated) <= LONGEST_NAME:
        return {'expression': '', 'names': [stated]}
    return {'expression': '', 'names': sorted(set(classified) - {'OSI Approved'})}


def described(installed, site):
    """The installed projects, for the list of what the virtualenv is made of; sorted."""
    folders = {canonical(os.path.basename(folder).split('-')[0]): folder
               for folder in glob.glob(f'{site}/*.dist-info')}
    found = []
    for entry in sorted(installed, key=lambda one: canonical(one['metadata']['name'])):
        name = entry['metadata']['name']
        with open(f'{folders[canonical(name)]}/METADATA', encoding='utf-8',
                  errors='replace') as text:
            licensed = licences(text.read())
        hashes = entry['download_info'].get('archive_info', {}).get('hashes', {})
        found.append({'name': name, 'version': entry['metadata']['version'],
                      'purl': package_url(entry), 'sha256': hashes.get('sha256', ''), **licensed})
    return found


# ---------------------------------------------------------------------------------- installed files

class Distribution:
    """An installed project's metadata folder and its list of files."""

    def __init__(self, folder):
        self.folder = folder
        self.site = os.path.dirname(folder)
        self.name = os.path.basename(folder).split('-')[0]
        with open(f'{folder}/RECORD', encoding='utf-8', newline='') as text:
            self.record = [row for row in csv.reader(text) if row]

    def compiled_here(self):
        """Whether it was made for just this kind of machine, not for any Linux."""
        with open(f'{self.folder}/WHEEL', encoding='utf-8') as text:
            tags = [line.split(':', 1)[1] for line in text if line.startswith('Tag:')]
        return any(re.search(r'-linux_\w+\s*$', tag) for tag in tags)

    def files(self):
        """The absolute paths of its files."""
        return [os.path.normpath(os.path.join(self.site, row[0])) for row in self.record]

    def forget(self, name):
        """Delete a file of the metadata folder."""
        path = f'{os.path.basename(self.folder)}/{name}'
        os.unlink(f'{self.site}/{path}')
        self.record = [row for row in self.record if row[0] != path]

    def refresh(self, changed):
        """Write the list of files anew, with the hashes of those in CHANGED; sorted."""
        for row, path in zip(self.record, self.files()):
            if path in changed:
                with open(path, 'rb') as file:
                    content = file.read()
                digest = base64.urlsafe_b64encode(hashlib.sha256(content).digest())
                row[1:] = [f'sha256={digest.decode().rstrip("=")}', str(len(content))]
        out = io.StringIO()
        csv.writer(out, lineterminator='\n').writerows(sorted(self.record))
        with open(f'{self.folder}/RECORD', 'w', encoding='utf-8', newline='') as file:
            file.write(out.getvalue())


def distributions(site):
    """The projects installed in SITE."""
    return [Distribution(folder) for folder in sorted(glob.glob(f'{site}/*.dist-info'))
            if os.path.exists(f'{folder}/RECORD')]


def is_elf(path):
    """Whether PATH is a compiled program or library."""
    if os.path.islink(path) or not os.path.isfile(path):
        return False
    with open(path, 'rb') as file:
        return file.read(4) == b'\x7fELF'


def is_program(path):
    """Whether PATH begins as what the kernel runs: a script that names its interpreter, or ELF."""
    with open(path, 'rb') as file:
        return file.read(4).startswith((b'#!', b'\x7fELF'))


def forbid_to_run(paths, programs):
    """Take the right to be run from those of PATHS that cannot be: some wheels have modules so.

    What lies in the folder PROGRAMS is there to be run, whatever it is: a shell can still do it.
    """
    for path in paths:
        if os.path.dirname(path) == programs:
            continue
        try:
            mode = os.lstat(path).st_mode
        except (OSError, ValueError):
            # A list of files may name what is not there, or could not be.
            continue
        if stat.S_ISREG(mode) and mode & 0o111 and not is_program(path):
            os.chmod(path, stat.S_IMODE(mode) & ~0o111)


def names_a_path_here(folder):
    """Whether a project says that it came from a folder of this chroot."""
    try:
        with open(f'{folder}/direct_url.json', encoding='utf-8') as text:
            return json.load(text)['url'].startswith('file:')
    except FileNotFoundError:
        return False


def tidy(site, programs):
    """Make what pip installed the same wherever it was built, and what is no program not run.

    Gives the compiled files in it, and how many of them were not compiled for this release.
    """
    elves, foreign = [], 0
    for distribution in distributions(site):
        files = distribution.files()
        found = [path for path in files if is_elf(path)]
        forbid_to_run(files, programs)
        elves += found
        stripped = set()
        if found and distribution.compiled_here():
            # As dh_strip does. Not for libraries that a wheel brings for any Linux: they were
            # edited after linking, and strip breaks such files.
            run(['strip', '--strip-unneeded', '--remove-section=.comment',
                 '--remove-section=.note', *found])
            stripped = set(found)
        foreign += len(found) - len(stripped)
        if names_a_path_here(distribution.folder):
            distribution.forget('direct_url.json')
        distribution.refresh(stripped)
    return elves, foreign


# ------------------------------------------------------------------------------------ dependencies

def shlibdeps(elves, prefix):
    """What the compiled files need of Debian, and the libraries that nothing here has."""
    elves, missing = sorted(elves), {}
    if not elves:
        return [], missing
    os.makedirs(f'{WORK}/shlibs/debian')
    with open(f'{WORK}/shlibs/debian/control', 'w', encoding='utf-8') as control:
        control.write('Source: env\n\nPackage: env\nArchitecture: any\n')
    bundled = sorted({os.path.dirname(path) for path in elves})
    while elves:
        done = subprocess.run(
            ['dpkg-shlibdeps', '-O', '--ignore-missing-info',
             *(f'-l{folder}' for folder in bundled), *(f'-e{path}' for path in elves)],
            cwd=f'{WORK}/shlibs', stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
            check=False)
        if done.returncode == 0:
            return depends_of(done.stdout), missing
        lost = MISSING_LIBRARY.findall(done.stderr)
        if not lost:
            raise SystemExit(f'dpkg-shlibdeps failed:\n{done.stderr}')
        for library, path in lost:
            missing.setdefault(library, os.path.relpath(path, prefix))
        # The others' dependencies still count.
        elves = [path for path in elves if path not in {path for _, path in lost}]
    return [], missing


def depends_of(output):
    """The relations in dpkg-shlibdeps' output."""
    found = []
    for line in output.splitlines():
        field, _, value = line.partition('=')
        if field.startswith('shlibs:') and value:
            found += [relation.strip() for relation in value.split(',')]
    return found


def sections():
    """The Section of each package here, also by the names that packages provide."""
    found = {}
    listed = run(['dpkg-query', '-W', '-f', '${Package}\t${Section}\t${Provides}\n'])
    for line in listed.splitlines():
        package, section, provides = line.split('\t')
        for name in [package, *re.findall(r'(?:^|, )([a-z0-9.+-]+)', provides)]:
            found.setdefault(name, section.rpartition('/')[2])
        found[package] = section.rpartition('/')[2]
    return found


def needed_to_run(relations):
    """Those of RELATIONS whose packages are not only for development."""
    if not relations:
        return []
    known = sections()
    kept = []
    for relation in relations:
        names = re.findall(r'(?:^|\|)\s*([a-z0-9][a-z0-9.+-]+)', relation)
        here = [name for name in names if name in known]
        if not any(name.endswith('-dev') or known[name] in ('devel', 'libdevel') for name in here):
            kept.append(relation)
    return kept


def python_relations():
    """The one minor version of Python that this virtualenv is for."""
    following = f'{sys.version_info.major}.{sys.version_info.minor + 1}'
    return [f'python3 (>= {VERSION_OF_PYTHON}~)', f'python3 (<< {following})',
            f'python{VERSION_OF_PYTHON}']


# -------------------------------------------------------------------------------------------- main

def pack(prefix, output, epoch):
    """Hand the virtualenv over."""
    run(['tar', '--create', f'--file={output}/env.tar', '--format=gnu', '--sort=name',
         f'--mtime=@{epoch}', '--owner=root:0', '--group=root:0', '--directory=/',
         prefix.lstrip('/')])


@contextlib.contextmanager
def compiler_of_bytecode(site):
    """Compile what pip will install, until the input of that ends; or a failure, which ends it."""
    environment = {'PATH': os.environ['PATH'], 'LC_ALL': 'C.UTF-8', 'PYTHONHASHSEED': '0'}
    with subprocess.Popen(
            [sys.executable, '-S', f'{HERE}/compile_bytecode.py', '--follow', site],
            env=environment, stdin=subprocess.PIPE) as compiling:
        try:
            yield compiling
        except BaseException:
            # Else it would go on with all that is there: where that is too much, as much again.
            if compiling.poll() is None:
                end(compiling.pid)
            raise


def build(request, output):
    """Build, and describe what came out."""
    prefix = request['prefix']
    site = f'{prefix}/lib/python{VERSION_OF_PYTHON}/site-packages'
    os.makedirs(WORK)
    with Step('virtualenv'):
        make_virtualenv(prefix)
    with compiler_of_bytecode(site) as compiling:
        with Step('pip'):
            installed = install(request)
        with Step('bytecode'):
            compiling.stdin.close()
            # Meanwhile, for it leaves these files alone.
            elves, foreign = tidy(site, f'{prefix}/bin')
            libraries, missing = shlibdeps(elves, prefix)
            relations = needed_to_run(request['relations'])
            compiling.wait()
    if compiling.returncode:
        raise SystemExit('the bytecode could not be compiled')
    with Step('archive'):
        pack(prefix, output, request['epoch'])
    return {'python': VERSION_OF_PYTHON, 'lock': lock(installed),
            'distributions': described(installed, site),
            'depends': [*python_relations(), *libraries, *relations], 'missing': missing,
            'libraries': len(elves), 'foreign': foreign}


def main():
    """Read the request, build, write the facts."""
    interpreter = os.path.realpath('/usr/bin/python3')
    if sys.executable != interpreter:
        # So that the virtualenv's links name python3.13, not whatever python3 may become.
        os.execv(interpreter, [interpreter, '-I', *sys.argv])
    with open(sys.argv[1], encoding='utf-8') as text:
        request = json.load(text)
    output = sys.argv[2]
    facts = build(request, output)
    with open(f'{output}/facts.json', 'w', encoding='utf-8') as out:
        json.dump(facts, out, indent=1, sort_keys=True)


if __name__ == '__main__':
    os.umask(0o022)
    main()
