package org.dualmip.ipsec;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.dualmip.ipsec.vici.ViciClient;
import org.dualmip.ipsec.vici.ViciException;
import org.dualmip.ipsec.vici.ViciMessage;
import org.dualmip.ipsec.vici.ViciTransport;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a connection to strongSwan: tries until it is there, notices when it goes, tries again.
 *
 * <p>The listener is called from this watch's own threads, one call at a time for what concerns one
 * connection.
 */
final class DaemonWatch implements AutoCloseable {
  private static final Backoff PAUSES = new Backoff(Duration.ofMillis(50), Duration.ofMillis(800));

  /** Hears how strongSwan is. */
  interface Listener {
    /** It answers; events flow from here on. */
    void available(StrongSwan daemon);

    /** An event, on the reading thread. */
    void event(String name, ViciMessage message);

    /** It is gone or not there, said again when the remedy changes. */
    void unavailable(String remedy);
  }

  private final Path socket;
  private final ViciTransport.Factory factory;
  private final Listener listener;
  private final CountDownLatch stop = new CountDownLatch(1);
  private final Thread thread;
  private volatile @Nullable StrongSwan current;

  DaemonWatch(Path socket, ViciTransport.Factory factory, Listener listener, String name) {
    this.socket = socket;
    this.factory = factory;
    this.listener = listener;
    this.thread = Thread.ofVirtual().name(name).unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  /** The strongSwan that answers now, or null. */
  @Nullable StrongSwan current() {
    return current;
  }

  @Override
  public void close() {
    stop.countDown();
    StrongSwan daemon = current;
    if (daemon != null) {
      daemon.close();
    }
    try {
      thread.join(Duration.ofSeconds(2));
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    int failures = 0;
    String said = "";
    try {
      while (stop.getCount() > 0) {
        var connection = new Connection();
        try (var daemon = StrongSwan.connect(socket, factory, connection)) {
          failures = 0;
          said = "";
          current = daemon;
          listener.available(daemon);
          connection.gone.await();
        } catch (ViciException failed) {
          connection.reason = String.valueOf(failed.getMessage());
        }
        current = null;
        if (stop.getCount() > 0 && !connection.reason.equals(said)) {
          said = connection.reason;
          listener.unavailable(said);
        }
        boolean _ =
            stop.await(PAUSES.after(++failures, Math.random()).toMillis(), TimeUnit.MILLISECONDS);
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  private final class Connection implements ViciClient.Listener {
    private final CountDownLatch gone = new CountDownLatch(1);
    private volatile String reason = "";

    @Override
    public void event(String name, ViciMessage message) {
      listener.event(name, message);
    }

    @Override
    public void closed(String why) {
      reason = why + "; `systemctl status strongswan` says why, and it is awaited";
      gone.countDown();
    }
  }
}
