package org.dualmip.mobilenode.world;

import static org.dualmip.mobilenode.world.Timeline.MS;
import static org.dualmip.mobilenode.world.Timeline.SECOND;
import static org.dualmip.mobilenode.world.Watch.require;

import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import org.dualmip.detector.DetectorConfig;
import org.dualmip.mobilenode.Link;
import org.dualmip.mobilenode.Projection.Path;
import org.dualmip.mobilenode.Tier;
import org.jspecify.annotations.Nullable;

/** Random moves and faults, and now and then a calm in which everything must work again. */
final class Story {
  /** Within this time after the last fault everything works again. */
  static final long RECOVERY = 60 * SECOND;

  /** The most messages in a minute in which nothing happens. */
  private static final long QUIET = 20;

  /**
   * The longest outage of a hard move when all is well: half a second where addresses mislead, and
   * one for each of a clock, an assigned address and a nonce that has to be learnt anew.
   */
  private static final long HARD = 4 * SECOND;

  private static final int CALM_EVERY = 10;
  private static final List<Place> ALL = List.of(Place.values());

  private final World world;
  private final Timeline time;
  private final SplittableRandom random;
  private final Device device;
  private final Fabric fabric;

  Story(World world) {
    this.world = world;
    this.time = world.time();
    this.random = time.random();
    this.device = world.device();
    this.fabric = world.fabric();
  }

  /**
   * Tells a whole story.
   *
   * @throws Failure with the line that repeats it, if something was not as it must be
   */
  static void tell(long seed, int moves) {
    Timeline time = new Timeline(seed);
    try {
      Plan plan = Plan.random(time.random());
      time.note("seed " + seed + ": " + plan);
      new Story(new World(time, plan)).tell(moves);
    } catch (Failure | RuntimeException failure) {
      Failure told =
          new Failure(
              failure
                  + "\nrepeat: mvn -q -pl mobile-node -am test -Dtest=WorldTest"
                  + " -Dsurefire.failIfNoSpecifiedTests=false -Dworld.seed="
                  + seed
                  + " -Dworld.moves="
                  + moves
                  + "\n"
                  + time.trace());
      told.initCause(failure);
      throw told;
    }
  }

  private void tell(int moves) {
    // A home agent that trusts everybody behind a firewall that leaks is beyond help.
    fabric.leakyFirewall(random.nextBoolean() && world.plan().vouches());
    device.attach("wlan0", Place.OFFICE_A, true);
    for (int move = 1; move <= moves; move++) {
      step();
      pause();
      if (move % CALM_EVERY == 0) {
        calm();
      }
    }
    calm();
  }

  private void pause() {
    world.lookClosely(SECOND / 2);
    switch (random.nextInt(10)) {
      case 0, 1, 2, 3 -> world.run(random.nextLong(SECOND));
      case 4, 5, 6, 7 -> world.run(random.nextLong(8 * SECOND));
      case 8 -> world.run(random.nextLong(40 * SECOND));
      default -> world.run(random.nextLong(200 * SECOND));
    }
  }

  private void step() {
    switch (random.nextInt(20)) {
      case 0, 1, 2, 3 -> hard(anyPlace());
      case 4, 5, 6, 7 -> soft(anyPlace());
      case 8 -> flap();
      case 9 -> renumber();
      case 10, 11 -> moveSilently();
      case 12, 13 -> trouble();
      case 14 -> restart(Tier.INNER);
      case 15 -> restart(Tier.OUTER);
      case 16 -> vpnFails();
      case 17 -> forget();
      case 18 -> stepClocks();
      default -> adversary();
    }
  }

  // --- moves

  private Place anyPlace() {
    return ALL.get(random.nextInt(ALL.size()));
  }

  private @Nullable Interface attached() {
    List<Interface> all = device.interfaces().stream().filter(i -> i.place() != null).toList();
    return all.isEmpty() ? null : all.get(random.nextInt(all.size()));
  }

  private String anyName() {
    Interface one = attached();
    return one == null ? "wlan0" : one.name();
  }

  private static String other(String name) {
    return name.equals("wlan0") ? "wwan0" : "wlan0";
  }

  private void hard(Place place) {
    String name = anyName();
    device.detach(name);
    world.run(random.nextInt(3) == 0 ? random.nextLong(10 * SECOND) : random.nextLong(100 * MS));
    device.attach(name, place, random.nextInt(3) == 0);
  }

  private void soft(Place place) {
    String from = anyName();
    String to = other(from);
    device.detach(to);
    world.run(random.nextLong(50 * MS));
    device.attach(to, place, random.nextInt(3) == 0);
    if (random.nextInt(3) > 0) {
      world.run(random.nextLong(3 * SECOND));
      device.detach(from);
    }
  }

  private void flap() {
    String name = anyName();
    for (int i = random.nextInt(8); i >= 0; i--) {
      device.detach(name);
      world.run(random.nextLong(200 * MS));
      Interface one = device.on(name);
      if (one.lastPlace() != null) {
        device.attach(name, one.lastPlace(), random.nextInt(4) == 0);
      }
      world.run(random.nextLong(400 * MS));
    }
  }

  private void renumber() {
    Interface one = attached();
    if (one != null && one.place() != null) {
      device.attach(one.name(), one.place(), true);
    }
  }

  private void moveSilently() {
    Interface one = attached();
    if (one != null) {
      Place to = random.nextInt(4) == 0 ? one.place() : anyPlace();
      time.note("silently " + one.name() + " is on " + to);
      one.moveSilently(to);
    }
  }

  // --- faults

  private void trouble() {
    AccessNetwork network = fabric.network(anyPlace());
    double loss = random.nextInt(3) == 0 ? 1 : random.nextDouble() * 0.6;
    double duplication = random.nextBoolean() ? random.nextDouble() * 0.5 : 0;
    long jitter = random.nextBoolean() ? random.nextLong(300) : 0;
    time.note(
        String.format(
            "%s loses %.2f doubles %.2f delays %d", network.place(), loss, duplication, jitter));
    network.trouble(loss, duplication, jitter);
    time.after(
        1 + random.nextLong(30 * SECOND),
        () -> {
          time.note(network.place() + " is well again");
          network.trouble(0, 0, 0);
        });
  }

  private void restart(Tier tier) {
    Agent agent = fabric.agent(tier);
    if (!agent.isUp()) {
      return;
    }
    time.note("the " + tier + " agent stops");
    agent.stop();
    boolean amnesia = tier == Tier.OUTER && random.nextInt(4) == 0;
    time.after(
        1 + random.nextLong(15 * SECOND),
        () -> {
          time.note("the " + tier + " agent starts" + (amnesia ? " and knows nothing" : ""));
          if (amnesia) {
            agent.loseEverything();
          } else {
            agent.restart();
          }
        });
  }

  private void vpnFails() {
    if (random.nextBoolean()) {
      boolean otherAddress = random.nextInt(4) == 0;
      time.note("the gateway restarts" + (otherAddress ? " and gives another address" : ""));
      fabric.gateway().forget(otherAddress);
    } else {
      time.note("strongSwan restarts");
      device.vpn().crash();
    }
  }

  private void forget() {
    Station station = fabric.station(random.nextBoolean() ? Place.OFFICE_B : Place.CAFE);
    if (station != null && random.nextBoolean()) {
      time.note("the foreign agent " + station.address() + " restarts");
      station.restart();
    } else {
      fabric.network(random.nextBoolean() ? Place.CELL : Place.EVIL).forget();
    }
  }

  private void stepClocks() {
    switch (random.nextInt(3)) {
      case 0 -> {
        Duration step = Duration.ofSeconds(random.nextInt(-4000, 4000));
        time.note("the node's clock steps by " + step);
        device.stepClock(step);
      }
      case 1 -> {
        // An agent takes no timestamp older than the last: a step back lasts as long as it is.
        Duration step = Duration.ofSeconds(random.nextInt(-20, 4000));
        time.note("the inner agent's clock steps by " + step);
        fabric.agent(Tier.INNER).stepClock(step);
      }
      default -> {
        Duration step = Duration.ofSeconds(random.nextInt(-20, 4000));
        time.note("the outer agent's clock steps by " + step);
        fabric.agent(Tier.OUTER).stepClock(step);
      }
    }
  }

  private void adversary() {
    if (random.nextBoolean()) {
      fabric.mischief(random.nextInt(3) == 0 ? 0 : random.nextDouble());
    } else {
      fabric.agent(random.nextBoolean() ? Tier.INNER : Tier.OUTER).replay();
    }
  }

  // --- calm

  private void calm() {
    time.note("calm");
    fabric.mischief(0);
    ALL.stream().map(fabric::network).forEach(n -> n.trouble(0, 0, 0));
    for (Interface one : device.interfaces()) {
      if (one.place() != null && one.wire() != one.place()) {
        device.detach(one.name());
        world.run(10 * MS);
        device.attach(one.name(), anyPlace(), true);
      }
    }
    world.runSeconds(16); // until the agents are back
    if (device.interfaces().stream().noneMatch(this::usable)) {
      device.detach("wlan0");
      world.run(10 * MS);
      device.attach("wlan0", usablePlace(), true);
    }
    world.run(RECOVERY);
    works("after the calm");
    calmMove(true);
    calmMove(false);
  }

  private Place usablePlace() {
    Place place = anyPlace();
    return usable(place) ? place : usablePlace();
  }

  private boolean usable(Interface one) {
    return one.place() != null && usable(one.place());
  }

  /** Whether the node can be served there: with probes, or with an outer agent within reach. */
  private static boolean usable(Place place) {
    return place.usable();
  }

  /**
   * A move between calm networks; a soft one loses nothing and doubles nothing, a hard one soon
   * works again.
   */
  private void calmMove(boolean soft) {
    List<Interface> usable = device.interfaces().stream().filter(this::usable).toList();
    Interface from = usable.get(random.nextInt(usable.size()));
    String name = from.name();
    device.detach(other(name));
    world.runSeconds(40);
    works("with one interface");
    if (soft) {
      long messages = device.watch().messages();
      world.runSeconds(60);
      messages = device.watch().messages() - messages;
      require(messages <= QUIET, messages + " messages in a quiet minute");
    }
    Place place = usablePlace();
    time.note("a calm " + (soft ? "soft" : "hard") + " move from " + from.place() + " to " + place);
    Place cameFrom = from.place();
    long start = time.now();
    world.lookClosely(12 * SECOND);
    if (soft) {
      device.attach(other(name), place, true);
      world.runSeconds(6);
      device.detach(name);
    } else {
      device.detach(name);
      world.run(50 * MS);
      device.attach(name, place, random.nextBoolean());
    }
    world.runSeconds(12);
    // The new interface may not be wanted as long as the old one is there; and a home agent that
    // does not vouch takes the binding to itself before that can be known.
    // And an agent knows a visitor by one station: what the other radio sends meanwhile is a
    // stranger's.
    boolean sameAgent = world.plan().servedByAgent(place) && place == cameFrom;
    boolean strict =
        !(world.plan().wlanPreferred() && name.equals("wlan0"))
            && world.plan().vouches()
            && !sameAgent;
    if (soft && strict) {
      String flaw = fabric.flow().flaw(start, time.now() - 2 * SECOND);
      require(flaw == null, "a soft move between calm networks: " + flaw);
    } else if (!soft) {
      long outage = fabric.flow().outage(Flow.UP, start, time.now() - 2 * SECOND);
      require(outage <= HARD, "a hard move between calm networks: " + outage / MS + " ms");
    }
    works("after a calm " + (soft ? "soft" : "hard") + " move to " + place);
  }

  /** User data flows both ways, in the right context, through the right interface. */
  private void works(String when) {
    long start = time.now();
    world.lookClosely(SECOND);
    world.runSeconds(2);
    String flaw = fabric.flow().flaw(start, start + SECOND);
    require(flaw == null, when + " user data does not flow: " + flaw);
    Interface best = best();
    Place place = best.place();
    boolean inside =
        place != null
            && place.inside()
            && world.plan().vouches()
            && world.plan().probe() != DetectorConfig.Probe.NEVER;
    boolean agent = place != null && world.plan().servedByAgent(place);
    String expected = (agent ? "f" : "c") + (inside ? "" : "vc");
    String mode = device.node().accessMode();
    require(mode.equals(expected), when + " on " + place + " the mode is " + mode);
    Path path = inside ? device.projection().innerPath() : device.projection().outerPath();
    require(
        path != null && path.careOf().link().equals(best.name()),
        when + " it does not use " + best.name() + " but " + path);
    if (inside) {
      require(device.vpn().isDown(), when + " the VPN is still up inside");
    }
  }

  /** The best of the usable interfaces: by preference, then the one attached last. */
  private Interface best() {
    List<Interface> usable = device.interfaces().stream().filter(this::usable).toList();
    Interface best = usable.getFirst();
    for (Interface one : usable) {
      Link link = one.link();
      boolean preferred = world.plan().wlanPreferred() && link.name().equals("wlan0");
      if (preferred
          || (!(world.plan().wlanPreferred() && best.name().equals("wlan0"))
              && one.attachedAt() > best.attachedAt())) {
        best = one;
      }
    }
    return best;
  }
}
