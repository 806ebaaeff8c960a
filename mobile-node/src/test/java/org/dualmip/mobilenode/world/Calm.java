package org.dualmip.mobilenode.world;

import static org.dualmip.mobilenode.world.Timeline.MS;
import static org.dualmip.mobilenode.world.Timeline.SECOND;
import static org.dualmip.mobilenode.world.Watch.require;

import java.util.List;
import java.util.SplittableRandom;
import org.dualmip.detector.DetectorConfig;
import org.dualmip.mobilenode.Link;
import org.dualmip.mobilenode.Projection.Path;

/** All faults end and the adversary rests: then everything works again, and moves cost little. */
final class Calm {
  /** Within this time after the last fault everything works again. */
  private static final long RECOVERY = 60 * SECOND;

  /** Until then the agents and the daemon are back. */
  private static final long BACK = 16;

  /** The most messages in a minute in which nothing happens. */
  private static final long QUIET = 20;

  /**
   * The longest outage of a hard move when all is well: half a second where addresses mislead, and
   * one for each of a clock, an assigned address and a nonce that has to be learnt anew.
   */
  private static final long HARD = 4 * SECOND;

  private static final List<Place> ALL = List.of(Place.values());

  private final World world;
  private final Timeline time;
  private final SplittableRandom random;
  private final Device device;
  private final Fabric fabric;

  Calm(World world) {
    this.world = world;
    this.time = world.time();
    this.random = time.random();
    this.device = world.device();
    this.fabric = world.fabric();
  }

  /** It lasts some minutes. */
  void come() {
    time.note("calm");
    fabric.adversary().mischief(0);
    ALL.stream().map(fabric::network).forEach(AccessNetwork::heal);
    for (Interface one : device.interfaces()) {
      if (one.place() != null && one.wire() != one.place()) {
        device.detach(one.name());
        world.run(10 * MS);
        device.attach(one.name(), anyPlace(), true);
      }
    }
    world.runSeconds(BACK);
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

  private Place anyPlace() {
    return ALL.get(random.nextInt(ALL.size()));
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
    device.detach(Story.other(name));
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
      device.attach(Story.other(name), place, true);
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
