"""Enter a session of schroot's as the builds of the other engines do, and become a command.

enter_schroot.py ORDER

It runs as the first process of new mount, PID, IPC and UTS namespaces, as root, in the session's
chroot. All it mounts is seen by these namespaces alone and vanishes with them.

ORDER is a JSON file:
  arguments    the command
  environment  all of its environment
  binds        [{"from": path, "at": path, "writable": bool}]: copies of the builder's files and
               folders, in this chroot, and where the command finds them
  files        {path: text}: files that the session has of the machine
  entered      a file that appears when only the command can fail any more
"""

import ctypes
import json
import os
import socket
import sys

READ_ONLY, NOSUID, NODEV, NOEXEC = 1, 2, 4, 8
REMOUNT, BIND, MOVE, RECURSIVE = 32, 4096, 8192, 16384

#: What root could reach the kernel with.
KERNEL_FILES = ('sys', 'sysrq-trigger', 'irq', 'bus', 'fs')

DEVICES = ('null', 'zero', 'full', 'random', 'urandom', 'tty')
LINKS = {'ptmx': 'pts/ptmx', 'fd': '/proc/self/fd', 'stdin': '/proc/self/fd/0',
         'stdout': '/proc/self/fd/1', 'stderr': '/proc/self/fd/2'}

#: What apt, dpkg and compilers need: other users' files, other users. Not: mounts, devices, kernel
#: modules, raw sockets, the clock, tracing; nor chroot(2), by which one could leave this one.
CAPABILITIES = '-all,+chown,+dac_override,+fowner,+fsetid,+kill,+setgid,+setuid,+setfcap'

LIBC = ctypes.CDLL(None, use_errno=True)


class CannotEnter(Exception):
    """The session cannot be set up."""


def mount(source, at, kind='none', flags=0, options=''):
    """mount(2); the program of that name need not be in the chroot."""
    if LIBC.mount(source.encode(), at.encode(), kind.encode(), flags, options.encode()) != 0:
        why = os.strerror(ctypes.get_errno())
        raise CannotEnter(f'"{source}" cannot be mounted on "{at}": {why}')


def bind(source, at, read_only):
    """Show a file or folder at another place."""
    mount(source, at, flags=BIND | RECURSIVE)
    if read_only:
        mount(source, at, flags=BIND | REMOUNT | READ_ONLY)


def make_place(at, folder):
    """Make a mount point where there is none."""
    seen = ''
    for part in at.strip('/').split('/'):
        seen += f'/{part}'
        if os.path.islink(seen):
            raise CannotEnter(f'"{at}" cannot be mounted on: "{seen}" is a symbolic link')
    if folder:
        os.makedirs(at, exist_ok=True)
    else:
        os.makedirs(os.path.dirname(at), exist_ok=True)
        if not os.path.exists(at):
            with open(at, 'wb'):
                pass


def mount_system():
    """/proc and /dev, without what leads out of the chroot."""
    mount('proc', '/proc', 'proc', NOSUID | NODEV | NOEXEC)
    for name in KERNEL_FILES:
        if os.path.exists(f'/proc/{name}'):
            bind(f'/proc/{name}', f'/proc/{name}', read_only=True)
    fresh = '/build/dev'
    os.makedirs(fresh, exist_ok=True)
    mount('tmpfs', fresh, 'tmpfs', NOSUID | NOEXEC, 'mode=755')
    for name in DEVICES:
        make_place(f'{fresh}/{name}', folder=False)
        bind(f'/dev/{name}', f'{fresh}/{name}', read_only=False)
    for name, target in LINKS.items():
        os.symlink(target, f'{fresh}/{name}')
    os.makedirs(f'{fresh}/pts')
    mount('devpts', f'{fresh}/pts', 'devpts', NOSUID | NOEXEC,
          'newinstance,ptmxmode=666,mode=620,gid=5')
    os.makedirs(f'{fresh}/shm')
    mount('tmpfs', f'{fresh}/shm', 'tmpfs', NOSUID | NODEV, 'mode=1777')
    mount(fresh, '/dev', flags=MOVE)
    os.rmdir(fresh)


def own(path):
    """Make all of it root's, as the other engines show it."""
    os.lchown(path, 0, 0)
    if os.path.isdir(path) and not os.path.islink(path):
        for folder, folders, files in os.walk(path):
            for name in folders + files:
                os.lchown(os.path.join(folder, name), 0, 0)


def write(path, text):
    """A file of the machine; where a link was, the link goes."""
    if os.path.islink(path):
        os.unlink(path)
    with open(path, 'w', encoding='utf-8', errors='surrogateescape') as file:
        file.write(text)
    os.chmod(path, 0o644)


def enter(order):
    """Set the session up."""
    socket.sethostname('django-deb')
    mount_system()
    for path, text in order['files'].items():
        write(path, text)
    for shown in order['binds']:
        own(shown['from'])
        make_place(shown['at'], os.path.isdir(shown['from']))
        bind(shown['from'], shown['at'], not shown['writable'])
    with open(order['entered'], 'wb'):
        pass


def main():
    """Enter, and become the command."""
    with open(sys.argv[1], encoding='utf-8') as text:
        order = json.load(text)
    os.umask(0o022)
    os.chdir('/')
    try:
        enter(order)
    except (CannotEnter, OSError) as failure:
        sys.exit(f'session: {failure}')
    # The shell is the first process of its namespace and reaps what the command leaves.
    command = ['setpriv', '--inh-caps=-all', f'--bounding-set={CAPABILITIES}',
               '/bin/sh', '-c', '"$@"; exit', 'sh', *order['arguments']]
    os.execvpe(command[0], command, order['environment'])


if __name__ == '__main__':
    main()
