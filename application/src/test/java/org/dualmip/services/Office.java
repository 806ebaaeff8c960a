package org.dualmip.services;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.NetworkInterface;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.dualmip.homeagent.HomeAgentService;
import org.dualmip.lab.services.Authority;
import org.dualmip.linux.NetworkNamespace;
import org.dualmip.linux.Nftables;
import org.dualmip.linux.Route;
import org.dualmip.linux.Rtnetlink;
import org.dualmip.linux.Sysctl;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.Prefix4;
import org.dualmip.mobilenode.NodeService;
import org.dualmip.service.Json;
import org.dualmip.service.ServiceProcess;
import org.dualmip.service.admin.AdminClient;
import org.jspecify.annotations.Nullable;

/**
 * An office with a foreign agent, and the home link, inside. There is no VPN and no outer system.
 *
 * <pre>
 *   cn 10.1.0.10 -- home 10.1.0.2 ha -- core -- fa visited 10.1.1.1 -- wlan0 mn lan0 -- 10.1.50.10 behind
 * </pre>
 */
final class Office implements AutoCloseable {
  static final Ip4 S = Ip4.of("10.1.0.100");
  static final Ip4 CORRESPONDENT = Ip4.of("10.1.0.10");
  static final Ip4 HOME_AGENT = Ip4.of("10.1.0.2");
  static final Ip4 OWN = Ip4.of("10.1.1.50");
  static final Ip4 GROUP = Ip4.of("239.1.2.3");
  private static final Ip4 AGENT = Ip4.of("10.1.1.1");
  private static final Prefix4 EVERYWHERE = Prefix4.of("0.0.0.0/0");
  private static final int OPERATOR = 4; // RTPROT_STATIC: no service takes it for its own

  final NetworkNamespace cn;
  final NetworkNamespace ha;
  final NetworkNamespace fa;
  final NetworkNamespace mn;
  final NetworkNamespace behind;
  private final Path folder;
  private final String prefix = "do" + ProcessHandle.current().pid();
  private final Deque<AutoCloseable> opened = new ArrayDeque<>();

  Office(Path folder) throws Exception {
    this.folder = folder;
    cn = namespace("c");
    ha = namespace("h");
    fa = namespace("f");
    mn = namespace("m");
    behind = namespace("b");
    plug(cn, "eth0", "10.1.0.10/24", ha, "home", "10.1.0.2/24");
    plug(ha, "core", "10.1.254.1/24", fa, "core", "10.1.254.2/24");
    plug(fa, "visited", "10.1.1.1/24", mn, "wlan0", null);
    plug(mn, "lan0", "10.1.50.1/24", behind, "eth0", "10.1.50.10/24");
    for (NetworkNamespace router : List.of(ha, fa)) {
      router.run(() -> {
        String _ = Sysctl.set("net.ipv4.ip_forward", "1");
      });
    }
    route(cn, "eth0", HOME_AGENT, EVERYWHERE);
    route(ha, "core", Ip4.of("10.1.254.2"), Prefix4.of("10.1.1.0/24"));
    route(fa, "core", Ip4.of("10.1.254.1"), Prefix4.of("10.1.0.0/24"));
    route(behind, "eth0", Ip4.of("10.1.50.1"), EVERYWHERE);
    write("key", "00112233445566778899aabbccddeeff");
    var authority = new Authority(Instant.now());
    Authority.Identity own = authority.issue("mn.lab.example", List.of(), false);
    write("ca.pem", authority.certificate());
    write("mn.pem", own.certificate());
    write("mn.key", own.key());
  }

  private NetworkNamespace namespace(String suffix) throws Exception {
    String name = prefix + suffix;
    NetworkNamespace made = keep(NetworkNamespace.create(name));
    opened.push(() -> NetworkNamespace.delete(name));
    try (Rtnetlink links = made.call(Rtnetlink::open)) {
      links.linkUp("lo");
    }
    return made;
  }

  private static void plug(
      NetworkNamespace one,
      String link,
      String address,
      NetworkNamespace other,
      String peer,
      @Nullable String peerAddress) {
    try (Rtnetlink here = one.call(Rtnetlink::open);
        Rtnetlink there = other.call(Rtnetlink::open)) {
      here.addVeth(link, "peer0");
      here.moveTo("peer0", other, peer);
      here.linkUp(link);
      there.linkUp(peer);
      give(here, link, address);
      if (peerAddress != null) {
        give(there, peer, peerAddress);
      }
    }
  }

  private static void give(Rtnetlink links, String link, String address) {
    String[] parts = address.split("/", 2);
    links.addAddress(link, Ip4.of(parts[0]), Integer.parseInt(parts[1]), false);
  }

  private static void route(NetworkNamespace from, String link, Ip4 via, Prefix4 to) {
    try (Rtnetlink links = from.call(Rtnetlink::open)) {
      links.replaceRoute(Route.through(link, via, to, null, Route.MAIN).of(OPERATOR));
    }
  }

  /** Gives the node an address and a router of its own in the office. */
  void addressOfItsOwn() {
    try (Rtnetlink links = mn.call(Rtnetlink::open)) {
      give(links, "wlan0", OWN + "/24");
    }
    route(mn, "wlan0", AGENT, EVERYWHERE);
  }

  /** From now on no packet gets from the office to the home agent; senders are told. */
  void cutOff() {
    try (Rtnetlink links = fa.call(Rtnetlink::open)) {
      links.replaceRoute(Route.unreachable(new Prefix4(HOME_AGENT, 32), Route.MAIN).of(OPERATOR));
    }
  }

  private Path write(String name, String text) throws IOException {
    Path file = Files.writeString(folder.resolve(name), text + "\n");
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
  }

  private <T extends AutoCloseable> T keep(T one) {
    opened.push(one);
    return one;
  }

  /** The inner home agent. */
  AdminClient homeAgent() throws Exception {
    Path file =
        write(
            "ha.yaml",
            """
            role: inner
            address: 10.1.0.2
            home-network: {prefix: 10.1.0.0/24, link: home}
            trusted-networks: [10.1.0.0/16]
            mobile-nodes:
              - {home-address: 10.1.0.100, spi: 256, key-file: key, mobile-networks: [10.1.50.0/24]}
            state: ha-state
            control: ha-control
            """);
    keep(ha.call(() -> HomeAgentService.start(file, new ServiceProcess())));
    return new AdminClient(folder.resolve("ha-control"));
  }

  /** The foreign agent of the office. */
  AdminClient foreignAgent() throws Exception {
    Path file =
        write(
            "fa.yaml",
            """
            role: foreign
            address: 10.1.254.2
            foreign-agent: {links: [visited], advertisements: {interval: 1s}}
            state: fa-state
            control: fa-control
            """);
    keep(fa.call(() -> HomeAgentService.start(file, new ServiceProcess())));
    return new AdminClient(folder.resolve("fa-control"));
  }

  /**
   * The node.
   *
   * @param foreignAgents no, yes or only
   * @param inner more about the inner system, such as {@code ", multicast: true"}
   * @param more lines of the file
   */
  AdminClient node(String foreignAgents, String inner, String... more) throws Exception {
    Path file =
        write(
            "mn.yaml",
            """
            interfaces: [{name: wlan0, foreign-agents: %s}]
            inner: {home-address: 10.1.0.100, home-agent: 10.1.0.2, spi: 256, key-file: key, networks: [10.1.0.0/16]%s}
            vpn: {vici: none, gateway: 198.18.0.2, identity: mn.lab.example, gateway-identity: gw, certificate: mn.pem, key: mn.key, ca: ca.pem}
            detection: {probe: always}
            control: mn-control
            %s
            """
                .formatted(foreignAgents, inner, String.join("\n", more)));
    keep(mn.call(() -> NodeService.start(file, new ServiceProcess())));
    return new AdminClient(folder.resolve("mn-control"));
  }

  static Object page(AdminClient admin, String name) {
    Object page = Json.read(admin.get(name).body());
    return page == null ? "null" : page;
  }

  /** Waits until the node's access mode is this. */
  static void awaitMode(AdminClient node, String mode) {
    await(
        "the access mode is " + mode + ", not " + page(node, "/show/node"),
        () ->
            String.valueOf(((Map<?, ?>) page(node, "/show/node")).get("access-mode")).equals(mode));
  }

  static void await(String what, BooleanSupplier condition) {
    long end = System.nanoTime() + Talk.LIMIT.toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime() - end).as(what).isNegative();
      try {
        TimeUnit.MILLISECONDS.sleep(50);
      } catch (InterruptedException interrupted) {
        throw new AssertionError(interrupted);
      }
    }
  }

  /** A socket in a namespace, bound to an address and port 7000, or to nothing. */
  DatagramSocket socket(NetworkNamespace where, Ip4 address) throws Exception {
    DatagramSocket socket =
        keep(
            where.call(
                () -> new DatagramSocket(Talk.endpoint(address, address.isAny() ? 0 : 7000))));
    socket.setSoTimeout(500);
    return socket;
  }

  /** A socket of an application on the node that has joined the group. */
  DatagramSocket member() throws Exception {
    DatagramSocket member =
        keep(
            mn.call(() -> {
              var socket = new java.net.MulticastSocket(7001);
              socket.joinGroup(Talk.endpoint(GROUP, 7001), NetworkInterface.getByName("intranet"));
              return socket;
            }));
    member.setSoTimeout(500);
    return member;
  }

  /** Counts packets that come in by a link, by a rule of nftables without its verdict. */
  BooleanSupplier seen(NetworkNamespace where, String rule) {
    Nftables filter = keep(where.call(Nftables::open));
    String table = "ip seen" + opened.size();
    filter.run(
        ("add table %1$s; add chain %1$s in { type filter hook prerouting priority -300; };"
                + " add rule %1$s in %2$s counter")
            .formatted(table, rule));
    return () -> !filter.list("table " + table).contains("packets 0 ");
  }

  @Override
  public void close() {
    List<Exception> failures = new ArrayList<>();
    while (!opened.isEmpty()) {
      try {
        opened.pop().close();
      } catch (Exception failed) {
        failures.add(failed);
      }
    }
    assertThat(failures).isEmpty();
  }
}
