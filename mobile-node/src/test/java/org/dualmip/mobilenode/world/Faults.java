package org.dualmip.mobilenode.world;

import static org.dualmip.mobilenode.world.Timeline.SECOND;

import java.time.Duration;
import java.util.SplittableRandom;
import org.dualmip.mobilenode.Tier;
import org.jspecify.annotations.Nullable;

/** What goes wrong by itself: in the networks, the agents, the VPN, the host. */
final class Faults {
  private final World world;
  private final Timeline time;
  private final SplittableRandom random;
  private final Device device;
  private final Fabric fabric;

  Faults(World world) {
    this.world = world;
    this.time = world.time();
    this.random = time.random();
    this.device = world.device();
    this.fabric = world.fabric();
  }

  /** One of them. */
  void strike(Place place, @Nullable Interface one) {
    switch (random.nextInt(12)) {
      case 0, 1 -> trouble(place);
      case 2 -> restart(Tier.INNER);
      case 3 -> restart(Tier.OUTER);
      case 4 -> vpnFails();
      case 5 -> forget();
      case 6 -> stepClocks();
      case 7, 8 -> sleep(one, place);
      case 9, 10 -> daemonRestarts();
      default -> rename(one);
    }
  }

  /** Sleeps for minutes or hours, and wakes up anywhere, with a change of the link or without. */
  private void sleep(@Nullable Interface one, Place place) {
    long most = random.nextInt(3) == 0 ? 6 * 3600 * SECOND : 300 * SECOND;
    int moved = random.nextInt(3);
    if (one != null && moved == 1) {
      time.note(one.name() + " will be on " + place);
      one.moveSilently(place);
    }
    device.sleep(random.nextLong(most));
    if (one != null && one.place() != null && moved == 2) {
      device.detach(one.name());
      world.run(random.nextLong(SECOND));
      device.attach(one.name(), place, random.nextBoolean());
    }
  }

  private void daemonRestarts() {
    if (device.isRunning()) {
      device.crash();
      boolean remembers = random.nextInt(3) > 0;
      time.after(1 + random.nextLong(10 * SECOND), () -> device.restart(remembers));
    }
  }

  private void rename(@Nullable Interface one) {
    if (one != null && one.place() != null) {
      Place place = one.place();
      device.rename(one);
      world.run(random.nextLong(5 * SECOND));
      device.attach(one.name(), place, false);
    }
  }

  private void trouble(Place place) {
    AccessNetwork network = fabric.network(place);
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
          network.heal();
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
}
