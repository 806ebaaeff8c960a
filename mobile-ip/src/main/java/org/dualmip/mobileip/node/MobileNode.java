package org.dualmip.mobileip.node;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.dualmip.mobileip.message.Extension;
import org.dualmip.mobileip.message.Extension.Authentication;
import org.dualmip.mobileip.message.Extension.MobileNodeNai;
import org.dualmip.mobileip.message.Extension.TrustedNetworksConfigured;
import org.dualmip.mobileip.message.Extension.UdpTunnelReply;
import org.dualmip.mobileip.message.Extension.UdpTunnelRequest;
import org.dualmip.mobileip.message.RegistrationReply;
import org.dualmip.mobileip.message.RegistrationRequest;
import org.dualmip.mobileip.message.ReplyCode;
import org.dualmip.mobileip.net.Endpoint;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.MalformedException;
import org.dualmip.mobileip.net.MonotonicTime;
import org.dualmip.mobileip.net.Now;
import org.dualmip.mobileip.net.Octets;
import org.dualmip.mobileip.packet.IcmpEcho;
import org.dualmip.mobileip.packet.Ip4Packet;
import org.dualmip.mobileip.packet.Tunnel;
import org.dualmip.mobileip.packet.TunnelData;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a mobile node registered with one home agent (RFC 5944 §3.6), from co-located care-of
 * addresses, with reverse tunnelling (RFC 3024) and through NATs (RFC 3519).
 *
 * <p>At any time it has at most one registration that holds, one request under way and one
 * deregistration under way. A request from a new care-of address leaves the old registration alone
 * until it is accepted, so that a handover can make before it breaks.
 *
 * <pre>
 *               register                accepted
 *   nothing ---------------> requesting ---------> bound ----+
 *      ^                      |  ^   ^               |       | renewal, mapping lost
 *      |      careOfLost      |  +---+ timeout,      |       v
 *      +----------------------+      133, denial     |   requesting, still bound
 *      +---------------------------------------------+
 *              careOfLost, lifetime or T_MONITOR over
 * </pre>
 */
public final class MobileNode {
  /** RFC 5944 §3.6.3: requests are at least this far apart. */
  static final Duration FIRST_TIMEOUT = Duration.ofSeconds(1);

  private static final Duration LONGEST_TIMEOUT = Duration.ofSeconds(30);
  private static final int DEREGISTRATION_TRIES = 3;
  private static final int PORT = 434;

  /** What it is told. */
  public sealed interface Input {
    /** When. */
    Now at();

    /**
     * Register this care-of address, and keep it registered.
     *
     * @param monitor the longest time between two successful registrations (T_MONITOR, RFC 5265
     *     §3.2.4); null where only the lifetime counts
     */
    record Register(Now at, CareOf careOf, @Nullable Duration monitor) implements Input {}

    /** A care-of address cannot be used any more: forget what was done with it. */
    record CareOfLost(Now at, CareOf careOf) implements Input {}

    /** Remove the binding of a care-of address, sending through the same or another one. */
    record Deregister(Now at, CareOf careOf, CareOf via) implements Input {}

    /** A datagram arrived from UDP port 434, on the socket of this care-of address. */
    record Datagram(Now at, CareOf via, Endpoint from, Octets payload) implements Input {}

    /** User data was last sent through the tunnel at this time. */
    record Carried(Now at, MonotonicTime lastSent) implements Input {}

    /** Time has passed. */
    record Tick(Now at) implements Input {}
  }

  /** What it wants done, and what it found out. */
  public sealed interface Output {
    /** Send this to the home agent's port 434, from the socket of this care-of address. */
    record Send(CareOf via, Endpoint to, Octets payload) implements Output {}

    /**
     * A registration was accepted.
     *
     * @param home the home address, assigned or confirmed
     * @param tunnel how user data travels from now on
     * @param lifetime what was granted, counted from the request's sending (RFC 5944 §3.6.2.2)
     * @param trustedNetworks whether the reply says so, protected by the authenticator (RFC 5265
     *     §3.4)
     * @param renewal whether this care-of address was bound before
     * @param roundTrip from the request to the reply
     */
    record Registered(
        CareOf careOf,
        Ip4 home,
        Tunnel tunnel,
        Duration lifetime,
        boolean trustedNetworks,
        boolean renewal,
        Duration roundTrip)
        implements Output {}

    /** A registration was refused, authentically; it will be tried again. */
    record Denied(CareOf careOf, ReplyCode code) implements Output {}

    /** No answer in time; it will be tried again. */
    record Unanswered(CareOf careOf, int attempts) implements Output {}

    /** What held holds no more. */
    record Lost(CareOf careOf, String why) implements Output {}

    /** The NAT forgot the tunnel; a new registration is under way (RFC 3519 §4.10). */
    record MappingLost(CareOf careOf, Duration nextKeepalive) implements Output {}

    /** The home agent confirmed that a binding is gone. */
    record Deregistered(CareOf careOf) implements Output {}
  }

  /** A request under way. */
  private record Pending(
      CareOf careOf,
      @Nullable Duration monitor,
      RegistrationRequest request,
      MonotonicTime sent,
      int attempts,
      boolean answered,
      MonotonicTime retryAt) {}

  /** A registration that holds. */
  private record Bound(
      CareOf careOf,
      @Nullable Duration monitor,
      Tunnel tunnel,
      MonotonicTime renewAt,
      MonotonicTime endsAt,
      @Nullable Keepalive keepalive) {}

  /** A deregistration under way. */
  private record Leaving(
      CareOf careOf,
      CareOf via,
      RegistrationRequest request,
      int attempts,
      MonotonicTime retryAt) {}

  private final MobilitySystem system;
  private final Identification identification;
  private final Endpoint agent;
  private final ArrayDeque<Output> outputs = new ArrayDeque<>();
  private final Map<String, Long> counters = new TreeMap<>();
  private Ip4 home;
  private @Nullable Pending pending;
  private @Nullable Bound bound;
  private @Nullable Leaving leaving;
  private final int echoIdentifier;

  /**
   * @param random for nonces and for spreading nothing else
   */
  public MobileNode(MobilitySystem system, RandomGenerator random) {
    this.system = system;

    this.identification = new Identification(system.association().replay(), random);
    this.agent = new Endpoint(system.homeAgent(), PORT);
    this.home = system.home();
    this.echoIdentifier = random.nextInt(0x10000);
  }

  /** Takes one input; then {@link #poll()} until null. */
  public void handle(Input input) {
    switch (input) {
      case Input.Register r -> register(r);
      case Input.CareOfLost l -> careOfLost(l.careOf());
      case Input.Deregister d -> deregister(d);
      case Input.Datagram d -> datagram(d);
      case Input.Carried c -> {
        if (bound != null && bound.keepalive() != null) {
          bound.keepalive().carried(c.lastSent());
        }
      }
      case Input.Tick _ -> {}
    }
    advance(input.at());
  }

  /** The next output, or null. */
  public @Nullable Output poll() {
    return outputs.poll();
  }

  /** When to be called next, or null if only an input can change anything. */
  public @Nullable MonotonicTime wakeAt() {
    MonotonicTime wake = null;
    if (pending != null) {
      wake = pending.retryAt();
    }
    if (leaving != null) {
      wake = earlier(wake, leaving.retryAt());
    }
    if (bound != null) {
      if (pending == null) {
        wake = earlier(wake, bound.renewAt());
      }
      wake = earlier(wake, bound.endsAt());
      if (bound.keepalive() != null) {
        wake = earlier(wake, bound.keepalive().due());
      }
    }
    return wake;
  }

  /** The home address, or {@link Ip4#ANY} until one is assigned. */
  public Ip4 home() {
    return home;
  }

  /** The system it belongs to. */
  public MobilitySystem system() {
    return system;
  }

  /** The care-of address whose registration holds, or null. */
  public @Nullable CareOf boundTo() {
    return bound == null ? null : bound.careOf();
  }

  /** When the registration ends unless renewed: its lifetime, or T_MONITOR if that is sooner. */
  public @Nullable MonotonicTime boundUntil() {
    return bound == null ? null : bound.endsAt();
  }

  /** The care-of address being registered, or null. */
  public @Nullable CareOf requesting() {
    return pending == null ? null : pending.careOf();
  }

  /** The care-of addresses it sends from or expects answers on. */
  public Set<CareOf> inUse() {
    Set<CareOf> inUse = new HashSet<>();
    if (bound != null) {
      inUse.add(bound.careOf());
    }
    if (pending != null) {
      inUse.add(pending.careOf());
    }
    if (leaving != null) {
      inUse.add(leaving.via());
    }
    return inUse;
  }

  /** What was counted, by name. */
  public Map<String, Long> counters() {
    return new TreeMap<>(counters);
  }

  private void register(Input.Register input) {
    if (pending != null && pending.careOf().equals(input.careOf()) && !pending.answered()) {
      pending =
          new Pending(
              pending.careOf(),
              input.monitor(),
              pending.request(),
              pending.sent(),
              pending.attempts(),
              false,
              pending.retryAt());
      return;
    }
    send(input.careOf(), input.monitor(), 1, input.at());
  }

  private void careOfLost(CareOf careOf) {
    outputs.removeIf(output -> output instanceof Output.Send send && send.via().equals(careOf));
    if (pending != null && pending.careOf().equals(careOf)) {
      pending = null;
    }
    if (bound != null && bound.careOf().equals(careOf)) {
      bound = null;
    }
    if (leaving != null && leaving.via().equals(careOf)) {
      leaving = null;
    }
  }

  private void deregister(Input.Deregister input) {
    if (bound != null && bound.careOf().equals(input.careOf())) {
      bound = null;
    }
    if (pending != null && pending.careOf().equals(input.careOf())) {
      pending = null;
    }
    sendDeregistration(input.careOf(), input.via(), 1, input.at());
  }

  private void datagram(Input.Datagram input) {
    try {
      switch (input.payload().size() == 0 ? -1 : input.payload().at(0)) {
        case RegistrationReply.TYPE ->
            reply(RegistrationReply.read(input.payload().toBytes()), input.via(), input.at());
        case TunnelData.TYPE -> echo(input);
        default -> count("messages-unknown");
      }
    } catch (MalformedException malformed) {
      count("messages-malformed");
    }
  }

  /** RFC 5944 §3.6.2.1: what is not valid is discarded silently. */
  private void reply(RegistrationReply reply, CareOf via, Now now) {
    if (reply.mustBeDiscarded()) {
      count("replies-unrecognized-extension");
      return;
    }
    boolean toPending = pending != null && !pending.answered() && answers(reply, pending.request());
    boolean toLeaving = leaving != null && answers(reply, leaving.request());
    if (!toPending && !toLeaving) {
      count("replies-unmatched");
      return;
    }
    if (!reply.code().fromHomeAgent()) {
      // No foreign agent is between: such a code can only be forged.
      count("replies-not-from-home-agent");
      return;
    }
    List<Authentication> authentications = reply.authentications(Authentication.Kind.MOBILE_HOME);
    if (authentications.size() != 1 || !system.association().verifies(authentications.getFirst())) {
      count("replies-not-authentic");
      return;
    }
    List<Extension> trusted = reply.before(authentications.getFirst());
    if (toPending) {
      answer(Objects.requireNonNull(pending), reply, trusted, via, now);
    } else {
      answerLeaving(Objects.requireNonNull(leaving), reply, now);
    }
  }

  private static boolean answers(RegistrationReply reply, RegistrationRequest request) {
    return (int) reply.identification() == (int) request.identification()
        && (request.home().isAny() || request.home().equals(reply.home()));
  }

  private void answer(
      Pending asked, RegistrationReply reply, List<Extension> trusted, CareOf via, Now now) {
    if (!via.equals(asked.careOf())) {
      // An answer proves only the interface it came through (RFC 5265 §3.2.1).
      count("replies-on-other-interface");
      return;
    }
    if (reply.code().equals(ReplyCode.IDENTIFICATION_MISMATCH)) {
      identification.mismatch(reply.identification(), now.wall());
      count("identification-mismatches");
      outputs.add(new Output.Denied(asked.careOf(), reply.code()));
      pending = answered(asked, asked.sent().plus(FIRST_TIMEOUT));
    } else if (!reply.code().accepted() || reply.lifetime() == 0) {
      identification.accepted(reply.identification());
      outputs.add(new Output.Denied(asked.careOf(), reply.code()));
      pending = answered(asked, now.monotonic().plus(timeout(asked.attempts() + 2)));
    } else {
      identification.accepted(reply.identification());
      accepted(asked, reply, trusted, now);
    }
  }

  private static Pending answered(Pending asked, MonotonicTime retryAt) {
    return new Pending(
        asked.careOf(),
        asked.monitor(),
        asked.request(),
        asked.sent(),
        asked.attempts(),
        true,
        retryAt);
  }

  private void accepted(Pending asked, RegistrationReply reply, List<Extension> trusted, Now now) {
    // §3.4: a lifetime greater than asked for counts as what was asked for.
    Duration lifetime = Duration.ofSeconds(Math.min(reply.lifetime(), asked.request().lifetime()));
    Tunnel tunnel = new Tunnel.IpInIp(system.homeAgent());
    Keepalive keepalive = null;
    for (Extension extension : trusted) {
      if (extension instanceof UdpTunnelReply udp && udp.accepted()) {
        tunnel = new Tunnel.InUdp(agent);
        keepalive = new Keepalive(keepaliveInterval(asked.careOf(), udp), asked.sent());
      }
    }
    Duration proofHolds =
        asked.monitor() == null || lifetime.compareTo(asked.monitor()) < 0
            ? lifetime
            : asked.monitor();
    boolean renewal = bound != null && bound.careOf().equals(asked.careOf());
    home = reply.home();
    bound =
        new Bound(
            asked.careOf(),
            asked.monitor(),
            tunnel,
            asked.sent().plus(proofHolds.multipliedBy(2).dividedBy(3)),
            asked.sent().plus(proofHolds),
            keepalive);
    pending = null;
    outputs.add(
        new Output.Registered(
            asked.careOf(),
            home,
            tunnel,
            lifetime,
            trusted.stream().anyMatch(TrustedNetworksConfigured.class::isInstance),
            renewal,
            now.monotonic().since(asked.sent())));
  }

  /** RFC 3519 §4.10: what this NAT taught us holds until we move. */
  private Duration keepaliveInterval(CareOf careOf, UdpTunnelReply reply) {
    if (bound != null && bound.careOf().equals(careOf) && bound.keepalive() != null) {
      return bound.keepalive().interval();
    }
    Duration told = Duration.ofSeconds(reply.keepaliveSeconds());
    if (told.isZero()) {
      return system.keepalive();
    }
    return told.compareTo(MobilitySystem.SHORTEST_KEEPALIVE) < 0
        ? MobilitySystem.SHORTEST_KEEPALIVE
        : told;
  }

  private void answerLeaving(Leaving asked, RegistrationReply reply, Now now) {
    if (reply.code().equals(ReplyCode.IDENTIFICATION_MISMATCH)) {
      identification.mismatch(reply.identification(), now.wall());
      count("identification-mismatches");
    } else {
      identification.accepted(reply.identification());
      leaving = null;
      if (reply.code().accepted()) {
        outputs.add(new Output.Deregistered(asked.careOf()));
      } else {
        outputs.add(new Output.Denied(asked.careOf(), reply.code()));
      }
    }
  }

  private void echo(Input.Datagram input) throws MalformedException {
    TunnelData data = TunnelData.read(input.payload().toBytes());
    Ip4Packet packet = Ip4Packet.read(data.payload().toBytes());
    boolean ours =
        packet.protocol() == Ip4Packet.ICMP
            && packet.source().equals(system.homeAgent())
            && packet.destination().equals(home);
    if (!ours) {
      return;
    }
    IcmpEcho echo = IcmpEcho.read(packet.payload());
    if (echo.reply()
        && echo.identifier() == echoIdentifier
        && bound != null
        && bound.careOf().equals(input.via())
        && bound.keepalive() != null) {
      bound.keepalive().answered(input.at().monotonic());
    }
  }

  /** Does what is due. */
  private void advance(Now now) {
    MonotonicTime time = now.monotonic();
    if (bound != null && !time.isBefore(bound.endsAt())) {
      Bound over = bound;
      bound = null;
      outputs.add(
          new Output.Lost(
              over.careOf(),
              over.monitor() == null
                  ? "the lifetime is over and was not renewed"
                  : "T_MONITOR is over without a new registration (RFC 5265 §3.2.4)"));
      if (pending == null && over.monitor() == null) {
        send(over.careOf(), null, 1, now);
      }
    }
    if (bound != null && bound.keepalive() != null && !time.isBefore(bound.keepalive().due())) {
      keepAlive(bound, bound.keepalive(), now);
    }
    if (bound != null && pending == null && !time.isBefore(bound.renewAt())) {
      send(bound.careOf(), bound.monitor(), 1, now);
    }
    if (pending != null && !time.isBefore(pending.retryAt())) {
      retry(pending, now);
    }
    if (leaving != null && !time.isBefore(leaving.retryAt())) {
      if (leaving.attempts() == DEREGISTRATION_TRIES) {
        leaving = null; // the binding ends with its lifetime
        count("deregistrations-unanswered");
      } else {
        sendDeregistration(leaving.careOf(), leaving.via(), leaving.attempts() + 1, now);
      }
    }
  }

  private void keepAlive(Bound current, Keepalive keepalive, Now now) {
    Integer sequence = keepalive.next(now.monotonic());
    if (sequence != null) {
      count("keepalives-sent");
      Ip4Packet echo =
          Ip4Packet.of(
              Ip4Packet.ICMP,
              home,
              system.homeAgent(),
              new IcmpEcho(false, echoIdentifier, sequence).toOctets());
      outputs.add(
          new Output.Send(current.careOf(), agent, Octets.of(TunnelData.of(echo).toBytes())));
      return;
    }
    count("mappings-lost");
    Duration shorter = keepalive.shorter();
    // Still bound: packets may yet come through; the new registration tells the port of today.
    bound =
        new Bound(
            current.careOf(),
            current.monitor(),
            current.tunnel(),
            current.renewAt(),
            current.endsAt(),
            new Keepalive(shorter, now.monotonic()));
    outputs.add(new Output.MappingLost(current.careOf(), shorter));
    if (pending == null) {
      send(current.careOf(), current.monitor(), 1, now);
    }
  }

  private void retry(Pending over, Now now) {
    if (!over.answered()) {
      count("requests-unanswered");
      outputs.add(new Output.Unanswered(over.careOf(), over.attempts()));
    }
    if (!over.answered() && identification.retransmitsUnchanged()) {
      transmit(over.careOf(), over.monitor(), over.request(), over.attempts() + 1, now);
    } else {
      send(over.careOf(), over.monitor(), over.attempts() + 1, now);
    }
  }

  private void send(CareOf careOf, @Nullable Duration monitor, int attempt, Now now) {
    int lifetime = (int) system.lifetime().toSeconds();
    transmit(careOf, monitor, request(careOf.address(), lifetime, now), attempt, now);
  }

  private void transmit(
      CareOf careOf,
      @Nullable Duration monitor,
      RegistrationRequest request,
      int attempt,
      Now now) {
    count("requests-sent");
    pending =
        new Pending(
            careOf,
            monitor,
            request,
            now.monotonic(),
            attempt,
            false,
            now.monotonic().plus(timeout(attempt)));
    outputs.add(new Output.Send(careOf, agent, Octets.of(request.signed(system.association()))));
  }

  private void sendDeregistration(CareOf careOf, CareOf via, int attempt, Now now) {
    count("deregistrations-sent");
    RegistrationRequest request = request(careOf.address(), 0, now);
    leaving = new Leaving(careOf, via, request, attempt, now.monotonic().plus(timeout(attempt)));
    outputs.add(new Output.Send(via, agent, Octets.of(request.signed(system.association()))));
  }

  private RegistrationRequest request(Ip4 careOf, int lifetime, Now now) {
    List<Extension> extensions = new ArrayList<>();
    if (system.nai() != null) {
      extensions.add(new MobileNodeNai(system.nai()));
    }
    if (lifetime > 0) {
      extensions.add(UdpTunnelRequest.IF_NEEDED);
    }
    return new RegistrationRequest(
        RegistrationRequest.CO_LOCATED | RegistrationRequest.REVERSE_TUNNEL,
        lifetime,
        home,
        system.homeAgent(),
        careOf,
        identification.next(now.wall()),
        extensions);
  }

  /** RFC 5944 §3.6.3: one second at least, each at least twice the one before, up to a limit. */
  private static Duration timeout(int attempt) {
    Duration timeout = FIRST_TIMEOUT.multipliedBy(1L << Math.min(attempt - 1, 10));
    return timeout.compareTo(LONGEST_TIMEOUT) < 0 ? timeout : LONGEST_TIMEOUT;
  }

  private static MonotonicTime earlier(@Nullable MonotonicTime one, MonotonicTime other) {
    return one == null ? other : MonotonicTime.min(one, other);
  }

  private void count(String what) {
    counters.merge(what, 1L, Long::sum);
  }
}
