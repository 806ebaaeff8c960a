package org.dualmip.mobileip.node;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.dualmip.mobileip.extension.CriticalVendor;
import org.dualmip.mobileip.extension.DynamicHomeAgent;
import org.dualmip.mobileip.extension.Extension;
import org.dualmip.mobileip.extension.GreKey;
import org.dualmip.mobileip.extension.RevocationSupport;
import org.dualmip.mobileip.extension.ServiceSelection;
import org.dualmip.mobileip.extension.UdpTunnelRequest;
import org.dualmip.mobileip.message.RegistrationReply;
import org.dualmip.mobileip.message.RegistrationRequest;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.Now;
import org.dualmip.mobileip.packet.Tunnel;
import org.dualmip.mobileip.security.NtpTimestamp;
import org.jspecify.annotations.Nullable;

/** Composes requests (RFC 5944 §3.6.1), under the home address that was assigned meanwhile. */
final class Requests {
  private final MobilitySystem system;
  private final Identification identification;
  private final HomeAgentChoice homeAgents;
  private final Offers offers;
  private final Disguise disguise;
  private Wishes wishes;
  private Ip4 home;
  private boolean homeRefused;

  Requests(
      MobilitySystem system,
      Wishes wishes,
      Identification identification,
      HomeAgentChoice homeAgents,
      Offers offers,
      Disguise disguise) {
    this.system = system;
    this.wishes = wishes;
    this.identification = identification;
    this.homeAgents = homeAgents;
    this.offers = offers;
    this.disguise = disguise;
    this.home = system.home();
  }

  /** The home address, or {@link Ip4#ANY} until one is assigned. */
  Ip4 home() {
    return home;
  }

  /** What new registrations ask for: all that was wished for, but for what cannot be had. */
  Wishes wishes() {
    return wishes;
  }

  /** A home agent cannot grant all of it. */
  void wish(Wishes less) {
    wishes = less;
  }

  /** A registration was accepted for this home address. */
  void accepted(Ip4 assigned) {
    home = assigned;
    homeRefused = false;
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

  /** The home address that a registration asks for; a concealed session begins without. */
  Ip4 asksFor(CareOf careOf, boolean hides) {
    boolean begins = hides && system.home().isAny() && disguise.begins(careOf);
    return begins || homeRefused ? Ip4.ANY : home;
  }

  /**
   * @param asked the home address, by {@link #asksFor}
   * @param besideOthers whether there are other bindings that shall stay
   */
  RegistrationRequest registration(
      CareOf careOf, Terms terms, Cover cover, Ip4 asked, boolean besideOthers, Now now) {
    // §3.6.1.2: no more than the agent advertised, or said when it refused. Zero would deregister.
    int longest = Math.min(terms.longestLifetime(), longestLifetime(careOf));
    int lifetime = Math.max(1, Math.min((int) system.lifetime().toSeconds(), longest));
    int flags = flags(careOf, terms.wishes());
    return compose(
        besideOthers ? flags | RegistrationRequest.SIMULTANEOUS : flags,
        lifetime,
        asked,
        careOf.address(),
        cover,
        extensions(careOf, terms.wishes(), now),
        now);
  }

  private int longestLifetime(CareOf careOf) {
    return careOf instanceof CareOf.ThroughAgent
        ? offers.of(careOf).longestLifetime()
        : RegistrationRequest.INFINITE;
  }

  /** The binding of a care-of address is taken back; of the home address: all are (§3.6.1.2). */
  RegistrationRequest deregistration(CareOf careOf, Cover cover, Now now) {
    List<Extension> more = new ArrayList<>();
    // RFC 5446 §4.1: into every request. Mobile networks into none of these (RFC 5177 §5).
    for (Extension extension : wishes.extensions()) {
      if (extension instanceof ServiceSelection) {
        more.add(extension);
      }
    }
    int flags = careOf.isCoLocated() ? RegistrationRequest.CO_LOCATED : 0;
    if (!(careOf instanceof CareOf.AtHome) && wishes.asksForReverseTunnel()) {
      flags |= RegistrationRequest.REVERSE_TUNNEL;
    }
    return compose(flags, 0, homeRefused ? Ip4.ANY : home, careOf.address(), cover, more, now);
  }

  private RegistrationRequest compose(
      int flags, int lifetime, Ip4 asked, Ip4 careOf, Cover cover, List<Extension> more, Now now) {
    List<Extension> extensions = new ArrayList<>(cover.names());
    Extension requested = homeAgents.extension();
    if (requested != null) {
      extensions.add(requested);
    }
    extensions.addAll(more);
    return new RegistrationRequest(
        flags,
        lifetime,
        asked,
        homeAgents.field(),
        careOf,
        identification.next(now.wall()),
        extensions);
  }

  private int flags(CareOf careOf, Wishes wishes) {
    int flags = careOf.isCoLocated() ? RegistrationRequest.CO_LOCATED : 0;
    AgentOffer offer = offers.of(careOf);
    boolean node = careOf.isCoLocated();
    boolean possible = node || offer.reverseTunnel() || offer.equals(AgentOffer.UNKNOWN);
    if (wishes.reverseTunnel() == Wishes.ReverseTunnel.REQUIRED
        || (wishes.asksForReverseTunnel() && possible)) {
      flags |= RegistrationRequest.REVERSE_TUNNEL;
    }
    if (wishes.broadcasts()) {
      flags |= RegistrationRequest.BROADCASTS;
    }
    // §3.6.1.2: other encapsulations only if who decapsulates can: the node, or an agent that says
    // so.
    if (wishes.encapsulation() == Tunnel.Kind.GRE && (node || offer.gre())) {
      flags |= RegistrationRequest.GRE;
    }
    if (wishes.encapsulation() == Tunnel.Kind.MINIMAL && (node || offer.minimal())) {
      flags |= RegistrationRequest.MINIMAL;
    }
    return flags;
  }

  private List<Extension> extensions(CareOf careOf, Wishes wishes, Now now) {
    List<Extension> extensions = new ArrayList<>();
    UdpTunnelRequest udp = udpTunnel(careOf, wishes.udpTunnel());
    if (udp != null) {
      extensions.add(udp);
    }
    if (wishes.greKey() != null && careOf.isCoLocated()) {
      extensions.add(new GreKey(Objects.requireNonNull(wishes.greKey())));
    }
    if (wishes.revocation() && careOf instanceof CareOf.CoLocated) {
      // RFC 3543 §3.2: never through a foreign agent. The I bit lets the home agent set its own.
      int clock = NtpTimestamp.seconds(NtpTimestamp.of(now.wall()));
      extensions.add(new RevocationSupport(true, clock));
    }
    for (Extension extension : wishes.extensions()) {
      if (!(extension instanceof DynamicHomeAgent)) { // that one follows what is known meanwhile
        extensions.add(extension);
      }
    }
    return extensions;
  }

  /**
   * RFC 3519 §4.4: only for a co-located address; through an agent only if that says that it is
   * behind a NAT, and then with the R flag.
   */
  private @Nullable UdpTunnelRequest udpTunnel(CareOf careOf, @Nullable UdpTunnelRequest wished) {
    boolean throughAgent = careOf instanceof CareOf.ThroughAgent;
    if (wished == null
        || !careOf.isCoLocated()
        || (throughAgent && !offers.of(careOf).udpTunnel())) {
      return null;
    }
    return new UdpTunnelRequest(wished.force(), throughAgent, wished.encapsulation(), 0);
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

  /** Whether a critical extension of a vendor is in a reply whose extensions we do not use. */
  boolean isStrange(RegistrationReply reply) {
    return reply.extensions().stream()
        .anyMatch(extension ->
            extension instanceof CriticalVendor critical && !speaksOf(critical.vendor()));
  }

  private boolean speaksOf(int vendor) {
    return wishes.extensions().stream()
        .anyMatch(wish -> wish instanceof CriticalVendor critical && critical.vendor() == vendor);
  }
}
