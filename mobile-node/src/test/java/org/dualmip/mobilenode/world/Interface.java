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
  private boolean hinted;

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

  /** Whether what it sends and receives gets through: it is where it seems to be. */
  boolean isConnected() {
    return place != null && wire != null && wire.feelsLike(place);
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
  void found(long order) {
    attachedAt = order;
  }

  void join(Place to, Ip4 with, long order) {
    attachedAt = order;
    place = to;
    wire = to;
    lastPlace = to;
    address = with;
  }

  void leave() {
    place = null;
    wire = null;
  }

  /** The host heard that its connection has changed: whatever was proved is not any more. */
  void changed() {
    provedAt = NEVER;
    hinted = false;
  }

  /** A sensor saw something here. */
  void hint() {
    hinted = true;
  }

  /** Whether a sensor saw anything here since the connection changed. */
  boolean isHinted() {
    return hinted;
  }

  /** Without any event, the cable is elsewhere. */
  void moveSilently(@Nullable Place to) {
    wire = to;
  }
}
