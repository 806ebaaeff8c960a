package org.dualmip.mobileip.agent;

import java.util.List;
import java.util.Optional;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.security.SecurityAssociation;
import org.jspecify.annotations.Nullable;

/**
 * A mobile node that a home agent serves.
 *
 * @param home its home address; null if the agent assigns one
 * @param nai its network access identifier (RFC 2794); null if the home address identifies it
 * @param associations its security associations, by SPI
 */
public record Subscriber(
    @Nullable Ip4 home, @Nullable String nai, List<SecurityAssociation> associations) {
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

  /** The association that an SPI selects. */
  public Optional<SecurityAssociation> association(int spi) {
    return associations.stream().filter(association -> association.spi() == spi).findFirst();
  }

  /** A stable name: the NAI, or else the home address. */
  public String name() {
    return nai != null ? nai : String.valueOf(home);
  }
}
