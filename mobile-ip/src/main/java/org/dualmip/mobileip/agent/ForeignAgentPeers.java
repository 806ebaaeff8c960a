package org.dualmip.mobileip.agent;

import java.util.HashMap;
import java.util.Map;
import org.dualmip.mobileip.agent.HomeAgent.Input.Datagram;
import org.dualmip.mobileip.extension.Authentication.Kind;
import org.dualmip.mobileip.message.ControlMessage;
import org.dualmip.mobileip.net.ByteWriter;
import org.dualmip.mobileip.net.Endpoint;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.Octets;
import org.dualmip.mobileip.security.SecurityAssociation;
import org.jspecify.annotations.Nullable;

/** The foreign agents that share a secret with this home agent. */
final class ForeignAgentPeers {
  private final Map<Ip4, ForeignAgentPeer> byAddress = new HashMap<>();

  ForeignAgentPeers(HomeAgentConfig config) {
    config.foreignAgents().forEach(peer -> byAddress.put(peer.address(), peer));
  }

  /** The one with this address; null if there is none. */
  @Nullable ForeignAgentPeer at(Ip4 address) {
    return byAddress.get(address);
  }

  /**
   * The one that a message comes from, or else, behind a NAT, the one that has the care-of address.
   */
  @Nullable ForeignAgentPeer at(Ip4 source, Ip4 careOf) {
    ForeignAgentPeer bySource = byAddress.get(source);
    return bySource != null ? bySource : byAddress.get(careOf);
  }

  /** The one that a binding was registered through; null if there is none. */
  @Nullable ForeignAgentPeer of(Binding binding) {
    return binding.foreignAgent() == null
        ? null
        : at(binding.foreignAgent().address(), binding.careOf());
  }

  /**
   * Signs a message for a mobile node, and behind that for the foreign agent that relays it.
   *
   * @param via from where the foreign agent is seen; null if there is none
   */
  Octets sign(ControlMessage message, SecurityAssociation association, @Nullable Endpoint via) {
    ByteWriter out = new ByteWriter();
    message.write(out);
    association.sign(Kind.MOBILE_HOME, out);
    ForeignAgentPeer peer = via == null ? null : at(via.address());
    if (peer != null) {
      peer.associations().getFirst().sign(Kind.FOREIGN_HOME, out);
    }
    return Octets.of(out.toBytes());
  }

  /** What a foreign agent added to a node's message: right, or not there (§4.7.2, §4.7.3). */
  boolean consent(Datagram datagram, ControlMessage message) {
    if (message.authentications(Kind.FOREIGN_HOME).isEmpty()) {
      return true;
    }
    ForeignAgentPeer peer = at(datagram.from().address());
    return peer != null && message.verifiedBy(Kind.FOREIGN_HOME, peer.associations()) != null;
  }
}
