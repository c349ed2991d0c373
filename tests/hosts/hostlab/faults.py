"""Ways to make a host fail: full or read-only folders, packages with other contents."""
import contextlib
import subprocess
from pathlib import Path

from .commands import run

# the steps of `configure` and the states of the switch's journal, in their order
STEPS = ('account', 'directories', 'secrets', 'heal', 'resources', 'nginx', 'release', 'migrate',
         'switch', 'links', 'prune')
SWITCH_STATES = ('prepare', 'started', 'healthy', 'flipped', 'drained')


@contextlib.contextmanager
def full(host, folder, option=''):
    """The folder has no byte left while the block runs, or, with nr_inodes, no file.

    What lies in it stays what it is, also what is written meanwhile.
    """
    with _small_file_system(host, folder, option):
        host.shell('cd "$0"; n=0; while : 2>/dev/null > "fill.$n" && '
                   f'cat /dev/zero 2>/dev/null > "fill.$n" || [ -s "fill.$n" ]; '
                   'do n=$((n+1)); done'.replace('"$0"', f"'{folder}'"), check=False)
        try:
            yield
        finally:
            host.shell(f"rm -f '{folder}'/fill.*")


@contextlib.contextmanager
def _small_file_system(host, folder, option):
    used = int(host.run('du', '-s', '-k', folder).text.split()[0])
    files = len(host.run('find', folder).text.splitlines())
    size = option.format(files=files + 1) or f'size={used + 64}k'
    host.shell(f"mkdir /run/small; mount -t tmpfs -o {size},mode=755 tmpfs /run/small;"
               f"cp -a '{folder}/.' /run/small; mount --move /run/small '{folder}';"
               'rmdir /run/small')
    try:
        yield
    finally:
        host.shell(f"mkdir /run/small; cp -a '{folder}/.' /run/small; umount -l '{folder}';"
                   f"cp -a /run/small/. '{folder}'; rm -r /run/small")


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
