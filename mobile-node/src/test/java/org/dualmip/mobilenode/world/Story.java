package org.dualmip.mobilenode.world;

import static org.dualmip.mobilenode.world.Timeline.MS;
import static org.dualmip.mobilenode.world.Timeline.SECOND;

import java.util.List;
import java.util.SplittableRandom;
import java.util.function.ObjIntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Random moves and faults, an adversary, and now and then a calm in which everything must work
 * again.
 */
final class Story {
  private static final int CALM_EVERY = 10;
  private static final int CALM_EVERY_CROSSINGS = 100;
  private static final List<Place> ALL = List.of(Place.values());

  private final World world;
  private final Timeline time;
  private final SplittableRandom random;
  private final Device device;
  private final Fabric fabric;
  private final Faults faults;
  private final Malice malice;
  private final Calm calm;

  Story(World world) {
    this.world = world;
    this.time = world.time();
    this.random = time.random();
    this.device = world.device();
    this.fabric = world.fabric();
    this.faults = new Faults(world);
    this.malice = new Malice(world);
    this.calm = new Calm(world);
  }

  /**
   * Tells a whole story: moves of all kinds, and all that can go wrong.
   *
   * @throws Failure with the line that repeats it, if something was not as it must be
   */
  static void tell(long seed, int moves) {
    tell(seed, "WorldTest", moves, Story::wander);
  }

  /**
   * Tells of one who goes in and out and in again, wherever the adversary is.
   *
   * @throws Failure with the line that repeats it, if something was not as it must be
   */
  static void cross(long seed, int crossings) {
    tell(seed, "CrossingsTest", crossings, Story::cross);
  }

  private static void tell(long seed, String test, int moves, ObjIntConsumer<Story> plot) {
    Timeline time = new Timeline(seed);
    try {
      Plan plan = Plan.random(time.random());
      time.note("seed " + seed + ": " + plan);
      plot.accept(new Story(new World(time, plan)), moves);
    } catch (Failure | RuntimeException failure) {
      Failure told =
          new Failure(
              failure
                  + "\nrepeat: mvn -q -pl mobile-node -am test -Dtest="
                  + test
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

  private void begin() {
    // A home agent that trusts everybody behind a firewall that leaks is beyond help.
    fabric.leakyFirewall(random.nextBoolean() && world.plan().vouches());
    device.attach("wlan0", Place.OFFICE_A, true);
  }

  private void wander(int moves) {
    begin();
    for (int move = 1; move <= moves; move++) {
      step();
      pause();
      if (move % CALM_EVERY == 0) {
        calm.come();
      }
    }
    if (moves % CALM_EVERY != 0) {
      calm.come();
    }
  }

  private void cross(int crossings) {
    begin();
    boolean inside = true;
    for (int crossing = 1; crossing <= crossings; crossing++) {
      inside = !inside;
      Place place = anyPlace();
      while (place.inside() != inside) {
        place = anyPlace();
      }
      switch (random.nextInt(8)) {
        case 0 -> faults.strike(anyPlace(), attached());
        case 1, 2, 3, 4 -> malice.strike(anyPlace(), attached());
        default -> {}
      }
      if (random.nextBoolean()) {
        hard(place);
      } else {
        soft(place);
      }
      linger();
      if (crossing % CALM_EVERY_CROSSINGS == 0) {
        calm.come();
      }
    }
  }

  private void linger() {
    switch (random.nextInt(20)) {
      case 0, 1, 2, 3, 4, 5, 6 -> world.run(random.nextLong(SECOND));
      case 19 -> world.run(random.nextLong(100 * SECOND));
      default -> world.run(random.nextLong(6 * SECOND));
    }
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
      case 12, 13, 14, 15, 16 -> faults.strike(anyPlace(), attached());
      default -> malice.strike(anyPlace(), attached());
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

  /** The other interface. */
  static String other(String name) {
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
    Place place = one == null ? null : one.place();
    if (one != null && place != null && !world.plan().servedByAgent(place)) {
      device.attach(one.name(), place, true);
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
}
