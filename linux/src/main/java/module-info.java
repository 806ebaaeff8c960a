/** The host: adapters, sockets, rtnetlink, nftables, namespaces and tunnels. Knows no Mobile IP. */
module org.dualmip.linux {
  requires transitive org.dualmip.mobileip;
  requires static org.jspecify;

  exports org.dualmip.linux;
}
