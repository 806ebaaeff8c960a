package org.dualmip.mobilenode;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.dualmip.linux.HostChange;
import org.dualmip.linux.NetworkNamespace;
import org.dualmip.linux.Nftables;
import org.dualmip.linux.Reconciler;
import org.dualmip.linux.Rtnetlink;
import org.dualmip.linux.Tun;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.MonotonicTime;
import org.dualmip.service.config.ConfigFile;
import org.junit.jupiter.api.Assumptions;

/** A node's host and another place on the other end of a cable: two namespaces for one test. */
@SuppressWarnings("NullAway.Init") // settled before it shows anything
final class NodeHost {
  private static final AtomicInteger RUNS = new AtomicInteger();

  final NetworkNamespace node;
  final NetworkNamespace place;

  /** What the two have. */
  final Rtnetlink links;

  final Rtnetlink there;

  private final List<AutoCloseable> open = new ArrayList<>();
  private final List<String> names = new ArrayList<>();
  private Gate gate;
  private Reconciler reconciler;
  private Plumbing plumbing;
  private Projection shown = Projection.NOTHING;

  /** With a cable between two links, which are up and without addresses. */
  NodeHost(String link, String peer) throws Exception {
    node = namespace("n");
    place = namespace("p");
    links = keep(node.call(Rtnetlink::open));
    there = keep(place.call(Rtnetlink::open));
    links.addVeth(link, peer);
    links.moveTo(peer, place, peer);
    for (String own : List.of("lo", link)) {
      links.linkUp(own);
    }
    there.linkUp("lo");
    there.linkUp(peer);
  }

  /** Skips, loudly, where there is no right to make namespaces. */
  static void require() {
    if (!"root".equals(System.getProperty("user.name")) || !Files.exists(Path.of("/dev/net/tun"))) {
      System.err.println("NOT RUN: a node on a real kernel needs root and /dev/net/tun");
      Assumptions.abort("needs root and /dev/net/tun");
    }
  }

  private NetworkNamespace namespace(String suffix) {
    String name = "dmt" + ProcessHandle.current().pid() + "-" + RUNS.getAndIncrement() + suffix;
    NetworkNamespace made = keep(NetworkNamespace.create(name));
    names.add(name);
    return made;
  }

  /** Closes it when this is removed. */
  <T extends AutoCloseable> T keep(T one) {
    open.add(one);
    return one;
  }

  /** A virtual adapter of the node's host, up. */
  Tun adapter(String name) throws Exception {
    Tun adapter = keep(node.call(() -> Tun.openTun(name)));
    links.linkUp(name);
    return adapter;
  }

  static NodeSettings settings(Path folder, String yaml) throws Exception {
    Path file = folder.resolve("node.yaml");
    Files.writeString(file, yaml);
    return ConfigFile.read(file, NodeSettings.class);
  }

  /** Gives the host gate and routes as these settings have them, with nothing to carry. */
  void settle(NodeSettings settings) throws Exception {
    gate = new Gate(settings, keep(node.call(Nftables::open)));
    reconciler = new Reconciler(links);
    plumbing = new Plumbing(settings);
    show(Projection.NOTHING);
  }

  /** Makes the host look so, in the interpreter's order. */
  void show(Projection next) {
    gate.apply(Gate.common(shown, next), now());
    assertThat(reconciler.apply(plumbing.of(next)))
        .noneMatch(change -> change instanceof HostChange.Blocked);
    gate.apply(next, now());
    shown = next;
  }

  static MonotonicTime now() {
    return new MonotonicTime(System.nanoTime());
  }

  static InetSocketAddress endpoint(Ip4 address, int port) throws IOException {
    return new InetSocketAddress(InetAddress.getByAddress(address.octets()), port);
  }

  /** Gives everything back. */
  void remove() throws Exception {
    for (AutoCloseable one : open.reversed()) {
      one.close();
    }
    names.forEach(NetworkNamespace::delete);
  }
}
