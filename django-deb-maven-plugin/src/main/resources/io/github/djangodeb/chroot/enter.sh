#!/bin/sh
# Runs one command in a session: mounts the chroot's layers and what they need, shuts the host's
# files out, lays down the privileges that a build does not need, and becomes the command.
#
# usage: enter.sh SESSION OVERLAY MOUNTS [-d FOLDER | -f FILE]... -- COMMAND...
#   SESSION   folder of the session, relative to the working directory; the root is mounted at its
#             root/; its file "entered" appears when only the command can fail any more
#   OVERLAY   options of the overlay mount, with paths relative to the working directory
#   MOUNTS    an fstab(5) file of all other mounts
#   -d, -f    a folder or file in the chroot, without its leading slash, that is made where it is
#             missing, for something to be mounted on
#
# The command's environment passes through, so the variables here begin with an underscore.
#
# It runs as the first process of new mount, PID, IPC and UTS namespaces, as root or as the root of
# a user namespace. All it mounts is seen by these namespaces alone and vanishes with them.

set -eu
umask 022
PATH=$PATH:/usr/sbin:/sbin

fail() {
  printf 'session: %s\n' "$1" >&2
  exit 1
}

# mount(8) may give hints where nothing is wrong; what it says is told only where it fails.
quietly() {
  _said=$("$@" 2>&1) || fail "$* failed: $_said"
}

# A symbolic link in the path would lead out of the chroot, since this still sees the host's files.
refuse_links() {
  _rest=$1
  _seen=.
  while [ -n "$_rest" ]; do
    _seen=$_seen/${_rest%%/*}
    [ ! -L "$_seen" ] || fail "\"/$1\" cannot be mounted on: \"${_seen#.}\" is a symbolic link"
    case $_rest in
      */*) _rest=${_rest#*/} ;;
      *) _rest= ;;
    esac
  done
}

make_folder() {
  refuse_links "$1"
  [ -d "$1" ] || mkdir -p -- "$1"
}

make_file() {
  refuse_links "$1"
  case $1 in
    */*) [ -d "${1%/*}" ] || mkdir -p -- "${1%/*}" ;;
  esac
  [ -e "$1" ] || : >"$1"
}

_session=$1
_overlay=$2
_mounts=$3
shift 3

_entered=$PWD/$_session/entered
# Only keeps the machine's name out of what is built: without the program hostname it shows.
hostname django-deb 2>/dev/null || :
quietly mount -n -t overlay -o "$_overlay" overlay "$_session/root"
cd "$_session/root"

quietly mount -n -t tmpfs -o nosuid,noexec,mode=755 tmpfs dev
mkdir dev/pts dev/shm
for _device in null zero full random urandom tty; do
  : >"dev/$_device"
done
ln -s pts/ptmx dev/ptmx
ln -s /proc/self/fd dev/fd
ln -s /proc/self/fd/0 dev/stdin
ln -s /proc/self/fd/1 dev/stdout
ln -s /proc/self/fd/2 dev/stderr

while [ "$1" != -- ]; do
  case $1 in
    -d) make_folder "$2" ;;
    -f) make_file "$2" ;;
    *) fail "\"$1\" is no option" ;;
  esac
  shift 2
done
shift

quietly mount -n -a -T "$_mounts"

# The chroot's root moves over the host's: chroot(2) alone can be left by a root, but from here there
# is nothing else to come to, and no privilege left to unmount.
quietly mount -n --move . /

_setpriv=$(command -v setpriv) || fail "setpriv is not installed"
_chroot=$(command -v chroot) || fail "chroot is not installed"
PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
LC_ALL=C.UTF-8
export PATH LC_ALL
unset PWD OLDPWD
: >"$_entered"

# What apt, dpkg and compilers need: other users' files, other users, a chroot. Not: mounts, devices,
# kernel modules, raw sockets, the clock, tracing.
# The shell in the chroot is the first process of its namespace and reaps what the command leaves.
exec "$_setpriv" --inh-caps=-all \
  --bounding-set=-all,+chown,+dac_override,+fowner,+fsetid,+kill,+setgid,+setuid,+setfcap,+sys_chroot \
  "$_chroot" . /bin/sh -c '"$@"; exit' sh "$@"
