package org.dualmip.linux;

import org.dualmip.mobileip.net.Endpoint;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.packet.Tunnel;
import org.dualmip.mobileip.packet.Tunnel.Kind;

/**
 * How a packet came here: what its outer headers say. One object serves all packets of a socket, so
 * it is valid during the call alone.
 */
public final class Arrival {
  private Kind kind = Kind.IP_IN_IP;
  private int source;
  private int port;
  private boolean keyed;
  private int key;
  private boolean sequenced;
  private int sequence;

  Arrival() {}

  void set(Kind newKind, int newSource, int newPort) {
    kind = newKind;
    source = newSource;
    port = newPort;
    keyed = false;
    key = 0;
    sequenced = false;
  }

  void setKey(int newKey) {
    keyed = true;
    key = newKey;
  }

  void setSequence(int newSequence) {
    sequenced = true;
    sequence = newSequence;
  }

  boolean isSequenced() {
    return sequenced;
  }

  int sequence() {
    return sequence;
  }

  /** How it was encapsulated. */
  public Kind kind() {
    return kind;
  }

  /** Who encapsulated it, as {@code Ip4.bits}. */
  public int source() {
    return source;
  }

  /** The UDP port it was sent from; 0 if it came natively. */
  public int port() {
    return port;
  }

  /** Whether it has a GRE key. */
  public boolean isKeyed() {
    return keyed;
  }

  /** The GRE key, 0 if it has none. */
  public int key() {
    return key;
  }

  /** The address and port, as an object of its own. */
  public Endpoint end() {
    return new Endpoint(new Ip4(source), port);
  }

  /**
   * Whether it came out of this tunnel: kind, address, port and key agree (RFC 3519 §4.3). Minimal
   * encapsulation also brings packets in IP-in-IP, because it cannot carry fragments (RFC 2004 §3).
   */
  public boolean isOf(Tunnel tunnel) {
    Tunnel.GreKeys keys = tunnel.keys();
    return (kind == tunnel.kind() || (kind == Kind.IP_IN_IP && tunnel.kind() == Kind.MINIMAL))
        && source == tunnel.remote().bits()
        && port == tunnel.udpPort()
        && (keys == null ? !keyed : keyed && key == keys.fromRemote());
  }
}
