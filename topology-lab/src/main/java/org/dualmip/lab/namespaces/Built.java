package org.dualmip.lab.namespaces;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.dualmip.lab.topology.Nic;
import org.dualmip.lab.topology.Node;
import org.dualmip.lab.topology.Quality;
import org.dualmip.lab.topology.Segment;
import org.dualmip.lab.topology.StaticRoute;
import org.dualmip.lab.topology.Topology;
import org.dualmip.linux.HostException;
import org.dualmip.linux.NetworkNamespace;
import org.dualmip.linux.Nftables;
import org.dualmip.linux.Tun;

/**
 * A topology that carries packets. Closing removes it. Thread-safe once built.
 *
 * <p>The order matters: settings first, so that interfaces are born with them; then the firewall;
 * then links.
 */
public final class Built implements AutoCloseable {
  /** The namespace of all switches. */
  public static final String SWITCHES = "sw";

  private static final Path SETTINGS = Path.of("/proc/sys/net");

  // The two ends of a veth must not have the same index: the kernel then takes them for one
  // interface that is its own lower one and reports a change of carrier up to a second late.
  private static final int FIRST_PORT_INDEX = 1000;

  private final Topology topology;
  private final RunId run;
  private final Map<String, NetworkNamespace> namespaces = new LinkedHashMap<>();
  private final Map<String, DelayLink> links = new LinkedHashMap<>();
  private int nextPortIndex = FIRST_PORT_INDEX;

  private Built(Topology topology, RunId run) {
    this.topology = topology;
    this.run = run;
  }

  /**
   * Builds it.
   *
   * @throws LabException or {@link HostException} if the host refuses; nothing is left then
   */
  public static Built up(Topology topology, RunId run) {
    var built = new Built(topology, run);
    try {
      built.build();
      return built;
    } catch (RuntimeException refused) {
      built.close();
      throw refused;
    }
  }

  /** What was built. */
  public Topology topology() {
    return topology;
  }

  /** Under which name. */
  public RunId run() {
    return run;
  }

  /** The namespace of a node, or of {@link #SWITCHES}. */
  public NetworkNamespace namespace(String node) {
    NetworkNamespace namespace = namespaces.get(node);
    if (namespace == null) {
      throw new LabException(
          "there is no node \"" + node + "\"; there are " + String.join(", ", namespaces.keySet()));
    }
    return namespace;
  }

  /**
   * Changes what a cable does from now on.
   *
   * @throws LabException if the cable of that interface is a plain one
   */
  public void impair(Node node, Nic nic, Quality quality) {
    DelayLink link = links.get(Topology.port(node, nic));
    if (link == null) {
      throw new LabException("the cable of " + Topology.port(node, nic) + " is a plain one");
    }
    link.quality(quality);
  }

  /** Makes a delayed cable slower or faster; see {@link #impair}. */
  public void delay(Node node, Nic nic, Duration each) {
    impair(node, nic, nic.quality().withDelay(each));
  }

  /** Frames that delay links had no room for. */
  public long droppedFrames() {
    return links.values().stream().mapToLong(DelayLink::dropped).sum();
  }

  private void build() {
    makeNamespace(SWITCHES, false);
    for (Node node : topology.nodes()) {
      makeNamespace(node.name(), node.forwards());
    }
    var switches = new IpBatch(run.namespace(SWITCHES));
    for (Segment segment : topology.segments()) {
      switches.add(
          "link add %s type bridge stp_state 0 forward_delay 0 mcast_snooping 0"
              .formatted(segment.name()));
      switches.add("link set dev %s up".formatted(segment.name()));
    }
    switches.run();
    for (Node node : topology.nodes()) {
      if (!node.firewall().isEmpty()) {
        guard(node);
      }
      wire(node);
    }
  }

  private void guard(Node node) {
    namespace(node.name())
        .run(() -> {
          try (Nftables nftables = Nftables.open()) {
            nftables.run(node.firewall());
          }
        });
  }

  private void makeNamespace(String node, boolean forwards) {
    NetworkNamespace namespace = NetworkNamespace.create(run.namespace(node));
    namespaces.put(node, namespace);
    try {
      namespace.run(() -> settle(forwards));
    } catch (IOException refused) {
      throw new LabException("cannot set up the namespace of " + node, refused);
    }
  }

  /** Runs inside a fresh namespace; interfaces made later inherit what is set for "default". */
  private static void settle(boolean forwards) throws IOException {
    set("ipv4/ip_forward", forwards ? "1" : "0");
    for (String all : List.of("all", "default")) {
      set("ipv4/conf/" + all + "/rp_filter", "0");
      set("ipv4/conf/" + all + "/accept_redirects", "0");
      set("ipv4/conf/" + all + "/send_redirects", "0");
      if (Files.exists(SETTINGS.resolve("ipv6"))) {
        set("ipv6/conf/" + all + "/disable_ipv6", "1");
      }
    }
  }

  /** Runs inside a namespace that has its interfaces, which take no default from it. */
  private static void settle(Node node) throws IOException {
    for (Nic nic : node.nics()) {
      // A proxy answers at once, and a lost question for an address is repeated soon.
      set("ipv4/neigh/" + nic.name() + "/proxy_delay", "0");
      set("ipv4/neigh/" + nic.name() + "/retrans_time_ms", "100");
    }
    for (var setting : node.settings().entrySet()) {
      set(setting.getKey(), setting.getValue());
    }
  }

  private static void set(String name, String value) throws IOException {
    Files.writeString(SETTINGS.resolve(name), value);
  }

  private void wire(Node node) {
    var switches = new IpBatch(run.namespace(SWITCHES));
    var inside = new IpBatch(run.namespace(node.name())).add("link set dev lo up");
    for (Nic nic : node.nics()) {
      String port = Topology.port(node, nic);
      String mac = topology.mac(node, nic);
      if (nic.isDelayed()) {
        Tun near = namespace(node.name()).call(() -> Tun.openTap(nic.name()));
        Tun far = namespace(SWITCHES).call(() -> Tun.openTap(port));
        links.put(port, new DelayLink(port, near, far, nic.quality()));
        inside.add("link set dev %s address %s".formatted(nic.name(), mac));
      } else {
        switches.add(
            "link add %s index %d type veth peer name %s address %s netns %s"
                .formatted(port, nextPortIndex++, nic.name(), mac, run.namespace(node.name())));
      }
      inside.add("link set dev %s up".formatted(nic.name()));
      if (nic.segment() != null && nic.address() != null) {
        switches.add("link set dev %s master %s up".formatted(port, nic.segment()));
        inside.add(
            "addr add %s/%d dev %s"
                .formatted(
                    nic.address(), topology.segment(nic.segment()).prefix().length(), nic.name()));
      }
    }
    for (StaticRoute route : node.routes()) {
      inside.add("route add %s via %s".formatted(route.to(), route.via()));
    }
    switches.run();
    try {
      namespace(node.name()).run(() -> settle(node));
    } catch (IOException refused) {
      throw new LabException("cannot set up the interfaces of " + node.name(), refused);
    }
    inside.run();
  }

  @Override
  public void close() {
    links.values().forEach(DelayLink::close);
    for (NetworkNamespace namespace : namespaces.values()) {
      Leftovers.killInside(namespace.name());
      namespace.close();
      NetworkNamespace.delete(namespace.name());
    }
    namespaces.clear();
  }
}
