package org.dualmip.ipsec;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.Prefix4;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;

/**
 * Two network namespaces with a cable between them and a real strongSwan in each, which start with
 * no configuration but their settings file.
 *
 * <pre>
 *   node 203.0.113.130 (M) ------------ 203.0.113.1 gateway, inner network 10.1.0.0/16 (10.1.0.1)
 * </pre>
 */
final class TwoStrongSwans implements AutoCloseable {
  static final Ip4 M = Ip4.of("203.0.113.130");
  static final Ip4 OTHER_M = Ip4.of("203.0.113.131");
  static final Ip4 GATEWAY = Ip4.of("203.0.113.1");
  static final Ip4 INNER = Ip4.of("10.1.0.1");
  static final List<Prefix4> NETWORKS = List.of(Prefix4.of("10.1.0.0/16"));
  static final Prefix4 POOL = Prefix4.of("10.1.99.0/24");
  private static final Path DAEMON = Path.of("/usr/sbin/charon-systemd");

  final Path folder;
  final End node;
  final End gateway;

  TwoStrongSwans(Path folder) {
    this.folder = folder;
    String run = Long.toString(ProcessHandle.current().pid(), 36) + SERIAL.getAndIncrement();
    node = new End("dmv" + run + "n", "node");
    gateway = new End("dmv" + run + "g", "gateway");
    try {
      run("ip", "netns", "add", node.namespace);
      run("ip", "netns", "add", gateway.namespace);
      run(
          "ip",
          "-n",
          node.namespace,
          "link",
          "add",
          "eth0",
          "type",
          "veth",
          "peer",
          "name",
          "eth0",
          "netns",
          gateway.namespace);
      for (End end : List.of(node, gateway)) {
        end.ip("link", "set", "lo", "up");
        end.ip("link", "set", "eth0", "up");
      }
      node.ip("addr", "add", M + "/24", "dev", "eth0");
      node.ip("addr", "add", OTHER_M + "/24", "dev", "eth0");
      gateway.ip("addr", "add", GATEWAY + "/24", "dev", "eth0");
      gateway.ip("addr", "add", INNER + "/32", "dev", "lo");
    } catch (AssertionError | RuntimeException failed) {
      close();
      throw failed;
    }
  }

  private static final java.util.concurrent.atomic.AtomicInteger SERIAL =
      new java.util.concurrent.atomic.AtomicInteger();

  /** Ends the test, loudly, where there is no strongSwan, no right or no TUN. */
  static void require() {
    var missing = new ArrayList<String>();
    if (!Files.isExecutable(DAEMON)) {
      missing.add(
          "strongSwan (apt install charon-systemd strongswan-swanctl"
              + " libcharon-extra-plugins libstrongswan-standard-plugins)");
    }
    if (!Files.isWritable(Path.of("/run")) || !"root".equals(System.getProperty("user.name"))) {
      missing.add("root");
    }
    if (!Files.isWritable(Path.of("/dev/net/tun"))) {
      missing.add("/dev/net/tun");
    }
    if (!missing.isEmpty()) {
      String reason = "NOT RUN: tests against a real strongSwan; missing: " + missing;
      System.err.println(reason);
      Assumptions.abort(reason);
    }
  }

  VpnConfig vpnConfig(TestAuthority authority) {
    return VpnConfig.of(
            GATEWAY,
            "mn.lab.example",
            "gw.lab.example",
            authority.issue("mn.lab.example").read("mn.lab.example"),
            NETWORKS)
        .withDeadPeerDelay(Duration.ofSeconds(1));
  }

  GatewayConfig gatewayConfig(TestAuthority authority) {
    return GatewayConfig.of(
        GATEWAY,
        "gw.lab.example",
        authority.issue("gw.lab.example").read("gw.lab.example"),
        NETWORKS,
        POOL);
  }

  /** Whether the inner network answers through the VPN. */
  boolean pingsFrom(Ip4 inner) {
    return exec(
                "ip",
                "netns",
                "exec",
                node.namespace,
                "ping",
                "-c1",
                "-W1",
                "-I",
                inner.toString(),
                INNER.toString())
            .status()
        == 0;
  }

  @Override
  public void close() {
    node.kill();
    gateway.kill();
    exec("ip", "netns", "delete", node.namespace);
    exec("ip", "netns", "delete", gateway.namespace);
  }

  /** What a program left. */
  record Result(int status, String output) {}

  static Result exec(String... command) {
    try {
      var process = new ProcessBuilder(command).redirectErrorStream(true).start();
      process.getOutputStream().close();
      String output = new String(process.getInputStream().readAllBytes(), UTF_8);
      return new Result(process.waitFor(), output);
    } catch (IOException | InterruptedException failed) {
      throw new IllegalStateException(String.join(" ", command), failed);
    }
  }

  private static void run(String... command) {
    var result = exec(command);
    assertThat(result.status()).as("%s: %s", String.join(" ", command), result.output()).isZero();
  }

  /** Waits for a condition, at most that long; the message says what was awaited. */
  static void await(String what, Duration atMost, BooleanSupplier condition) {
    long end = System.nanoTime() + atMost.toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("still waiting: " + what).isLessThan(end);
      try {
        TimeUnit.MILLISECONDS.sleep(5);
      } catch (InterruptedException stopped) {
        throw new IllegalStateException(stopped);
      }
    }
  }

  /** One namespace and its strongSwan. */
  final class End {
    final String namespace;
    final Path socket;
    final Path log;
    private final Path settings;
    private @Nullable Process process;

    private End(String namespace, String name) {
      this.namespace = namespace;
      this.socket = folder.resolve(name + ".vici");
      this.log = folder.resolve(name + ".log");
      this.settings = folder.resolve(name + ".conf");
    }

    void start() {
      try {
        Files.writeString(settings, StrongSwanSettings.of(socket, log).render());
        var builder =
            new ProcessBuilder("ip", "netns", "exec", namespace, DAEMON.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve(namespace + ".out").toFile());
        builder.environment().put("STRONGSWAN_CONF", settings.toString());
        process = builder.start();
      } catch (IOException failed) {
        throw new IllegalStateException(failed);
      }
    }

    /** Whether it takes connections; the socket's file is there earlier. */
    boolean answers() {
      try (var connection = SocketChannel.open(StandardProtocolFamily.UNIX)) {
        return connection.connect(UnixDomainSocketAddress.of(socket));
      } catch (IOException notYet) {
        return false;
      }
    }

    /** SIGKILL, as a crash would. */
    void kill() {
      signal("KILL");
      var running = process;
      if (running != null) {
        try {
          running.waitFor();
        } catch (InterruptedException stopped) {
          throw new IllegalStateException(stopped);
        }
      }
      process = null;
    }

    void signal(String name) {
      var running = process;
      if (running != null) {
        exec("kill", "-" + name, Long.toString(running.pid()));
      }
    }

    void ip(String... arguments) {
      var command = new ArrayList<>(List.of("ip", "-n", namespace));
      command.addAll(List.of(arguments));
      run(command.toArray(String[]::new));
    }

    /** What strongSwan's own tool says about the associations. */
    String swanctl() {
      return exec("swanctl", "--list-sas", "--uri", "unix://" + socket).output();
    }

    /** IKE messages that strongSwan logged as sent, without those that only ask for life. */
    long ikeMessages() {
      try (var lines = Files.lines(log)) {
        return lines
            .filter(line -> line.contains("[ENC] generating "))
            .filter(line -> !line.matches(".*INFORMATIONAL (request|response) \\d+ \\[ \\]"))
            .count();
      } catch (IOException failed) {
        throw new IllegalStateException(failed);
      }
    }
  }
}
