package org.dualmip.mobileip.node;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.dualmip.mobileip.extension.Extension;
import org.dualmip.mobileip.extension.MobileNodeNai;
import org.dualmip.mobileip.extension.UdpTunnelRequest;
import org.dualmip.mobileip.message.RegistrationReply;
import org.dualmip.mobileip.message.RegistrationRequest;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.Now;
import org.dualmip.mobileip.packet.Tunnel;

/** Composes requests (RFC 5944 §3.6.1), under the home address that was assigned meanwhile. */
final class Requests {
  /** Agents whose offers are kept: more than a node hears at once. */
  private static final int MOST_OFFERS = 16;

  private final MobilitySystem system;
  private final Wishes wishes;
  private final Identification identification;
  private final Map<CareOf.ThroughAgent, AgentOffer> offers = new LinkedHashMap<>();
  private Ip4 home;
  private boolean homeRefused;

  Requests(MobilitySystem system, Wishes wishes, Identification identification) {
    this.system = system;
    this.wishes = wishes;
    this.identification = identification;
    this.home = system.home();
  }

  /** The home address, or {@link Ip4#ANY} until one is assigned. */
  Ip4 home() {
    return home;
  }

  /** A registration was accepted for this home address. */
  void accepted(Ip4 assigned) {
    home = assigned;
    homeRefused = false;
  }

  /** What an agent advertised last. */
  void advertised(CareOf.ThroughAgent agent, AgentOffer offer) {
    offers.remove(agent);
    offers.put(agent, offer);
    if (offers.size() > MOST_OFFERS) {
      offers.remove(offers.keySet().iterator().next());
    }
  }

  /**
   * The home agent does not let us have the home address. One that was assigned may have gone to
   * somebody else meanwhile: the next request asks for one anew.
   *
   * @return whether that may help
   */
  boolean homeRefused(RegistrationRequest request) {
    homeRefused = system.home().isAny() && !request.home().isAny();
    return homeRefused;
  }

  RegistrationRequest registration(CareOf careOf, Now now) {
    int lifetime = (int) system.lifetime().toSeconds();
    List<Extension> more = new ArrayList<>();
    if (careOf instanceof CareOf.ThroughAgent agent) {
      lifetime = Math.min(lifetime, offer(agent).longestLifetime());
    }
    if (careOf.isCoLocated() && wishes.udpTunnel() != null) {
      UdpTunnelRequest asked = wishes.udpTunnel();
      more.add(
          new UdpTunnelRequest(
              asked.force(), careOf instanceof CareOf.ThroughAgent, asked.encapsulation(), 0));
    }
    more.addAll(wishes.extensions());
    return compose(careOf, lifetime, now, more);
  }

  RegistrationRequest deregistration(CareOf careOf, Now now) {
    return compose(careOf, 0, now, List.of());
  }

  private AgentOffer offer(CareOf.ThroughAgent agent) {
    return offers.getOrDefault(agent, AgentOffer.UNKNOWN);
  }

  private RegistrationRequest compose(CareOf careOf, int lifetime, Now now, List<Extension> more) {
    List<Extension> extensions = new ArrayList<>();
    if (system.nai() != null) {
      extensions.add(new MobileNodeNai(system.nai()));
    }
    extensions.addAll(more);
    return new RegistrationRequest(
        flags(careOf),
        lifetime,
        homeRefused ? Ip4.ANY : home,
        system.homeAgent(),
        careOf.address(),
        identification.next(now.wall()),
        extensions);
  }

  private int flags(CareOf careOf) {
    int flags = careOf.isCoLocated() ? RegistrationRequest.CO_LOCATED : 0;
    if (careOf instanceof CareOf.AtHome) {
      return flags;
    }
    if (wishes.reverseTunnel()) {
      flags |= RegistrationRequest.REVERSE_TUNNEL;
    }
    if (wishes.broadcasts()) {
      flags |= RegistrationRequest.BROADCASTS;
    }
    // §3.6.1.2: only if whoever decapsulates can.
    boolean node = careOf.isCoLocated();
    AgentOffer offer =
        careOf instanceof CareOf.ThroughAgent agent ? offer(agent) : AgentOffer.UNKNOWN;
    if (wishes.encapsulation() == Tunnel.Kind.GRE && (node || offer.gre())) {
      flags |= RegistrationRequest.GRE;
    }
    if (wishes.encapsulation() == Tunnel.Kind.MINIMAL && (node || offer.minimal())) {
      flags |= RegistrationRequest.MINIMAL;
    }
    return flags;
  }

  /**
   * Whether a reply belongs to a request: by the low half of the Identification (§3.6.2.1). A home
   * agent that accepts a timestamp copies all of it (§5.7.1), and all of it is compared then: the
   * low half is a fraction of a second, which comes again.
   */
  boolean answers(RegistrationReply reply, RegistrationRequest request) {
    boolean whole = reply.code().accepted() && identification.isCopiedWhole();
    return (int) reply.identification() == (int) request.identification()
        && (!whole || reply.identification() == request.identification())
        && (request.home().isAny() || request.home().equals(reply.home()));
  }
}
