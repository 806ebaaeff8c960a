package org.dualmip.mobilenode.world;

import static org.dualmip.mobilenode.world.Timeline.MS;
import static org.dualmip.mobilenode.world.Timeline.SECOND;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.dualmip.detector.DetectorConfig;
import org.dualmip.detector.Domain;
import org.dualmip.detector.NetworkHistory;
import org.dualmip.detector.Observation;
import org.dualmip.detector.Rule;
import org.dualmip.detector.Verdict;
import org.dualmip.mobileip.extension.TrustedNetworksConfigured;
import org.dualmip.mobileip.message.RegistrationReply;
import org.dualmip.mobileip.message.RegistrationRequest;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.MalformedException;
import org.dualmip.mobileip.net.MonotonicTime;
import org.dualmip.mobileip.net.Octets;
import org.dualmip.mobileip.node.CareOf;
import org.dualmip.mobileip.node.MobileNode;
import org.dualmip.mobilenode.DualNode;
import org.dualmip.mobilenode.Projection;
import org.dualmip.mobilenode.Projection.Attachment;
import org.dualmip.mobilenode.Projection.Opening;
import org.dualmip.mobilenode.Projection.Path;
import org.dualmip.mobilenode.Tier;
import org.dualmip.mobilenode.world.Packet.InUdp;
import org.dualmip.mobilenode.world.Packet.IpIp;
import org.dualmip.mobilenode.world.Packet.Signal;
import org.dualmip.mobilenode.world.Packet.User;
import org.jspecify.annotations.Nullable;

/** What must be true after every step, whatever happens. */
final class Watch {
  private static final int MESSAGES_A_SECOND = 24;
  private static final int OUTPUTS_AT_ONCE = 80;
  private static final int EVIDENCE = 8;

  private final Timeline time;
  private final Plan plan;
  private DualNode node;
  private final Map<Integer, Long> innerRequests = new HashMap<>();
  private final Map<Attachment, Long> requestedAt = new HashMap<>();
  private final ArrayDeque<Long> sent = new ArrayDeque<>();
  private final Map<Tier, Until> held = new HashMap<>();
  private long movedAt;
  private int outputs;
  private int idleWakes;
  private long idleAt = -1;
  private boolean reportedOpen;
  private long messages;
  private long unnoticedUntil = Long.MIN_VALUE;
  private boolean leaving;
  private boolean offered;

  /** Where it had reason to ask in the clear since the connection changed. */
  private final Set<String> registrable = new HashSet<>();

  private record Until(@Nullable CareOf careOf, @Nullable MonotonicTime end) {}

  Watch(Timeline time, Plan plan, DualNode node) {
    this.time = time;
    this.plan = plan;
    this.node = node;
  }

  /** Another life: it knows nothing of what the last one sent. */
  void restarted(DualNode another) {
    node = another;
    requestedAt.clear();
    innerRequests.clear();
    registrable.clear();
    offered = false;
    held.clear();
    movedAt = time.now();
    reportedOpen = false;
  }

  /** The host is awake again, and will have noticed at that time. */
  void awake(long noticed) {
    unnoticedUntil = noticed;
  }

  void before(DualNode.Input input) {
    outputs = 0;
    leaving |= input instanceof DualNode.Input.Stop;
    if (!(input instanceof DualNode.Input.Tick
        || input instanceof DualNode.Input.Carried
        || input instanceof DualNode.Input.Heard
        || isReply(input))) {
      movedAt = time.now();
    }
    for (Tier tier : Tier.values()) {
      MobileNode system = node.system(tier);
      if (system == null) {
        continue;
      }
      Until until = new Until(system.boundTo(), system.boundUntil());
      held.put(tier, isReply(input) ? new Until(null, null) : until);
    }
  }

  private static boolean isReply(DualNode.Input input) {
    return input instanceof DualNode.Input.Datagram || input instanceof DualNode.Input.FromAgent;
  }

  void output(DualNode.Output output, Map<String, Interface> interfaces) {
    outputs++;
    offered |=
        output instanceof DualNode.Output.Observed observed
            && observed.observation() instanceof Observation.DiscoveryOffered;
    if (output instanceof DualNode.Output.DisconnectVpn) {
      require(
          leaving || interfaces.values().stream().anyMatch(this::isProved),
          "the VPN is taken down, but nothing proves that the node is inside");
    }
    if (output instanceof DualNode.Output.Changed changed) {
      switch (changed.what()) {
        case "gate-opened" -> reportedOpen = true;
        case "gate-shut" -> reportedOpen = false;
        case "link-lost" -> registrable.remove(changed.link());
        default -> {}
      }
    }
  }

  /** After an input and all its outputs. */
  void after(Projection projection, Map<String, Interface> interfaces, NetworkHistory history) {
    require(outputs <= OUTPUTS_AT_ONCE, outputs + " outputs at once");
    require(history.entries().size() <= NetworkHistory.LIMIT, "the history grows");
    verdicts(interfaces);
    if (reportedOpen != (projection.innerPath() != null)) {
      throw new Failure(
          "the gate is reported "
              + (reportedOpen ? "open" : "shut")
              + " but is not: "
              + projection);
    }
    for (Tier tier : Tier.values()) {
      MobileNode system = node.system(tier);
      if (system == null) {
        continue;
      }
      Until before = Objects.requireNonNull(held.get(tier));
      MonotonicTime now = system.boundUntil();
      if (before.careOf() != null && before.careOf().equals(system.boundTo())) {
        require(
            now == null || before.end() == null || !before.end().isBefore(now),
            "the " + tier + " lifetime grew by itself");
      }
    }
  }

  private MonotonicTime deviceTime() {
    return new MonotonicTime(time.now() + Device.CLOCK_OFFSET);
  }

  /** Inside is what the world knows to be proved; and no verdict grows without bounds. */
  private void verdicts(Map<String, Interface> interfaces) {
    for (Verdict verdict : node.verdicts(deviceTime())) {
      if (isLikely(verdict)) {
        registrable.add(verdict.link());
      }
      Interface one = interfaces.get(verdict.link());
      if (verdict.domain() == Domain.INSIDE && (one == null || !isProved(one))) {
        throw new Failure("inside without a proof younger than T_MONITOR: " + verdict);
      }
      if (verdict.weighed().size() > Rule.values().length || verdict.evidence().size() > EVIDENCE) {
        throw new Failure("too much is kept: " + verdict);
      }
    }
  }

  /**
   * Whether there is a good reason to ask the inner home agent for a registration in the clear, or
   * was one since the connection changed.
   */
  private boolean mayRegister(String link) {
    if (node.verdicts(deviceTime()).stream()
        .anyMatch(one -> one.link().equals(link) && isLikely(one))) {
      registrable.add(link);
    }
    return registrable.contains(link);
  }

  private boolean isLikely(Verdict verdict) {
    List<Rule> rules = verdict.weighed().stream().map(Verdict.Weighed::rule).toList();
    boolean answered =
        rules.contains(Rule.FOUND)
            || (rules.contains(Rule.SMOKED_OUT) && verdict.score() >= Rule.LIKELY);
    return switch (plan.probe()) {
      case HINTED ->
          answered
              || (!offered && verdict.score() >= Rule.MAYBE)
              || (rules.contains(Rule.INNER_SILENT) && !rules.contains(Rule.OUTER_ANSWERED))
              || (verdict.score() >= Rule.LIKELY && !rules.contains(Rule.CONTRADICTION));
      case DISCOVER -> answered;
      case ALWAYS, SEQUENTIAL -> true;
      case NEVER -> false;
    };
  }

  private boolean isProved(Interface one) {
    return time.now() - one.provedAt() <= plan.monitor().toNanos();
  }

  /** Messages of its own that the node has sent so far. */
  long messages() {
    return messages;
  }

  void wake(long at) {
    if (at > time.now()) {
      return;
    }
    idleWakes = idleAt == time.now() ? idleWakes + 1 : 0;
    idleAt = time.now();
    require(idleWakes < 12, "it wants to be woken again and again without doing anything");
  }

  /** A new projection makes sense in itself and fits the interfaces. */
  void projected(Projection projection, Map<String, Interface> interfaces) {
    Path inner = projection.innerPath();
    if (inner != null) {
      require(projection.innerAccepted().contains(inner), "sends where it would not accept");
      boolean open =
          projection.openings().stream()
              .anyMatch(one ->
                  switch (one) {
                    case Opening.Inside inside -> inside.careOf().equals(inner.careOf());
                    case Opening.Outside outside ->
                        inner
                            .careOf()
                            .equals(new CareOf.CoLocated(DualNode.VPN, outside.vpnAddress()));
                  });
      boolean nowhere =
          inner.careOf().link().equals(DualNode.VPN)
              && projection.outerPath() == null
              && projection.vpnFrom() == null;
      if (!open || nowhere) {
        throw new Failure(
            "an inner path through "
                + (open ? "a VPN that goes nowhere: " : "a shut gate: ")
                + projection);
      }
    }
    require(projection.sockets().size() <= 12, "too many sockets: " + projection.sockets());
    require(projection.innerAccepted().size() <= 5, "too many: " + projection.innerAccepted());
    require(projection.outerAccepted().size() <= 5, "too many: " + projection.outerAccepted());
    require(projection.links().size() <= interfaces.size(), "links: " + projection.links());
    require(projection.openings().size() <= 4, "openings: " + projection.openings());
    for (Attachment socket : projection.sockets()) {
      onLink(socket.careOf(), projection);
    }
    projection.innerAccepted().forEach(path -> onLink(path.careOf(), projection));
    projection.outerAccepted().forEach(path -> onLink(path.careOf(), projection));
    if (plan.probe() != DetectorConfig.Probe.ALWAYS) {
      for (String probe : projection.probes()) {
        boolean hinted =
            projection.links().stream()
                    .anyMatch(
                        link -> link.name().equals(probe) && Plan.INSIDE.contains(link.address()))
                || Objects.requireNonNull(interfaces.get(probe)).isHinted();
        require(hinted, "asks the inner agent in the clear where nothing points inside: " + probe);
      }
    }
  }

  private static void onLink(CareOf careOf, Projection projection) {
    boolean there =
        careOf.link().equals(DualNode.VPN)
            ? careOf.address().equals(projection.vpnAddress())
            : projection.links().stream().anyMatch(link -> link.careOf().equals(careOf));
    if (!there) {
      throw new Failure(careOf + " is in use but not there: " + projection);
    }
  }

  /** The engine sends a message of its own. */
  void signal(Attachment socket, Octets payload, Projection projection) {
    require(projection.sockets().contains(socket), "sends without a socket: " + socket);
    CareOf careOf = socket.careOf();
    boolean physical = !careOf.link().equals(DualNode.VPN);
    if (physical && socket.tier() == Tier.INNER) {
      require(
          projection.probes().contains(careOf.link()),
          "asks the inner agent in the clear without saying so: " + socket);
    }
    messages++;
    sent.add(time.now());
    while (time.now() - sent.getFirst() > SECOND) {
      sent.removeFirst();
    }
    require(sent.size() <= MESSAGES_A_SECOND, "sends " + sent.size() + " messages in a second");
    if (payload.at(0) != RegistrationRequest.TYPE) {
      return;
    }
    RegistrationRequest request = request(payload);
    if (socket.tier() == Tier.INNER && !request.home().equals(Plan.S)) {
      require(physical && !betrays(payload), "a probe that says who asks");
      return;
    }
    if (physical && socket.tier() == Tier.INNER) {
      require(
          mayRegister(careOf.link()),
          "shows its home address in the clear where a probe was in place: " + socket);
    }
    // Taking back is another matter than asking again.
    // And two radios may register one address, their agent's.
    String matter = (request.isDeregistration() ? "leaving " : "staying ") + careOf.link();
    Attachment from = new Attachment(socket.tier(), new CareOf.CoLocated(matter, request.careOf()));
    Long earlier = requestedAt.put(from, time.now());
    require(
        earlier == null || time.now() - earlier >= SECOND || movedAt >= earlier,
        "two requests from "
            + careOf
            + " within "
            + (earlier == null ? 0 : (time.now() - earlier) / MS)
            + " ms (RFC 5944 §3.6.3)");
    if (physical && socket.tier() == Tier.INNER && request.lifetime() > 0) {
      innerRequests.put((int) request.identification(), time.now());
    }
  }

  /** Whether anything in it names the node. */
  private static boolean betrays(Octets payload) {
    String said = new String(payload.toBytes(), StandardCharsets.ISO_8859_1);
    return said.contains(new String(Plan.S.octets(), StandardCharsets.ISO_8859_1))
        || said.contains(Plan.NAI);
  }

  private static RegistrationRequest request(Octets payload) {
    try {
      return RegistrationRequest.read(payload.toBytes());
    } catch (MalformedException malformed) {
      throw new Failure("the node sent " + malformed.getMessage());
    }
  }

  /** The inner agent's own answer reached an interface: the world's own idea of a proof. */
  void innerReply(Interface one, Octets payload) {
    try {
      RegistrationReply reply = RegistrationReply.read(payload.toBytes());
      Long asked = innerRequests.get((int) reply.identification());
      if (asked != null
          && reply.code().accepted()
          && reply.lifetime() > 0
          && reply.extension(TrustedNetworksConfigured.class).isPresent()) {
        one.proved(Math.max(one.provedAt(), asked));
      }
    } catch (MalformedException notAReply) {
      // A keepalive's answer.
    }
  }

  /** A request to a foreign agent appears on an access network. */
  void asksOnWire(Interface one, DualNode.Output.ToAgent send, Projection projection) {
    Place wire = one.wire();
    if (wire == null || wire.inside()) {
      return;
    }
    if (send.socket().tier() == Tier.INNER) {
      require(projection.probes().contains(one.name()), "a probe that was not announced");
    } else {
      require(!Plan.INSIDE.contains(send.source()), "an inner address in the clear on " + wire);
    }
  }

  /** A frame appears on an access network, where anybody may see it. */
  void onWire(Interface one, Packet packet, Projection projection) {
    Place wire = one.wire();
    Packet clear = packet;
    while (clear instanceof IpIp || clear instanceof InUdp) {
      clear = clear instanceof IpIp tunnel ? tunnel.inner() : ((InUdp) clear).inner();
    }
    if (clear instanceof User) {
      mayCarryClear(one);
      return;
    }
    if (wire == null || wire.inside()) {
      return;
    }
    if (packet instanceof Signal signal && signal.to().equals(Plan.IHA)) {
      require(projection.probes().contains(one.name()), "a probe that was not announced");
      return;
    }
    for (Packet layer = packet; ; ) {
      if (isInner(layer.from(), one) || isInner(layer.to(), one)) {
        throw new Failure("an inner address in the clear on " + wire + ": " + packet);
      }
      if (layer instanceof IpIp tunnel) {
        layer = tunnel.inner();
      } else if (layer instanceof InUdp tunnel) {
        layer = tunnel.inner();
      } else {
        break;
      }
    }
  }

  private static boolean isInner(Ip4 address, Interface one) {
    return Plan.INSIDE.contains(address) && !address.equals(one.address());
  }

  void acceptedUser(CareOf careOf, Map<String, Interface> interfaces) {
    if (!careOf.link().equals(DualNode.VPN)) {
      mayCarryClear(interfaces.get(careOf.link()));
    }
  }

  /** RFC 5265 §3.2.3 and §3.2.4, by what the world knows, not by what the node believes. */
  private void mayCarryClear(@Nullable Interface one) {
    if (one == null || (!isProved(one) && time.now() > unnoticedUntil)) {
      throw new Failure(
          "user data in the clear through "
              + (one == null ? "nothing" : one.name() + " on " + one.wire())
              + " without a proof younger than T_MONITOR");
    }
  }

  /** The node found a new point of attachment: registering there at once is its duty. */
  void moved() {
    movedAt = time.now();
  }

  static void require(boolean condition, String otherwise) {
    if (!condition) {
      throw new Failure(otherwise);
    }
  }
}
