#!/bin/sh
# Holds the namespaces of one chroot, for as long as the builder lives. Started as root of a new user namespace, with mount,
# pid, uts, ipc and network namespaces of its own, by open.ts. As process 1 of its pid namespace its end is the end of
# everything that was ever started in the chroot, whatever that thing did to hide.
#
# Environment:
#   HOLD_WORK       directory of this chroot: lifeline (fifo), exchange/, mount/, upper/, scratch/
#   HOLD_LAYERS     read-only trees, uppermost first, separated by colons; empty: no chroot at all (tools root only)
#   HOLD_SIZE       limit of what may be written, in MiB of memory; 0: write to HOLD_WORK on disk
#   HOLD_HOST_NAME  host name inside
#   HOLD_ROOT       chroot: the tree itself is the root, nothing of this machine can be reached
#                   tools: this machine's programs, read-only, are the root and the tree stands at /chroot
# Standard output: one line `ready PID`, PID as the builder sees it.
set -eu

# This machine's /proc still stands here: it knows the number by which the builder can find us.
read -r pid rest </proc/self/stat

# The lifeline: the builder holds the writing end. Opened for both first, so that opening never blocks.
exec 3<>"$HOLD_WORK/lifeline" 4<"$HOLD_WORK/lifeline" 3>&-

# A new network namespace has its loopback down, and test suites that listen on 127.0.0.1 fail there.
ip link set lo up
hostname "$HOLD_HOST_NAME"
umask 022

root="$HOLD_WORK/mount"

devices() {
  mkdir -p "$1/dev" "$1/proc"
  mount -t proc -o nosuid,nodev,noexec proc "$1/proc"
  mount -t tmpfs -o nosuid,mode=755,size=1m tmpfs "$1/dev"
  for node in null zero full random urandom tty; do
    : >"$1/dev/$node"
    mount --bind "/dev/$node" "$1/dev/$node"
  done
  mkdir "$1/dev/shm" "$1/dev/pts"
  # Private: libfaketime names semaphores by process number, and these repeat in a pid namespace.
  mount -t tmpfs -o nosuid,nodev,mode=1777 tmpfs "$1/dev/shm"
  mount -t devpts -o nosuid,noexec,newinstance,ptmxmode=0666,mode=0620,gid=5 devpts "$1/dev/pts"
  ln -s pts/ptmx "$1/dev/ptmx"
  ln -s /proc/self/fd "$1/dev/fd"
  ln -s /proc/self/fd/0 "$1/dev/stdin"
  ln -s /proc/self/fd/1 "$1/dev/stdout"
  ln -s /proc/self/fd/2 "$1/dev/stderr"
}

names() {
  # The tree's own files may be links to places outside of it.
  rm -f "$1/etc/resolv.conf" "$1/etc/hosts" "$1/etc/hostname"
  cat /etc/resolv.conf >"$1/etc/resolv.conf" 2>/dev/null || : >"$1/etc/resolv.conf"
  printf '127.0.0.1 localhost %s\n::1 localhost ip6-localhost\n' "$HOLD_HOST_NAME" >"$1/etc/hosts"
  printf '%s\n' "$HOLD_HOST_NAME" >"$1/etc/hostname"
}

# $1: where the tree is wanted. Reading goes through to the layers, writing to memory or to this chroot's directory.
overlay() {
  mkdir -p "$1"
  if [ "$HOLD_SIZE" != 0 ]; then
    mkdir -p "$HOLD_WORK/memory"
    mount -t tmpfs -o "mode=755,size=${HOLD_SIZE}m" tmpfs "$HOLD_WORK/memory"
  fi
  if [ "$HOLD_SIZE" = 0 ]; then
    layered "$1" "$HOLD_WORK"
  elif ! { layered "$1" "$HOLD_WORK/memory" && renames_directories "$1"; }; then
    # Before Linux 6.6 memory cannot hold the attributes that overlayfs needs here.
    echo "hold: writing to disk, this kernel's tmpfs has no user attributes" >&2
    umount "$1" || :
    umount "$HOLD_WORK/memory"
    layered "$1" "$HOLD_WORK"
  fi
  devices "$1"
  names "$1"
}

layered() {
  mkdir -p "$2/upper" "$2/scratch"
  mount -t overlay -o "userxattr,lowerdir=$HOLD_LAYERS,upperdir=$2/upper,workdir=$2/scratch" overlay "$1"
}

# dpkg puts new directories in place by renaming them.
renames_directories() {
  mkdir "$1/etc/probe.new"
  if perl -e 'exit !rename($ARGV[0], $ARGV[1])' "$1/etc/probe.new" "$1/etc/probe"; then
    rmdir "$1/etc/probe"
  else
    return 1
  fi
}

tools() {
  mount -t tmpfs -o "mode=755,size=2g" tmpfs "$root"
  mkdir -p "$root/etc" "$root/tmp" "$root/root" "$root/var/tmp" "$root/var/lib" "$root/run" "$root/sys"
  chmod 1777 "$root/tmp" "$root/var/tmp"
  for directory in usr bin sbin lib lib32 lib64 libx32; do
    if [ -L "/$directory" ]; then
      ln -s "$(readlink "/$directory")" "$root/$directory"
    elif [ -d "/$directory" ]; then
      view "/$directory"
    fi
  done
  # Only what the programs need: no keys, no settings of the desk, no settings of this machine's apt and dpkg.
  for path in /etc/alternatives /etc/ca-certificates /etc/ca-certificates.conf /etc/debian_version /etc/dpkg/origins /etc/fonts \
    /etc/group /etc/java* /etc/ld.so.cache /etc/ld.so.conf /etc/ld.so.conf.d /etc/localtime /etc/magic /etc/mime.types \
    /etc/nsswitch.conf /etc/os-release /etc/passwd /etc/perl /etc/protocols /etc/python3* /etc/services /etc/ssl/certs \
    /etc/ssl/openssl.cnf; do
    [ ! -e "$path" ] || copy_of "$path"
  done
  view /var/lib/dpkg
  devices "$root"
  names "$root"
}

# Read-only by ownership: outside these files belong to a user that is not mapped here. (A remount would be refused where
# the machine mounts /usr with flags of its own.)
view() {
  mkdir -p "$root$1"
  mount --rbind "$1" "$root$1"
}

# Links stay links: what they point to is in the view. A file that only root of this machine may read is left out.
copy_of() {
  mkdir -p "$root$(dirname "$1")"
  cp -RP "$1" "$root$1" 2>/dev/null || :
}

mkdir -p "$root"
case "$HOLD_ROOT" in
  chroot)
    overlay "$root"
    ;;
  tools)
    tools
    if [ -n "$HOLD_LAYERS" ]; then overlay "$root/chroot"; fi
    ;;
esac

# What goes in and out passes through here; only root of this namespace may enter.
mkdir -p "$root/.sameday" "$HOLD_WORK/exchange"
chmod 700 "$HOLD_WORK/exchange"
mount --bind "$HOLD_WORK/exchange" "$root/.sameday"

cd "$root"
mkdir -p .old
pivot_root . .old
# From here on programs are those of the new root. The old root is taken away by its own umount, entered by chroot:
# a chroot recreated from a .buildinfo need not have one.
exec chroot . /bin/sh -euc '
  chroot /.old umount -l /
  rmdir /.old
  printf "ready %s\n" "$1"
  # Nobody ever writes: this returns when the builder is gone or wants the end.
  read -r _ <&4 || exit 0
' hold "$pid"
