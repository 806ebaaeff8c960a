package org.dualmip.ipsec;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.dualmip.ipsec.vici.ViciException;
import org.dualmip.ipsec.vici.ViciMessage;
import org.dualmip.ipsec.vici.ViciTransport;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.MonotonicTime;
import org.dualmip.mobileip.net.Now;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The mobile node's VPN: carries out what its {@link VpnSession} decides, in a strongSwan reached
 * through VICI.
 *
 * <p>Any thread may call; nothing here blocks but {@link #close}. The listener is called on the
 * VPN's own thread, one event at a time, and should return soon. If this program dies, strongSwan
 * keeps the association, and the next {@link #connect} with the same address takes it over.
 */
public final class Vpn implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Vpn.class);
  private static final int WAITING_MAX = 1024;
  private static final Duration CLOSING = Duration.ofSeconds(3);

  private final VpnConfig config;
  private final Consumer<VpnEvent> listener;
  private final VpnSession session;
  private final LinkedBlockingQueue<VpnInput> inputs = new LinkedBlockingQueue<>();
  private final AtomicBoolean dropped = new AtomicBoolean();
  private final AtomicBoolean closing = new AtomicBoolean();
  private final ExecutorService commands = oneThread("dualmip-vpn-commands");
  private final ExecutorService initiations = oneThread("dualmip-vpn-initiate");
  private final DaemonWatch watch;
  private final Thread owner;
  private VpnStatus.Counters counters = VpnStatus.Counters.ZERO;
  private volatile VpnStatus status;
  private volatile @Nullable String keyId;

  /** Begins to look for strongSwan; connects nothing yet. */
  public Vpn(
      VpnConfig config,
      Path viciSocket,
      ViciTransport.Factory factory,
      Consumer<VpnEvent> listener) {
    this.config = config;
    this.listener = listener;
    this.session = new VpnSession(config.timing(), RandomGenerator.getDefault());
    this.status = VpnStatus.of(session.state(), false, counters);
    this.watch = new DaemonWatch(viciSocket, factory, new Watching(), "dualmip-vpn-watch");
    this.owner = Thread.ofPlatform().name("dualmip-vpn").daemon().unstarted(this::run);
    owner.start();
    watch.start();
  }

  /**
   * Wants the VPN up, bound to that address, or to none with {@code 0.0.0.0} where the
   * configuration says MOBIKE; while up with the same address, changes nothing.
   */
  public void connect(Ip4 localOuterHome) {
    inputs.add(new VpnInput.Connect(now(), localOuterHome));
  }

  /** Wants it down. Not waited for: the gateway is told, the association is gone at once. */
  public void disconnect() {
    inputs.add(new VpnInput.Disconnect(now()));
  }

  /** How it stands. */
  public VpnStatus status() {
    return status;
  }

  /** Disconnects, takes its configuration out of strongSwan and stops; at most three seconds. */
  @Override
  public void close() {
    if (closing.compareAndSet(false, true)) {
      disconnect();
    }
    try {
      owner.join(CLOSING);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    Rehearsal.play(config, now());
    boolean last = false;
    while (!last) {
      VpnInput input = next();
      // The flag is set before its disconnect is queued; that one is then the last input.
      last = closing.get() && input instanceof VpnInput.Disconnect;
      session.handle(input);
      if (dropped.compareAndSet(true, false)) {
        counters = counters.plusDropped();
        session.handle(new VpnInput.Rekeyed(now(), VpnConfig.CONNECTION));
      }
      for (VpnOutput output = session.poll(); output != null; output = session.poll()) {
        carryOut(output);
      }
      status = VpnStatus.of(session.state(), session.available(), counters);
    }
    shutDown();
  }

  private VpnInput next() {
    try {
      MonotonicTime due = session.wakeAt();
      VpnInput input =
          due == null
              ? inputs.take()
              : inputs.poll(
                  due.since(new MonotonicTime(System.nanoTime())).toNanos(), TimeUnit.NANOSECONDS);
      return input == null ? new VpnInput.Tick(now()) : input;
    } catch (InterruptedException stopped) {
      closing.set(true);
      return new VpnInput.Disconnect(now());
    }
  }

  private void carryOut(VpnOutput output) {
    switch (output) {
      case VpnOutput.Look(int ticket) ->
          ask(
              commands,
              daemon ->
                  new VpnInput.Looked(now(), ticket, daemon.associations(VpnConfig.CONNECTION)),
              reason -> null);
      case VpnOutput.LoadConnection(int ticket, Ip4 local) ->
          ask(
              commands,
              daemon -> {
                keyId = daemon.loadCredentials(config.credentials());
                daemon.loadConnection(VpnConfig.CONNECTION, config.connection(local));
                return new VpnInput.Loaded(now(), ticket);
              },
              reason -> new VpnInput.LoadFailed(now(), ticket, reason));
      case VpnOutput.Initiate(int ticket, Duration timeout) ->
          ask(
              initiations,
              daemon -> {
                daemon.initiate(VpnConfig.CONNECTION, VpnConfig.CHILD, timeout);
                return new VpnInput.Initiated(now(), ticket);
              },
              reason -> new VpnInput.InitiateFailed(now(), ticket, reason));
      case VpnOutput.Terminate() ->
          ask(
              commands,
              daemon -> {
                daemon.terminate(VpnConfig.CONNECTION);
                return null;
              },
              reason -> null);
      case VpnOutput.Report(VpnEvent event) -> tell(event);
    }
  }

  private void tell(VpnEvent event) {
    counters = counters.plus(event);
    status = VpnStatus.of(session.state(), session.available(), counters);
    try {
      listener.accept(event);
    } catch (RuntimeException bug) {
      // The listener's mistake must not take the VPN with it.
      LOG.error("the listener failed on {}", event, bug);
    }
  }

  private interface Question {
    @Nullable VpnInput put(StrongSwan daemon) throws ViciException;
  }

  private interface Refusal {
    @Nullable VpnInput because(String reason);
  }

  private void ask(ExecutorService thread, Question question, Refusal refusal) {
    try {
      thread.execute(() -> post(answer(question, refusal)));
    } catch (RejectedExecutionException closed) {
      LOG.debug("closed before it could be asked", closed);
    }
  }

  private @Nullable VpnInput answer(Question question, Refusal refusal) {
    StrongSwan daemon = watch.current();
    if (daemon == null) {
      return refusal.because("strongSwan went away");
    }
    try {
      return question.put(daemon);
    } catch (ViciException failed) {
      return refusal.because(String.valueOf(failed.getMessage()));
    }
  }

  private void post(@Nullable VpnInput input) {
    if (input != null) {
      inputs.add(input);
    }
  }

  private void shutDown() {
    ask(
        commands,
        daemon -> {
          daemon.unload("unload-conn", "name", VpnConfig.CONNECTION);
          String key = keyId;
          if (key != null) {
            daemon.unload("unload-key", "id", key);
          }
          return null;
        },
        reason -> null);
    commands.shutdown();
    initiations.shutdown();
    try {
      if (!commands.awaitTermination(2, TimeUnit.SECONDS)) {
        LOG.warn("strongSwan did not take the closing of the VPN in time");
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
    watch.close();
  }

  private static ExecutorService oneThread(String name) {
    return Executors.newSingleThreadExecutor(Thread.ofVirtual().name(name).factory());
  }

  private static Now now() {
    return new Now(new MonotonicTime(System.nanoTime()), Instant.now());
  }

  /** Turns strongSwan's events into inputs. All but {@code available} run on the reading thread. */
  private final class Watching implements DaemonWatch.Listener {
    private final Evidence evidence = new Evidence();

    @Override
    public void available(StrongSwan daemon) {
      try {
        // Ahead of need, and once through the way of every later command.
        keyId = daemon.loadCredentials(config.credentials());
        var _ = daemon.associations(VpnConfig.CONNECTION);
      } catch (ViciException failed) {
        LOG.debug("will be tried and reported when somebody connects", failed);
      }
      inputs.add(new VpnInput.DaemonAvailable(now(), daemon.version()));
    }

    @Override
    public void unavailable(String remedy) {
      inputs.add(new VpnInput.DaemonUnavailable(now(), remedy));
    }

    @Override
    public void event(String name, ViciMessage message) {
      if (name.equals("log")) {
        if (message.text("ikesa-name").equals(VpnConfig.CONNECTION)) {
          evidence.add(message.text("ikesa-uniqueid"), message.text("msg"));
        }
        return;
      }
      var section = message.sections().get(VpnConfig.CONNECTION);
      if (section == null) {
        return;
      }
      boolean up = message.isYes("up");
      switch (name) {
        case "child-updown" -> {
          var association = Association.of(VpnConfig.CONNECTION, section);
          offer(up ? new VpnInput.ChildUp(now(), association) : down(association));
        }
        case "ike-updown" -> {
          if (!up) {
            offer(down(Association.of(VpnConfig.CONNECTION, section)));
          }
        }
        case "ike-rekey", "child-rekey" -> offer(new VpnInput.Rekeyed(now(), VpnConfig.CONNECTION));
        case "ike-update" -> offer(new VpnInput.Moved(now(), VpnConfig.CONNECTION));
        default -> {}
      }
    }

    private VpnInput down(Association association) {
      // The log comes on its own way and may be late; the state says nearly as much.
      String reason =
          evidence.reason(
              association.id(),
              association.state().equals("DELETING") || !association.children().isEmpty()
                  ? "the gateway closed the association, or somebody here did by hand"
                  : "the gateway does not answer");
      return new VpnInput.ChildDown(now(), association, reason);
    }

    private void offer(VpnInput input) {
      if (inputs.size() < WAITING_MAX) {
        inputs.add(input);
      } else {
        dropped.set(true);
      }
    }
  }
}
