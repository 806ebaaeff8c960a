package org.dualmip.benchmark;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.dualmip.mobileip.agent.HomeAgent;
import org.dualmip.mobileip.agent.HomeAgentConfig;
import org.dualmip.mobileip.agent.Limits;
import org.dualmip.mobileip.agent.Subscriber;
import org.dualmip.mobileip.message.RegistrationRequest;
import org.dualmip.mobileip.net.Endpoint;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.MonotonicTime;
import org.dualmip.mobileip.net.Now;
import org.dualmip.mobileip.net.Octets;
import org.dualmip.mobileip.net.Prefix4;
import org.dualmip.mobileip.security.Algorithm;
import org.dualmip.mobileip.security.NtpTimestamp;
import org.dualmip.mobileip.security.ReplayProtection;
import org.dualmip.mobileip.security.SecurityAssociation;

/** A home agent with many mobile nodes, and their requests. */
final class Population {
  static final Ip4 AGENT = Ip4.of("10.0.0.1");
  private static final Endpoint TO = new Endpoint(AGENT, 434);
  private static final int FIRST_HOME = Ip4.of("10.1.0.0").bits();
  private static final int FIRST_CARE_OF = Ip4.of("172.16.0.0").bits();

  private final SecurityAssociation association;
  private final HomeAgentConfig config;
  private Now now =
      new Now(new MonotonicTime(1_000_000_000L), Instant.parse("2026-03-01T10:00:00Z"));

  /** All nodes share a secret, so that the memory is that of bindings and not of secrets. */
  Population(int nodes, Algorithm algorithm) {
    association =
        new SecurityAssociation(
            256,
            algorithm,
            Octets.ofHex("000102030405060708090a0b0c0d0e0f"),
            ReplayProtection.TIMESTAMPS,
            SecurityAssociation.DEFAULT_TOLERANCE);
    List<SecurityAssociation> shared = List.of(association);
    List<Subscriber> subscribers = new ArrayList<>(nodes);
    for (int node = 0; node < nodes; node++) {
      subscribers.add(new Subscriber(home(node), null, shared));
    }
    config =
        new HomeAgentConfig(
                AGENT,
                Prefix4.of("10.0.0.0/8"),
                false,
                List.of(),
                Duration.ofHours(10),
                Duration.ofSeconds(2),
                Duration.ofSeconds(20),
                subscribers)
            .with(Limits.DEFAULT);
  }

  private static Ip4 home(int node) {
    return new Ip4(FIRST_HOME + node);
  }

  HomeAgent agent() {
    return new HomeAgent(config, new SplittableRandom(1), List.of(), List.of());
  }

  SecurityAssociation association() {
    return association;
  }

  /** A request of a node from its care-of address, later than all before. */
  HomeAgent.Input.Datagram request(int node) {
    now = now.plus(Duration.ofNanos(1000));
    Ip4 careOf = new Ip4(FIRST_CARE_OF + node);
    byte[] signed =
        new RegistrationRequest(
                RegistrationRequest.CO_LOCATED | RegistrationRequest.REVERSE_TUNNEL,
                3600,
                home(node),
                AGENT,
                careOf,
                NtpTimestamp.of(now.wall()),
                List.of())
            .signed(association);
    return new HomeAgent.Input.Datagram(now, new Endpoint(careOf, 434), TO, Octets.of(signed));
  }
}
