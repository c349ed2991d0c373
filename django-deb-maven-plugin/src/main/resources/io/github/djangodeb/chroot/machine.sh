#!/bin/sh
# Remembers what a machine is like before packages are installed on it for a build, and puts it back
# so. What has to be done for that is kept in the journal, a folder: so whoever comes after a build
# that was killed can do it as well, and any number of times.
#
# usage: machine.sh remember JOURNAL SPARED < PACKAGES
#        machine.sh put-back JOURNAL
#   JOURNAL   is there from the moment on when the machine may be changed, until it is put back
#   SPARED    a file with paths, one a line: neither they nor what is in them is ever deleted
#   PACKAGES  the packages that are going to be installed, one a line
#
# put-back prints a line for whatever is not as it was, and ends with 1 then: that is what others
# have installed or removed meanwhile. It ends with 3, and has to be called again, if packages cannot
# be removed. The caller holds dpkg's lock for frontends.

set -eu
umask 022
export LC_ALL=C

# Below these everything counts: what is new there goes, unless a package has it.
deep='/etc /usr /var/cache/debconf /var/cache/ldconfig /var/lib/dpkg /var/lib/systemd'
# Of these what is in them directly: below are the data of programs, which go on writing.
shallow='/ /opt /srv /var /var/cache /var/lib /var/lib/apt /var/log /var/spool'
# Files that come back as they were, with their time.
files='/etc /var/cache/debconf /var/cache/ldconfig /var/lib/apt/extended_states
/var/lib/dpkg /var/log/alternatives.log /var/log/dpkg.log'

# What of the folders is there; find tells of those that are not.
# shellcheck disable=SC2086  # words are wanted, as in all functions here
all() {
  find $deep -xdev -mindepth 1 "$@" 2>/dev/null || :
  find $shallow -xdev -mindepth 1 -maxdepth 1 ! -path "$journal*" "$@" 2>/dev/null || :
}

# shellcheck disable=SC2086
kept() {
  find $files -xdev -type f ! -path '/var/lib/dpkg/info/*' ! -name 'lock*' "$@" 2>/dev/null || :
}

installed() {
  dpkg-query --show --showformat='${binary:Package} ${Version} ${db:Status-Abbrev}\n'
}

remember() {
  _draft=$journal.draft
  rm -rf "$_draft"
  mkdir "$_draft"
  cat >"$_draft/packages"
  cat "$1" >"$_draft/spared"
  installed >"$_draft/installed"
  all -printf '%p\n' | sort -u >"$_draft/paths"
  all -type d -printf '%p\t%m\t%U:%G\n' | sort -u >"$_draft/folders"
  kept -printf '%p\t%s\t%T@\n' | sort >"$_draft/files"
  cut -f 1 "$_draft/files" | tar --create --format=posix --file="$_draft/files.tar" --directory=/ \
    --absolute-names --verbatim-files-from --files-from=-
  sync -f "$_draft"
  mv "$_draft" "$journal"
}

# Whether a path is spared, or has something in it that is.
is_spared() {
  while IFS= read -r _spared; do
    case $1/ in
      "$_spared"/*) return 0 ;;
    esac
    case $_spared/ in
      "$1"/*) return 0 ;;
    esac
  done <"$journal/spared"
  return 1
}

# Packages of others may have come meanwhile, with files that are theirs.
is_of_package() {
  [ -n "$different" ] || return 1
  case $1 in
    /var/lib/dpkg/*) return 0 ;;
  esac
  grep -q -x -F -e "$1" /var/lib/dpkg/info/*.list
}

delete_new() {
  all -printf '%p\n' | sort -u | comm -13 "$journal/paths" - >"$journal/new"
  _gone=/-
  while IFS= read -r _path; do
    case $_path in
      "$_gone"/*) continue ;;
    esac
    if ! is_spared "$_path" && ! is_of_package "$_path"; then
      rm -rf --one-file-system -- "$_path"
      _gone=$_path
    fi
  done <"$journal/new"
}

bring_back_folders() {
  while IFS="$(printf '\t')" read -r _path _mode _owner; do
    if [ ! -e "$_path" ]; then
      mkdir -p "$_path"
      chown "$_owner" "$_path"
      chmod "$_mode" "$_path"
    fi
  done <"$journal/folders"
}

bring_back_files() {
  kept -printf '%p\t%s\t%T@\n' | sort | comm -23 "$journal/files" - | cut -f 1 >"$journal/changed"
  [ ! -s "$journal/changed" ] || tar --extract --file="$journal/files.tar" --directory=/ \
    --absolute-names --same-owner --same-permissions --verbatim-files-from \
    --files-from="$journal/changed"
}

purge() {
  # What was cut off comes to its end first, if it can.
  dpkg --log=/dev/null --configure --pending >"$journal/log" 2>&1 || :
  dpkg-query --show --showformat='${Package}\n' | sort -u >"$journal/there"
  sort -u "$journal/packages" | comm -12 - "$journal/there" >"$journal/purged"
  [ -s "$journal/purged" ] || return 0
  xargs dpkg --log=/dev/null --force-remove-reinstreq --purge -- <"$journal/purged" \
    >>"$journal/log" 2>&1 || {
    tail -n 20 "$journal/log"
    return 1
  }
}

put_back() {
  # Nobody puts it back at the same time, and no signal ends it half way.
  exec 9<"$journal/packages"
  flock 9
  [ -e "$journal/packages" ] || return 0
  trap '' HUP INT TERM
  export DPKG_FRONTEND_LOCKED=true DEBIAN_FRONTEND=noninteractive
  purge || return 3
  different=$(installed | diff "$journal/installed" - | sed -n 's/^[<>]/&/p')
  delete_new
  bring_back_folders
  if [ -n "$different" ]; then
    printf '%s\n' "$different"
    rm -rf "$journal"
    return 1
  fi
  bring_back_files
  rm -rf "$journal"
}

verb=$1
journal=$2
shift 2
case $verb in
  remember) remember "$@" ;;
  put-back) put_back "$@" ;;
  *)
    echo "machine.sh: \"$verb\" is no verb" >&2
    exit 2
    ;;
esac
