package org.dualmip.mobileip.agent;

import java.util.List;
import org.dualmip.mobileip.agent.HomeAgent.Input.Datagram;
import org.dualmip.mobileip.extension.Extension;
import org.dualmip.mobileip.extension.MobileNodeNai;
import org.dualmip.mobileip.extension.UdpTunnelRequest;
import org.dualmip.mobileip.message.RegistrationRequest;
import org.dualmip.mobileip.security.ConcealedIdentity;
import org.dualmip.mobileip.security.SecurityAssociation;
import org.jspecify.annotations.Nullable;

/**
 * A request, whose it is, and what each of its authors wrote.
 *
 * @param association to sign the reply with, under the SPI that the request shows
 * @param spi of the Mobile-Home extension
 * @param concealed what was under the request's cover; null if it had none
 * @param fromNode the extensions of the mobile node: all that the Mobile-Home extension protects
 * @param fromForeignAgent those behind it, which a foreign agent may have added, up to its own
 *     authenticator
 * @param nai as the request gave it, to be repeated in the reply; null if it did not
 * @param peer the foreign agent it came through, if that shares a secret; null otherwise
 * @param peerAssociation to sign the reply to the foreign agent with; null without one
 */
record Authentic(
    Datagram datagram,
    RegistrationRequest message,
    ServedNode node,
    SecurityAssociation association,
    int spi,
    @Nullable ConcealedIdentity concealed,
    List<Extension> fromNode,
    List<Extension> fromForeignAgent,
    @Nullable MobileNodeNai nai,
    @Nullable ForeignAgentPeer peer,
    @Nullable SecurityAssociation peerAssociation) {
  /** The mobile node's extension of a kind, the first one; null if there is none. */
  <E extends Extension> @Nullable E ofNode(Class<E> kind) {
    return first(fromNode, kind);
  }

  /** The foreign agent's extension of a kind, the first one; null if there is none. */
  <E extends Extension> @Nullable E ofForeignAgent(Class<E> kind) {
    return first(fromForeignAgent, kind);
  }

  /** Whether the node itself sent it here, and no foreign agent relayed it. */
  boolean isDirect() {
    UdpTunnelRequest udp = ofNode(UdpTunnelRequest.class);
    return message.has(RegistrationRequest.CO_LOCATED)
        && peer == null
        && (udp == null || !udp.throughForeignAgent());
  }

  /** The same, to be answered under another association. */
  Authentic with(SecurityAssociation signing) {
    return new Authentic(
        datagram,
        message,
        node,
        signing,
        spi,
        concealed,
        fromNode,
        fromForeignAgent,
        nai,
        peer,
        peerAssociation);
  }

  static <E extends Extension> @Nullable E first(List<Extension> extensions, Class<E> kind) {
    for (Extension extension : extensions) {
      if (kind.isInstance(extension)) {
        return kind.cast(extension);
      }
    }
    return null;
  }
}
