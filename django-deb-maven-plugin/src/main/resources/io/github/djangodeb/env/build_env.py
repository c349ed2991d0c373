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

import contextlib
import glob
import json
import os
import subprocess
import sys
import time
import venv

HERE = os.path.dirname(os.path.abspath(__file__))
# Python leaves the folder of a program that it runs with -I out of its path.
sys.path.insert(0, HERE)

import debian_relations  # noqa: E402
import installed_files  # noqa: E402
import inventory  # noqa: E402
import job  # noqa: E402
import pip_install  # noqa: E402
import pip_watch  # noqa: E402


class Step:
    """Tells when a part of the work begins and ends, for whoever watches."""

    def __init__(self, name):
        self.name = name

    def __enter__(self):
        self.begin = time.monotonic()
        print(f'::begin {self.name}', flush=True)

    def __exit__(self, *failure):
        print(f'::end {self.name} {(time.monotonic() - self.begin) * 1000:.0f}', flush=True)


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


def pack(prefix, output, epoch):
    """Hand the virtualenv over."""
    job.run(['tar', '--create', f'--file={output}/env.tar', '--format=gnu', '--sort=name',
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
                pip_watch.end(compiling.pid)
            raise


def build(request, output):
    """Build, and describe what came out."""
    prefix = request['prefix']
    site = f'{prefix}/lib/python{job.VERSION_OF_PYTHON}/site-packages'
    os.makedirs(job.WORK)
    with Step('virtualenv'):
        make_virtualenv(prefix)
    with compiler_of_bytecode(site) as compiling:
        with Step('pip'):
            installed = pip_install.install(request)
        with Step('bytecode'):
            compiling.stdin.close()
            # Meanwhile, for it leaves sources alone, and lists of files whole.
            elves, foreign = installed_files.tidy(site, f'{prefix}/bin')
            libraries, missing = debian_relations.shlibdeps(elves, prefix)
            relations = debian_relations.needed_to_run(request['relations'])
            compiling.wait()
    if compiling.returncode:
        raise SystemExit('the bytecode could not be compiled')
    with Step('archive'):
        pack(prefix, output, request['epoch'])
    return {'python': job.VERSION_OF_PYTHON, 'lock': inventory.lock(installed),
            'distributions': inventory.described(installed, site),
            'depends': [*debian_relations.python_relations(), *libraries, *relations],
            'missing': missing, 'libraries': len(elves), 'foreign': foreign}


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
