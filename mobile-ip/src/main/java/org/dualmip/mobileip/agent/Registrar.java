package org.dualmip.mobileip.agent;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.dualmip.mobileip.agent.HomeAgent.Output;
import org.dualmip.mobileip.agent.HomeAgent.Output.BindingChanged;
import org.dualmip.mobileip.agent.HomeAgent.Output.Remember;
import org.dualmip.mobileip.agent.HomeAgent.Output.Send;
import org.dualmip.mobileip.agent.Judgement.Rejected;
import org.dualmip.mobileip.agent.TunnelChoice.Choice;
import org.dualmip.mobileip.extension.Extension;
import org.dualmip.mobileip.extension.GreKey;
import org.dualmip.mobileip.extension.HomeAgentDiscovery;
import org.dualmip.mobileip.extension.HomeAgentDiscovery.Offer;
import org.dualmip.mobileip.extension.MessageString;
import org.dualmip.mobileip.message.RegistrationRequest;
import org.dualmip.mobileip.message.ReplyCode;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.MonotonicTime;
import org.dualmip.mobileip.packet.Tunnel.GreKeys;
import org.dualmip.mobileip.security.ConcealedIdentity;
import org.jspecify.annotations.Nullable;

/**
 * Grants or refuses a valid request (RFC 5944 §3.8.2.2 and §3.8.2.3), what a deregistration
 * removes, how long a lifetime may be. What may be refused for which reason is checked one after
 * the other; the checks stand in classes of their own.
 */
final class Registrar {
  private static final int LONGEST_TEXT = 254;

  private final HomeAgentConfig config;
  private final ServedNodes nodes;
  private final BindingList bindings;
  private final RightHomeAgent rightHomeAgent;
  private final Admission admission;
  private final TunnelChoice tunnels;
  private final MobileNetworks networks;
  private final Revocations revocations;
  private final @Nullable Offer offer;
  private final ReplyComposer replies;

  /**
   * @param offer to be told to nodes that register (docs/home-agent-discovery.md §5.1); null to
   *     tell none
   */
  Registrar(
      HomeAgentConfig config,
      ServedNodes nodes,
      BindingList bindings,
      TunnelChoice tunnels,
      MobileNetworks networks,
      Revocations revocations,
      @Nullable Offer offer) {
    this.config = config;
    this.nodes = nodes;
    this.bindings = bindings;
    this.tunnels = tunnels;
    this.networks = networks;
    this.revocations = revocations;
    this.offer = offer;
    this.rightHomeAgent = new RightHomeAgent(config);
    this.admission = new Admission(config, nodes, bindings);
    this.replies = new ReplyComposer(config, rightHomeAgent);
  }

  /**
   * What came of a valid request.
   *
   * @param counter of its kind
   * @param refusal why it was refused; null if it was granted
   * @param changes what became of bindings
   * @param memories what must be stored
   * @param reply to be sent when all else is in place
   */
  record Result(
      Counter counter,
      @Nullable String refusal,
      List<Remember> memories,
      List<BindingChanged> changes,
      Send reply) {
    /** In the order in which they must be carried out. */
    List<Output> outputs() {
      List<Output> outputs = new ArrayList<>(memories);
      outputs.addAll(changes);
      outputs.add(reply);
      return outputs;
    }
  }

  /** The reply to a request that failed the validity checks. */
  Send reject(Rejected rejected) {
    return replies.compose(
        rejected.request(),
        rejected.code(),
        permitted(rejected.request().message()),
        rejected.identification(),
        List.of(),
        List.of());
  }

  /** Grants or refuses. Either way its Identification is used up. */
  Result register(Authentic request) {
    ServedNode node = request.node();
    MonotonicTime now = request.datagram().at().monotonic();
    long identification =
        node.identification().accept(request.association(), request.message().identification());
    Decision decision = decide(request, now);
    List<Remember> memories = new ArrayList<>(1);
    if (decision.evicted != null) {
      memories.add(new Remember(decision.evicted.memory()));
    }
    memories.add(new Remember(node.memory()));
    Denial denial = decision.denial;
    if (denial != null) {
      return new Result(
          denial.counter(),
          denial.code() + ": " + denial.why(),
          memories,
          decision.changes,
          replies.compose(
              request,
              denial.code(),
              permitted(request.message()),
              identification,
              explained(denial),
              List.of()));
    }
    return new Result(
        Counter.REQUESTS_ACCEPTED,
        null,
        memories,
        decision.changes,
        replies.compose(
            request,
            decision.code,
            decision.lifetime,
            identification,
            decision.forNode,
            decision.forForeignAgent));
  }

  /** What is found out step by step. */
  private static final class Decision {
    private @Nullable Denial denial;
    private ReplyCode code = ReplyCode.ACCEPTED;
    private int lifetime;
    private @Nullable ServedNode evicted;
    private List<BindingChanged> changes = List.of();
    private final List<Extension> forNode = new ArrayList<>();
    private final List<Extension> forForeignAgent = new ArrayList<>();
  }

  private Decision decide(Authentic request, MonotonicTime now) {
    Decision decision = new Decision();
    decision.denial = rightHomeAgent.check(request);
    if (decision.denial == null) {
      decision.denial = Admission.vendors(request);
    }
    if (decision.denial == null && request.message().home().isAny()) {
      assignHome(request, decision, now);
    }
    if (decision.denial == null) {
      decision.denial = admission.home(request);
    }
    if (decision.denial == null) {
      if (request.message().isDeregistration()) {
        deregister(request, decision);
      } else {
        List<BindingChanged> before = decision.changes;
        grant(request, decision, now);
        decision.changes = Stream.concat(before.stream(), decision.changes.stream()).toList();
      }
    }
    // Whoever conceals a request knows the key, and others need not see it.
    if (decision.denial == null && offer != null && request.concealed() == null) {
      decision.forNode.add(new HomeAgentDiscovery(offer));
    }
    return decision;
  }

  /**
   * RFC 2794 §2. A concealed node has another address in each session, or those who see it could
   * recognise the node; what was bound to the one before is over (docs/concealed-registration.md
   * §5.3).
   */
  private void assignHome(Authentic request, Decision decision, MonotonicTime now) {
    ServedNode node = request.node();
    ConcealedIdentity concealed = request.concealed();
    if (concealed == null || node.subscriber().home() != null) {
      decision.evicted = nodes.assignHome(node, now);
    } else if (!node.isAssignedFor(concealed.session())) {
      decision.changes = bindings.removeAll(node, "another session");
      decision.evicted = nodes.assignOtherHome(node, now);
      node.assignedFor(concealed.session());
    }
  }

  /** All bindings of the node, or only the one with this care-of address (§3.8.2.2). */
  private void deregister(Authentic request, Decision decision) {
    Ip4 careOf = request.message().careOf();
    Binding binding = bindings.of(request.node(), careOf);
    if (careOf.equals(request.node().home())) {
      decision.changes = bindings.removeAll(request.node(), "deregistered");
    } else {
      BindingChanged gone = bindings.remove(request.node(), careOf, "deregistered");
      decision.changes = gone == null ? List.of() : List.of(gone);
    }
    if (binding != null && request.ofForeignAgent(GreKey.class) != null) {
      tellKey(binding, decision);
    }
    Admission.echoService(request, decision.forNode, decision.forForeignAgent);
  }

  private void grant(Authentic request, Decision decision, MonotonicTime now) {
    ServedNode node = request.node();
    decision.denial = Admission.service(request);
    if (decision.denial != null) {
      // "delete any binding with the existing Home Address", RFC 5446 §4.2.
      decision.changes = bindings.removeAll(node, "service not authorized");
      return;
    }
    switch (tunnels.choose(request)) {
      case Choice.Refuse refuse -> decision.denial = new Denial(refuse.code(), refuse.why());
      case Choice.Use use -> {
        decision.denial = admission.room(request);
        if (decision.denial == null) {
          MobileNetworks.Answer answer = networks.decide(request, bindings.of(node));
          decision.denial = answer.denial();
          if (answer.denial() == null) {
            enter(request, use, answer, decision, now);
          }
        }
      }
    }
  }

  private void enter(
      Authentic request,
      Choice.Use use,
      MobileNetworks.Answer answer,
      Decision decision,
      MonotonicTime now) {
    RegistrationRequest message = request.message();
    ServedNode node = request.node();
    int lifetime = permitted(message);
    Ip4 careOf = message.careOf();
    boolean coLocated = message.has(RegistrationRequest.CO_LOCATED);
    boolean simultaneous = admission.keepsOthers(message);
    Binding granted =
        new Binding(
            node.subscriber().network(),
            node.home(),
            node.subscriber().name(),
            careOf,
            use.tunnel(),
            use.waiting(),
            coLocated,
            message.has(RegistrationRequest.REVERSE_TUNNEL),
            message.has(RegistrationRequest.BROADCASTS),
            answer.granted(),
            coLocated && request.peer() == null ? null : request.datagram().from(),
            revocations.agreed(request),
            request.concealed() == null ? 0 : request.spi(),
            message.identification(),
            lifetime,
            now.plus(Duration.ofSeconds(lifetime)),
            null,
            null);
    decision.changes = bindings.register(node, granted, simultaneous, now);
    Binding after = decision.changes.getFirst().after();
    decision.lifetime = remaining(after, now, lifetime);
    // The S bit asks to keep other bindings; where one is all there is, code 1 says so (§3.4).
    decision.code =
        message.has(RegistrationRequest.SIMULTANEOUS) && !simultaneous
            ? ReplyCode.ACCEPTED_NO_SIMULTANEOUS
            : ReplyCode.ACCEPTED;
    if (use.answer() != null) {
      (coLocated ? decision.forNode : decision.forForeignAgent).add(use.answer());
    }
    decision.forNode.addAll(answer.acknowledgements());
    decision.forNode.addAll(HostAnswer.to(request, nodes.network(node)));
    Admission.echoService(request, decision.forNode, decision.forForeignAgent);
    tellKey(granted, decision);
    revocations.answer(request, granted, decision.forNode, decision.forForeignAgent);
  }

  /** "The HA MUST assign a GRE key and include the GRE Key Extension" (RFC 6245 §4.2). */
  private static void tellKey(Binding binding, Decision decision) {
    GreKeys keys = binding.tunnel().keys();
    if (keys != null) {
      decision.forForeignAgent.add(new GreKey(keys.fromRemote()));
    }
  }

  /** RFC 4917 §3: in words, beside what explains the code. */
  private List<Extension> explained(Denial denial) {
    if (!config.services().messageStrings()) {
      return denial.extensions();
    }
    List<Extension> extensions = new ArrayList<>(denial.extensions());
    extensions.add(new MessageString(MessageString.Subtype.HOME_AGENT, shortened(denial.why())));
    return extensions;
  }

  /** As many characters as fit; a text may repeat what a node wrote. */
  private static String shortened(String text) {
    int room = LONGEST_TEXT;
    int end = 0;
    while (end < text.length()) {
      int character = text.codePointAt(end);
      room -= character < 0x80 ? 1 : character < 0x800 ? 2 : character < 0x10000 ? 3 : 4;
      if (room < 0) {
        break;
      }
      end += Character.charCount(character);
    }
    return text.substring(0, end);
  }

  /** What was asked for, reduced to the longest that is granted (§3.8.2.2, §3.8.3.2). */
  private int permitted(RegistrationRequest message) {
    return Math.min(message.lifetime(), (int) config.longestLifetime().toSeconds());
  }

  /** The seconds left, which for a duplicate are fewer than were asked for (§3.8.2.2). */
  private static int remaining(@Nullable Binding binding, MonotonicTime now, int granted) {
    return binding == null || binding.expires() == null
        ? granted
        : (int) Math.min(granted, binding.expires().since(now).toSeconds());
  }
}
