package org.dualmip.mobilenode.world;

import org.dualmip.mobileip.net.Endpoint;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.Octets;

/** What travels: packets within packets, as values instead of bytes where bytes decide nothing. */
sealed interface Packet {
  Ip4 from();

  Ip4 to();

  /** A datagram of port 434 that is not user data: registrations and keepalives, as bytes. */
  record Signal(Endpoint source, Endpoint destination, Octets payload) implements Packet {
    /** A datagram back to the sender. */
    Signal answer(Octets content) {
      Endpoint asked = destination;
      return new Signal(asked, source, content);
    }

    @Override
    public Ip4 from() {
      return source.address();
    }

    @Override
    public Ip4 to() {
      return destination.address();
    }
  }

  /** RFC 2003. */
  record IpIp(Ip4 from, Ip4 to, Packet inner) implements Packet {}

  /** RFC 3519 §3.3. */
  record InUdp(Endpoint source, Endpoint destination, Packet inner) implements Packet {
    @Override
    public Ip4 from() {
      return source.address();
    }

    @Override
    public Ip4 to() {
      return destination.address();
    }
  }

  /** Encrypted: nobody between the ends sees what is inside. */
  record Esp(Ip4 from, Ip4 to, long spi, Packet inner) implements Packet {}

  /** A step of the VPN's negotiation: 1 INIT, 2 AUTH, 3 is anybody there, 4 delete. */
  record Ike(Ip4 from, Ip4 to, long session, int step, boolean request) implements Packet {}

  /** User data. */
  record User(Ip4 from, Ip4 to, long number) implements Packet {}
}
