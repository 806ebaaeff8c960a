package org.dualmip.mobilenode.world;

import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobilenode.Link;
import org.jspecify.annotations.Nullable;

/** A physical interface: what is configured on it, and what it really is plugged into. */
final class Interface {
  /** Never. */
  static final long NEVER = Long.MIN_VALUE / 2;

  private final String name;
  private @Nullable Place place;
  private @Nullable Place wire;
  private @Nullable Place lastPlace;
  private Ip4 address = Ip4.ANY;
  private long provedAt = NEVER;
  private long attachedAt;

  Interface(String name) {
    this.name = name;
  }

  String name() {
    return name;
  }

  /** The network whose address it has; null while detached. */
  @Nullable Place place() {
    return place;
  }

  /** The network its frames appear on; differs from {@link #place} after a silent move. */
  @Nullable Place wire() {
    return wire;
  }

  @Nullable Place lastPlace() {
    return lastPlace;
  }

  Ip4 address() {
    return address;
  }

  /** When the request was sent that proved this interface inside, as the world knows it. */
  long provedAt() {
    return provedAt;
  }

  void proved(long requestSentAt) {
    provedAt = requestSentAt;
  }

  Link link() {
    Place network = place == null ? lastPlace : place;
    if (network == null) {
      throw new IllegalStateException(name + " was never attached");
    }
    return new Link(name, address, network.prefix().length(), network.router());
  }

  /** Larger the later it was attached. */
  long attachedAt() {
    return attachedAt;
  }

  /** The node found a point of attachment here; behind an agent that is later than the carrier. */
  void found(long now) {
    attachedAt = now;
  }

  void join(Place to, Ip4 with, long now) {
    attachedAt = now;
    place = to;
    wire = to;
    lastPlace = to;
    address = with;
  }

  void rejoin(long now) {
    attachedAt = now;
    place = lastPlace;
    wire = lastPlace;
  }

  void leave() {
    place = null;
    wire = null;
  }

  /** The host heard that its connection has changed: whatever was proved is not any more. */
  void changed() {
    provedAt = NEVER;
  }

  /** Without any event, the cable is elsewhere. */
  void moveSilently(@Nullable Place to) {
    wire = to;
  }
}
