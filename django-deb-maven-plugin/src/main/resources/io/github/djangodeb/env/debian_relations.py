"""What the virtualenv needs of Debian."""

import os
import re
import subprocess
import sys

import job

MISSING_LIBRARY = re.compile(r'cannot find library (\S+) needed by (\S+) ')


def shlibdeps(elves, prefix):
    """What the compiled files need of Debian, and the libraries that nothing here has."""
    elves, missing = sorted(elves), {}
    if not elves:
        return [], missing
    os.makedirs(f'{job.WORK}/shlibs/debian')
    with open(f'{job.WORK}/shlibs/debian/control', 'w', encoding='utf-8') as control:
        control.write('Source: env\n\nPackage: env\nArchitecture: any\n')
    bundled = sorted({os.path.dirname(path) for path in elves})
    while elves:
        done = subprocess.run(
            ['dpkg-shlibdeps', '-O', '--ignore-missing-info',
             *(f'-l{folder}' for folder in bundled), *(f'-e{path}' for path in elves)],
            cwd=f'{job.WORK}/shlibs', stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
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
    listed = job.run(['dpkg-query', '-W', '-f', '${Package}\t${Section}\t${Provides}\n'])
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
    return [f'python3 (>= {job.VERSION_OF_PYTHON}~)', f'python3 (<< {following})',
            f'python{job.VERSION_OF_PYTHON}']
