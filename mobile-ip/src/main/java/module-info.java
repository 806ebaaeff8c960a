/** Mobile IP as values and engines: no sockets, no files, no threads, no clock. */
module org.dualmip.mobileip {
  requires static org.jspecify;

  exports org.dualmip.mobileip.agent;
  exports org.dualmip.mobileip.discovery;
  exports org.dualmip.mobileip.extension;
  exports org.dualmip.mobileip.foreign;
  exports org.dualmip.mobileip.message;
  exports org.dualmip.mobileip.net;
  exports org.dualmip.mobileip.node;
  exports org.dualmip.mobileip.packet;
  exports org.dualmip.mobileip.probe;
  exports org.dualmip.mobileip.security;
}
