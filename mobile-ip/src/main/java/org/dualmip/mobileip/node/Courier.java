package org.dualmip.mobileip.node;

import java.util.function.Predicate;
import org.dualmip.mobileip.message.RegistrationRequest;
import org.dualmip.mobileip.net.Endpoint;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.MonotonicTime;
import org.dualmip.mobileip.net.Now;
import org.dualmip.mobileip.net.Octets;
import org.jspecify.annotations.Nullable;

/** Addresses requests (RFC 5944 §3.6.1.1), signs them and sends them. */
final class Courier {
  static final int PORT = 434;

  /** Requests without an answer after which a foreign agent counts as an old one (RFC 4433 §10). */
  private static final int FEW = 2;

  private final Requests requests;
  private final Identification identification;
  private final HomeAgentChoice homeAgents;
  private final Offers offers;
  private final Seal seal;
  private final Predicate<CareOf> hasOthers;
  private final Journal journal;

  Courier(
      Requests requests,
      Identification identification,
      HomeAgentChoice homeAgents,
      Offers offers,
      Seal seal,
      Predicate<CareOf> hasOthers,
      Journal journal) {
    this.requests = requests;
    this.identification = identification;
    this.homeAgents = homeAgents;
    this.offers = offers;
    this.seal = seal;
    this.hasOthers = hasOthers;
    this.journal = journal;
  }

  /** §3.6.3: with nonces, an unanswered request goes out again unchanged. */
  boolean repeatsUnchanged() {
    return identification.retransmitsUnchanged();
  }

  Asked repeat(Asked last, MonotonicTime now) {
    send(last.careOf(), last.request(), last.message());
    return last.again(now);
  }

  /** A new request; null if nobody is known to send it to. */
  @Nullable Asked ask(Attempt attempt, Now now) {
    CareOf careOf = attempt.careOf();
    if (!(careOf instanceof CareOf.ThroughAgent) && homeAgents.destination() == null) {
      journal.count("home-agent-unknown");
      journal.say(new MobileNode.Output.Lost(careOf, "no home agent is known to ask"));
      return null;
    }
    if (careOf instanceof CareOf.ThroughAgent && attempt.requests() > FEW) {
      homeAgents.name();
    }
    boolean besideOthers = attempt.terms().besideOthers() && hasOthers.test(careOf);
    RegistrationRequest request = requests.registration(careOf, attempt.terms(), besideOthers, now);
    Octets challenge = offers.of(careOf).challenge();
    Octets message = seal(careOf, request, attempt.terms().wishes(), challenge);
    send(careOf, request, message);
    return Asked.now(careOf, request, message, challenge, now.monotonic());
  }

  /** Takes a binding back, through the same care-of address or another. */
  Asked takeBack(CareOf careOf, CareOf via, Now now) {
    RegistrationRequest request = requests.deregistration(careOf, now);
    Octets challenge = offers.of(via).challenge();
    Octets message = seal(via, request, requests.wishes(), challenge);
    send(via, request, message);
    return Asked.now(via, request, message, challenge, now.monotonic());
  }

  /** Encapsulating delivery is of no use to an agent whose address is not known. */
  private Octets seal(
      CareOf via, RegistrationRequest request, Wishes wishes, @Nullable Octets challenge) {
    return via instanceof CareOf.ThroughAgent agent
        ? seal.through(agent, request, encapsulates(agent, request, wishes), challenge)
        : seal.direct(request);
  }

  static boolean encapsulates(CareOf careOf, RegistrationRequest request, Wishes wishes) {
    return careOf instanceof CareOf.ThroughAgent agent
        && !agent.coLocated()
        && !agent.agent().equals(CareOf.ALL_AGENTS)
        && wishes.encapsulatingDelivery()
        && !request.isDeregistration()
        && request.has(RegistrationRequest.REVERSE_TUNNEL);
  }

  private void send(CareOf via, RegistrationRequest request, Octets message) {
    journal.count(request.isDeregistration() ? "deregistrations-sent" : "requests-sent");
    // §3.6.1.1: from a co-located care-of address, or else the home address, or else 0.0.0.0.
    Ip4 source = via.isCoLocated() ? via.address() : request.home();
    Ip4 homeAgent = homeAgents.destination();
    Ip4 to =
        via instanceof CareOf.ThroughAgent agent
            ? agent.agent()
            : homeAgent == null ? homeAgents.field() : homeAgent;
    journal.say(new MobileNode.Output.Send(via, source, new Endpoint(to, PORT), message));
  }
}
