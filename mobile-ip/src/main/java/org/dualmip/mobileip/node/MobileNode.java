package org.dualmip.mobileip.node;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.dualmip.mobileip.extension.Extension;
import org.dualmip.mobileip.extension.HomeAgentDiscovery;
import org.dualmip.mobileip.message.GenericNotification;
import org.dualmip.mobileip.message.RegistrationReply;
import org.dualmip.mobileip.message.ReplyCode;
import org.dualmip.mobileip.message.RevocationMessage;
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
 * Keeps a mobile node registered with one home agent (RFC 5944 §3.6): from co-located care-of
 * addresses, through foreign agents and at home, with reverse tunnelling (RFC 3024) and through
 * NATs (RFC 3519).
 *
 * <p>It holds one registration, or with the S bit several. A care-of address that is tried leaves
 * the registrations alone until it is accepted, so that a handover can make before it breaks; and
 * they are renewed meanwhile, because a try may last for ever. Of all requests only the latest is
 * answered (RFC 5944 §3.6.2.1).
 *
 * <pre>
 *               register                accepted
 *   nothing ---------------> trying -------------> bound ----+
 *      ^                      |  ^  ^                |       | renewal, mapping lost
 *      |  giveUp, careOfLost  |  +--+ timeout,       |       v
 *      +----------------------+     133, denial      |   renewing, still bound
 *      +---------------------------------------------+
 *              careOfLost, revoked, lifetime or T_MONITOR over
 * </pre>
 */
public final class MobileNode {
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

    /** Remove all bindings, sending through this care-of address (RFC 5944 §3.6.1.2). */
    record DeregisterAll(Now at, CareOf via) implements Input {}

    /** A datagram arrived from UDP port 434, on the socket of this care-of address. */
    record Datagram(Now at, CareOf via, Endpoint from, Octets payload) implements Input {}

    /** A home agent offered this key in an earlier life (docs/home-agent-discovery.md §3.1). */
    record OfferKnown(Now at, Ip4 homeAgent, HomeAgentDiscovery.Offer offer) implements Input {}

    /**
     * Nothing needs the registrations any more: what is registered later must not be recognised by
     * what was before (docs/concealed-registration.md §4.3).
     */
    record Rest(Now at) implements Input {}

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
      /**
       * The time to live: 1 to all mobility agents of the link (RFC 5944 §3.6.1.1), otherwise 255,
       * by which a foreign agent sees that nobody forwarded it (RFC 3024 §4.1.1).
       */
      public int timeToLive() {
        return to.address().equals(CareOf.ALL_AGENTS) ? 1 : 255;
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

    /** The agent wants a challenge answered that it has not given: solicit one (RFC 4721 §3.3). */
    record ChallengeMissing(CareOf.ThroughAgent careOf) implements Output {}

    /** No answer in time; it will be tried again. */
    record Unanswered(CareOf careOf, int attempts) implements Output {}

    /** What held holds no more: its time is over, or the home agent revoked it (RFC 3543). */
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

    /**
     * A home agent offers another key than before, by which it can be found without a registration
     * and requests can be concealed.
     *
     * @param careOf from where it was asked
     * @param offer null if it offers none any more
     */
    record Offered(CareOf careOf, Ip4 homeAgent, HomeAgentDiscovery.@Nullable Offer offer)
        implements Output {}

    /**
     * Nobody has answered concealed requests: one goes out that shows who sends it, and no other in
     * this place. The home agent may have lost its key; or somebody here drops what he cannot read.
     *
     * @param unanswered concealed requests that nobody has answered
     */
    record Bared(CareOf careOf, Ip4 homeAgent, int unanswered) implements Output {}

    /** An agent notifies of something, authentically (RFC 6098); it is acknowledged already. */
    record Notified(CareOf via, GenericNotification notification) implements Output {}

    /**
     * The home agent confirmed that a binding is gone; from home: that all are.
     *
     * @param trustedNetworks whether the reply says so, protected by the authenticator (RFC 5265
     *     §3.4): at home it proves the same as a registration elsewhere
     */
    record Deregistered(CareOf careOf, boolean trustedNetworks) implements Output {
      /** Without the word on trusted networks. */
      public Deregistered(CareOf careOf) {
        this(careOf, false);
      }
    }
  }

  private final MobilitySystem system;
  private final Journal journal = new Journal();
  private final Bindings bindings = new Bindings(journal);
  private final Offers offers = new Offers();
  private final HomeAgentChoice homeAgents;
  private final Requests requests;
  private final Pending pending;
  private final Deregistrations deregistrations;
  private final Replies replies;
  private final Notifications notifications;
  private final Revocations revocations;
  private final Disguise disguise;
  private final int echoIdentifier;

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
    this(system, wishes, secrets, Concealment.NONE, random);
  }

  /**
   * @param secrets shared with foreign agents and the AAA server
   * @param concealment whether requests hide who sends them
   * @param random for nonces, the identifier of keepalives and all that hides; in production a
   *     {@link java.security.SecureRandom}
   */
  public MobileNode(
      MobilitySystem system,
      Wishes wishes,
      OtherSecrets secrets,
      Concealment concealment,
      RandomGenerator random) {
    this.system = system;
    Identification identification = new Identification(system.association().replay(), random);
    this.homeAgents = new HomeAgentChoice(system.homeAgent(), wishes.homeAgent());
    Ip4 first = wishes.homeAgent() == null ? system.homeAgent() : wishes.homeAgent();
    this.disguise = new Disguise(system, concealment, first, random, journal);
    this.requests = new Requests(system, wishes, identification, homeAgents, offers, disguise);
    Courier courier =
        new Courier(
            requests,
            identification,
            homeAgents,
            offers,
            disguise,
            new Seal(secrets),
            bindings::hasOthersThan,
            journal);
    this.pending = new Pending(courier, bindings::holds, journal);
    this.deregistrations = new Deregistrations(courier, requests, journal);
    this.revocations = new Revocations(disguise, bindings, journal);
    Acceptance acceptance =
        new Acceptance(system, requests, homeAgents, pending, bindings, disguise, journal);
    this.replies =
        new Replies(
            requests,
            identification,
            homeAgents,
            offers,
            new ReplyCheck(secrets),
            pending,
            deregistrations,
            acceptance,
            revocations,
            disguise,
            journal);
    this.notifications = new Notifications(disguise, secrets, identification, random, journal);
    this.echoIdentifier = random.nextInt(0x10000);
  }

  /** Takes one input; then {@link #poll()} until null. */
  public void handle(Input input) {
    Now now = input.at();
    switch (input) {
      case Input.Register r -> register(r);
      case Input.Advertised a -> {
        offers.advertised(a.agent(), a.offer());
        pending.challenged(a.agent(), a.offer().challenge(), now.monotonic());
      }
      case Input.GiveUp g -> giveUp(g.careOf());
      case Input.PathChanged p -> pending.hurry(p.careOf(), now.monotonic());
      case Input.CareOfLost l -> careOfLost(l.careOf());
      case Input.Deregister d -> {
        bindings.remove(d.careOf());
        pending.end(d.careOf());
        deregistrations.begin(d.careOf(), d.via(), now);
      }
      case Input.DeregisterAll d ->
          leaveAll(new CareOf.AtHome(d.via().link(), requests.home()), d.via(), now);
      case Input.Datagram d -> datagram(d);
      case Input.Carried c -> bindings.carried(c.lastSent());
      case Input.OfferKnown o -> disguise.knows(o.homeAgent(), o.offer());
      case Input.Rest _ -> disguise.rest();
      case Input.Tick _ -> {}
    }
    advance(now);
  }

  /** The next output, or null. */
  public @Nullable Output poll() {
    return journal.poll();
  }

  /** When to be called next, or null if only an input can change anything. */
  public @Nullable MonotonicTime wakeAt() {
    return Stream.of(pending.wakeAt(), deregistrations.wakeAt(), bindings.wakeAt(pending))
        .filter(Objects::nonNull)
        .min(MonotonicTime::compareTo)
        .orElse(null);
  }

  /** The home address, or {@link Ip4#ANY} until one is assigned. */
  public Ip4 home() {
    return requests.home();
  }

  /** The home agent, as requests name it: found, assigned or configured. */
  public Ip4 homeAgent() {
    return homeAgents.field();
  }

  /** The system it belongs to. */
  public MobilitySystem system() {
    return system;
  }

  /** The care-of address that was registered last and still holds, or null. */
  public @Nullable CareOf boundTo() {
    Bound latest = bindings.latest();
    return latest == null ? null : latest.careOf();
  }

  /** All care-of addresses whose registration holds, in the order in which they were registered. */
  public List<CareOf> bound() {
    return bindings.all().stream().map(Bound::careOf).toList();
  }

  /** When that registration ends unless renewed: its lifetime, or T_MONITOR if that is sooner. */
  public @Nullable MonotonicTime boundUntil() {
    Bound latest = bindings.latest();
    return latest == null ? null : latest.endsAt();
  }

  /** The care-of address that is tried, the latest of several, or null; a renewal is none. */
  public @Nullable CareOf requesting() {
    List<CareOf> tries = pending.tries();
    return tries.isEmpty() ? null : tries.getLast();
  }

  /** The care-of addresses it sends from or expects answers on. */
  public Set<CareOf> inUse() {
    Set<CareOf> inUse = new HashSet<>(pending.tries());
    inUse.addAll(deregistrations.vias());
    for (Bound bound : bindings.all()) {
      inUse.add(bound.careOf());
      inUse.add(bound.dataFrom());
    }
    return inUse;
  }

  /** What was counted, by name. */
  public Map<String, Long> counters() {
    return journal.counters();
  }

  private void register(Input.Register input) {
    CareOf careOf = input.careOf();
    if (careOf instanceof CareOf.AtHome) {
      leaveAll(careOf, careOf, input.at());
      return;
    }
    deregistrations.cancel(careOf);
    if (!input.besideOthers() && !bindings.holds(careOf)) {
      pending.endTriesBut(careOf); // a renewal leaves tries alone
    }
    Bound bound = bindings.of(careOf);
    Attempt tried = pending.of(careOf);
    if (bound == null && tried != null) {
      Terms terms = tried.terms().besideOthers(input.besideOthers());
      pending.replace(tried.monitored(input.monitor(), terms));
    } else {
      Wishes wishes = bound == null ? requests.wishes() : bound.wishes();
      Terms terms = Terms.of(wishes, input.besideOthers());
      pending.begin(careOf, input.monitor(), terms, input.at().monotonic());
    }
  }

  /** §3.6.1.2: a request for the home address takes back all bindings. */
  private void leaveAll(CareOf home, CareOf via, Now now) {
    pending.clear();
    bindings.clear();
    if (home.address().isAny()) {
      journal.count("home-address-unknown"); // and so nothing was ever registered
    } else {
      deregistrations.begin(home, via, now);
    }
  }

  private void giveUp(CareOf careOf) {
    if (!bindings.holds(careOf) && pending.of(careOf) != null) {
      pending.end(careOf);
      journal.forgetSends(careOf);
    }
  }

  private void careOfLost(CareOf careOf) {
    pending.forget(careOf);
    bindings.remove(careOf);
    deregistrations.forgetVia(careOf);
    revocations.forget(careOf);
    disguise.forget(careOf);
    journal.forgetSends(careOf);
  }

  private void datagram(Input.Datagram input) {
    try {
      byte[] payload = input.payload().toBytes();
      switch (payload.length == 0 ? -1 : input.payload().at(0)) {
        case RegistrationReply.TYPE ->
            replies.take(RegistrationReply.read(payload), input.via(), input.at());
        case RevocationMessage.TYPE -> {
          Bound revoked =
              revocations.take(
                  RevocationMessage.read(payload),
                  input.via(),
                  input.from(),
                  requests.home(),
                  homeAgents.field());
          if (revoked != null) {
            over(revoked, "the home agent revoked it (RFC 3543)", input.at().monotonic());
          }
        }
        case GenericNotification.TYPE ->
            notifications.take(
                GenericNotification.read(payload),
                input.via(),
                input.from(),
                requests.home(),
                input.at());
        case TunnelData.TYPE -> {
          if (echo().isAnswer(input.payload(), requests.home())) {
            bindings.answered(input.via(), input.at().monotonic());
          }
        }
        default -> journal.count("messages-unknown");
      }
    } catch (MalformedException malformed) {
      journal.count("messages-malformed");
    }
  }

  private TunnelEcho echo() {
    return new TunnelEcho(homeAgents.field(), echoIdentifier);
  }

  /** Does what is due. */
  private void advance(Now now) {
    MonotonicTime time = now.monotonic();
    for (Bound bound : bindings.lapse(time)) {
      String why =
          bound.monitor() == null
              ? "the lifetime is over and was not renewed"
              : "T_MONITOR is over without a new registration (RFC 5265 §3.2.4)";
      over(bound, why, time);
    }
    bindings.keepAlive(echo(), requests.home(), time);
    for (Bound bound : bindings.all()) {
      boolean stale = !time.isBefore(bound.renewAt());
      if (pending.of(bound.careOf()) == null && (stale || pending.isUncertain())) {
        pending.begin(bound.careOf(), bound.monitor(), Terms.of(bound.wishes(), true), time);
      }
    }
    pending.advance(now);
    deregistrations.advance(now);
  }

  /** A registration has ended that should have held; it is asked for anew. */
  private void over(Bound last, String why, MonotonicTime now) {
    pending.end(last.careOf());
    journal.say(new Output.Lost(last.careOf(), why));
    if (bindings.latest() == null) {
      homeAgents.reset();
    }
    if (pending.tries().isEmpty() && last.monitor() == null) {
      boolean besideOthers = bindings.latest() != null;
      pending.begin(last.careOf(), null, Terms.of(requests.wishes(), besideOthers), now);
    }
  }
}
