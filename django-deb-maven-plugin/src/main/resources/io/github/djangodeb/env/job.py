"""What the parts of a build share."""

import os
import subprocess
import sys

#: The folder of the build.
WORK = '/build/job'
VERSION_OF_PYTHON = f'{sys.version_info.major}.{sys.version_info.minor}'


def run(arguments, **options):
    """Run a command; its output, or its failure with what it said."""
    done = subprocess.run(arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                          check=False, **options)
    if done.returncode:
        raise SystemExit(f'{arguments[0]} failed ({done.returncode}):\n{done.stdout}{done.stderr}')
    return done.stdout


def write_lines(file, lines):
    """Write a text file that only its owner may read: lines may hold credentials."""
    with open(os.open(file, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), 'w',
              encoding='utf-8') as out:
        out.writelines(f'{line}\n' for line in lines)
