# Shared by ./dualmip and ./check. To be sourced, with $root set to the folder of the project.
# shellcheck shell=bash

# Programs of root are looked for as well, also when a user asks.
PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin

say() { printf 'dualmip: %s\n' "$1" >&2; }

# Ends with a message; further arguments are lines of advice.
die() {
  say "$1"
  shift
  [ $# -eq 0 ] || printf '  %s\n' "$@" >&2
  exit 1
}

# One line that shows how far something is: overwritten on a terminal, said once elsewhere.
progress_width=0
progress() {
  if [ -t 2 ]; then
    printf '\r%-*s' "$progress_width" "dualmip: $1" >&2
    progress_width=$((${#1} + 9))
  elif [ "${2-}" != detail ]; then
    say "$1"
  fi
}

progress_done() {
  if [ -t 2 ] && [ "$progress_width" -gt 0 ]; then
    printf '\r%-*s\r' "$progress_width" '' >&2
    progress_width=0
  fi
}

# The user who asked for root by sudo, if the project is theirs: Maven runs as they would run it.
owner=
if [ "$EUID" -eq 0 ] && [ "${SUDO_UID-0}" -ne 0 ] && [ "$(stat -c %u -- "$root")" = "$SUDO_UID" ]; then
  owner=$(id -un -- "$SUDO_UID" 2>/dev/null || true)
fi
if [ -n "$owner" ]; then
  owner_home=$(getent passwd "$owner" | cut -d: -f6)
else
  owner_home=${HOME-}
fi

# Names with letters beyond ASCII must survive in minimal environments, too.
case ${LC_ALL:-${LC_CTYPE:-${LANG-}}} in
  *[Uu][Tt][Ff]-8 | *[Uu][Tt][Ff]8) ;;
  *) export LC_ALL=C.UTF-8 ;;
esac

# What root writes into the project of another user becomes theirs.
give_back() {
  local ids
  ids=$(stat -c %u:%g -- "$root")
  [ "$EUID" -ne 0 ] || [[ $ids == 0:* ]] || chown -hR -- "$ids" "$@" 2>/dev/null || true
}
