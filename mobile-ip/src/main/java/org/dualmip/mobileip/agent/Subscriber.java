package org.dualmip.mobileip.agent;

import java.util.List;
import java.util.Optional;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.security.SecurityAssociation;
import org.jspecify.annotations.Nullable;

/**
 * A mobile node that a home agent serves.
 *
 * @param network the name of its home network
 * @param home its home address; null if the agent assigns one
 * @param nai its network access identifier (RFC 2794); null if the home address identifies it
 * @param associations its security associations, by SPI
 * @param permissions what it may do beyond registering
 */
public record Subscriber(
    String network,
    @Nullable Ip4 home,
    @Nullable String nai,
    List<SecurityAssociation> associations,
    Permissions permissions) {
  /**
   * @throws IllegalArgumentException if nothing identifies the node, or it shares no secret
   */
  public Subscriber {
    associations = List.copyOf(associations);
    if (home == null && nai == null) {
      throw new IllegalArgumentException("a mobile node needs a home address or an NAI");
    }
    if (associations.isEmpty()) {
      throw new IllegalArgumentException("a mobile node needs a security association");
    }
  }

  /** An ordinary node in the only home network. */
  public Subscriber(
      @Nullable Ip4 home, @Nullable String nai, List<SecurityAssociation> associations) {
    this(HomeNetwork.DEFAULT, home, nai, associations, Permissions.NONE);
  }

  /** The same in another home network. */
  public Subscriber in(String homeNetwork) {
    return new Subscriber(homeNetwork, home, nai, associations, permissions);
  }

  /** The same with other permissions. */
  public Subscriber with(Permissions granted) {
    return new Subscriber(network, home, nai, associations, granted);
  }

  /** The association that an SPI selects. */
  public Optional<SecurityAssociation> association(int spi) {
    // No stream: this runs for each request.
    for (SecurityAssociation association : associations) {
      if (association.spi() == spi) {
        return Optional.of(association);
      }
    }
    return Optional.empty();
  }

  /**
   * A stable name: the NAI, or else the home address, with the network where that is not the only
   * one.
   */
  public String name() {
    if (nai != null) {
      return nai;
    }
    return network.equals(HomeNetwork.DEFAULT) ? String.valueOf(home) : home + "@" + network;
  }
}
