package org.dualmip.lab.adversary;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.dualmip.lab.namespaces.Built;
import org.dualmip.lab.scenario.Trick;
import org.dualmip.lab.topology.AccessNetwork;
import org.dualmip.lab.topology.Nic;
import org.dualmip.lab.topology.Node;
import org.dualmip.lab.topology.ThreeTier;
import org.dualmip.lab.topology.Topology;
import org.dualmip.linux.NetworkNamespace;
import org.dualmip.linux.Nftables;
import org.dualmip.linux.Route;
import org.dualmip.linux.Rtnetlink;
import org.dualmip.mobileip.net.Endpoint;
import org.dualmip.mobileip.net.MacAddress;

/**
 * Turns the café of the three-tier network into a hostile one and back. Belongs to one thread.
 *
 * <p>All of it happens at the café's router, as it would in a real one: its addresses and hardware
 * address, its filter, its uplink, and a {@link Rogue} that listens and answers. Only replies are
 * recorded elsewhere, in an office where the adversary once was.
 */
public final class HostileCafe implements AutoCloseable {
  /** The segment. */
  public static final String SEGMENT = "cafe";

  /** The office that it takes as a model. */
  public static final String OFFICE = "office-a";

  private static final String LAN = "lan";
  private static final String WAN = "wan";
  private static final Duration SLOW = Duration.ofMillis(400); // each way
  private static final int PROBE_PORT = 7000;
  private static final int RTPROT_STATIC = 4;

  private static final String DOMAIN = "lab.example";

  private static final String NAT =
      "add table ip rogue; "
          + "add chain ip rogue out { type nat hook postrouting priority srcnat; }; "
          + "add rule ip rogue out oifname \"wan\" ip saddr "
          + ThreeTier.INNER
          + " masquerade";

  private static final String ONLY_434 =
      "add table ip rogue; "
          + "add chain ip rogue pass { type filter hook forward priority filter; policy drop; }; "
          + "add rule ip rogue pass udp dport 434 accept; "
          + "add rule ip rogue pass udp sport 434 accept";

  private final Built built;
  private final NetworkNamespace router;
  private final AccessNetwork office;
  private final int officeLength;
  private final Recorder recorder;
  private final Deque<Runnable> undo = new ArrayDeque<>();
  private final Map<Trick, LongAdder> sent = new EnumMap<>(Trick.class);
  private Trick trick = Trick.NONE;

  /** An honest café, and somebody who listens in the office. */
  public HostileCafe(Built built) {
    this.built = built;
    Topology topology = built.topology();
    router = built.namespace(router(SEGMENT).name());
    office = topology.access(OFFICE);
    officeLength = topology.segment(OFFICE).prefix().length();
    recorder = new Recorder(built.namespace(router(OFFICE).name()), WAN, ThreeTier.INNER_AGENT);
  }

  /** What it does now. */
  public Trick trick() {
    return trick;
  }

  /** What a visitor is given, if that is not what the topology says. */
  public Optional<AccessNetwork> access() {
    return trick.insideAddresses()
        ? Optional.of(
            new AccessNetwork(
                SEGMENT,
                office.address(),
                office.gateway(),
                built.topology().access(SEGMENT).agent(),
                true,
                null))
        : Optional.empty();
  }

  /** How many packets were forged for a trick so far. */
  public long forged(Trick which) {
    LongAdder counter = sent.get(which);
    return counter == null ? 0 : counter.sum();
  }

  /** Stops what it does and begins that. Visitors must be elsewhere. */
  public void turn(Trick next) {
    undoAll();
    trick = next;
    if (next.insideAddresses()) {
      takeAddresses();
    }
    if (next.officeRouter()) {
      takeHardwareAddress();
    }
    switch (next) {
      case NONE, ADDRESSES, CLONE -> {}
      case AGENT -> deceive(new FalseAgent(office.gateway(), officeLength, acceptances()));
      case REPLAY -> deceive(new Replays(ThreeTier.INNER_AGENT, recorder::replies));
      case SMOKE -> deceive(new Denials(ThreeTier.INNER_AGENT));
      case FORGE -> deceive(acceptances());
      case ICMP -> deceive(lies());
      case ONLY_434 -> filter(ONLY_434);
      case SLOW -> slowDown();
    }
  }

  private Ruse lies() {
    return new IcmpLies(
        office.gateway(),
        ThreeTier.INNER_AGENT,
        new Endpoint(ThreeTier.INNER_HOME_ADDRESS, PROBE_PORT),
        new Endpoint(ThreeTier.CORRESPONDENT, PROBE_PORT));
  }

  private static Ruse acceptances() {
    return new Acceptances(new SecureRandom());
  }

  /**
   * Like every place with private addresses it translates them, and has no way to the real ones.
   */
  private void takeAddresses() {
    var toTheInside =
        new Route(
            ThreeTier.INNER, null, null, null, Route.MAIN, 0, RTPROT_STATIC, Route.Kind.BLACKHOLE);
    netlink(links -> {
      links.addAddress(LAN, office.gateway(), officeLength, false);
      links.replaceRoute(toTheInside);
    });
    undo.push(() ->
        netlink(links -> {
          links.deleteRoute(toTheInside);
          links.removeAddress(LAN, office.gateway(), officeLength);
          links.flushNeighbours(LAN); // or it goes on asking for its last visitor
        }));
    filter(NAT);
    var lease = new Lease(office.gateway(), ThreeTier.CORRESPONDENT, DOMAIN);
    var server = new Rogue(router, LAN, lease, new LongAdder());
    undo.push(server::close);
  }

  private void takeHardwareAddress() {
    MacAddress own = hardwareAddress(built.topology(), SEGMENT);
    MacAddress taken = hardwareAddress(built.topology(), OFFICE);
    netlink(links -> links.mac(LAN, taken));
    undo.push(() -> netlink(links -> links.mac(LAN, own)));
  }

  private void slowDown() {
    Nic uplink = router(SEGMENT).nic(WAN).orElseThrow();
    built.delay(router(SEGMENT), uplink, uplink.delay().plus(SLOW));
    undo.push(() -> built.delay(router(SEGMENT), uplink, uplink.delay()));
  }

  private void deceive(Ruse ruse) {
    LongAdder counter = sent.computeIfAbsent(trick, _ -> new LongAdder());
    var rogue = new Rogue(router, LAN, ruse, counter);
    undo.push(rogue::close);
  }

  private void filter(String commands) {
    nftables(commands);
    undo.push(() -> nftables("delete table ip rogue"));
  }

  private void nftables(String commands) {
    router.run(() -> {
      try (Nftables nftables = Nftables.open()) {
        nftables.run(commands);
      }
    });
  }

  private void netlink(Consumer<Rtnetlink> change) {
    router.run(() -> {
      try (Rtnetlink links = Rtnetlink.open()) {
        change.accept(links);
      }
    });
  }

  /** The hardware addresses that the café's router uses, its own and the office's. */
  public static List<MacAddress> routerHardwareAddresses(Topology topology) {
    return List.of(hardwareAddress(topology, SEGMENT), hardwareAddress(topology, OFFICE));
  }

  /** The hardware address that the router of a segment was built with. */
  private static MacAddress hardwareAddress(Topology topology, String segment) {
    Node node = router(topology, segment);
    return MacAddress.of(topology.mac(node, node.nic(LAN).orElseThrow()));
  }

  private static Node router(Topology topology, String segment) {
    return topology.node(segment + "-r");
  }

  private Node router(String segment) {
    return router(built.topology(), segment);
  }

  private void undoAll() {
    while (!undo.isEmpty()) {
      undo.pop().run();
    }
  }

  @Override
  public void close() {
    recorder.close();
    undoAll();
  }
}
