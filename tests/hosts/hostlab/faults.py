"""Ways to make a host fail: full or read-only folders, packages with other contents."""
import contextlib
import subprocess
from pathlib import Path

from .commands import run

# the steps of `configure` and the states of a switch's journal, in their order; one that is undone
# ends in another
STEPS = ('values', 'account', 'directories', 'secrets', 'heal', 'resources', 'nginx', 'release',
         'connect', 'migrate', 'switch', 'certificate', 'links', 'prune')
SWITCH_STATES = ('prepare', 'started', 'healthy', 'flipped', 'drained')
UNDONE = 'reverted'


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


MEMORY = Path('/sys/fs/cgroup/memory')


@contextlib.contextmanager
def little_memory(site, spare):
    """The processes that serve may take so many MiB more, and not another one; gives a function
    that tells how often the kernel has killed one of them.

    By site.conf, as an administrator does it. Where this machine has its memory in control groups
    of version 1, which no systemd in a host can rule, by the group that it would rule.
    """
    host = site.host
    if 'memory' in host.read('/sys/fs/cgroup/cgroup.controllers').split():
        slice_ = f'/sys/fs/cgroup/{site.unit}.slice'
        limit = int(host.read(f'{slice_}/memory.current')) + (spare << 20)
        conf = host.read(f'{site.etc}/site.conf')
        host.write(f'{site.etc}/site.conf', f'{conf}\nMEMORY_MAX={limit >> 20}M\n')
        site.command('reload')
        yield lambda: _kills(host.read(f'{slice_}/memory.events'))
        host.write(f'{site.etc}/site.conf', conf)
        site.command('reload')
        return
    group = MEMORY / host.place.group.name
    group.mkdir()
    try:
        for pid in _pids_outside(host, site.main_pid()):
            (group / 'cgroup.procs').write_text(pid)
        (group / 'memory.limit_in_bytes').write_text(str(spare << 20))
        yield lambda: _kills((group / 'memory.oom_control').read_text())
    finally:
        for pid in (group / 'cgroup.procs').read_text().split():
            (MEMORY / 'cgroup.procs').write_text(pid)
        group.rmdir()


def _kills(text):
    """Of a file of the kernel with a word and a number in each line."""
    return int(dict(line.split() for line in text.splitlines())['oom_kill'])


def _pids_outside(host, pid):
    """What a process of the host and its children are called on this machine."""
    wanted = {str(pid), *host.run('pgrep', '-P', pid).text.split()}
    for status in Path('/proc').glob('[0-9]*/status'):
        try:
            lines = status.read_text().splitlines()
        except (FileNotFoundError, ProcessLookupError):
            continue
        numbers, = (line.split()[1:] for line in lines if line.startswith('NSpid:'))
        if len(numbers) == 2 and numbers[1] in wanted \
                and host.place.group.name in (status.parent / 'cgroup').read_text():
            yield numbers[0]
