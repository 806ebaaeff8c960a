package org.dualmip.lab.namespaces;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.dualmip.lab.namespaces.Launcher.Start;

/**
 * A program that is started again when it dies, as a service manager does. Thread-safe.
 *
 * <p>A program that ends with 0 has done its work and is not started again.
 */
public final class Service {
  private final String name;
  private final Launcher launcher;
  private final Start start;
  private final Duration restartAfter;
  private final Consumer<String> news;
  private Process process;
  private boolean stopped;
  private boolean restarting;
  private int deaths;

  /**
   * Starts it.
   *
   * @param name what the news call it
   * @param restartAfter how long after a death it is started again
   * @param news told of deaths and restarts, on any thread
   */
  public Service(
      String name, Launcher launcher, Start start, Duration restartAfter, Consumer<String> news) {
    this.name = name;
    this.launcher = launcher;
    this.start = start;
    this.restartAfter = restartAfter;
    this.news = news;
    process = launcher.start(start);
    Thread.ofVirtual().name("supervisor of " + name).start(this::supervise);
  }

  /** Its name. */
  public String name() {
    return name;
  }

  /** How often it ended without being asked to. */
  public synchronized int deaths() {
    return deaths;
  }

  /** Whether it runs now. */
  public synchronized boolean isAlive() {
    return process.isAlive();
  }

  /** The process that runs, or ran last. */
  public long pid() {
    return current().pid();
  }

  /** Kills it, and what it started, with SIGKILL. */
  public synchronized void kill() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }

  /** Asks it to end (SIGTERM) and starts it again when it has. */
  public void restart(Duration patience) throws InterruptedException {
    Process old;
    synchronized (this) {
      old = process;
      restarting = true;
      old.destroy();
    }
    if (!old.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
      kill();
    }
  }

  /** Sends it a signal by name, such as STOP. */
  public void signal(String signal) throws InterruptedException {
    long pid = current().pid();
    launcher.output(null, List.of("sh", "-c", "kill -" + signal + " " + pid));
  }

  /** Asks it to end (SIGTERM); it is not started again. */
  public synchronized void askToStop() {
    stopped = true;
    process.destroy();
  }

  /** Waits until it has ended, and kills it when the time is up. */
  public void awaitStop(Duration patience) throws InterruptedException {
    if (!current().waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
      kill();
    }
  }

  private void supervise() {
    try {
      while (true) {
        int status = current().waitFor();
        if (!isWanted()) {
          if (!mayRestart(status)) {
            return;
          }
          news.accept(
              name
                  + " died with "
                  + status
                  + ", starts again in "
                  + restartAfter.toMillis()
                  + " ms");
          Thread.sleep(restartAfter);
        }
        if (!restart()) {
          return;
        }
        news.accept(name + " started again");
      }
    } catch (InterruptedException wish) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized Process current() {
    return process;
  }

  private synchronized boolean mayRestart(int status) {
    if (stopped || status == 0) {
      return false;
    }
    deaths++;
    return true;
  }

  /** Whether it ended because it is to be started again. */
  private synchronized boolean isWanted() {
    boolean wanted = restarting && !stopped;
    restarting = false;
    return wanted;
  }

  private synchronized boolean restart() {
    if (!stopped) {
      process = launcher.start(start);
    }
    return !stopped;
  }
}
