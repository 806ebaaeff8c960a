package org.dualmip.mobileip.agent;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.dualmip.mobileip.agent.HomeAgent.Output;
import org.dualmip.mobileip.agent.HomeAgent.Output.BindingChanged;
import org.dualmip.mobileip.agent.HomeAgent.Output.Remember;
import org.dualmip.mobileip.agent.HomeAgent.Output.Send;
import org.dualmip.mobileip.agent.RequestCheck.Authentic;
import org.dualmip.mobileip.agent.RequestCheck.Outcome.Rejected;
import org.dualmip.mobileip.agent.TunnelChoice.Choice;
import org.dualmip.mobileip.extension.Extension;
import org.dualmip.mobileip.message.RegistrationRequest;
import org.dualmip.mobileip.message.ReplyCode;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.MonotonicTime;
import org.jspecify.annotations.Nullable;

/**
 * Grants or refuses a valid request (RFC 5944 §3.8.2.2 and §3.8.2.3): the rules behind codes 129,
 * 130 and 136, what a deregistration removes, how long a lifetime may be.
 */
final class Registrar {
  private final HomeAgentConfig config;
  private final ServedNodes nodes;
  private final BindingList bindings;
  private final TunnelChoice tunnels;
  private final ReplyComposer replies;

  Registrar(HomeAgentConfig config, ServedNodes nodes, BindingList bindings) {
    this.config = config;
    this.nodes = nodes;
    this.bindings = bindings;
    this.tunnels = new TunnelChoice(config, nodes::isHome);
    this.replies = new ReplyComposer(config);
  }

  /**
   * What came of a valid request.
   *
   * @param counter of its kind
   * @param refusal why it was refused; null if it was granted
   * @param outputs the reply last, so that all is in place when the node hears of it
   */
  record Result(Counter counter, @Nullable String refusal, List<Output> outputs) {}

  /** The reply to a request that failed the validity checks. */
  Send reject(Rejected rejected) {
    return replies.compose(
        rejected.request(),
        rejected.code(),
        permitted(rejected.request().message()),
        rejected.identification(),
        List.of());
  }

  /** Grants or refuses. Either way its Identification is used up. */
  Result register(Authentic request) {
    ServedNode node = request.node();
    long identification =
        node.identification().accept(request.association(), request.message().identification());
    Optional<Refusal> refused = wrongHomeAgent(request).or(() -> wrongHome(request));
    Decision decision =
        refused.isPresent()
            ? refused.get()
            : request.message().isDeregistration() ? deregister(request) : grant(request);
    List<Output> outputs = new ArrayList<>();
    outputs.add(new Remember(node.memory()));
    return switch (decision) {
      case Refusal refusal -> {
        outputs.add(
            replies.compose(
                request, refusal.code(), permitted(request.message()), identification, List.of()));
        yield new Result(refusal.counter(), refusal.code() + ": " + refusal.why(), outputs);
      }
      case Granted granted -> {
        if (granted.change() != null) {
          outputs.add(granted.change());
        }
        outputs.add(
            replies.compose(
                request, granted.code(), granted.lifetime(), identification, granted.extensions()));
        yield new Result(Counter.REQUESTS_ACCEPTED, null, outputs);
      }
    };
  }

  private sealed interface Decision {}

  private record Refusal(ReplyCode code, Counter counter, String why) implements Decision {
    Refusal(ReplyCode code, String why) {
      this(code, Counter.REQUESTS_REFUSED, why);
    }
  }

  private record Granted(
      ReplyCode code, int lifetime, @Nullable BindingChanged change, List<Extension> extensions)
      implements Decision {}

  /** Code 136: sent to a broadcast address, or meant for another agent (§3.8.2.1, §3.8.3.2). */
  private Optional<Refusal> wrongHomeAgent(Authentic request) {
    Ip4 sentTo = request.datagram().to().address();
    if (!replies.isOwn(sentTo)) {
      return Optional.of(
          new Refusal(
              ReplyCode.UNKNOWN_HOME_AGENT,
              "RFC 5944 §3.8.2.1: it was sent to " + sentTo + ", not to this agent alone"));
    }
    if (!request.message().homeAgent().equals(config.address())) {
      return Optional.of(
          new Refusal(
              ReplyCode.UNKNOWN_HOME_AGENT,
              "RFC 5944 §3.8.3.2: it is meant for home agent " + request.message().homeAgent()));
    }
    return Optional.empty();
  }

  /** Code 129: the home address is not this node's. Code 130: none is left to assign. */
  private Optional<Refusal> wrongHome(Authentic request) {
    Ip4 home = request.message().home();
    if (home.isAny()) {
      return nodes.assignHome(request.node())
          ? Optional.empty()
          : Optional.of(
              new Refusal(
                  ReplyCode.INSUFFICIENT_RESOURCES,
                  Counter.ADDRESSES_EXHAUSTED,
                  "RFC 2794 §2: no home address is left in "
                      + config.networks().getFirst().prefix()));
    }
    return home.equals(request.node().home())
        ? Optional.empty()
        : Optional.of(
            new Refusal(
                ReplyCode.PROHIBITED,
                "RFC 5944 §3.8.3.2: " + home + " is not the home address of this node"));
  }

  /** All bindings of the node, or only the one with this care-of address (§3.8.2.2). */
  private Decision deregister(Authentic request) {
    Ip4 home = request.node().home();
    Ip4 careOf = request.message().careOf();
    Binding binding = bindings.of(home);
    boolean meant = careOf.equals(home) || (binding != null && binding.careOf().equals(careOf));
    BindingChanged change = meant ? bindings.remove(home, "deregistered") : null;
    return new Granted(ReplyCode.ACCEPTED, 0, change, List.of());
  }

  private Decision grant(Authentic request) {
    RegistrationRequest message = request.message();
    ServedNode node = request.node();
    return switch (tunnels.choose(message, request.end(), node.home(), request.datagram().from())) {
      case Choice.Refuse refuse -> new Refusal(refuse.code(), refuse.why());
      case Choice.Use use -> {
        MonotonicTime now = request.datagram().at().monotonic();
        // The S bit asks to keep other bindings; there is one only, and code 1 says so (§3.4).
        ReplyCode code =
            message.has(RegistrationRequest.SIMULTANEOUS)
                ? ReplyCode.ACCEPTED_NO_SIMULTANEOUS
                : ReplyCode.ACCEPTED;
        int lifetime = permitted(message);
        MonotonicTime expires = now.plus(Duration.ofSeconds(lifetime));
        Binding granted =
            new Binding(
                node.subscriber().network(),
                node.home(),
                node.subscriber().name(),
                message.careOf(),
                use.tunnel(),
                false,
                message.has(RegistrationRequest.CO_LOCATED),
                message.has(RegistrationRequest.REVERSE_TUNNEL),
                message.has(RegistrationRequest.BROADCASTS),
                List.of(),
                null,
                false,
                message.identification(),
                lifetime,
                expires,
                null,
                null);
        BindingChanged change = bindings.register(granted, now);
        yield new Granted(
            code,
            remaining(change.after(), now, lifetime),
            change,
            use.answer() == null ? List.of() : List.of(use.answer()));
      }
    };
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
