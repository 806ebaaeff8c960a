package org.dualmip.mobileip.node;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.dualmip.mobileip.extension.DynamicHomeAgent;
import org.dualmip.mobileip.extension.Extension;
import org.dualmip.mobileip.extension.GreKey;
import org.dualmip.mobileip.extension.HomeAgentDiscovery;
import org.dualmip.mobileip.extension.MessageString;
import org.dualmip.mobileip.extension.MobileNodeNai;
import org.dualmip.mobileip.extension.Padding;
import org.dualmip.mobileip.extension.RevocationSupport;
import org.dualmip.mobileip.extension.TrustedNetworksConfigured;
import org.dualmip.mobileip.extension.UdpTunnelReply;
import org.dualmip.mobileip.extension.UdpTunnelRequest;
import org.dualmip.mobileip.extension.Unrecognized;
import org.dualmip.mobileip.message.RegistrationReply;
import org.dualmip.mobileip.message.RegistrationRequest;
import org.dualmip.mobileip.message.ReplyCode;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.MonotonicTime;
import org.dualmip.mobileip.net.Now;
import org.dualmip.mobileip.packet.Tunnel;
import org.jspecify.annotations.Nullable;

/** What follows when a home agent accepts (RFC 5944 §3.6.2.2), or sends to another. */
final class Acceptance {
  private final MobilitySystem system;
  private final Requests requests;
  private final HomeAgentChoice homeAgents;
  private final Pending pending;
  private final Bindings bindings;
  private final Disguise disguise;
  private final Journal journal;

  Acceptance(
      MobilitySystem system,
      Requests requests,
      HomeAgentChoice homeAgents,
      Pending pending,
      Bindings bindings,
      Disguise disguise,
      Journal journal) {
    this.system = system;
    this.requests = requests;
    this.homeAgents = homeAgents;
    this.pending = pending;
    this.bindings = bindings;
    this.disguise = disguise;
    this.journal = journal;
  }

  void accept(Asked latest, RegistrationReply reply, List<Extension> trusted, Now now) {
    CareOf careOf = latest.careOf();
    Attempt attempt = Objects.requireNonNull(pending.of(careOf));
    Ip4 before = homeAgents.field();
    homeAgents.accepted(reply.homeAgent());
    sayIfChanged(before, "it accepted a registration that asked for assignment (RFC 4433)");
    requests.accepted(reply.home());
    disguise.accepted(latest);
    disguise.told(latest, reply.homeAgent(), trusted);

    // §3.4: a lifetime greater than asked for counts as what was asked for.
    Duration lifetime = Duration.ofSeconds(Math.min(reply.lifetime(), latest.request().lifetime()));
    Duration monitor = attempt.monitor();
    Duration holds = monitor == null || lifetime.compareTo(monitor) < 0 ? lifetime : monitor;
    UdpTunnelReply udp = udpTunnel(trusted);
    Tunnel tunnel = tunnel(latest, attempt.terms().wishes(), udp, trusted);
    Keepalive keepalive =
        udp == null ? null : new Keepalive(keepaliveInterval(careOf, udp), latest.sent());
    if (keepalive != null && careOf instanceof CareOf.ThroughAgent) {
      keepalive.dueAt(now.monotonic()); // RFC 3519 §4.4: a MUST with the R flag
    }
    boolean renewal = bindings.holds(careOf);
    pending.accepted(latest.withAnswer());
    letGoOfOthers(latest, reply.code());
    // §3.6.2.2: the lifetime counts from the request's sending.
    MonotonicTime sent = latest.since();
    bindings.put(
        new Bound(
            careOf,
            monitor,
            attempt.terms().wishes(),
            tunnel,
            sent.plus(holds.multipliedBy(2).dividedBy(3)),
            sent.plus(holds),
            revocation(latest, trusted),
            keepalive));
    journal.say(
        new MobileNode.Output.Registered(
            careOf,
            requests.home(),
            homeAgents.field(),
            tunnel,
            latest.request().has(RegistrationRequest.REVERSE_TUNNEL),
            lifetime,
            trusted.stream().anyMatch(TrustedNetworksConfigured.class::isInstance),
            renewal,
            now.monotonic().since(sent)));
    tell(careOf, trusted);
  }

  /** What comes with an acceptance and is somebody else's business. */
  void tell(CareOf careOf, List<Extension> trusted) {
    List<Extension> granted = new ArrayList<>(trusted);
    granted.removeIf(Acceptance::isOurs);
    if (!granted.isEmpty()) {
      journal.say(new MobileNode.Output.Granted(careOf, granted));
    }
  }

  /** §3.6.1.2: without the S bit, or where a home agent does not know it, only one is left. */
  private void letGoOfOthers(Asked latest, ReplyCode code) {
    boolean asked = latest.request().has(RegistrationRequest.SIMULTANEOUS);
    if (asked && !code.equals(ReplyCode.ACCEPTED_NO_SIMULTANEOUS)) {
      return;
    }
    for (Bound other : bindings.keepOnly(latest.careOf())) {
      pending.end(other.careOf());
      if (asked) {
        journal.say(
            new MobileNode.Output.Lost(
                other.careOf(), "the home agent keeps one binding only (code 1)"));
      }
    }
  }

  /** RFC 3543 §4.2.1: agreed on if both sides have said so. */
  private static @Nullable RevocationSupport revocation(Asked latest, List<Extension> trusted) {
    return latest.request().extension(RevocationSupport.class).isEmpty()
        ? null
        : Revocations.consent(trusted);
  }

  /** RFC 3519 §3.1.1: without the extension in the reply there is no tunnel in UDP. */
  private static @Nullable UdpTunnelReply udpTunnel(List<Extension> trusted) {
    UdpTunnelReply accepted = null;
    for (Extension extension : trusted) {
      if (extension instanceof UdpTunnelReply udp && udp.accepted()) {
        accepted = udp;
      }
    }
    return accepted;
  }

  private @Nullable Tunnel tunnel(
      Asked latest, Wishes wishes, @Nullable UdpTunnelReply udp, List<Extension> trusted) {
    RegistrationRequest request = latest.request();
    Tunnel.Kind kind =
        request.has(RegistrationRequest.GRE)
            ? Tunnel.Kind.GRE
            : request.has(RegistrationRequest.MINIMAL) ? Tunnel.Kind.MINIMAL : Tunnel.Kind.IP_IN_IP;
    if (Courier.encapsulates(latest.careOf(), request, wishes)
        && latest.careOf() instanceof CareOf.ThroughAgent agent) {
      return new Tunnel(kind, agent.agent(), 0, null); // RFC 3024 §5.2.1
    }
    if (!latest.careOf().isCoLocated()) {
      return null;
    }
    Tunnel.Kind inUdp = udp == null ? kind : inUdp(request, kind);
    return new Tunnel(
        inUdp,
        homeAgents.field(),
        udp == null ? 0 : Courier.PORT,
        inUdp == Tunnel.Kind.GRE ? keys(request, trusted) : null);
  }

  /** RFC 3519 §3.1.4: what the request's extension asks for, or else its M and G bits. */
  private static Tunnel.Kind inUdp(RegistrationRequest request, Tunnel.Kind otherwise) {
    int asked =
        request.extension(UdpTunnelRequest.class).map(UdpTunnelRequest::encapsulation).orElse(0);
    for (Tunnel.Kind kind : Tunnel.Kind.values()) {
      if (kind.protocol() == asked) {
        return kind;
      }
    }
    return otherwise;
  }

  /** RFC 6245 §5: each end tells the key of what it wants to receive. */
  private static Tunnel.@Nullable GreKeys keys(
      RegistrationRequest request, List<Extension> trusted) {
    int ours = request.extension(GreKey.class).map(GreKey::key).orElse(0);
    for (Extension extension : trusted) {
      if (extension instanceof GreKey theirs) {
        // §4.2: asked with 0, the home agent chooses for both directions.
        return new Tunnel.GreKeys(theirs.key(), ours == 0 ? theirs.key() : ours);
      }
    }
    return null;
  }

  /** RFC 3519 §4.10: what this NAT taught us holds until we move. */
  private Duration keepaliveInterval(CareOf careOf, UdpTunnelReply reply) {
    Bound last = bindings.of(careOf);
    if (last != null && last.keepalive() != null) {
      return last.keepalive().interval();
    }
    Duration told = Duration.ofSeconds(reply.keepaliveSeconds());
    if (told.isZero()) {
      return system.keepalive();
    }
    return told.compareTo(MobilitySystem.SHORTEST_KEEPALIVE) < 0
        ? MobilitySystem.SHORTEST_KEEPALIVE
        : told;
  }

  /** What the engine deals with itself. */
  private static boolean isOurs(Extension extension) {
    return extension instanceof UdpTunnelReply
        || extension instanceof TrustedNetworksConfigured
        || extension instanceof GreKey
        || extension instanceof HomeAgentDiscovery
        || extension instanceof DynamicHomeAgent
        || extension instanceof MessageString
        || extension instanceof MobileNodeNai
        || extension instanceof RevocationSupport
        || extension instanceof Padding
        || extension instanceof Unrecognized;
  }

  /** Code 136: whether the reply names a home agent that was not asked yet. */
  boolean found(RegistrationReply reply) {
    Ip4 before = homeAgents.field();
    boolean found = homeAgents.found(reply.homeAgent());
    sayIfChanged(before, "it answered for the home network (code 136)");
    return found;
  }

  /** Code 143: whether there is another home agent to ask, not one that sent us away before. */
  boolean redirected(RegistrationReply reply, List<Extension> trusted) {
    Ip4 before = homeAgents.field();
    for (Extension extension : trusted) {
      if (extension instanceof DynamicHomeAgent to
          && to.subtype() == DynamicHomeAgent.Subtype.REDIRECTED) {
        if (homeAgents.redirected(reply.homeAgent(), to.address())) {
          journal.say(
              new MobileNode.Output.HomeAgentChanged(
                  before, to.address(), reply.homeAgent() + " redirects to it (RFC 4433)"));
          return true;
        }
        journal.count("redirections-in-a-circle");
      }
    }
    return false;
  }

  /** All bindings are gone. */
  void unbind(String why) {
    for (Bound bound : bindings.all()) {
      bindings.remove(bound.careOf());
      journal.say(new MobileNode.Output.Lost(bound.careOf(), why));
    }
  }

  private void sayIfChanged(Ip4 before, String why) {
    if (!homeAgents.field().equals(before)) {
      journal.say(new MobileNode.Output.HomeAgentChanged(before, homeAgents.field(), why));
    }
  }
}
