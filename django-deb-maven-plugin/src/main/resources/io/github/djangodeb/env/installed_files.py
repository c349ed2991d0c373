"""The files that pip installed, made the same wherever they were built."""

import base64
import csv
import glob
import hashlib
import io
import json
import os
import re
import stat

import job


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
        """Write the list of files anew, with the hashes of those in CHANGED; sorted.

        At once: who compiles the bytecode reads it meanwhile.
        """
        for row, path in zip(self.record, self.files()):
            if path in changed:
                with open(path, 'rb') as file:
                    content = file.read()
                digest = base64.urlsafe_b64encode(hashlib.sha256(content).digest())
                row[1:] = [f'sha256={digest.decode().rstrip("=")}', str(len(content))]
        out = io.StringIO()
        csv.writer(out, lineterminator='\n').writerows(sorted(self.record))
        with open(f'{self.folder}/RECORD.new', 'w', encoding='utf-8', newline='') as file:
            file.write(out.getvalue())
        os.replace(f'{self.folder}/RECORD.new', f'{self.folder}/RECORD')


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
            job.run(['strip', '--strip-unneeded', '--remove-section=.comment',
                     '--remove-section=.note', *found])
            stripped = set(found)
        foreign += len(found) - len(stripped)
        if names_a_path_here(distribution.folder):
            distribution.forget('direct_url.json')
        distribution.refresh(stripped)
    return elves, foreign
