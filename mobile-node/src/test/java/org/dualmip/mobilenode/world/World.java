package org.dualmip.mobilenode.world;

import static org.dualmip.mobilenode.world.Timeline.MS;
import static org.dualmip.mobilenode.world.Timeline.SECOND;

/** Everything together, with user data flowing both ways from the first moment. */
final class World {
  private static final long SELDOM = 500 * MS;
  private static final long OFTEN = 10 * MS;

  private final Timeline time;
  private final Plan plan;
  private final Fabric fabric;
  private long oftenUntil;

  World(Timeline time, Plan plan) {
    this.time = time;
    this.plan = plan;
    this.fabric = new Fabric(time, plan);
    flow();
  }

  Timeline time() {
    return time;
  }

  Plan plan() {
    return plan;
  }

  Fabric fabric() {
    return fabric;
  }

  Device device() {
    return fabric.device();
  }

  /** User data is frequent for a while, so that gaps are measured well. */
  void lookClosely(long duration) {
    oftenUntil = Math.max(oftenUntil, time.now() + duration);
  }

  private void flow() {
    int number = fabric.flow().next();
    device().sendUser(number);
    fabric.sendDown(number);
    time.after(time.now() < oftenUntil ? OFTEN : SELDOM, this::flow);
  }

  void run(long nanos) {
    time.run(nanos);
  }

  void runSeconds(long seconds) {
    time.run(seconds * SECOND);
  }
}
