# Runs one command as a child of process 1 of a pid namespace made for this command, so that nothing it left behind stays.
# The text is given to `sh -euc` inside the chroot by enter.ts. Being process 1 itself would not do for a build: signals are
# ignored there, and orphans would not be reaped.
#
# Arguments: DIRECTORY UMASK UID GID keep|log COMMAND…
cd "$1"
umask "$2"
uid=$3
gid=$4
# `log`: standard output joins standard error, which is streamed and not kept in memory.
if [ "$5" = log ]; then exec >&2; fi
shift 5
code=0
setpriv --reuid "$uid" --regid "$gid" --clear-groups "$@" || code=$?
exit "$code"
