/** Mobile IP as values and engines: no sockets, no files, no threads, no clock. */
module org.dualmip.mobileip {
  requires static org.jspecify;

  exports org.dualmip.mobileip.net;
}
