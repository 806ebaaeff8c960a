package org.dualmip.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.Prefix4;
import org.dualmip.mobileip.packet.Tunnel;
import org.dualmip.mobileip.packet.Tunnel.GreKeys;
import org.dualmip.mobileip.packet.Tunnel.Kind;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Our tunnels at one end, the Linux kernel's own devices {@code ipip}, {@code gre} and {@code gre}
 * with keys at the other: an independent witness that we mean what RFC 2003, 2784 and 2890 say.
 *
 * <pre>
 *   ours: 10.8.1.1, 10.8.2.1, 10.8.3.1 on home0 | 10.9.0.1 --+
 *   a kernel in user mode: ipip 10.8.1.2, gre 10.8.2.2,       |
 *     gre with keys 10.8.3.2 | 10.9.0.2 and 10.7.0.1 ---------+
 *   beyond it:                                   10.7.0.2 ----+
 * </pre>
 */
@OnHost
@Timeout(180)
class KernelTunnelsIT {
  private static final Ip4 HERE = Ip4.of("10.9.0.1");
  private static final Ip4 THERE = Ip4.of("10.9.0.2");

  /**
   * One tunnel: our address in it ends in 1, the kernel's in 2.
   *
   * @param longest packet that fits through
   */
  private record Way(String network, Tunnel tunnel, int longest) {}

  private static final Way KEYED =
      new Way("10.8.3", new Tunnel(Kind.GRE, THERE, 0, new GreKeys(11, 12)), 1472);
  private static final List<Way> WAYS =
      List.of(
          new Way("10.8.1", Tunnel.ipInIp(THERE), 1480),
          new Way("10.8.2", new Tunnel(Kind.GRE, THERE, 0, null), 1476),
          KEYED);
  private static final String SCRIPT =
      """
      PATH=/usr/sbin:/usr/bin:/sbin:/bin
      mount -t proc proc /proc
      cd /usr/lib/uml/modules/$(uname -r)/kernel
      for m in lib/crc-ccitt net/ipv6/ipv6 net/ipv4/tunnel4 net/ipv4/ip_tunnel \\
        net/ipv4/gre net/ipv4/ipip net/ipv4/ip_gre; do
        insmod $m.ko
      done
      ip link set lo up
      ip addr add 10.9.0.2/24 dev vec0
      ip link set vec0 up
      ends="local 10.9.0.2 remote 10.9.0.1"
      ip link add t1 type ipip $ends
      ip link add t2 type gre $ends
      ip link add t3 type gre $ends ikey 11 okey 12
      for i in 1 2 3; do
        ip addr add 10.8.$i.2/32 dev t$i
        ip link set t$i up
        ip route add 10.8.$i.1/32 dev t$i src 10.8.$i.2
      done
      ip addr add 10.7.0.1/24 dev vec0
      echo 1 >/proc/sys/net/ipv4/ip_forward
      """;

  private static final Ip4 BEYOND = Ip4.of("10.7.0.2");

  private static Place here;
  private static Place beyond;
  private static UserTunnels tunnels;
  private static TunnelSocket socket;
  private static @Nullable OtherKernel there;

  @BeforeAll
  static void boot() throws Exception {
    String missing = OtherKernel.missing();
    if (!missing.isEmpty()) {
      notRun(missing);
    }
    here = new Place();
    beyond = new Place();
    here.run("ip", "tuntap", "add", "tap0", "mode", "tap");
    here.run("ip", "link", "add", "bridge0", "type", "bridge");
    here.links.addVeth("wire0", "wire1");
    here.links.moveTo("wire1", beyond.namespace, "eth0");
    here.run("ip", "link", "set", "tap0", "master", "bridge0");
    here.run("ip", "link", "set", "wire0", "master", "bridge0");
    here.links.addAddress("bridge0", HERE, 24, false);
    beyond.links.addAddress("eth0", BEYOND, 24, false);
    beyond.links.linkUp("eth0");
    beyond.run("ip", "route", "add", "default", "via", "10.7.0.1");
    for (String link : List.of("tap0", "wire0", "bridge0")) {
      here.links.linkUp(link);
    }
    Tun tun = here.namespace.call(() -> Tun.openTun("home0"));
    here.links.linkUp("home0");
    var admission = new AdmissionTable();
    tunnels = UserTunnels.open(tun, admission, TunnelListener.SILENT);
    socket = here.namespace.call(() -> TunnelSocket.open(HERE, null, Kind.GRE));
    tunnels.attach(socket);
    for (Way way : WAYS) {
      Ip4 own = Ip4.of(way.network + ".1");
      Prefix4 other = Prefix4.of(way.network + ".2");
      here.links.addAddress("home0", own, 32, false);
      here.links.replaceRoute(Route.through("home0", null, other, own, Route.MAIN));
      tunnels.route(other, List.of(new Encapsulation.Native(socket, way.tunnel)));
      admission.allow(other, way.tunnel);
      admission.allow(AdmissionTable.EVERYBODY, way.tunnel);
    }
    here.links.replaceRoute(
        Route.through("home0", null, Prefix4.of("10.7.0.0/24"), Ip4.of("10.8.1.1"), Route.MAIN));
    try {
      there = OtherKernel.boot(here, "tap0", SCRIPT);
    } catch (IllegalStateException down) {
      notRun(String.valueOf(down.getMessage()));
    }
  }

  private static void notRun(String why) {
    System.err.println("NOT RUN: KernelTunnelsIT: " + why);
    abort(why);
  }

  @AfterAll
  static void halt() throws Exception {
    if (there != null) {
      there.halt();
    }
    if (here != null) {
      tunnels.close();
      here.close();
      beyond.close();
    }
  }

  private static String output(String... command) throws Exception {
    return new String(here.start(command).getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }

  /** What a shell command says inside the other kernel. */
  private static String inside(String command) throws Exception {
    return Objects.requireNonNull(there).run(command);
  }

  @Test
  void pingsOfAllSizesAreAnsweredByTheKernel() throws Exception {
    for (Way way : WAYS) {
      for (String size : List.of("0", "57", "1400", "1472", "5000")) {
        assertThat(
                output(
                    "ping",
                    "-q",
                    "-c",
                    "3",
                    "-w",
                    "20",
                    "-i",
                    "0.05",
                    "-s",
                    size,
                    "-M",
                    "dont",
                    "-I",
                    way.network + ".1",
                    way.network + ".2"))
            .as("%s with %s octets", way.tunnel, size)
            .doesNotContain("100% packet loss");
      }
    }
  }

  @Test
  void pingsOfAllSizesOfTheKernelArrive() throws Exception {
    for (Way way : WAYS) {
      for (String size : List.of("0", "57", "1400", "1472", "5000")) {
        assertThat(
                inside("ping -q -c 3 -w 20 -i 0.05 -s " + size + " -M dont " + way.network + ".1"))
            .as("%s with %s octets", way.tunnel, size)
            .doesNotContain("100% packet loss");
      }
    }
  }

  @Test
  void tcpPassesBothWaysThroughTheKernel() throws Exception {
    byte[] data = new byte[3_000_000];
    new Random(1).nextBytes(data);
    for (Way way : WAYS) {
      tunnels.route(
          Prefix4.of("10.7.0.0/24"), List.of(new Encapsulation.Native(socket, way.tunnel)));
      Ip4 own = Ip4.of(way.network + ".1");
      assertThat(transfer(data, beyond, BEYOND, here, own))
          .as("%s out", way.tunnel)
          .isEqualTo(data);
      assertThat(transfer(data, here, own, beyond, BEYOND)).as("%s in", way.tunnel).isEqualTo(data);
    }
  }

  /** What arrives of the data over a connection that the client opens and writes to. */
  private static byte[] transfer(
      byte[] data, Place serverPlace, Ip4 server, Place clientPlace, Ip4 client) throws Exception {
    try (ServerSocket listening =
            serverPlace.namespace.call(() -> new ServerSocket(5001, 1, address(server)));
        Socket sending = clientPlace.namespace.call(() -> bound(client))) {
      var received =
          new FutureTask<>(() -> {
            try (Socket accepted = listening.accept()) {
              return accepted.getInputStream().readAllBytes();
            }
          });
      Thread.ofPlatform().daemon().start(received);
      sending.connect(new InetSocketAddress(address(server), 5001));
      sending.getOutputStream().write(data);
      sending.shutdownOutput();
      return received.get(60, TimeUnit.SECONDS);
    }
  }

  private static Socket bound(Ip4 local) throws IOException {
    var socket = new Socket();
    socket.bind(new InetSocketAddress(address(local), 0));
    return socket;
  }

  private static InetAddress address(Ip4 address) throws IOException {
    return InetAddress.getByAddress(address.octets());
  }

  @Test
  void bothEndsTellTheSenderWhatIsTooLong() throws Exception {
    for (Way way : WAYS) {
      int mtu = way.longest;
      String tooLong = "" + (mtu - 27);
      String end = " -c 1 -W 1 -M do ";
      assertThat(
              output(
                  "ping",
                  "-c",
                  "1",
                  "-W",
                  "1",
                  "-M",
                  "do",
                  "-s",
                  tooLong,
                  "-I",
                  "home0",
                  way.network + ".2"))
          .contains("mtu = " + mtu);
      assertThat(inside("ping" + end + "-s " + tooLong + " " + way.network + ".1"))
          .contains("+1 errors", "" + mtu);
      assertThat(inside("ping" + end + "-s " + (mtu - 28) + " " + way.network + ".1"))
          .contains("1 received");
    }
  }

  @Test
  void theKernelTakesNoOtherKeyThanItsOwn() throws Exception {
    var other = Prefix4.of("10.8.3.2");
    var wrong = new Tunnel(Kind.GRE, THERE, 0, new GreKeys(99, 12));
    try {
      tunnels.route(other, List.of(new Encapsulation.Native(socket, wrong)));
      assertThat(output("ping", "-c", "1", "-W", "0.5", "-I", "10.8.3.1", "10.8.3.2"))
          .contains("100% packet loss");
    } finally {
      tunnels.route(other, List.of(new Encapsulation.Native(socket, KEYED.tunnel)));
    }
    assertThat(output("ping", "-c", "1", "-W", "5", "-I", "10.8.3.1", "10.8.3.2"))
        .contains("1 received");
  }
}
