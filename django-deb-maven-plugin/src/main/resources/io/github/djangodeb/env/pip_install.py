"""What pip is given: an environment of the build's own, logins in files, a command line."""

import glob
import json
import os
import re
import shutil

import job
import pip_watch
import relay

HERE = os.path.dirname(os.path.abspath(__file__))
DEBIAN_AUTHORITIES = '/etc/ssl/certs/ca-certificates.crt'
COMPILERS = ('gcc', 'g++', 'cc', 'c++')
ADDRESS_WITH_USER = re.compile(r'(://)(?!git@)[^/@\s"\']+@')


class Masked:
    """Prints lines without credentials."""

    def __init__(self, secrets):
        self.secrets = sorted(filter(None, secrets), key=len, reverse=True)

    def __call__(self, line):
        for secret in self.secrets:
            line = line.replace(secret, '****')
        print(ADDRESS_WITH_USER.sub(r'\1****@', line), flush=True)


def copy_source(source):
    """Put the source tree where builds may write into it: setuptools builds in place."""
    if source:
        shutil.copytree(source['from'], source['to'], symlinks=True)


def compilers():
    """Make a folder of compilers, as the program "compiler" describes them."""
    folder = f'{job.WORK}/bin'
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
    bundle = f'{job.WORK}/authorities.pem'
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
    home = f'{job.WORK}/home'
    job.write_lines(f'{home}/.netrc', request['netrc'])
    job.write_lines(f'{home}/.git-credentials', request['gitCredentials'])
    job.write_lines(f'{home}/.gitconfig', ['[credential]', 'helper = store', 'useHttpPath = true'])


def pip_environment(request, relayed):
    """What pip and the builds that it starts find in their environment, and nothing else.

    RELAYED has the variables for proxies.
    """
    cores = len(os.sched_getaffinity(0))
    os.makedirs(f'{job.WORK}/tmp')
    os.makedirs(f'{job.WORK}/home')
    write_logins(request)
    return {
        'PATH': f'{compilers()}:/usr/sbin:/usr/bin:/sbin:/bin',
        'HOME': f'{job.WORK}/home',
        'TMPDIR': f'{job.WORK}/tmp',
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
        command.append(f'--constraint={job.WORK}/constraints.txt')
    if os.geteuid() == 0:
        command.append('--root-user-action=ignore')
    return command


def install(request):
    """Let pip install the requirements; what its reports say is installed."""
    job.write_lines(f'{job.WORK}/constraints.txt', request['constraints'])
    copy_source(request['source'])
    tell = Masked(request['secrets'])
    installed = []
    with relay.of(request['relays']) as relayed:
        environment = pip_environment(request, relayed)
        for number, lines in enumerate(request['requirements']):
            file = f'{job.WORK}/requirements-{number}.txt'
            report = f'{job.WORK}/report-{number}.json'
            job.write_lines(file, lines)
            pip_watch.run_pip(pip_command(request, file, report), environment, tell,
                              request['prefix'])
            with open(report, encoding='utf-8') as text:
                installed += json.load(text)['install']
    return installed
