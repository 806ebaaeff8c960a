package org.dualmip.mobileip.node;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.dualmip.mobileip.extension.CriticalVendor;
import org.dualmip.mobileip.extension.Extension;
import org.dualmip.mobileip.extension.MobileNetwork;
import org.dualmip.mobileip.extension.UdpTunnelRequest;
import org.dualmip.mobileip.message.RegistrationReply;
import org.dualmip.mobileip.message.RegistrationRequest;
import org.dualmip.mobileip.message.ReplyCode;
import org.dualmip.mobileip.node.Wishes.ReverseTunnel;
import org.dualmip.mobileip.packet.Tunnel;
import org.jspecify.annotations.Nullable;

/**
 * What to leave out of the next request after a refusal (RFC 5944 §3.6.2.3, RFC 3024 §4.1.2). Codes
 * that are not here have no cure but time.
 */
final class Repair {
  private Repair() {}

  /** What to wish for instead; null if nothing that was wished for is in the way. */
  static @Nullable Wishes of(
      ReplyCode code, RegistrationRequest asked, Wishes wishes, List<Extension> reply) {
    return switch (code.value()) {
      // RFC 3024 §3.4: 70 and 134 may also mean the T bit, of agents that do not know it.
      case 70, 134 -> simpler(asked, wishes);
      case 72, 139 -> wishes.encapsulation() == Tunnel.Kind.IP_IN_IP ? null : wishes.withIpInIp();
      case 74, 137 -> withoutReverseTunnel(wishes);
      case 75, 138 -> wishes.asksForReverseTunnel() ? null : wishes.with(ReverseTunnel.PREFERRED);
      case 79 -> wishes.encapsulatingDelivery() ? wishes.withDirectDelivery() : null;
      case 100, 140 -> without(wishes, CriticalVendor.class); // RFC 3115 §2.3
      case 142 -> withAnyUdpEncapsulation(wishes); // RFC 3519 §3.5
      case 147 -> withoutRefused(wishes, reply); // RFC 5177 §5.1: a MUST, like the next
      case 148 -> without(wishes, MobileNetwork.class);
      default -> null;
    };
  }

  /**
   * Code 69: the reply carries the longest lifetime that the agent takes (§3.6.2.3).
   *
   * @return 0 if it is no cure
   */
  static int lifetime(RegistrationReply reply, RegistrationRequest asked) {
    return reply.lifetime() < asked.lifetime() ? reply.lifetime() : 0;
  }

  private static @Nullable Wishes simpler(RegistrationRequest asked, Wishes wishes) {
    if (wishes.encapsulatingDelivery()) {
      return wishes.withDirectDelivery();
    }
    if (asked.has(RegistrationRequest.GRE) || asked.has(RegistrationRequest.MINIMAL)) {
      return wishes.withIpInIp();
    }
    return withoutReverseTunnel(wishes);
  }

  private static @Nullable Wishes withoutReverseTunnel(Wishes wishes) {
    return wishes.reverseTunnel() == ReverseTunnel.PREFERRED
        ? wishes.with(ReverseTunnel.IF_DEMANDED)
        : null;
  }

  private static @Nullable Wishes withAnyUdpEncapsulation(Wishes wishes) {
    UdpTunnelRequest udp = wishes.udpTunnel();
    return udp == null || udp.encapsulation() == 0
        ? null
        : wishes.with(new UdpTunnelRequest(udp.force(), false, 0, 0));
  }

  private static @Nullable Wishes without(Wishes wishes, Class<? extends Extension> kind) {
    List<Extension> left = new ArrayList<>(wishes.extensions());
    return left.removeIf(kind::isInstance) ? wishes.with(left) : null;
  }

  private static @Nullable Wishes withoutRefused(Wishes wishes, List<Extension> reply) {
    Set<Extension> refused = new HashSet<>();
    for (Extension extension : reply) {
      if (extension instanceof MobileNetwork network && network.code() != MobileNetwork.SUCCESS) {
        refused.add(MobileNetwork.request(network.prefix()));
      }
    }
    List<Extension> left = new ArrayList<>(wishes.extensions());
    return left.removeIf(refused::contains) ? wishes.with(left) : null;
  }
}
