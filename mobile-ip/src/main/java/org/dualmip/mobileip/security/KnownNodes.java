package org.dualmip.mobileip.security;

import java.util.List;
import java.util.Map;

/**
 * Secrets that are known here, by the NAI or the home address in dotted decimal of the node that
 * has them. A node that gives an NAI is looked up by that alone.
 *
 * @param keys all secrets of each node
 */
public record KnownNodes(Map<String, List<MobileAaaKey>> keys) implements Authenticator {
  /** Copies the map. */
  public KnownNodes {
    keys = Map.copyOf(keys);
  }

  @Override
  public boolean accepts(Claim claim) {
    String name = claim.nai() != null ? claim.nai() : claim.home().toString();
    return keys.getOrDefault(name, List.of()).stream()
        .filter(key -> key.spi() == claim.spi())
        .anyMatch(key -> key.verifies(claim.covered(), claim.challenge(), claim.authenticator()));
  }
}
