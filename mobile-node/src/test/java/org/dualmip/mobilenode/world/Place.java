package org.dualmip.mobilenode.world;

import java.util.Locale;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.MacAddress;
import org.dualmip.mobileip.net.Prefix4;
import org.jspecify.annotations.Nullable;

/** An access network. */
enum Place {
  OFFICE_A("10.1.1.0/24", true, null, 2),
  OFFICE_B("10.1.2.0/24", true, null, 4),
  CAFE("198.51.100.0/24", false, null, 10),
  CELL("100.64.7.0/24", false, "198.18.0.20", 30),
  /** Outside, but with addresses that look as if it were inside. */
  EVIL("10.1.7.0/24", false, "198.18.0.30", 15),
  /** Outside, and in everything that can be copied the same as {@link #OFFICE_A}. */
  CLONE("10.1.1.0/24", false, "198.18.0.40", 12),
  /** Gives an address and then carries nothing: a captive portal. */
  DEAD("192.168.4.0/24", false, null, 5);

  /** The domain that is given out inside. */
  static final String DOMAIN = "corp.example";

  private final String prefix;
  private final boolean inside;
  private final @Nullable String nat;
  private final long delay;

  Place(String prefix, boolean inside, @Nullable String nat, long delayMillis) {
    this.prefix = prefix;
    this.inside = inside;
    this.nat = nat;
    this.delay = delayMillis * Timeline.MS;
  }

  Prefix4 prefix() {
    return Prefix4.of(prefix);
  }

  boolean inside() {
    return inside;
  }

  /** The router's: the same where everything is copied. */
  MacAddress gatewayMac() {
    return new MacAddress(0x02aa_0000_0000L | (router().bits() & 0xffff_ffffL));
  }

  /** The domain in the leases that are given out here. */
  String domain() {
    return inside || this == CLONE ? DOMAIN : name().toLowerCase(Locale.ROOT) + ".example";
  }

  /** Whether a host configured for the other network can use this one without noticing. */
  boolean feelsLike(Place other) {
    return prefix.equals(other.prefix);
  }

  boolean usable() {
    return this != DEAD;
  }

  /**
   * Whether a foreign agent serves its hosts, in worlds that have any: it gives no addresses then.
   */
  boolean served() {
    return this == OFFICE_B || this == CAFE;
  }

  /** The address behind which all its hosts hide; null without a NAT. */
  @Nullable Ip4 nat() {
    return nat == null ? null : Ip4.of(nat);
  }

  /** One way to the core, in nanoseconds. */
  long delay() {
    return delay;
  }

  Ip4 router() {
    return new Ip4(prefix().network().bits() + 1);
  }

  Ip4 host(int number) {
    return new Ip4(prefix().network().bits() + number);
  }
}
