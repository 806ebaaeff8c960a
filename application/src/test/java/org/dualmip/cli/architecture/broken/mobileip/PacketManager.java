package org.dualmip.cli.architecture.broken.mobileip;

import org.dualmip.cli.architecture.broken.linux.Packet;

/** Wrong: uses a later module that uses it, opens sockets, reads the clock, has a hollow name. */
public final class PacketManager {
  Packet packet = new Packet();
  java.net.@org.jspecify.annotations.Nullable Socket socket;
  @org.jspecify.annotations.Nullable Thread thread;

  long time() {
    return System.nanoTime();
  }
}
