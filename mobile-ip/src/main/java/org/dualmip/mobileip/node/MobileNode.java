package org.dualmip.mobileip.node;

import static org.dualmip.mobileip.node.Attempt.FIRST_TIMEOUT;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.dualmip.mobileip.extension.Authentication;
import org.dualmip.mobileip.extension.Extension;
import org.dualmip.mobileip.extension.TrustedNetworksConfigured;
import org.dualmip.mobileip.extension.UdpTunnelReply;
import org.dualmip.mobileip.message.RegistrationReply;
import org.dualmip.mobileip.message.RegistrationRequest;
import org.dualmip.mobileip.message.ReplyCode;
import org.dualmip.mobileip.net.Endpoint;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.MalformedException;
import org.dualmip.mobileip.net.MonotonicTime;
import org.dualmip.mobileip.net.Now;
import org.dualmip.mobileip.net.Octets;
import org.dualmip.mobileip.packet.Tunnel;
import org.dualmip.mobileip.packet.TunnelData;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a mobile node registered with one home agent (RFC 5944 §3.6), from co-located care-of
 * addresses, with reverse tunnelling (RFC 3024) and through NATs (RFC 3519).
 *
 * <p>It holds at most one registration, tries at most one other care-of address and takes back at
 * most one binding. A care-of address that is tried leaves the registration alone until it is
 * accepted, so that a handover can make before it breaks; and the registration is renewed
 * meanwhile, because a try may last for ever. Of all requests only the latest is answered (RFC 5944
 * §3.6.2.1).
 *
 * <pre>
 *               register                accepted
 *   nothing ---------------> trying -------------> bound ----+
 *      ^                      |  ^  ^                |       | renewal, mapping lost
 *      |  giveUp, careOfLost  |  +--+ timeout,       |       v
 *      +----------------------+     133, denial      |   renewing, still bound
 *      +---------------------------------------------+
 *              careOfLost, lifetime or T_MONITOR over
 * </pre>
 */
public final class MobileNode {
  private static final int DEREGISTRATION_TRIES = 3;
  private static final int PORT = 434;

  /** What it is told. */
  public sealed interface Input {
    /** When. */
    Now at();

    /**
     * Register this care-of address, and keep it registered; if it is bound already, renew it now.
     *
     * <p>From {@link CareOf.AtHome} it is the return home: all bindings are taken back.
     *
     * @param monitor the longest time between two successful registrations (T_MONITOR, RFC 5265
     *     §3.2.4); null where only the lifetime counts
     * @param besideOthers whether the bindings there are shall be kept beside this one: the S bit
     *     (RFC 5944 §3.6.1.2)
     */
    record Register(Now at, CareOf careOf, @Nullable Duration monitor, boolean besideOthers)
        implements Input {
      /** In place of all other bindings. */
      public Register(Now at, CareOf careOf, @Nullable Duration monitor) {
        this(at, careOf, monitor, false);
      }
    }

    /** What a foreign agent advertised last; told before registering through it, and when new. */
    record Advertised(Now at, CareOf.ThroughAgent agent, AgentOffer offer) implements Input {}

    /** Stop trying to register this care-of address; if it is bound already, it stays bound. */
    record GiveUp(Now at, CareOf careOf) implements Input {}

    /**
     * What carries packets from this care-of address has changed: what went unanswered is asked
     * again without waiting for the end of its back-off.
     */
    record PathChanged(Now at, CareOf careOf) implements Input {}

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
    /**
     * Send this from where a registration is made. With {@link CareOf.CoLocated} and {@link
     * CareOf.AtHome} it goes the ordinary way, with {@link CareOf.ThroughAgent} to the agent's
     * link-layer address (RFC 5944 §3.6.1.1).
     *
     * @param source the IP source address; 0.0.0.0 while the node has none
     */
    record Send(CareOf via, Ip4 source, Endpoint to, Octets payload) implements Output {
      /** The time to live: 1 to all mobility agents of the link (RFC 5944 §3.6.1.1). */
      public int timeToLive() {
        return to.address().equals(CareOf.ALL_AGENTS) ? 1 : 64;
      }
    }

    /**
     * A registration was accepted.
     *
     * @param home the home address, assigned or confirmed
     * @param homeAgent whose binding it is
     * @param tunnel where the node's end of the tunnel is: how user data to it arrives, and with
     *     {@code reverseTunnel} how it leaves; null if a foreign agent has that end and packets
     *     between agent and node are bare
     * @param reverseTunnel whether user data goes back through the tunnel (RFC 3024)
     * @param lifetime what was granted, counted from the request's sending (RFC 5944 §3.6.2.2)
     * @param trustedNetworks whether the reply says so, protected by the authenticator (RFC 5265
     *     §3.4)
     * @param renewal whether this care-of address was bound before
     * @param roundTrip from the request to the reply
     */
    record Registered(
        CareOf careOf,
        Ip4 home,
        Ip4 homeAgent,
        @Nullable Tunnel tunnel,
        boolean reverseTunnel,
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

    /** An agent's words for people (RFC 4917), authentic if they come from the home agent. */
    record Told(CareOf careOf, boolean byHomeAgent, String text) implements Output {}

    /** The home agent is another one from now on: found (code 136) or told (RFC 4433). */
    record HomeAgentChanged(Ip4 before, Ip4 after, String why) implements Output {}

    /**
     * What came with an accepting reply, protected by its authenticator: granted mobile networks
     * (RFC 5177), host configuration (RFC 4332), vendor extensions (RFC 3115) and others that the
     * engine has no use for itself.
     */
    record Granted(CareOf careOf, List<Extension> extensions) implements Output {}

    /** The home agent confirmed that a binding is gone; from home: that all are. */
    record Deregistered(CareOf careOf) implements Output {}
  }

  /** The latest request, which alone may be answered. */
  private record Asked(
      CareOf careOf, RegistrationRequest request, MonotonicTime sent, boolean answered) {
    /** When another request may follow, since that takes this one's place. */
    MonotonicTime turn() {
      return sent.plus(FIRST_TIMEOUT);
    }

    Asked withAnswer() {
      return new Asked(careOf, request, sent, true);
    }
  }

  /** A registration that holds. */
  private record Bound(
      CareOf careOf,
      @Nullable Duration monitor,
      @Nullable Tunnel tunnel,
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
  private final Requests requests;
  private final TunnelEcho echo;
  private final Endpoint agent;
  private final ArrayDeque<Output> outputs = new ArrayDeque<>();
  private final Map<String, Long> counters = new TreeMap<>();

  /** When a request was last sent from a care-of address, for as long as that matters: a second. */
  private final Map<CareOf, MonotonicTime> lastSent = new HashMap<>();

  private @Nullable Attempt wanted;
  private @Nullable Attempt renewal;
  private @Nullable Asked asked;
  private @Nullable Bound bound;

  /**
   * Whether a try that was given up may have succeeded at the home agent, in place of the bound.
   */
  private boolean uncertain;

  private @Nullable Leaving leaving;
  private int mismatches;

  /**
   * @param random for nonces and the identifier of keepalives
   */
  public MobileNode(MobilitySystem system, RandomGenerator random) {
    this(system, Wishes.USUAL, OtherSecrets.NONE, random);
  }

  /**
   * @param secrets shared with foreign agents and the AAA server
   * @param random for nonces and the identifier of keepalives
   */
  public MobileNode(
      MobilitySystem system, Wishes wishes, OtherSecrets secrets, RandomGenerator random) {
    this.system = system;
    this.identification = new Identification(system.association().replay(), random);
    this.agent = new Endpoint(system.homeAgent(), PORT);
    this.requests = new Requests(system, wishes, identification);
    this.echo = new TunnelEcho(system.homeAgent(), random.nextInt(0x10000));
  }

  /** Takes one input; then {@link #poll()} until null. */
  public void handle(Input input) {
    switch (input) {
      case Input.Register r -> register(r);
      case Input.GiveUp g -> giveUp(g.careOf());
      case Input.PathChanged p -> pathChanged(p.careOf(), p.at().monotonic());
      case Input.CareOfLost l -> careOfLost(l.careOf());
      case Input.Deregister d -> deregister(d);
      case Input.Datagram d -> datagram(d);
      case Input.Carried c -> {
        if (bound != null && bound.keepalive() != null) {
          bound.keepalive().carried(c.lastSent());
        }
      }
      case Input.Advertised a -> requests.advertised(a.agent(), a.offer());
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
    MonotonicTime wake = wanted == null ? null : sendAt(wanted);
    if (renewal != null) {
      wake = earlier(wake, sendAt(renewal));
    }
    if (leaving != null) {
      wake = earlier(wake, leaving.retryAt());
    }
    if (bound != null) {
      wake = earlier(wake, bound.endsAt());
      if (renewal == null) {
        wake = earlier(wake, bound.renewAt());
      }
      if (bound.keepalive() != null) {
        wake = earlier(wake, bound.keepalive().due());
      }
    }
    return wake;
  }

  /** The home address, or {@link Ip4#ANY} until one is assigned. */
  public Ip4 home() {
    return requests.home();
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

  /** The care-of address that is tried, or null; a renewal is none. */
  public @Nullable CareOf requesting() {
    return wanted == null ? null : wanted.careOf();
  }

  /** The care-of addresses it sends from or expects answers on. */
  public Set<CareOf> inUse() {
    Set<CareOf> inUse = new HashSet<>();
    if (bound != null) {
      inUse.add(bound.careOf());
    }
    if (wanted != null) {
      inUse.add(wanted.careOf());
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
    CareOf careOf = input.careOf();
    if (careOf instanceof CareOf.AtHome) {
      bound = null;
      wanted = null;
      renewal = null;
      sendDeregistration(careOf, careOf, 1, input.at());
      return;
    }
    if (leaving != null && leaving.careOf().equals(careOf)) {
      leaving = null; // it would take back what is asked for now
    }
    if (bound != null && bound.careOf().equals(careOf)) {
      renewal = fresh(careOf, input.monitor(), input.at().monotonic());
    } else if (wanted != null && wanted.careOf().equals(careOf)) {
      wanted = wanted.monitored(input.monitor());
    } else {
      wanted = fresh(careOf, input.monitor(), input.at().monotonic());
    }
  }

  /** An attempt without a past, but not sooner than a second after the last request from there. */
  private Attempt fresh(CareOf careOf, @Nullable Duration monitor, MonotonicTime now) {
    MonotonicTime last = lastSent.get(careOf);
    boolean recent = last != null && now.isBefore(last.plus(FIRST_TIMEOUT));
    MonotonicTime due = recent && last != null ? last.plus(FIRST_TIMEOUT) : now;
    return new Attempt(careOf, monitor, 0, false, due);
  }

  private void giveUp(CareOf careOf) {
    if (wanted != null && wanted.careOf().equals(careOf)) {
      wanted = null;
      forgetSends(careOf);
    }
  }

  private void pathChanged(CareOf careOf, MonotonicTime now) {
    Attempt attempt = attempt(careOf);
    if (attempt != null) {
      replace(attempt, fresh(careOf, attempt.monitor(), now));
    }
  }

  private void careOfLost(CareOf careOf) {
    if (wanted != null && wanted.careOf().equals(careOf)) {
      wanted = null;
    }
    if (bound != null && bound.careOf().equals(careOf)) {
      unbind();
    }
    if (leaving != null && leaving.via().equals(careOf)) {
      leaving = null;
    }
    if (asked != null && asked.careOf().equals(careOf)) {
      asked = null;
    }
    lastSent.remove(careOf);
    forgetSends(careOf);
  }

  /** What was about to be sent from there is sent no more. */
  private void forgetSends(CareOf careOf) {
    outputs.removeIf(output -> output instanceof Output.Send send && send.via().equals(careOf));
  }

  private void unbind() {
    bound = null;
    renewal = null;
  }

  private void deregister(Input.Deregister input) {
    if (bound != null && bound.careOf().equals(input.careOf())) {
      unbind();
    }
    if (wanted != null && wanted.careOf().equals(input.careOf())) {
      wanted = null;
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
    Asked latest =
        asked != null && isOpen(asked) && requests.answers(reply, asked.request()) ? asked : null;
    Leaving left = leaving != null && requests.answers(reply, leaving.request()) ? leaving : null;
    if (latest == null && left == null) {
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
    if (latest != null) {
      answer(latest, reply, trusted, via, now);
    } else if (left != null) {
      answerLeaving(left, reply, now);
    }
  }

  /** Whether somebody still waits for the answer. */
  private boolean isOpen(Asked request) {
    return !request.answered() && attempt(request.careOf()) != null;
  }

  private @Nullable Attempt attempt(CareOf careOf) {
    return wanted != null && wanted.careOf().equals(careOf)
        ? wanted
        : renewal != null && renewal.careOf().equals(careOf) ? renewal : null;
  }

  private void answer(
      Asked latest, RegistrationReply reply, List<Extension> trusted, CareOf via, Now now) {
    if (!via.equals(latest.careOf())) {
      // An answer proves only the interface it came through (RFC 5265 §3.2.1).
      count("replies-on-other-interface");
      return;
    }
    if (reply.code().accepted() && reply.lifetime() > 0) {
      identification.accepted(reply.identification());
      accepted(latest, reply, trusted, now);
      return;
    }
    MonotonicTime soon = latest.turn();
    if (reply.code().equals(ReplyCode.IDENTIFICATION_MISMATCH)) {
      mismatch(reply, now);
      // A home agent whose clock went back refuses for as long as that is.
      refused(latest, mismatches <= 2 ? soon : soon.plus(Attempt.timeout(mismatches)));
    } else {
      identification.refused(reply.identification());
      boolean curable =
          reply.code().equals(ReplyCode.PROHIBITED) && requests.homeRefused(latest.request());
      refused(latest, curable ? soon : later(latest, now));
    }
    outputs.add(new Output.Denied(latest.careOf(), reply.code()));
  }

  /** A refusal with no cure is asked about again less often than silence. */
  private MonotonicTime later(Asked latest, Now now) {
    Attempt attempt = attempt(latest.careOf());
    return now.monotonic().plus(Attempt.timeout(attempt == null ? 1 : attempt.requests() + 2));
  }

  private void mismatch(RegistrationReply reply, Now now) {
    identification.mismatch(reply.identification(), now.wall());
    mismatches++;
    count("identification-mismatches");
  }

  private void refused(Asked latest, MonotonicTime retryAt) {
    asked = latest.withAnswer();
    Attempt attempt = attempt(latest.careOf());
    if (attempt != null) {
      replace(attempt, attempt.refused(retryAt));
    }
  }

  private void replace(Attempt before, @Nullable Attempt after) {
    if (before.equals(wanted)) {
      wanted = after;
    } else {
      renewal = after;
    }
  }

  private void accepted(Asked latest, RegistrationReply reply, List<Extension> trusted, Now now) {
    // §3.4: a lifetime greater than asked for counts as what was asked for.
    Duration lifetime = Duration.ofSeconds(Math.min(reply.lifetime(), latest.request().lifetime()));
    Attempt attempt = Objects.requireNonNull(attempt(latest.careOf()));
    Duration monitor = attempt.monitor();
    Tunnel tunnel = latest.careOf().isCoLocated() ? Tunnel.ipInIp(system.homeAgent()) : null;
    Keepalive keepalive = null;
    for (Extension extension : trusted) {
      if (extension instanceof UdpTunnelReply udp && udp.accepted()) {
        tunnel = Tunnel.inUdp(agent);
        keepalive = new Keepalive(keepaliveInterval(latest.careOf(), udp), latest.sent());
      }
    }
    Duration holds = monitor == null || lifetime.compareTo(monitor) < 0 ? lifetime : monitor;
    boolean renewed = bound != null && bound.careOf().equals(latest.careOf());
    requests.accepted(reply.home());
    mismatches = 0;
    bound =
        new Bound(
            latest.careOf(),
            monitor,
            tunnel,
            latest.sent().plus(holds.multipliedBy(2).dividedBy(3)),
            latest.sent().plus(holds),
            keepalive);
    replace(attempt, null);
    renewal = null;
    uncertain = false;
    asked = latest.withAnswer();
    outputs.add(
        new Output.Registered(
            latest.careOf(),
            requests.home(),
            system.homeAgent(),
            tunnel,
            latest.request().has(RegistrationRequest.REVERSE_TUNNEL),
            lifetime,
            trusted.stream().anyMatch(TrustedNetworksConfigured.class::isInstance),
            renewed,
            now.monotonic().since(latest.sent())));
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
      mismatch(reply, now);
    } else {
      leaving = null;
      if (reply.code().accepted()) {
        identification.accepted(reply.identification());
        outputs.add(new Output.Deregistered(asked.careOf()));
      } else {
        identification.refused(reply.identification());
        outputs.add(new Output.Denied(asked.careOf(), reply.code()));
      }
    }
  }

  private void echo(Input.Datagram input) throws MalformedException {
    if (echo.isAnswer(input.payload(), requests.home())
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
      over(bound, time);
    }
    if (bound != null && bound.keepalive() != null && !time.isBefore(bound.keepalive().due())) {
      keepAlive(bound, bound.keepalive(), now);
    }
    boolean stale = bound != null && !time.isBefore(bound.renewAt());
    if (bound != null && renewal == null && (stale || (uncertain && wanted == null))) {
      renewal = fresh(bound.careOf(), bound.monitor(), time);
    }
    if (wanted != null && !time.isBefore(sendAt(wanted))) {
      wanted = send(wanted, now);
    }
    if (renewal != null && !time.isBefore(sendAt(renewal))) {
      renewal = send(renewal, now);
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

  private void over(Bound last, MonotonicTime now) {
    unbind();
    outputs.add(
        new Output.Lost(
            last.careOf(),
            last.monitor() == null
                ? "the lifetime is over and was not renewed"
                : "T_MONITOR is over without a new registration (RFC 5265 §3.2.4)"));
    if (wanted == null && last.monitor() == null) {
      wanted = fresh(last.careOf(), null, now);
    }
  }

  private void keepAlive(Bound current, Keepalive keepalive, Now now) {
    Integer sequence = keepalive.next(now.monotonic());
    if (sequence != null) {
      count("keepalives-sent");
      Octets payload = echo.request(requests.home(), sequence);
      outputs.add(new Output.Send(current.careOf(), current.careOf().address(), agent, payload));
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
            MonotonicTime.min(current.renewAt(), now.monotonic()),
            current.endsAt(),
            new Keepalive(shorter, now.monotonic()));
    outputs.add(new Output.MappingLost(current.careOf(), shorter));
  }

  /**
   * When an attempt may send: when it is due, but after a request of another has had its second,
   * since only the latest is answered. A new care-of address does not wait: the node has moved.
   */
  private MonotonicTime sendAt(Attempt attempt) {
    boolean moved = attempt.equals(wanted) && attempt.requests() == 0;
    if (moved
        || asked == null
        || !isOpen(asked)
        || asked.careOf().equals(attempt.careOf())
        || asked.turn().isBefore(attempt.dueAt())) {
      return attempt.dueAt();
    }
    return asked.turn();
  }

  private Attempt send(Attempt attempt, Now now) {
    Asked latest = asked;
    if (attempt.isUnanswered()) {
      count("requests-unanswered");
      outputs.add(new Output.Unanswered(attempt.careOf(), attempt.requests()));
    }
    boolean again =
        attempt.isUnanswered()
            && identification.retransmitsUnchanged()
            && latest != null
            && latest.careOf().equals(attempt.careOf());
    RegistrationRequest request =
        again && latest != null ? latest.request() : requests.registration(attempt.careOf(), now);
    count("requests-sent");
    uncertain |= attempt.equals(wanted);
    MonotonicTime time = now.monotonic();
    lastSent.values().removeIf(sent -> sent.plus(FIRST_TIMEOUT).isBefore(time));
    lastSent.put(attempt.careOf(), time);
    asked = new Asked(attempt.careOf(), request, time, false);
    outputs.add(
        Route.send(
            attempt.careOf(),
            request.home(),
            system.homeAgent(),
            Octets.of(request.signed(system.association()))));
    return attempt.sent(time);
  }

  private void sendDeregistration(CareOf careOf, CareOf via, int attempt, Now now) {
    count("deregistrations-sent");
    RegistrationRequest request = requests.deregistration(careOf, now);
    MonotonicTime retryAt = now.monotonic().plus(Attempt.timeout(attempt));
    leaving = new Leaving(careOf, via, request, attempt, retryAt);
    outputs.add(
        Route.send(
            via,
            request.home(),
            system.homeAgent(),
            Octets.of(request.signed(system.association()))));
  }

  private static MonotonicTime earlier(@Nullable MonotonicTime one, MonotonicTime other) {
    return one == null ? other : MonotonicTime.min(one, other);
  }

  private void count(String what) {
    counters.merge(what, 1L, Long::sum);
  }
}
