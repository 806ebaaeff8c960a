package org.dualmip.lab.namespaces;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.dualmip.lab.topology.AccessNetwork;
import org.dualmip.lab.topology.Nic;
import org.dualmip.lab.topology.Node;
import org.dualmip.lab.topology.Topology;
import org.dualmip.linux.LinkFilter;
import org.dualmip.linux.LinkSocket;
import org.dualmip.linux.Route;
import org.dualmip.linux.Rtnetlink;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.MacAddress;
import org.dualmip.mobileip.net.Prefix4;

/**
 * Plugs the interfaces of the mobile node in and out. Belongs to one thread.
 *
 * <p>It does what happens around a real one: the cable makes or loses carrier, and a DHCP client
 * sets or removes the address and the default route in the main table. Everything goes through two
 * open netlink sockets, so that a move takes well under a millisecond and starts no process.
 */
public final class Plugs implements AutoCloseable {
  private static final Prefix4 EVERYWHERE = Prefix4.of("0.0.0.0/0");
  private static final int RTPROT_DHCP = 16;
  private static final int FIRST_METRIC = 100;
  private static final long LINK_PATIENCE = 2_000_000_000;
  private static final long LINK_POLL = 200_000;
  private static final int ACKNOWLEDGMENTS = 3;
  private static final long BETWEEN_ACKNOWLEDGMENTS = 7_000_000;
  private static final int NOBODYS_PORT = 9; // discard

  private final Built built;
  private final Topology topology;
  private final Node mobile;
  private final int firstAddress;
  private final Rtnetlink switches;
  private final Rtnetlink inside;
  private final Map<String, AccessNetwork> plugged = new HashMap<>();
  private final Map<String, LinkSocket> servers = new HashMap<>();

  /**
   * For the named node of a topology that is up.
   *
   * @param number of the node among the mobile ones, from 0; each gets addresses of its own
   */
  public Plugs(Built built, String mobile, int number) {
    this.built = built;
    topology = built.topology();
    firstAddress = number * mobileInterfaces(built.topology().node(mobile)).size();
    this.mobile = topology.node(mobile);
    switches = built.namespace(Built.SWITCHES).call(Rtnetlink::open);
    inside = built.namespace(mobile).call(Rtnetlink::open);
  }

  /** The interfaces that can be plugged, in the order of preference. */
  public List<String> interfaces() {
    return mobileInterfaces(mobile);
  }

  private static List<String> mobileInterfaces(Node node) {
    return node.nics().stream().filter(nic -> nic.segment() == null).map(Nic::name).toList();
  }

  /** Where an interface is plugged in. */
  public Optional<AccessNetwork> where(String nic) {
    return Optional.ofNullable(plugged.get(nic));
  }

  /** Gives the interface carrier on that segment, and then an address and a default route. */
  public void plug(String nic, AccessNetwork access) {
    if (plugged.putIfAbsent(nic, access) != null) {
      throw new IllegalStateException(nic + " is plugged in");
    }
    switches.master(port(nic), access.segment());
    switches.linkUp(port(nic));
    awaitFrames(nic);
    if (access.addresses()) {
      acknowledge(nic, access, ACKNOWLEDGMENTS);
      inside.addAddress(nic, address(nic, access), length(access), false);
      inside.replaceRoute(defaultRoute(nic, access));
    }
  }

  /**
   * A DHCP client has exchanged frames before it sets an address. Without this the node's first
   * question for the router's hardware address is sometimes lost, which costs 100 ms.
   */
  private void awaitFrames(String nic) {
    long deadline = System.nanoTime() + LINK_PATIENCE;
    while (!switches.passesFrames(port(nic)) || !inside.passesFrames(nic)) {
      if (System.nanoTime() - deadline > 0) {
        throw new LabException("the link of " + nic + " does not come up");
      }
      LockSupport.parkNanos(LINK_POLL);
    }
  }

  /**
   * What a DHCP client is told before it sets the address. Several times, since whoever listens may
   * have noticed the carrier only now.
   */
  private void acknowledge(String nic, AccessNetwork access, int times) {
    String domain = access.domain();
    if (domain == null) {
      return;
    }
    byte[] packet =
        new Acknowledgment(access.gateway(), access.gateway(), domain)
            .packet(address(nic, access), MacAddress.of(topology.mac(mobile, card(nic))))
            .toBytes();
    LinkSocket server = servers.computeIfAbsent(access.segment(), this::server);
    for (int i = 0; i < times; i++) {
      LockSupport.parkNanos(BETWEEN_ACKNOWLEDGMENTS);
      boolean _ = server.send(packet, MacAddress.BROADCAST);
    }
  }

  /** DHCP clients ask again for the leases they have, where there is a server. */
  public void renew() {
    plugged.forEach((nic, access) -> acknowledge(nic, access, 1));
  }

  /** In the name of the router of a segment; it hears nothing that anybody sends. */
  private LinkSocket server(String segment) {
    Node router = topology.node(segment + "-r");
    String lan =
        router.nics().stream()
            .filter(nic -> segment.equals(nic.segment()))
            .findFirst()
            .orElseThrow()
            .name();
    return built
        .namespace(router.name())
        .call(() -> LinkSocket.open(lan, LinkFilter.udp(NOBODYS_PORT)));
  }

  /** Takes the carrier away, and then the address and the default route. */
  public void unplug(String nic) {
    AccessNetwork access = plugged.remove(nic);
    if (access == null) {
      throw new IllegalStateException(nic + " is not plugged in");
    }
    // Down first: moved to another bridge while up, the node would see no event and keep the
    // hardware address of the old router.
    switches.linkDown(port(nic));
    if (access.addresses()) {
      inside.removeAddress(nic, address(nic, access), length(access)); // takes its routes with it
    }
  }

  /** Takes the carrier away or gives it back, faster than any DHCP client takes notice. */
  public void carrier(String nic, boolean there) {
    if (there) {
      switches.linkUp(port(nic));
    } else {
      switches.linkDown(port(nic));
    }
  }

  /**
   * An address for each interface, as a DHCP server would keep them apart: were it the same, the
   * router would go on sending to the hardware address of the other one for seconds.
   */
  private Ip4 address(String nic, AccessNetwork access) {
    return new Ip4(access.address().bits() + firstAddress + interfaces().indexOf(nic));
  }

  private Route defaultRoute(String nic, AccessNetwork access) {
    int metric = FIRST_METRIC * (1 + interfaces().indexOf(nic));
    return new Route(
        EVERYWHERE,
        access.gateway(),
        nic,
        address(nic, access),
        Route.MAIN,
        metric,
        RTPROT_DHCP,
        Route.Kind.UNICAST);
  }

  private int length(AccessNetwork access) {
    return topology.segment(access.segment()).prefix().length();
  }

  private String port(String nic) {
    return Topology.port(mobile, card(nic));
  }

  private Nic card(String nic) {
    return mobile.nic(nic).orElseThrow();
  }

  @Override
  public void close() {
    servers.values().forEach(LinkSocket::close);
    switches.close();
    inside.close();
  }
}
