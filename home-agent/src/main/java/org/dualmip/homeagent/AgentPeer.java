package org.dualmip.homeagent;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.security.SecurityAssociation;
import org.dualmip.service.config.InvalidSetting;

/**
 * Another mobility agent that shares a secret with this one (FA-HA, RFC 5944 §3.5.4). Once there is
 * one, every registration between the two is authenticated by it.
 *
 * @param address where its messages come from
 * @param associations at least one; the first signs what is sent unasked
 */
public record AgentPeer(Ip4 address, List<Association> associations) {
  /**
   * Checks address and secret.
   *
   * @throws InvalidSetting naming the key
   */
  public AgentPeer {
    ConfigChecks.host("address", address);
    if (associations.isEmpty()) {
      throw new InvalidSetting("associations", "none", "at least one");
    }
  }

  /** Its associations as the engines know them. */
  List<SecurityAssociation> secrets() {
    return associations.stream().map(Association::secret).toList();
  }

  /**
   * Checks that each stands in the list once.
   *
   * @throws InvalidSetting naming the key of the list
   */
  static void distinct(String key, List<AgentPeer> peers) {
    Set<Ip4> addresses = new HashSet<>();
    for (AgentPeer peer : peers) {
      if (!addresses.add(peer.address)) {
        throw new InvalidSetting(key, peer.address + " twice", "each agent once");
      }
    }
  }
}
