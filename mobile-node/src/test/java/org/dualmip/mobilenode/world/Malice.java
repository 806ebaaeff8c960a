package org.dualmip.mobilenode.world;

import static org.dualmip.mobilenode.world.Timeline.MS;
import static org.dualmip.mobilenode.world.Timeline.SECOND;

import java.util.SplittableRandom;
import org.dualmip.detector.Clue;
import org.dualmip.mobilenode.Tier;
import org.jspecify.annotations.Nullable;

/** What the adversary does of its own accord; what it answers is {@link Adversary}'s. */
final class Malice {
  private static final int FLAPS = 50;
  private static final long FLAPPING = 10 * SECOND;

  private final World world;
  private final Timeline time;
  private final SplittableRandom random;
  private final Device device;
  private final Fabric fabric;

  Malice(World world) {
    this.world = world;
    this.time = world.time();
    this.random = time.random();
    this.device = world.device();
    this.fabric = world.fabric();
  }

  /**
   * One trick.
   *
   * @param one the interface it is played on, if it is
   * @param place the network it is played in, if it is
   */
  void strike(Place place, @Nullable Interface one) {
    switch (random.nextInt(20)) {
      case 0, 1, 2, 3, 4, 5 ->
          fabric.adversary().mischief(random.nextInt(3) == 0 ? 0 : random.nextDouble());
      case 6, 7, 8 -> fabric.agent(random.nextBoolean() ? Tier.INNER : Tier.OUTER).replay();
      case 9, 10 -> advertise(place);
      case 11, 12, 13, 14 -> clues(one);
      case 15, 16 -> only434(place);
      case 17, 18 -> slow(place);
      default -> flap(one);
    }
  }

  /** The agent of an office is heard where it is not. */
  private void advertise(Place place) {
    Adversary.Advertised real = fabric.adversary().advertisement();
    if (real == null || place.inside()) {
      return;
    }
    time.note(place + " hears the agent " + real.source() + " of an office");
    for (int i = random.nextInt(10); i >= 0; i--) {
      device.heard(place, real.mac(), real.source(), real.icmp());
      world.run(random.nextLong(SECOND));
    }
  }

  /** Sensors see what they are made to see. */
  private void clues(@Nullable Interface one) {
    if (one == null) {
      return;
    }
    for (int i = random.nextInt(20); i >= 0; i--) {
      Clue clue = fabric.adversary().clue();
      device.seen(one.name(), clue);
      world.run(random.nextLong(200 * MS));
    }
  }

  private void only434(Place place) {
    if (place.inside()) {
      return;
    }
    time.note(place + " carries nothing but port 434");
    fabric.network(place).only434(true);
    later(place);
  }

  /** About as slow as the patience of those who wait. */
  private void slow(Place place) {
    if (place.inside()) {
      return;
    }
    long delay = random.nextLong(200, 3000);
    time.note(place + " takes up to " + delay + " ms longer");
    fabric.network(place).trouble(0, 0, delay);
    later(place);
  }

  private void later(Place place) {
    time.after(1 + random.nextLong(60 * SECOND), () -> fabric.network(place).heal());
  }

  private void flap(@Nullable Interface one) {
    if (one == null || one.place() == null) {
      return;
    }
    Place place = one.place();
    for (int i = 0; i < FLAPS; i++) {
      device.detach(one.name());
      world.run(FLAPPING / FLAPS / 2);
      device.attach(one.name(), place, false);
      world.run(FLAPPING / FLAPS / 2);
    }
  }
}
