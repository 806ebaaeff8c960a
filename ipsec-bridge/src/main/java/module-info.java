/** The VPN of the dual client: strongSwan through VICI, and the VPN session as an engine. */
module org.dualmip.ipsec {
  requires static org.jspecify;
  requires transitive org.dualmip.mobileip;
  requires org.slf4j;
  // Only the adapter on jnr-unixsocket needs it; without the jar that adapter alone is missing.
  requires static org.jnrproject.unixsocket;

  exports org.dualmip.ipsec;
  exports org.dualmip.ipsec.vici;
}
