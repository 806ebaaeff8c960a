package org.dualmip.mobileip.node;

import java.util.Map;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.security.MobileAaaKey;
import org.dualmip.mobileip.security.SecurityAssociation;
import org.jspecify.annotations.Nullable;

/**
 * What a mobile node shares with others than its home agent.
 *
 * @param aaa with its home AAA server, for the MN-AAA authentication extension beside an agent's
 *     challenge (RFC 4721 §6); null if there is none
 * @param foreignAgents with foreign agents, by the source address of their advertisements (RFC 5944
 *     §3.5.3)
 */
public record OtherSecrets(
    @Nullable MobileAaaKey aaa, Map<Ip4, SecurityAssociation> foreignAgents) {
  /** None. */
  public static final OtherSecrets NONE = new OtherSecrets(null, Map.of());

  /** Keeps a copy. */
  public OtherSecrets {
    foreignAgents = Map.copyOf(foreignAgents);
  }
}
