"""Ways to make a host fail: full or read-only folders, packages with other contents."""
import contextlib
import subprocess
from pathlib import Path

from .commands import run

# the steps of `configure` and the states of the switch's journal, in their order
STEPS = ('account', 'directories', 'secrets', 'heal', 'resources', 'nginx', 'release', 'connect',
         'migrate', 'switch', 'certificate', 'links', 'prune')
SWITCH_STATES = ('prepare', 'started', 'healthy', 'flipped', 'drained')


BYTES = 'bytes'
INODES = 'inodes'
_SPARE = {BYTES: 64, INODES: 1}  # KiB, files


@contextlib.contextmanager
def full(host, folder, of=BYTES):
    """The folder has no byte, or no file, left while the block runs.

    What lies in it stays what it is, also what is written meanwhile.
    """
    limited = _limited_run if folder == '/run' else _small_file_system
    with limited(host, folder, of):
        host.shell(f"cd '{folder}'; " + {
            BYTES: 'cat /dev/zero > fill.0',
            INODES: 'n=0; while touch fill.$n; do n=$((n+1)); done'}[of], check=False)
        try:
            yield
        finally:
            host.shell(f"rm -f '{folder}'/fill.*")


def _option(of, used):
    return f'size={used + _SPARE[of]}k' if of == BYTES else f'nr_inodes={used + _SPARE[of]}'


@contextlib.contextmanager
def _small_file_system(host, folder, of):
    """The folder is a file system of its own; at the end its files go back where they were."""
    used = {BYTES: host.run('du', '-s', '-k', folder).text.split()[0],
            INODES: len(host.run('find', folder).text.splitlines())}
    limit = _option(of, int(used[of]))
    host.shell(f"mkdir /mnt/small; mount -t tmpfs -o {limit},mode=755 tmpfs /mnt/small;"
               f"cp -a '{folder}/.' /mnt/small; mount --bind /mnt/small '{folder}';"
               'umount /mnt/small')
    try:
        yield
    finally:
        host.shell(f"cp -a '{folder}/.' /mnt/small; umount -l '{folder}';"
                   f"find '{folder}' -mindepth 1 -delete;"
                   f"cp -a /mnt/small/. '{folder}'; rm -r /mnt/small")


@contextlib.contextmanager
def _limited_run(host, folder, of):
    """/run is a file system already, with sockets in it that cannot be copied."""
    column = {BYTES: 'used', INODES: 'iused'}[of]
    used = host.run('df', '-k', f'--output={column}', folder).text.split()[-1]
    limit = _option(of, int(used))
    host.run('mount', '-o', f'remount,{limit}', folder)
    try:
        yield
    finally:
        host.run('mount', '-o', 'remount,size=20%,nr_inodes=800k', folder)


@contextlib.contextmanager
def read_only(host, folder):
    """Nobody can write to the folder while the block runs."""
    host.shell(f"mount --bind '{folder}' '{folder}'; mount -o remount,bind,ro '{folder}'")
    try:
        yield
    finally:
        host.run('umount', folder)


def repack(deb, folder, version, change):
    """Another version of a package, whose unpacked tree change(path) has edited."""
    tree = Path(folder) / f'tree-{version}'
    run(['dpkg-deb', '-R', deb, tree])
    control = tree / 'DEBIAN/control'
    lines = control.read_text().splitlines()
    control.write_text(''.join(f'Version: {version}\n' if line.startswith('Version:')
                               else f'{line}\n' for line in lines))
    change(tree)
    out = Path(folder) / f'{deb.name.partition("_")[0]}_{version}_all.deb'
    subprocess.run(['dpkg-deb', '-b', '--root-owner-group', tree, out], check=True,
                   stdout=subprocess.DEVNULL)
    return out
