package org.dualmip.ipsec;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.dualmip.ipsec.vici.ViciException;
import org.dualmip.ipsec.vici.ViciMessage;
import org.dualmip.ipsec.vici.ViciTransport;
import org.jspecify.annotations.Nullable;

/**
 * The VPN gateway: keeps its configuration loaded in a strongSwan reached through VICI, also in one
 * that is restarted. Loading the same again changes nothing, and disturbs no association.
 *
 * <p>Any thread may call. The listener is called on the gateway's threads and should return soon.
 */
public final class Gateway implements AutoCloseable {
  private static final Backoff PAUSES = new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(15));

  private final GatewayConfig config;
  private final Consumer<GatewayEvent> listener;
  private final DaemonWatch watch;
  private final CountDownLatch stop = new CountDownLatch(1);
  private volatile @Nullable String keyId;

  /** Begins to look for strongSwan, and loads the configuration as soon as it answers. */
  public Gateway(
      GatewayConfig config,
      Path viciSocket,
      ViciTransport.Factory factory,
      Consumer<GatewayEvent> listener) {
    this.config = config;
    this.listener = listener;
    this.watch = new DaemonWatch(viciSocket, factory, new Watching(), "dualmip-gateway");
    watch.start();
  }

  /**
   * The mobile nodes' associations.
   *
   * @return none also while strongSwan does not answer
   */
  public List<Association> associations() {
    StrongSwan daemon = watch.current();
    try {
      return daemon == null ? List.of() : daemon.associations(GatewayConfig.CONNECTION);
    } catch (ViciException gone) {
      return List.of();
    }
  }

  /** Ends all associations of mobile nodes; they may come again. */
  public void terminateAll() throws ViciException {
    StrongSwan daemon = watch.current();
    if (daemon != null) {
      daemon.terminate(GatewayConfig.CONNECTION);
    }
  }

  /** Ends all associations, takes the configuration out of strongSwan and stops. */
  @Override
  public void close() {
    stop.countDown();
    StrongSwan daemon = watch.current();
    if (daemon != null) {
      try {
        unload(daemon);
      } catch (ViciException gone) {
        // With strongSwan went what was loaded.
      }
    }
    watch.close();
  }

  private void load(StrongSwan daemon) throws ViciException {
    keyId = daemon.loadCredentials(config.credentials());
    daemon.loadPool(GatewayConfig.POOL, config.pool().toString());
    daemon.loadConnection(GatewayConfig.CONNECTION, config.connection());
  }

  private void unload(StrongSwan daemon) throws ViciException {
    daemon.unload("unload-conn", "name", GatewayConfig.CONNECTION);
    daemon.terminate(GatewayConfig.CONNECTION);
    daemon.unload("unload-pool", "name", GatewayConfig.POOL);
    String key = keyId;
    if (key != null) {
      daemon.unload("unload-key", "id", key);
    }
  }

  private final class Watching implements DaemonWatch.Listener {
    @Override
    public void available(StrongSwan daemon) {
      for (int failures = 1; watch.current() == daemon; failures++) {
        try {
          load(daemon);
          listener.accept(new GatewayEvent.Loaded(daemon.version()));
          return;
        } catch (ViciException failed) {
          if (failed.kind() != ViciException.Kind.REFUSED) {
            return;
          }
          Duration pause = PAUSES.after(failures, Math.random());
          listener.accept(new GatewayEvent.Refused(String.valueOf(failed.getMessage()), pause));
          if (stopped(pause)) {
            return;
          }
        }
      }
    }

    @Override
    public void unavailable(String remedy) {
      listener.accept(new GatewayEvent.Unavailable(remedy));
    }

    @Override
    public void event(String name, ViciMessage message) {
      var section = message.sections().get(GatewayConfig.CONNECTION);
      if (name.equals("child-updown") && section != null) {
        var node = Association.of(GatewayConfig.CONNECTION, section);
        listener.accept(
            message.isYes("up")
                ? new GatewayEvent.NodeUp(
                    node.remoteId(), node.remote(), node.peerVirtualAddresses())
                : new GatewayEvent.NodeDown(
                    node.remoteId(), node.remote(), node.peerVirtualAddresses()));
      }
    }

    private boolean stopped(Duration pause) {
      try {
        return stop.await(pause.toMillis(), TimeUnit.MILLISECONDS);
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
        return true;
      }
    }
  }
}
