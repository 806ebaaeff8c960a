package org.dualmip.mobileip.agent;

import java.util.List;
import java.util.Optional;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.security.SecurityAssociation;

/**
 * A foreign agent that a home agent shares a secret with (RFC 5944 §3.8.1). Once configured, every
 * registration through it must carry the Foreign-Home Authentication Extension.
 *
 * @param address where its requests come from
 * @param associations its security associations, by SPI; the first one signs what is sent to it
 *     unasked
 */
public record ForeignAgentPeer(Ip4 address, List<SecurityAssociation> associations) {
  /**
   * @throws IllegalArgumentException if it shares no secret
   */
  public ForeignAgentPeer {
    associations = List.copyOf(associations);
    if (associations.isEmpty()) {
      throw new IllegalArgumentException("a foreign agent needs a security association");
    }
  }

  /** The association that an SPI selects. */
  public Optional<SecurityAssociation> association(int spi) {
    return associations.stream().filter(association -> association.spi() == spi).findFirst();
  }
}
