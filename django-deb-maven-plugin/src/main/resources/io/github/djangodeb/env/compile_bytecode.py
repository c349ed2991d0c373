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
ends. Nobody would notice later that bytecode is of a source that pip was still writing.
"""

import base64
import csv
import hashlib
import importlib.util
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
        self.whole = {}

    def look(self):
        """The projects that are there whole since the last look.

        A RECORD may be older than the files beside it: wheels bring one of their own, which pip
        unpacks like any other file, and replaces with its own when all is there.
        """
        new = []
        for name in self.names():
            if name not in self.files:
                record = self.record(name)
                if record and all(self.is_whole(listed) for listed in record.items()):
                    self.files[name] = set(record)
                    new.append(name)
        return new

    def is_whole(self, listed):
        """Whether a file is there as LISTED, its path and digest. None is read twice for that."""
        if listed not in self.whole:
            state = state_of(listed[0])
            if is_whole(*listed):
                self.whole[listed] = state
        return listed in self.whole

    def end(self):
        """The projects still to be compiled now that pip has ended, and those that share a file.

        Of a file that two bring, one may have replaced the other's. What was taken for a whole
        RECORD before may have been its beginning, and for a whole file what another followed.
        """
        before, self.files = self.files, {
            name: {file for file in self.record(name) if is_source(file)}
            for name in self.names()}
        seen, twice = set(), set()
        for files in self.files.values():
            twice |= seen & files
            seen |= files
        changed = {file for (file, _), state in self.whole.items()
                   if state != state_of(file) and not is_compiled(file)}
        sharing = [name for name, files in self.files.items() if files & twice]
        return [name for name, files in self.files.items()
                if name not in sharing
                and (before.get(name) != files or files & changed)], sharing

    def names(self):
        """The folders that describe the projects, sorted."""
        try:
            names = os.listdir(self.folder)
        except FileNotFoundError:
            return []
        return sorted(name for name in names if name.endswith('.dist-info'))

    def record(self, name):
        """The Python files of a project, and each one's digest, as RECORD has them."""
        try:
            with open(f'{self.folder}/{name}/RECORD', encoding='utf-8', newline='') as text:
                rows = [row for row in csv.reader(text) if row]
        except (OSError, UnicodeError, csv.Error):
            return {}
        listed = {os.path.normpath(os.path.join(self.folder, row[0])): (row + [''])[1]
                  for row in rows}
        return {file: digest for file, digest in listed.items()
                if file.startswith(f'{self.folder}/') and file.endswith('.py')}


def is_whole(file, digest):
    """Whether FILE is there with all that RECORD says of it.

    DIGEST is the name of an algorithm, "=", and what it gives in the base64 of addresses, without
    padding (PEP 376 and 627).
    """
    algorithm, _, wanted = digest.partition('=')
    try:
        with open(file, 'rb') as source:
            found = hashlib.file_digest(source, algorithm).digest()
    except (OSError, TypeError, ValueError):
        return False
    return base64.urlsafe_b64encode(found).decode('ascii').rstrip('=') == wanted


def state_of(file):
    """What changes with every change of FILE, None if it is not there."""
    try:
        found = os.stat(file)
    except (OSError, ValueError):
        return None
    return found.st_ino, found.st_ctime_ns


def is_compiled(file):
    """Whether the bytecode of FILE is of what is in it now (PEP 552), or there could be none."""
    try:
        with open(importlib.util.cache_from_source(file), 'rb') as bytecode:
            made_of = bytecode.read(16)[8:]
    except OSError:
        return True
    if not is_source(file):
        return True
    with open(file, 'rb') as source:
        return importlib.util.source_hash(source.read()) == made_of


def follow(folder, cores, forks):
    """Compile what pip installs."""
    projects = Projects(folder)
    while not select.select([sys.stdin], [], [], LOOK_EVERY)[0]:
        if cores > 1:
            for name in projects.look():
                forks.compile(projects.files[name], 1)
    forks.finish()
    left, sharing = projects.end()
    for name in left:
        forks.compile(projects.files[name], cores)
    for name in sharing:
        forks.finish()
        forks.compile(projects.files[name], cores)
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
