package org.dualmip.mobileip.world;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.dualmip.mobileip.agent.ForeignAgentPeer;
import org.dualmip.mobileip.agent.Subscriber;
import org.dualmip.mobileip.foreign.ForeignAgentConfig.NodeSecret;
import org.dualmip.mobileip.foreign.ForeignAgentConfig.Trust;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.Octets;
import org.dualmip.mobileip.node.MobilitySystem;
import org.dualmip.mobileip.node.OtherSecrets;
import org.dualmip.mobileip.security.Algorithm;
import org.dualmip.mobileip.security.KnownNodes;
import org.dualmip.mobileip.security.MobileAaaKey;
import org.dualmip.mobileip.security.ReplayProtection;
import org.dualmip.mobileip.security.SecurityAssociation;

/**
 * An hour in the life of four nodes, two home agents and two foreign agents, from one seed: 50
 * minutes of trouble, five quiet ones in which all must come right, then everybody leaves.
 */
final class Hour {
  private static final List<Ip4> HOME_AGENTS = List.of(Ip4.of("203.0.113.2"), Ip4.of("10.9.0.2"));
  private static final Ip4 A = Ip4.of("198.51.100.1");
  private static final Ip4 B = Ip4.of("198.51.101.1");
  private static final int NODES = 4;

  private final World world;
  private final Internet internet;
  private final Witness witness;
  private final List<Home> homes = new ArrayList<>();
  private final List<Link> homeLinks = new ArrayList<>();
  private final List<Site> sites = new ArrayList<>();
  private final List<Walker> walkers = new ArrayList<>();
  private final Link plain;
  private final Intruder intruder;
  private final boolean revocation;

  Hour(long seed) {
    world = new World(seed);
    internet = new Internet(world);
    witness = new Witness(world);
    plain = new Link(world, "plain");
    revocation = world.random.nextBoolean();
    for (int i = 0; i < HOME_AGENTS.size(); i++) {
      homes.add(home(i));
    }
    Map<String, List<MobileAaaKey>> keys = new HashMap<>();
    for (int i = 0; i < NODES; i++) {
      keys.put(address(i).toString(), List.of(aaa(i)));
    }
    KnownNodes known = new KnownNodes(keys);
    Map<Ip4, List<SecurityAssociation>> ofHomeAgents = new HashMap<>();
    HOME_AGENTS.forEach(agent -> ofHomeAgents.put(agent, List.of(secret(40))));
    NodeSecret shared = new NodeSecret(address(0), null, secret(50));
    sites.add(site("a", A, new Trust(List.of(shared), ofHomeAgents, false), known));
    sites.add(site("b", B, new Trust(List.of(), Map.of(), true), known));
    for (int i = 0; i < NODES; i++) {
      walkers.add(walker(i));
    }
    intruder = new Intruder(world, internet, homes, sites, walkers);
    for (Site site : sites) {
      site.link.listen(request -> intruder.overhears(site, request));
    }
  }

  private Home home(int number) {
    Link link = new Link(world, "home" + number);
    homeLinks.add(link);
    List<Subscriber> subscribers = new ArrayList<>();
    for (int i = number; i < NODES; i += HOME_AGENTS.size()) {
      subscribers.add(new Subscriber(address(i), null, List.of(ofNode(i))));
    }
    Home home =
        new Home(
            world,
            internet,
            link,
            witness,
            HOME_AGENTS.get(number),
            subscribers,
            List.of(new ForeignAgentPeer(A, List.of(secret(40)))));
    witness.knows(home);
    return home;
  }

  private Site site(String name, Ip4 address, Trust trust, KnownNodes known) {
    Site site =
        new Site(
            world, internet, new Link(world, name), witness, address, trust, revocation, known);
    witness.knows(site);
    return site;
  }

  private Walker walker(int number) {
    MobilitySystem system =
        new MobilitySystem(
            "world",
            HOME_AGENTS.get(number % HOME_AGENTS.size()),
            address(number),
            null,
            ofNode(number),
            Duration.ofSeconds(60 + world.random.nextInt(200)),
            Duration.ofSeconds(110));
    OtherSecrets secrets =
        new OtherSecrets(aaa(number), number == 0 ? Map.of(A, secret(50)) : Map.of());
    Walker walker = new Walker(world, internet, witness, system, secrets, number + 1);
    witness.knows(walker);
    homes.get(number % HOME_AGENTS.size()).serves(walker);
    return walker;
  }

  private static Ip4 address(int node) {
    return new Ip4(HOME_AGENTS.get(node % HOME_AGENTS.size()).bits() + 100 + node);
  }

  private static SecurityAssociation ofNode(int number) {
    return new SecurityAssociation(
        300 + number,
        Algorithm.HMAC_MD5,
        Octets.ofHex("%032x".formatted(number + 1)),
        number < 2 ? ReplayProtection.TIMESTAMPS : ReplayProtection.NONCES,
        SecurityAssociation.DEFAULT_TOLERANCE);
  }

  private static MobileAaaKey aaa(int number) {
    return new MobileAaaKey(600, Algorithm.HMAC_MD5, secret(60 + number).key());
  }

  private static SecurityAssociation secret(int number) {
    return new SecurityAssociation(
        1000 + number,
        Algorithm.HMAC_MD5,
        Octets.ofHex("%032x".formatted(number)),
        ReplayProtection.TIMESTAMPS,
        SecurityAssociation.DEFAULT_TOLERANCE);
  }

  /** Lets it pass. */
  Witness pass() {
    walkers.forEach(this::wander);
    trouble();
    world.run(Duration.ofMinutes(50), witness::look);
    world.calm();
    world.run(Duration.ofMinutes(5), witness::look);
    witness.settled();
    walkers.forEach(walker -> {
      walker.deregister();
    });
    world.run(Duration.ofSeconds(30), witness::look);
    for (Walker walker : walkers) {
      walker.move(null, false);
    }
    // What a lost deregistration has left behind ends by itself.
    world.run(Duration.ofMinutes(4), witness::look);
    witness.empty();
    return witness;
  }

  private void wander(Walker walker) {
    if (!world.isCalm()) {
      int where = world.random.nextInt(10);
      if (where < 4) {
        walker.move(sites.get(0).link, true);
      } else if (where < 7) {
        walker.move(sites.get(1).link, true);
      } else if (where < 8) {
        walker.move(plain, false);
      } else if (where < 9) {
        walker.move(homeLinks.get(HOME_AGENTS.indexOf(walker.system.homeAgent())), true);
      } else {
        walker.move(null, false);
      }
      world.after(
          Duration.ofSeconds(5).plus(world.upTo(Duration.ofMinutes(6))), () -> wander(walker));
    }
  }

  private void trouble() {
    if (world.isCalm()) {
      return;
    }
    switch (world.random.nextInt(16)) {
      case 0 -> sites.get(world.random.nextInt(sites.size())).restart();
      case 1 -> homes.get(world.random.nextInt(homes.size())).restart();
      case 2 -> walkers.get(world.random.nextInt(NODES)).stepClock(step());
      case 3 -> homes.get(world.random.nextInt(homes.size())).stepClock(stepOfHomeAgent());
      case 4 -> sites.get(world.random.nextInt(sites.size())).stepClock(step());
      case 5 -> {
        Walker walker = walkers.get(world.random.nextInt(NODES));
        if (world.random.nextBoolean()) {
          sites.get(world.random.nextInt(sites.size())).revoke(walker.home());
        } else {
          homes
              .get(HOME_AGENTS.indexOf(walker.system.homeAgent()))
              .revoke(walker.home().toString());
        }
      }
      default -> intruder.act();
    }
    world.after(world.upTo(Duration.ofSeconds(16)), this::trouble);
  }

  /**
   * Forward as far as one likes, but back by seconds alone: a home agent takes no timestamp that is
   * not later than those it took (RFC 5944 §5.7.1), so nobody registers until the time has come
   * again.
   */
  private Duration stepOfHomeAgent() {
    Duration step = step();
    return step.compareTo(Duration.ofSeconds(-20)) < 0 ? step.negated() : step;
  }

  /** Forward or back, by seconds or by hours. */
  private Duration step() {
    long seconds =
        world.random.nextBoolean() ? world.random.nextInt(20) : world.random.nextInt(7200);
    return Duration.ofSeconds(world.random.nextBoolean() ? seconds : -seconds);
  }
}
