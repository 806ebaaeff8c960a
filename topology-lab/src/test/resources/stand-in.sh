#!/bin/bash
# Takes the place of DualMIP where the lab itself is under test: plain routes carry S to wherever
# the node is, without any tunnel, so inner addresses are seen outside, and the lab must notice.
set -eu
verb=$1
file=$3
run=$(basename "$(dirname "$file")")
events=$(sed -n 's/^events: //p' "$file")
home=10.1.0.100

in_node() { nsenter "--net=/run/netns/dm-$run-$1" -- "${@:2}"; }
said() {
  read -r uptime _ </proc/uptime
  printf '{"at":"","mono":%s0000000,"who":"node","what":"%s","old":"","new":"%s","why":"stand-in","link":"%s"}\n' \
    "${uptime/./}" "$1" "$2" "$3" >>"$events"
}

case $verb in
  gateway)
    nft flush ruleset # stands in for what the VPN would let through
    in_node cell-r nft flush ruleset
    exec sleep infinity
    ;;
  agent)
    if [ "$(basename "$file")" = iha.yaml ]; then
      in_node cn ip route replace $home via 10.1.0.1
    fi
    exec sleep infinity
    ;;
  node)
    ip addr add $home/32 dev lo 2>/dev/null || true
    known=
    while sleep 0.01; do
      now=$(ip -4 route show default | grep -v linkdown | sort || true)
      [ "$now" = "$known" ] && continue
      fresh=$(comm -13 <(echo "$known") <(echo "$now") | head -1)
      gone=$(comm -23 <(echo "$known") <(echo "$now") | head -1)
      known=$now
      [ -z "$gone" ] || said link-lost "" "$(echo "$gone" | sed 's/.* dev \([^ ]*\).*/\1/')"
      [ -n "$fresh" ] || continue
      care_of=$(echo "$fresh" | sed 's/.* src \([^ ]*\).*/\1/')
      router=$(echo "$fresh" | sed 's/.* via \([^ ]*\).*/\1/')
      nic=$(echo "$fresh" | sed 's/.* dev \([^ ]*\).*/\1/')
      said link-found "" "$nic"
      case $router in
        10.1.1.1) in_node office-a-r ip route replace $home via "$care_of"
          in_node irt ip route replace $home via 10.1.254.11 ;;
        10.1.2.1) in_node office-b-r ip route replace $home via "$care_of"
          in_node irt ip route replace $home via 10.1.254.12 ;;
        198.51.100.1) in_node cafe-r ip route replace $home via "$care_of"
          in_node gw ip route replace $home via 198.18.0.10
          in_node irt ip route replace $home via 10.1.254.2 ;;
        100.64.7.1) in_node cell-r ip route replace $home via "$care_of"
          in_node gw ip route replace $home via 198.18.0.20
          in_node irt ip route replace $home via 10.1.254.2 ;;
      esac
      ip route replace 10.1.0.0/16 via "$router" dev "$nic" src $home
      said gate-opened "via $nic" "$nic"
    done
    ;;
esac
