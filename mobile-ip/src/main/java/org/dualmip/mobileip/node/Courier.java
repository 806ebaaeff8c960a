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
  private final Disguise disguise;
  private final Seal seal;
  private final Predicate<CareOf> hasOthers;
  private final Journal journal;

  Courier(
      Requests requests,
      Identification identification,
      HomeAgentChoice homeAgents,
      Offers offers,
      Disguise disguise,
      Seal seal,
      Predicate<CareOf> hasOthers,
      Journal journal) {
    this.requests = requests;
    this.identification = identification;
    this.homeAgents = homeAgents;
    this.offers = offers;
    this.disguise = disguise;
    this.seal = seal;
    this.hasOthers = hasOthers;
    this.journal = journal;
  }

  /** §3.6.3: with nonces, an unanswered request goes out again unchanged. */
  boolean repeatsUnchanged(CareOf via) {
    return identification.retransmitsUnchanged() && !disguise.isTired(via);
  }

  Asked repeat(Asked last, MonotonicTime now) {
    send(last.careOf(), last.request(), last.message());
    disguise.sent(last);
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
    Octets challenge = offers.of(careOf).challenge();
    boolean known = seal.names(careOf, challenge);
    boolean hides = disguise.hides(homeAgent(), known);
    Ip4 home = requests.asksFor(careOf, hides);
    boolean pseudonym = careOf instanceof CareOf.ThroughAgent;
    Cover cover =
        hides && disguise.isTired(careOf)
            ? disguise.bare(careOf, homeAgent())
            : disguise.cover(careOf.address(), homeAgent(), hides, pseudonym);
    if (cover == null) {
      journal.count("requests-not-concealed");
      journal.say(
          new MobileNode.Output.Lost(
              careOf, "requests must be concealed, and no key of the home agent is known"));
      return null;
    }
    RegistrationRequest request =
        requests.registration(careOf, attempt.terms(), cover, home, besideOthers, now);
    Octets message = seal(careOf, request, cover, attempt.terms().wishes(), challenge);
    send(careOf, request, message);
    Asked asked = Asked.now(careOf, request, cover, message, challenge, now.monotonic());
    disguise.sent(asked);
    return asked;
  }

  /** Whom a request is for, as far as that is known. */
  private Ip4 homeAgent() {
    Ip4 destination = homeAgents.destination();
    return destination == null ? homeAgents.field() : destination;
  }

  /** Takes a binding back, through the same care-of address or another; null if it must not. */
  @Nullable Asked takeBack(CareOf careOf, CareOf via, Now now) {
    Octets challenge = offers.of(via).challenge();
    boolean hides = disguise.hides(homeAgent(), seal.names(via, challenge));
    Cover cover =
        disguise.cover(careOf.address(), homeAgent(), hides, careOf instanceof CareOf.ThroughAgent);
    if (cover == null) {
      journal.count("requests-not-concealed");
      return null;
    }
    RegistrationRequest request = requests.deregistration(careOf, cover, now);
    Octets message = seal(via, request, cover, requests.wishes(), challenge);
    send(via, request, message);
    return Asked.now(via, request, cover, message, challenge, now.monotonic());
  }

  /** Encapsulating delivery is of no use to an agent whose address is not known. */
  private Octets seal(
      CareOf via,
      RegistrationRequest request,
      Cover cover,
      Wishes wishes,
      @Nullable Octets challenge) {
    return via instanceof CareOf.ThroughAgent agent
        ? seal.through(
            agent, request, cover.association(), encapsulates(agent, request, wishes), challenge)
        : seal.direct(request, cover.association());
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
    Ip4 to = via instanceof CareOf.ThroughAgent agent ? agent.agent() : homeAgent();
    journal.say(new MobileNode.Output.Send(via, source, new Endpoint(to, PORT), message));
  }
}
