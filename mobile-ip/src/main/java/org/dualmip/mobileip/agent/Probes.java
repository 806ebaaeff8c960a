package org.dualmip.mobileip.agent;

import org.dualmip.mobileip.agent.HomeAgent.Input.Datagram;
import org.dualmip.mobileip.agent.HomeAgent.Level;
import org.dualmip.mobileip.agent.HomeAgent.Output.Send;
import org.dualmip.mobileip.message.RegistrationRequest;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.MonotonicTime;
import org.dualmip.mobileip.probe.ProbeReply;
import org.dualmip.mobileip.security.DiscoverySecret;
import org.jspecify.annotations.Nullable;

/**
 * Requests of nodes that are not served here: silently discarded (RFC 5944 §3.8.2.1 a), but for
 * probes that were made with this home agent's key, which are denied with proof of who denies
 * (docs/home-agent-discovery.md §5). Neither changes anything.
 */
final class Probes {
  private final HomeAgentConfig config;
  private final RightHomeAgent right;
  private final ForeignAgentPeers peers;
  private final Strangers strangers;
  private final @Nullable DiscoverySecret secret;

  /** How many probes are looked into: arithmetic costs more than a reply, also where none comes. */
  private final Strangers examined;

  /**
   * @param secret null to answer no probe
   */
  Probes(
      HomeAgentConfig config,
      ForeignAgentPeers peers,
      Strangers strangers,
      @Nullable DiscoverySecret secret) {
    this.config = config;
    this.right = new RightHomeAgent(config);
    this.peers = peers;
    this.strangers = strangers;
    this.secret = secret;
    this.examined = new Strangers(config.limits());
  }

  /** What becomes of a request. */
  sealed interface Outcome {
    /** Which counter. */
    Counter counter();

    /** Silence, towards the network. */
    record Silence(Counter counter, Level level, String why) implements Outcome {}

    /** A denial with proof. */
    record Answered(Send reply) implements Outcome {
      @Override
      public Counter counter() {
        return Counter.PROBES_ANSWERED;
      }
    }
  }

  Outcome take(Datagram datagram, RegistrationRequest message) {
    Ip4 source = datagram.from().address();
    MonotonicTime now = datagram.at().monotonic();
    if (secret == null || !isProbe(datagram, message)) {
      return new Outcome.Silence(
          Counter.REQUESTS_UNKNOWN_NODE,
          Level.WARNING,
          "RFC 5944 §3.8.2.1 a: no mobile node of this home address or NAI is configured");
    }
    if (!examined.admit(source, now)) {
      return new Outcome.Silence(
          Counter.PROBES_UNEXAMINED, Level.WARNING, "there were too many probes just now");
    }
    ProbeReply reply =
        ProbeReply.to(
                message, secret, config.address(), source, config.inner() && config.trusts(source))
            .orElse(null);
    if (reply == null) {
      return new Outcome.Silence(
          Counter.PROBES_FAILED,
          Level.INFO,
          "this probe was not made with the key of this home agent");
    }
    if (!strangers.admit(source, now)) {
      return new Outcome.Silence(
          Counter.REPLIES_SUPPRESSED, Level.WARNING, "there were too many replies just now");
    }
    return new Outcome.Answered(
        new Send(
            datagram.to(),
            datagram.from(),
            peers.sign(reply.denial(), reply.association(), datagram.from())));
  }

  /** Sent to this agent by its own address, and not vouched for by a stranger (§3.8.2.1 d). */
  private boolean isProbe(Datagram datagram, RegistrationRequest message) {
    Ip4 sentTo = datagram.to().address();
    return ProbeReply.isProbe(message)
        && right.isOwn(sentTo)
        && message.homeAgent().equals(sentTo)
        && peers.consent(datagram, message);
  }
}
