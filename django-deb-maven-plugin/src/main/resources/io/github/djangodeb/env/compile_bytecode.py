"""Compile all Python below a folder to bytecode: same sources, same bytes.

compile_bytecode.py FOLDER
compile_bytecode.py --follow FOLDER

The bytecode is of the kind "unchecked hash" (PEP 552): Python takes it without a look at the
source's time, so it is valid wherever and whenever the files are unpacked.

What marshal writes for a constant depends on who else in the process refers to an equal one, and
so on what was compiled before. compileall -j gives that order to chance. Here the sorted list of
files is cut into the same pieces on any machine, and each piece is compiled by a fork of this
process, which compiles nothing itself: the cores share the work, the bytes stay the same.

With --follow, FOLDER is where pip is installing just now: on one core, since pip uses but one.
What a project brings is compiled as soon as it is there whole, and the rest when standard input
ends.
"""

import csv
import os
import py_compile
import select
import sys

# Large enough that a fork's millisecond does not count, small enough to keep all cores busy.
BYTES_PER_PIECE = 400_000
LOOK_EVERY = 0.05


def is_source(file):
    """Whether FILE is Python to be compiled."""
    return file.endswith('.py') and os.path.isfile(file) and not os.path.islink(file)


def sources(folder):
    """The Python files below FOLDER."""
    found = []
    for path, _, names in os.walk(folder):
        found += [file for name in names if is_source(file := os.path.join(path, name))]
    return found


def pieces(files):
    """FILES, sorted, cut where a piece is full: by sizes only, not by the number of cores."""
    piece, size = [], 0
    for file in sorted(files):
        piece.append(file)
        size += os.path.getsize(file)
        if size >= BYTES_PER_PIECE:
            yield piece
            piece, size = [], 0
    if piece:
        yield piece


def compile_piece(piece):
    """Compile the files of PIECE; what is no Python of this version stays source, as with pip."""
    for file in piece:
        try:
            py_compile.compile(
                file, doraise=True, quiet=2,
                invalidation_mode=py_compile.PycInvalidationMode.UNCHECKED_HASH)
        except (py_compile.PyCompileError, UnicodeError, ValueError, RecursionError):
            pass


class Forks:
    """The processes that compile."""

    def __init__(self):
        self.running = 0

    def start(self, piece, most):
        """Compile PIECE in a process of its own; no more than MOST run at once."""
        while self.running >= most:
            self.wait()
        if os.fork() == 0:
            status = 1
            try:
                compile_piece(piece)
                status = 0
            finally:
                sys.stderr.flush()
                os._exit(status)
        self.running += 1

    def wait(self):
        """Wait for one."""
        _, status = os.wait()
        self.running -= 1
        if status:
            sys.exit('a process that compiles failed')

    def compile(self, files, most):
        """Compile FILES with no more than MOST processes."""
        for piece in pieces(files):
            self.start(piece, most)

    def finish(self):
        """Wait for all."""
        while self.running:
            self.wait()


class Projects:
    """What pip has installed in a folder."""

    def __init__(self, folder):
        self.folder = folder
        self.files = {}

    def look(self):
        """The projects that came since the last look; pip writes a project's RECORD last."""
        try:
            names = sorted(os.listdir(self.folder))
        except FileNotFoundError:
            return []
        new = [name for name in names if name.endswith('.dist-info') and name not in self.files
               and os.path.exists(f'{self.folder}/{name}/RECORD')]
        for name in new:
            self.files[name] = self.recorded(name)
        return new

    def recorded(self, name):
        """The Python files of a project."""
        with open(f'{self.folder}/{name}/RECORD', encoding='utf-8', newline='') as text:
            listed = [os.path.normpath(os.path.join(self.folder, row[0]))
                      for row in csv.reader(text) if row]
        return {file for file in listed
                if file.startswith(f'{self.folder}/') and is_source(file)}

    def overwritten(self):
        """The projects with files that another brings too: pip may have replaced them."""
        seen, twice = set(), set()
        for files in self.files.values():
            twice |= seen & files
            seen |= files
        return [name for name in sorted(self.files) if self.files[name] & twice]


def follow(folder, cores, forks):
    """Compile what pip installs."""
    projects = Projects(folder)
    ended = False
    while not ended:
        ended = bool(select.select([sys.stdin], [], [], LOOK_EVERY)[0])
        if ended or cores > 1:
            for name in projects.look():
                forks.compile(projects.files[name], cores if ended else 1)
    forks.finish()
    for name in projects.overwritten():
        forks.compile(projects.files[name], 1)
        forks.finish()
    known = set().union(*projects.files.values())
    forks.compile([file for file in sources(folder) if file not in known], cores)


def main():
    """Compile."""
    cores, forks = len(os.sched_getaffinity(0)), Forks()
    if sys.argv[1] == '--follow':
        follow(sys.argv[2], cores, forks)
    else:
        forks.compile(sources(sys.argv[1]), cores)
    forks.finish()


if __name__ == '__main__':
    main()
