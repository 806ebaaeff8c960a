package org.dualmip.mobilenode.world;

import static org.dualmip.mobileip.net.Octets.ofHex;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.dualmip.detector.DetectorConfig;
import org.dualmip.detector.Prefix6;
import org.dualmip.mobileip.agent.HomeAgentConfig;
import org.dualmip.mobileip.agent.Subscriber;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.Prefix4;
import org.dualmip.mobileip.node.MobilitySystem;
import org.dualmip.mobileip.security.Algorithm;
import org.dualmip.mobileip.security.ReplayProtection;
import org.dualmip.mobileip.security.SecurityAssociation;
import org.dualmip.mobilenode.Access;
import org.dualmip.mobilenode.DualNodeConfig;

/**
 * How a world is set up: addresses, and what chance chose for its configuration.
 *
 * @param monitor T_MONITOR
 * @param outerFromInside whether the outer home agent can be reached from inside
 * @param vouches whether the inner home agent gives its word on trusted networks
 * @param agents whether some networks have foreign agents instead of addresses
 * @param discovery whether the inner home agent lets itself be found without a registration
 */
record Plan(
    Duration monitor,
    Duration innerLifetime,
    Duration outerLifetime,
    ReplayProtection innerReplay,
    ReplayProtection outerReplay,
    DetectorConfig.Probe probe,
    boolean outerFromInside,
    boolean wlanPreferred,
    boolean vouches,
    boolean agents,
    boolean discovery) {
  static final Prefix4 INSIDE = Prefix4.of("10.1.0.0/16");
  static final Prefix4 POOL = Prefix4.of("10.1.99.0/24");
  static final Prefix4 OUTER_HOME = Prefix4.of("203.0.113.128/26");
  static final Ip4 IHA = Ip4.of("10.1.0.2");
  static final Ip4 XHA = Ip4.of("203.0.113.2");
  static final Ip4 GATEWAY = Ip4.of("198.18.0.2");
  static final Ip4 CORRESPONDENT = Ip4.of("10.1.0.10");
  static final Ip4 S = Ip4.of("10.1.0.100");
  static final String NAI = "mn@lab.example";
  static final Duration DRAIN = Duration.ofSeconds(2);

  /** The lab's own settings. */
  static Plan plain() {
    return new Plan(
        Duration.ofSeconds(60),
        Duration.ofSeconds(600),
        Duration.ofSeconds(600),
        ReplayProtection.TIMESTAMPS,
        ReplayProtection.TIMESTAMPS,
        DetectorConfig.Probe.HINTED,
        false,
        false,
        true,
        false,
        false);
  }

  /** The same with foreign agents in the café and in one office. */
  static Plan withAgents() {
    return new Plan(
        Duration.ofSeconds(60),
        Duration.ofSeconds(600),
        Duration.ofSeconds(600),
        ReplayProtection.TIMESTAMPS,
        ReplayProtection.TIMESTAMPS,
        DetectorConfig.Probe.HINTED,
        false,
        false,
        true,
        true,
        false);
  }

  boolean servedByAgent(Place place) {
    return agents && place.served();
  }

  static Plan random(SplittableRandom random) {
    boolean outerFromInside = random.nextInt(3) > 0;
    boolean discovery = random.nextBoolean();
    int probe = random.nextInt(8);
    return new Plan(
        Duration.ofSeconds(pick(random, 10, 20, 60)),
        Duration.ofSeconds(pick(random, 30, 60, 600)),
        Duration.ofSeconds(pick(random, 30, 60, 600)),
        random.nextBoolean() ? ReplayProtection.TIMESTAMPS : ReplayProtection.NONCES,
        random.nextBoolean() ? ReplayProtection.TIMESTAMPS : ReplayProtection.NONCES,
        probe == 0 && outerFromInside
            ? DetectorConfig.Probe.NEVER
            : probe < 3
                ? DetectorConfig.Probe.ALWAYS
                // A node that starts inside hears of discovery through the VPN alone.
                : probe < 5 && discovery && outerFromInside
                    ? DetectorConfig.Probe.DISCOVER
                    : DetectorConfig.Probe.HINTED,
        outerFromInside,
        random.nextInt(3) == 0,
        !outerFromInside || random.nextInt(8) > 0,
        random.nextInt(3) == 0,
        discovery);
  }

  private static int pick(SplittableRandom random, int... of) {
    return of[random.nextInt(of.length)];
  }

  DualNodeConfig node() {
    return new DualNodeConfig(
        List.of(access("wlan0", wlanPreferred ? 20 : 10), access("wwan0", 10)),
        new MobilitySystem(
            "inner", IHA, S, null, innerAssociation(), innerLifetime, Duration.ofSeconds(20)),
        new MobilitySystem(
            "outer", XHA, Ip4.ANY, NAI, outerAssociation(), outerLifetime, Duration.ofSeconds(110)),
        false,
        new DetectorConfig(
            IHA,
            XHA,
            List.of(INSIDE),
            List.of(Prefix6.of("2001:db8::/32")),
            List.of(Place.DOMAIN),
            monitor,
            probe,
            DetectorConfig.DEFAULT_OUTER_DELAY),
        DRAIN);
  }

  private Access access(String name, int preference) {
    return new Access(
        name, preference, 0, agents ? Access.ForeignAgents.YES : Access.ForeignAgents.NO);
  }

  HomeAgentConfig innerAgent() {
    return new HomeAgentConfig(
        IHA,
        Prefix4.of("10.1.0.0/24"),
        vouches,
        List.of(INSIDE),
        Duration.ofSeconds(600),
        DRAIN,
        Duration.ofSeconds(20),
        List.of(new Subscriber(S, null, List.of(innerAssociation()))));
  }

  /**
   * The outer agent.
   *
   * @param strangers how many other nodes have an address already
   */
  HomeAgentConfig outerAgent(int strangers) {
    List<Subscriber> subscribers = new ArrayList<>();
    subscribers.add(new Subscriber(null, NAI, List.of(outerAssociation())));
    for (int i = 0; i < strangers; i++) {
      Ip4 home = new Ip4(OUTER_HOME.network().bits() + 1 + i);
      subscribers.add(new Subscriber(home, null, List.of(innerAssociation())));
    }
    return new HomeAgentConfig(
        XHA,
        OUTER_HOME,
        false,
        List.of(),
        Duration.ofSeconds(600),
        DRAIN,
        Duration.ofSeconds(20),
        subscribers);
  }

  private SecurityAssociation innerAssociation() {
    return new SecurityAssociation(
        256,
        Algorithm.HMAC_SHA_256,
        ofHex("000102030405060708090a0b0c0d0e0f"),
        innerReplay,
        SecurityAssociation.DEFAULT_TOLERANCE);
  }

  private SecurityAssociation outerAssociation() {
    return new SecurityAssociation(
        257,
        Algorithm.HMAC_MD5,
        ofHex("101112131415161718191a1b1c1d1e1f"),
        outerReplay,
        SecurityAssociation.DEFAULT_TOLERANCE);
  }
}
