"""Compile all Python below a folder to bytecode: same sources, same bytes.

compile_bytecode.py FOLDER

The bytecode is of the kind "unchecked hash" (PEP 552): Python takes it without a look at the
source's time, so it is valid wherever and whenever the files are unpacked.

What marshal writes for a constant depends on who else in the process refers to an equal one, and
so on what was compiled before. compileall -j gives that order to chance. Here the sorted list of
files is cut into the same pieces on any machine, and each piece is compiled by a fork of this
process, which compiles nothing itself: the cores share the work, the bytes stay the same.
"""

import os
import py_compile
import sys

# Large enough that a fork's millisecond does not count, small enough to keep all cores busy.
BYTES_PER_PIECE = 400_000


def sources(folder):
    """The Python files below FOLDER with their sizes, in one order."""
    found = []
    for path, folders, names in os.walk(folder):
        folders.sort()
        for name in sorted(names):
            file = os.path.join(path, name)
            if name.endswith('.py') and os.path.isfile(file) and not os.path.islink(file):
                found.append((file, os.path.getsize(file)))
    return found


def pieces(files):
    """FILES cut where a piece is full: by their sizes only, not by the number of cores."""
    piece, size = [], 0
    for file, length in files:
        piece.append(file)
        size += length
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


def run_piece(piece):
    """Start a process for PIECE."""
    if os.fork() == 0:
        status = 1
        try:
            compile_piece(piece)
            status = 0
        finally:
            sys.stderr.flush()
            os._exit(status)


def main():
    """Keep every core busy until all pieces are done."""
    cores = len(os.sched_getaffinity(0))
    running = failed = 0
    for piece in list(pieces(sources(sys.argv[1]))):
        if running == cores:
            failed |= os.wait()[1]
            running -= 1
        run_piece(piece)
        running += 1
    while running:
        failed |= os.wait()[1]
        running -= 1
    return 1 if failed else 0


if __name__ == '__main__':
    sys.exit(main())
