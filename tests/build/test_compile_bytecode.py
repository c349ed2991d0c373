"""Bytecode that is compiled while pip still writes is that of the sources in the end."""

import base64
import hashlib
import importlib.util
import os
import subprocess
import sys
import time
from pathlib import Path

import compile_bytecode
import pytest

PROGRAM = compile_bytecode.__file__
# Enough for a piece of its own
LONG = f'NAME = "long"\n#{compile_bytecode.BYTES_PER_PIECE * "x"}\n'


def digest(text):
    found = hashlib.sha256(text.encode()).digest()
    return 'sha256=' + base64.urlsafe_b64encode(found).decode().rstrip('=')


def record(name, files):
    """What pip writes of a project's FILES, texts by their paths."""
    rows = [f'{path},{digest(text)},{len(text)}\n' for path, text in files.items()]
    return ''.join(rows) + f'{name}.dist-info/RECORD,,\n'


class Installation:
    """A folder that is installed into while its bytecode is compiled."""

    def __init__(self, folder):
        self.folder = folder
        folder.mkdir(parents=True)
        self.compiling = subprocess.Popen(
            [sys.executable, '-S', PROGRAM, '--follow', str(folder)], stdin=subprocess.PIPE,
            env={**os.environ, 'PYTHONHASHSEED': '0'})

    def write(self, files):
        for path, text in files.items():
            file = self.folder / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text)

    def let_it_look(self):
        time.sleep(4 * compile_bytecode.LOOK_EVERY)

    def end(self):
        """Every bytecode there is, by its source, once all is compiled."""
        self.compiling.stdin.close()
        assert self.compiling.wait(60) == 0
        return {str(file.relative_to(self.folder)): file.read_bytes()
                for file in sorted(self.folder.rglob('*.pyc'))}


@pytest.fixture
def install(tmp_path):
    """install(name): an installation into a folder of that name; all are ended with the test."""
    started = []

    def start(name):
        # The path is in the bytecode, so it has to be the same for all.
        folder = tmp_path / 'site-packages'
        if folder.exists():
            folder.rename(tmp_path / f'before-{name}')
        started.append(Installation(folder))
        return started[-1]

    yield start
    for one in started:
        one.compiling.kill()
        one.compiling.wait()
        one.compiling.stdin.close()


def check(installation):
    """All bytecode is of the source beside it (PEP 552); returns it."""
    made = installation.end()
    sources = sorted(installation.folder.rglob('*.py'))
    assert len(made) == len(sources)
    for source in sources:
        file = Path(importlib.util.cache_from_source(source)).relative_to(installation.folder)
        assert made[str(file)][8:16] == importlib.util.source_hash(source.read_bytes()), source
    return made


def wait_for_bytecode(installation):
    deadline = time.monotonic() + 60
    while len(list(installation.folder.rglob('*.pyc'))) < len(FILES):
        assert time.monotonic() < deadline
        time.sleep(0.05)


FILES = {'shelf/__init__.py': '__version__ = "25.0"\n', 'shelf/long.py': LONG,
         'shelf/more.py': LONG.replace('long', 'more')}
RECORD = 'shelf-25.0.dist-info/RECORD'


@pytest.fixture
def expected(install):
    """The bytecode of FILES where they are there before anyone looks."""
    at_once = install('at-once')
    at_once.write({**FILES, RECORD: record('shelf-25.0', FILES)})
    return check(at_once)


needs_cores = pytest.mark.skipif(len(os.sched_getaffinity(0)) < 2,
                                 reason='one core compiles at the end')


@needs_cores
@pytest.mark.parametrize('early', [
    # as a wheel brings it, whose archive has it before what it lists
    record('shelf-25.0', FILES),
    # the first line and a half of that, as it is being written
    record('shelf-25.0', FILES)[:120],
    # with no digests
    ''.join(f'{path},,\n' for path in FILES),
    # what nobody can read
    '"shelf/__init__.py', 'shelf/__init__.py,sha-none=x,1\n',
    'shelf/__init__.py,shake_128=x,1\n',
], ids=['whole', 'cut', 'plain', 'open', 'odd', 'endless'])
def test_source_when_pip_is_still_writing_it_is_compiled_when_it_is_there(
        install, expected, early):
    late = install('late')
    late.write({RECORD: early, **dict.fromkeys(FILES, '')})
    late.let_it_look()
    for path, text in FILES.items():
        late.write({path: text[:len(text) // 2]})
        late.let_it_look()
        late.write({path: text})
        late.let_it_look()
    late.write({RECORD: record('shelf-25.0', FILES)})
    late.let_it_look()
    assert check(late) == expected


@needs_cores
def test_source_when_it_is_there_whole_is_compiled_before_pip_ends(install):
    early = install('early')
    early.write({**FILES, RECORD: record('shelf-25.0', FILES)})
    wait_for_bytecode(early)
    check(early)


def test_file_that_two_projects_bring_is_compiled_as_it_is_in_the_end(install):
    theirs = {**FILES, 'shelf/__init__.py': '__version__ = "26.0"\n'}

    def both(installation):
        installation.write({**FILES, RECORD: record('shelf-25.0', FILES)})
        installation.let_it_look()
        installation.write({**theirs, 'twin-1.dist-info/RECORD': record('twin-1', theirs)})
        return check(installation)

    assert both(install('first')) == both(install('second'))


@needs_cores
def test_source_that_is_replaced_once_it_is_compiled_is_compiled_anew(install):
    replaced = install('replaced')
    replaced.write({**FILES, RECORD: record('shelf-25.0', FILES)})
    wait_for_bytecode(replaced)
    replaced.write({'shelf/__init__.py': '__version__ = "26.0"\n'})
    check(replaced)


def test_folder_of_a_project_that_is_a_file_does_no_harm(install):
    odd = install('odd')
    odd.write({**FILES, RECORD: record('shelf-25.0', FILES), 'zz.dist-info': 'x\n'})
    odd.let_it_look()
    check(odd)


def test_source_of_no_project_and_what_is_no_python_do_no_harm(install):
    loose = install('loose')
    loose.write({'loose.py': 'x = 1\n', 'broken.py': 'x = = 1\n', 'data.txt': 'x\n'})
    loose.let_it_look()
    made = loose.end()
    assert [name.split('.')[0] for name in made] == ['__pycache__/loose']
