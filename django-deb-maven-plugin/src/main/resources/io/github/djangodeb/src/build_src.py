"""Compile a source tree to bytecode at its final path, and hand it over as an archive.

build_src.py TREE FINAL OUTPUT

TREE is copied to FINAL without bytecode that it may hold: that would be of another Python, or of
another day. OUTPUT gets ``src.tar``, and ``facts.json`` with Python's version and the files that
are no Python of that version: templates of code, or what is for another one.
"""

import json
import os
import shutil
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))


def copy(tree, final):
    """Copy the tree; links stay links."""
    os.makedirs(os.path.dirname(final), exist_ok=True)
    shutil.copytree(
        tree, final, symlinks=True, ignore=shutil.ignore_patterns('__pycache__', '*.pyc'))


def compile_all(final):
    """Compile what is Python."""
    environment = {'PATH': os.environ['PATH'], 'LC_ALL': 'C.UTF-8', 'PYTHONHASHSEED': '0'}
    subprocess.run(
        [sys.executable, '-S', f'{HERE}/compile_bytecode.py', final], check=True, env=environment)


def bytecode(folder, name):
    """Where the bytecode of a file lies."""
    tag = sys.implementation.cache_tag
    return os.path.join(folder, '__pycache__', f'{name[:-len(".py")]}.{tag}.pyc')


def uncompiled(final):
    """The Python files without bytecode, by their paths in the tree."""
    found = []
    for folder, _, names in os.walk(final):
        for name in names:
            file = os.path.join(folder, name)
            if name.endswith('.py') and not os.path.islink(file):
                if not os.path.exists(bytecode(folder, name)):
                    found.append(os.path.relpath(file, final))
    return sorted(found)


def pack(final, output):
    """Hand the tree over."""
    subprocess.run(
        ['tar', '--create', f'--file={output}/src.tar', '--format=gnu', '--directory=/',
         final.lstrip('/')], check=True)


def main():
    """Build."""
    tree, final, output = sys.argv[1:]
    copy(tree, final)
    compile_all(final)
    pack(final, output)
    facts = {'python': f'{sys.version_info.major}.{sys.version_info.minor}',
             'uncompiled': uncompiled(final)}
    with open(f'{output}/facts.json', 'w', encoding='utf-8') as file:
        json.dump(facts, file)


if __name__ == '__main__':
    main()
