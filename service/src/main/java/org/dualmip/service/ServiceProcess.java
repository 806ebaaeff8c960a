package org.dualmip.service;

import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The life of a service process: SIGTERM and SIGINT stop it, SIGHUP re-reads its configuration.
 *
 * <p>Signals only note a wish; start, re-reading and stop all run on the thread that calls {@link
 * #serve}, so they never overlap.
 */
public final class ServiceProcess {
  private static final Duration STOP_LIMIT = Duration.ofMillis(4500);
  private static final Logger LOG = LoggerFactory.getLogger("dualmip");

  private enum Wish {
    STOP,
    RELOAD
  }

  /** Starts a service. */
  @FunctionalInterface
  public interface Start {
    /**
     * Starts it; on failure nothing is left installed.
     *
     * @param process told when a part of the service dies
     * @throws Exception if the service cannot run, with a message for people
     */
    Service start(ServiceProcess process) throws Exception;
  }

  private final LinkedBlockingQueue<Wish> wishes = new LinkedBlockingQueue<>();
  private volatile @Nullable Throwable failure;

  /** Asks the service to stop. Any thread. */
  public void stop() {
    wishes.add(Wish.STOP);
  }

  /** Asks the service to re-read its configuration. Any thread. */
  public void reload() {
    wishes.add(Wish.RELOAD);
  }

  /** Stops the service because a part of it died. Any thread. */
  public void failed(Throwable cause) {
    failure = cause;
    LOG.error("stopping, because a part of the service died", cause);
    stop();
  }

  /**
   * Runs a service from start to stop.
   *
   * @return the exit code: 0 after a clean stop, 1 after a failure or a stop that took too long
   * @throws Exception what {@link Start#start} throws
   */
  public int serve(Start start) throws Exception {
    Signals.on("TERM", this::stop);
    Signals.on("INT", this::stop);
    Signals.on("HUP", this::reload);
    Service service = start.start(this);
    try {
      while (wishes.take() == Wish.RELOAD) {
        service.reload();
      }
    } finally {
      if (!closed(service)) {
        failure = new IllegalStateException("the stop took too long");
      }
    }
    return failure == null ? 0 : 1;
  }

  private static boolean closed(Service service) throws InterruptedException {
    Thread stopping = Thread.ofPlatform().name("stop").daemon().start(service::close);
    if (stopping.join(STOP_LIMIT)) {
      return true;
    }
    LOG.error(
        "the stop hangs at\n  {}",
        Arrays.stream(stopping.getStackTrace())
            .map(StackTraceElement::toString)
            .collect(Collectors.joining("\n  ")));
    return false;
  }
}
