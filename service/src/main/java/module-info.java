/** What the services share: configuration, the owner thread, events, administration. */
module org.dualmip.service {
  requires transitive org.dualmip.mobileip;
  requires transitive org.jspecify;
  requires org.dualmip.linux;
  requires tools.jackson.core;
  requires tools.jackson.dataformat.yaml;
  requires org.slf4j;
  requires io.netty.buffer;
  requires io.netty.codec;
  requires io.netty.codec.http;
  requires io.netty.common;
  requires io.netty.transport;
  requires io.netty.transport.classes.epoll;
  requires io.netty.transport.unix.common;
  requires jdk.unsupported;

  exports org.dualmip.service;
  exports org.dualmip.service.admin;
  exports org.dualmip.service.config;
}
