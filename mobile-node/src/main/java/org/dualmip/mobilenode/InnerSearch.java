package org.dualmip.mobilenode;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.dualmip.detector.Clue;
import org.dualmip.detector.Detection;
import org.dualmip.detector.Observation;
import org.dualmip.mobileip.extension.HomeAgentDiscovery.Offer;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.MonotonicTime;
import org.dualmip.mobileip.net.Now;
import org.dualmip.mobileip.net.Octets;
import org.dualmip.mobileip.node.CareOf;
import org.dualmip.mobileip.probe.HomeAgentProbe;
import org.jspecify.annotations.Nullable;

/**
 * Looks for the inner home agent without registering and without saying who asks; what comes of it
 * are clues for the detector.
 */
final class InnerSearch {
  private final HomeAgentProbe engine;
  private final Supplier<Ip4> homeAgent;
  private final Detection detector;
  private final Outbox outbox;
  private final Set<CareOf> inUse = new HashSet<>();
  private @Nullable Offer offer;

  InnerSearch(RandomGenerator random, Supplier<Ip4> homeAgent, Detection detector, Outbox outbox) {
    this.engine = new HomeAgentProbe(random);
    this.homeAgent = homeAgent;
    this.detector = detector;
    this.outbox = outbox;
  }

  /**
   * The home agent lets itself be found with proof, or no more; it said so in an authentic reply.
   *
   * @param made null for no more
   */
  void offered(@Nullable Offer made, String link, Now now) {
    if (made != null && offer == null) {
      detector.observe(new Observation.DiscoveryOffered(now, link));
    } else if (made == null && offer != null) {
      detector.observe(new Observation.DiscoveryWithdrawn(now, link));
    }
    offer = made;
  }

  /**
   * Begins to search.
   *
   * @return whether it can: whom to ask may not be known yet
   */
  boolean begin(CareOf from, Now now) {
    Ip4 whom = homeAgent.get();
    if (!whom.isUnicast()) {
      return false;
    }
    engine.handle(new HomeAgentProbe.Input.Begin(now, from, whom, offer));
    inUse.add(from);
    outbox.changed(
        "probing",
        Tier.INNER,
        from.link(),
        null,
        from.toString(),
        "whether the inner home agent can be reached here, without registering",
        List.of());
    return true;
  }

  void end(CareOf from, Now now) {
    if (inUse.remove(from)) {
      engine.handle(new HomeAgentProbe.Input.End(now, from));
    }
  }

  void endAll(Now now) {
    Set.copyOf(inUse).forEach(from -> end(from, now));
  }

  boolean isSearching(CareOf from) {
    return inUse.contains(from);
  }

  /** The care-of addresses that need a socket for it. */
  Set<CareOf> inUse() {
    return Set.copyOf(inUse);
  }

  /**
   * Takes a datagram if it answers a probe.
   *
   * @return whether it does
   */
  boolean take(CareOf at, Octets payload, Now now) {
    if (!inUse.contains(at) || !engine.awaits(at, payload)) {
      return false;
    }
    engine.handle(new HomeAgentProbe.Input.Datagram(now, at, payload));
    return true;
  }

  void tick(Now now) {
    engine.handle(new HomeAgentProbe.Input.Tick(now));
  }

  @Nullable MonotonicTime wakeAt() {
    return engine.wakeAt();
  }

  HomeAgentProbe engine() {
    return engine;
  }

  /** Draws the consequences of one thing found out; false if there is none left. */
  boolean settle(LowerDriver lower, Now now) {
    HomeAgentProbe.Output out = engine.poll();
    if (out == null) {
      return false;
    }
    switch (out) {
      case HomeAgentProbe.Output.Send send -> outbox.send(Tier.INNER, send.request());
      case HomeAgentProbe.Output.Found found -> {
        inUse.remove(found.careOf());
        // Through a translator, or through somebody who passes packets on: not directly.
        boolean trusted = found.trusted() && !found.translated();
        saw(found.careOf(), new Clue.Found(trusted, found.roundTrip()), "found", now);
        lower.searched(found.careOf(), now);
      }
      case HomeAgentProbe.Output.SmokedOut smoke -> {
        if (offer == null) {
          inUse.remove(smoke.careOf());
        }
        saw(
            smoke.careOf(),
            offer == null
                ? new Clue.SmokedOut(smoke.roundTrip())
                : new Clue.Impostor(smoke.roundTrip()),
            offer == null ? "smoked-out" : "impostor",
            now);
        lower.searched(smoke.careOf(), now);
      }
      case HomeAgentProbe.Output.Unanswered silent -> {
        inUse.remove(silent.careOf());
        detector.observe(new Observation.InnerSilent(now, silent.careOf().link(), silent.probes()));
        outbox.changed(
            "not-found",
            Tier.INNER,
            silent.careOf().link(),
            null,
            silent.careOf().toString(),
            silent.probes() + " probes without a true answer from " + silent.homeAgent(),
            List.of());
        lower.searched(silent.careOf(), now);
      }
    }
    return true;
  }

  private void saw(CareOf from, Clue clue, String what, Now now) {
    outbox.because(clue.toString());
    detector.observe(new Observation.Seen(now, from.link(), clue));
    outbox.changed(
        what, Tier.INNER, from.link(), null, from.toString(), clue.toString(), List.of());
  }
}
