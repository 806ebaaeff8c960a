package org.dualmip.homeagent;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.dualmip.service.OwnerThread;

/** Does something soon after the network changed, once for a burst of changes. Any thread. */
final class Settling {
  private static final Duration WAIT = Duration.ofMillis(100);

  private final OwnerThread<?, ?> owner;
  private final Runnable work;
  private final AtomicBoolean waiting = new AtomicBoolean();

  /**
   * @param work done by the owner thread
   */
  Settling(OwnerThread<?, ?> owner, Runnable work) {
    this.owner = owner;
    this.work = work;
  }

  /** Something changed. */
  void changed() {
    if (waiting.compareAndSet(false, true)) {
      boolean posted =
          owner.execute(() ->
              owner.after(
                  WAIT,
                  () -> {
                    waiting.set(false);
                    work.run();
                  }));
      waiting.compareAndSet(true, posted);
    }
  }
}
