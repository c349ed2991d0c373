#!/bin/sh
# Tries what sessions need of the kernel, in the same namespaces as they: an overlay in the cache
# folder, /proc, and /dev.
#
# usage: probe.sh OPTIONS
#   OPTIONS   more options of the overlay mount, each with a comma before it
#
# The working directory has the folders lower, upper, work and root.

set -eu
PATH=$PATH:/usr/sbin:/sbin

mount -n -t overlay -o "lowerdir=lower,upperdir=upper,workdir=work$1" overlay root || {
  echo "probe: no overlay"
  exit 1
}
mkdir root/proc root/dev
mount -n -t proc proc root/proc || {
  echo "probe: no proc"
  exit 1
}
: >root/dev/null
mount -n --bind /dev/null root/dev/null || {
  echo "probe: no devices"
  exit 1
}
echo "probe: fine"
