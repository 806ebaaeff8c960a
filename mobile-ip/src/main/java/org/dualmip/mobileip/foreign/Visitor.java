package org.dualmip.mobileip.foreign;

import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.MacAddress;
import org.dualmip.mobileip.net.MonotonicTime;
import org.dualmip.mobileip.packet.Tunnel;
import org.jspecify.annotations.Nullable;

/**
 * An entry of the visitor list whose registration the home agent has accepted (RFC 5944 §3.7.1).
 * There is at most one for each home agent, home address and name, and for each link, station and
 * home address.
 *
 * @param link the interface on which the node is
 * @param mac its station there
 * @param home its home address, never 0.0.0.0
 * @param nai its NAI; null if it gave none
 * @param homeAgent its home agent
 * @param careOf the care-of address that was registered
 * @param coLocated whether that is the node's own, so that the agent decapsulates nothing for it
 * @param tunnel to the home agent, with its end there
 * @param reverseTunnel whether what the node sends is tunnelled (RFC 3024)
 * @param delivery how the node hands over what is to be tunnelled
 * @param broadcasts whether it asked for broadcasts of its home network
 * @param keepaliveSeconds how often the tunnel's NAT mapping needs a packet (RFC 3519 §4.9); 0 if
 *     it needs none
 * @param identification of the accepted request
 * @param grantedSeconds the lifetime granted: the lesser of the home agent's and the foreign
 *     agent's, 1 to 65534
 * @param expires when the entry ends
 */
public record Visitor(
    String link,
    MacAddress mac,
    Ip4 home,
    @Nullable String nai,
    Ip4 homeAgent,
    Ip4 careOf,
    boolean coLocated,
    Tunnel tunnel,
    boolean reverseTunnel,
    Delivery delivery,
    boolean broadcasts,
    int keepaliveSeconds,
    long identification,
    int grantedSeconds,
    MonotonicTime expires) {

  /**
   * A request that was sent again may get the reply to the first one again. That does not make the
   * registration longer: the home agent's did not become longer either (RFC 5944 §3.8.2.2).
   */
  Visitor notBeyond(Visitor before) {
    return before.identification == identification && before.expires.isBefore(expires)
        ? withLifetime(before.grantedSeconds, before.expires)
        : this;
  }

  private Visitor withLifetime(int seconds, MonotonicTime end) {
    return new Visitor(
        link,
        mac,
        home,
        nai,
        homeAgent,
        careOf,
        coLocated,
        tunnel,
        reverseTunnel,
        delivery,
        broadcasts,
        keepaliveSeconds,
        identification,
        seconds,
        end);
  }

  /** How people know the node: its NAI, or else its home address. */
  public String name() {
    return nai != null ? nai : home.toString();
  }
}
