# Installs what a lab needs, on Debian and its relatives, as root. To be sourced.
# shellcheck shell=bash

# What must be there: a program, or a file, and the package that brings it.
needed='
ip                                     iproute2
tc                                     iproute2
nft                                    nftables
charon-systemd                         charon-systemd
swanctl                                strongswan-swanctl
libstrongswan-kernel-libipsec.so       libcharon-extra-plugins
libstrongswan-openssl.so               libstrongswan-standard-plugins
libstrongswan-curve25519.so            libstrongswan-extra-plugins
tshark                                 tshark
dumpcap                                tshark
iperf3                                 iperf3
sshd                                   openssh-server
ssh                                    openssh-client
ssh-keygen                             openssh-client
ping                                   iputils-ping
nsenter                                util-linux
setpriv                                util-linux
sysctl                                 procps
'

# What the tests need besides: a kernel that has tunnels of its own, and what loads its modules.
# shellcheck disable=SC2034  # for whoever sources this
needed_by_tests='
tcpdump                                tcpdump
'
# Debian has it for these alone.
case $(uname -m) in
  x86_64 | i?86)
    needed_by_tests+='
linux.uml                              user-mode-linux
insmod                                 kmod
'
    ;;
esac

# Sets $missing to the packages that are not there. Asks no package manager: it takes milliseconds.
find_missing() {
  local what package file
  missing=()
  while read -r what package; do
    [ -n "$what" ] || continue
    if [[ $what == *.so ]]; then
      for file in /usr/lib/ipsec/plugins/"$what" /usr/lib/*/ipsec/plugins/"$what"; do
        [ ! -e "$file" ] || continue 2
      done
    elif command -v "$what" >/dev/null; then
      continue
    fi
    [[ " ${missing[*]-} " == *" $package "* ]] || missing+=("$package")
  done <<<"$needed"
}

# Installs what is missing. Returns 1 if that was not possible; what to do is said.
install_packages() {
  find_missing
  [ ${#missing[@]} -gt 0 ] || return 0
  if ! command -v apt-get >/dev/null; then
    say "a lab needs programs that this machine lacks; on Debian their packages are called: ${missing[*]}"
    return 1
  fi
  (apt_install "${missing[@]}")
}

# A service that a package brings must neither start now nor at the next boot: the lab starts its own
# in namespaces of its own.
apt_install() {
  local log before after policy=/usr/sbin/policy-rc.d made=
  log=$(mktemp /tmp/dualmip-install.XXXXXX)
  before=$(installed_packages)
  if [ ! -e "$policy" ]; then
    made=$policy
    # 101: forbidden by policy.
    printf '#!/bin/sh\n# For the time of an installation by DualMIP.\nexit 101\n' >"$policy"
    chmod 755 "$policy"
  fi
  # shellcheck disable=SC2064
  trap "rm -f -- $made" EXIT
  trap 'exit 130' INT TERM HUP
  say "installing for the lab: $*"
  export DEBIAN_FRONTEND=noninteractive
  if ! { apt_get "$log" install --no-install-recommends "$@" ||
    { apt_get "$log" update && apt_get "$log" install --no-install-recommends "$@"; }; }; then
    say "the installation failed:"
    tail -n 15 -- "$log" >&2
    say "all of it is in $log; repair it, or install by hand: apt-get install $*"
    return 1
  fi
  after=$(installed_packages)
  comm -13 <(printf '%s\n' "$before") <(printf '%s\n' "$after") | leave_disabled >>"$log" 2>&1
  rm -f -- "$log"
  say "installed"
}

apt_get() {
  local log=$1 line
  shift
  # needrestart and its like would restart services of the host.
  NEEDRESTART_SUSPEND=1 apt-get -q -y -o Dpkg::Use-Pty=0 -o Dpkg::Options::=--force-confold \
    -o DPkg::Lock::Timeout=300 "$@" </dev/null 2>&1 | tee -a -- "$log" |
    while IFS= read -r line; do
      case $line in
        'Get:'* | 'Unpacking '* | 'Setting up '*) progress "${line:0:70}" detail ;;
      esac
    done
  local result=${PIPESTATUS[0]}
  progress_done
  return "$result"
}

installed_packages() {
  dpkg-query -W -f '${db:Status-Abbrev} ${Package}\n' | sed -n 's/^ii  *//p' | LC_ALL=C sort
}

# Reads names of packages and disables the services that they bring.
leave_disabled() {
  local package file
  while read -r package; do
    dpkg -L "$package" | while read -r file; do
      case $file in
        */systemd/system/*@.*) ;;
        */systemd/system/*.service | */systemd/system/*.socket | */systemd/system/*.timer)
          if command -v systemctl >/dev/null; then
            systemctl --no-reload disable "${file##*/}" || true
          else
            deb-systemd-helper disable "${file##*/}" || true
          fi
          ;;
        /etc/init.d/*) update-rc.d "${file##*/}" disable || true ;;
      esac
    done
  done
}
