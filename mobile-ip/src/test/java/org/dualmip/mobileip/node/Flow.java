package org.dualmip.mobileip.node;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.SplittableRandom;
import org.dualmip.mobileip.agent.Binding;
import org.dualmip.mobileip.agent.HomeAgent;
import org.dualmip.mobileip.agent.HomeAgentConfig;
import org.dualmip.mobileip.agent.Subscriber;
import org.dualmip.mobileip.extension.Authentication;
import org.dualmip.mobileip.extension.Extension;
import org.dualmip.mobileip.foreign.ForeignAgent;
import org.dualmip.mobileip.foreign.ForeignAgentConfig;
import org.dualmip.mobileip.message.RegistrationReply;
import org.dualmip.mobileip.message.RegistrationRequest;
import org.dualmip.mobileip.net.Endpoint;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.MacAddress;
import org.dualmip.mobileip.net.MalformedException;
import org.dualmip.mobileip.net.MonotonicTime;
import org.dualmip.mobileip.net.Now;
import org.dualmip.mobileip.net.Octets;
import org.dualmip.mobileip.net.Prefix4;
import org.dualmip.mobileip.node.MobileNode.Input;
import org.dualmip.mobileip.node.MobileNode.Output;
import org.dualmip.mobileip.packet.Tunnel;
import org.dualmip.mobileip.security.ReplayProtection;
import org.dualmip.mobileip.security.SecurityAssociation;

/**
 * The world of RFC 5265 Appendix A with real engines: a node with its two systems, x-HA, VPN, i-HA,
 * and a foreign agent on each side. It writes down each registration message hop by hop, with all
 * headers around it, in the notation of that appendix: {@code ==(N)==>} is a packet encapsulated N
 * times.
 */
final class Flow {
  static final Ip4 X_HA = Ip4.of("203.0.113.2");
  static final Ip4 X_HOA = Ip4.of("203.0.113.130");
  static final Ip4 VPN_GW = Ip4.of("203.0.113.1");
  static final Ip4 VPN_TIA = Ip4.of("10.50.0.7");
  static final Ip4 I_HA = Ip4.of("10.1.0.2");
  static final Ip4 I_HOA = Ip4.of("10.1.0.130");
  static final Ip4 NAT = Ip4.of("198.18.0.20");

  static final CareOf.CoLocated CAFE = new CareOf.CoLocated("wlan0", Ip4.of("198.51.100.50"));
  static final CareOf.CoLocated CELL = new CareOf.CoLocated("wwan0", Ip4.of("100.64.7.50"));
  static final CareOf.CoLocated OFFICE = new CareOf.CoLocated("eth0", Ip4.of("10.2.0.50"));
  static final CareOf.CoLocated VPN = new CareOf.CoLocated("vpn", VPN_TIA);
  static final CareOf.ThroughAgent CAFE_FA =
      new CareOf.ThroughAgent(
          "wlan0",
          Ip4.of("198.51.100.2"),
          Ip4.of("198.51.100.2"),
          MacAddress.of("02:00:00:00:00:01"));
  static final CareOf.ThroughAgent OFFICE_FA =
      new CareOf.ThroughAgent(
          "eth0", Ip4.of("10.2.0.2"), Ip4.of("10.2.0.2"), MacAddress.of("02:00:00:00:00:02"));
  private static final MacAddress NODE = MacAddress.of("02:00:00:00:00:99");

  private static final Map<Ip4, String> NAMES = new LinkedHashMap<>();

  static {
    NAMES.put(X_HA, "x-HA");
    NAMES.put(X_HOA, "x-HoA");
    NAMES.put(VPN_GW, "VPN-GW");
    NAMES.put(VPN_TIA, "VPN-TIA");
    NAMES.put(I_HA, "i-HA");
    NAMES.put(I_HOA, "i-HoA");
    NAMES.put(NAT, "NAT");
    NAMES.put(CAFE.address(), "co-CoA");
    NAMES.put(CELL.address(), "co-CoA2");
    NAMES.put(OFFICE.address(), "co-CoA3");
    NAMES.put(CAFE_FA.address(), "FA");
    NAMES.put(OFFICE_FA.address(), "i-FA");
    NAMES.put(Ip4.ANY, "0.0.0.0");
  }

  private record Event(long millis, long order, Runnable what) {}

  private final PriorityQueue<Event> events =
      new PriorityQueue<>(Comparator.comparingLong(Event::millis).thenComparingLong(Event::order));
  private final StringBuilder listing = new StringBuilder();
  private final MobileNode inner;
  private final MobileNode outer;
  private final HomeAgent iHa;
  private final HomeAgent xHa;
  private final Map<CareOf.ThroughAgent, ForeignAgent> agents = new LinkedHashMap<>();
  private long millis;
  private long order;

  Flow() {
    inner = node("inner", I_HA, I_HOA, 0x100);
    outer = node("outer", X_HA, X_HOA, 0x200);
    iHa = agent(I_HA, I_HOA, 0x100, true);
    xHa = agent(X_HA, X_HOA, 0x200, false);
    for (CareOf.ThroughAgent place : List.of(CAFE_FA, OFFICE_FA)) {
      agents.put(place, foreignAgent(place));
    }
  }

  private static SecurityAssociation association(int spi) {
    return Bench.association(spi, "%032x".formatted(0x1234567L * spi), ReplayProtection.TIMESTAMPS);
  }

  private static MobileNode node(String name, Ip4 agent, Ip4 home, int spi) {
    return new MobileNode(
        new MobilitySystem(
            name,
            agent,
            home,
            null,
            association(spi),
            Duration.ofMinutes(10),
            Duration.ofSeconds(110)),
        new SplittableRandom(spi));
  }

  private static HomeAgent agent(Ip4 address, Ip4 home, int spi, boolean inside) {
    return new HomeAgent(
        new HomeAgentConfig(
            address,
            Prefix4.around(home, 25),
            inside,
            inside ? List.of(Prefix4.of("10.2.0.0/16"), Prefix4.of("10.50.0.0/24")) : List.of(),
            Duration.ofMinutes(10),
            Duration.ofSeconds(2),
            Duration.ofSeconds(110),
            List.of(new Subscriber(home, null, List.of(association(spi))))),
        new SplittableRandom(spi + 1),
        List.of(),
        List.of());
  }

  private static ForeignAgent foreignAgent(CareOf.ThroughAgent place) {
    return new ForeignAgent(
        new ForeignAgentConfig(
            Map.of(place.link(), place.agent()),
            List.of(place.address()),
            Set.of(place.address()),
            false,
            new ForeignAgentConfig.Limits(Duration.ofMinutes(5), 100, 100, 5),
            new ForeignAgentConfig.Service(
                Set.of(Tunnel.Kind.IP_IN_IP),
                false,
                ForeignAgentConfig.ReverseTunnels.OFFERED,
                false,
                false,
                ForeignAgentConfig.UdpTunnels.NEVER,
                false,
                false,
                null),
            new ForeignAgentConfig.Trust(List.of(), Map.of(), false)),
        Map.of(),
        null,
        new SplittableRandom(9));
  }

  // --- the story

  /** A line of its own. */
  Flow title(String text) {
    listing.append("-- ").append(text).append('\n');
    return this;
  }

  Flow registerOuter(CareOf careOf) {
    return tell(outer, new Input.Register(now(), careOf, null));
  }

  Flow registerInner(CareOf careOf) {
    return tell(inner, new Input.Register(now(), careOf, null));
  }

  Flow giveUpInner(CareOf careOf) {
    return tell(inner, new Input.GiveUp(now(), careOf));
  }

  Flow lost(CareOf careOf) {
    tell(inner, new Input.CareOfLost(now(), careOf));
    return tell(outer, new Input.CareOfLost(now(), careOf));
  }

  Flow leaveOuter(CareOf careOf, CareOf via) {
    return tell(outer, new Input.Deregister(now(), careOf, via));
  }

  /** The agents advertise what they are. */
  Flow hear(CareOf.ThroughAgent place) {
    AgentOffer offer = new AgentOffer(300, false, false, true, false, null);
    tell(inner, new Input.Advertised(now(), place, offer));
    return tell(outer, new Input.Advertised(now(), place, offer));
  }

  /** Lets everything arrive, and the given time pass. */
  Flow pass(int forMillis) {
    long end = millis + forMillis;
    while (true) {
      long wake = end;
      for (MobileNode node : List.of(inner, outer)) {
        MonotonicTime at = node.wakeAt();
        wake = at == null ? wake : Math.min(wake, Math.ceilDiv(at.nanos(), 1_000_000L));
      }
      Event next = events.peek();
      if (next != null && next.millis() <= wake) {
        millis = events.remove().millis();
        next.what().run();
      } else {
        millis = Math.max(millis, wake);
        if (millis >= end) {
          return this;
        }
        tell(inner, new Input.Tick(now()));
        tell(outer, new Input.Tick(now()));
      }
    }
  }

  /** All that was written down. */
  String listing() {
    return listing.toString();
  }

  // --- the network

  private Now now() {
    return new Now(
        new MonotonicTime(millis * 1_000_000L),
        Instant.parse("2026-11-21T22:00:00Z").plusMillis(millis));
  }

  private void later(Runnable what) {
    events.add(new Event(millis + 10, order++, what));
  }

  private Flow tell(MobileNode node, Input input) {
    node.handle(input);
    for (Output out = node.poll(); out != null; out = node.poll()) {
      switch (out) {
        case Output.Send send -> send(node, send);
        case Output.Registered r ->
            fact(
                "%s system registered %s for %d s%s%s"
                    .formatted(
                        node.system().name(),
                        name(r.careOf().address()),
                        r.lifetime().toSeconds(),
                        r.tunnel() == null ? "" : ", " + words(r.tunnel()),
                        r.trustedNetworks() ? ", trusted networks configured" : ""));
        case Output.Deregistered d ->
            fact(node.system().name() + " system took back " + name(d.careOf().address()));
        case Output.Denied d -> fact(node.system().name() + " system was refused: " + d.code());
        default -> {}
      }
    }
    return this;
  }

  private static String words(Tunnel tunnel) {
    return (tunnel.isInUdp() ? "UDP" : tunnel.kind()) + " to " + name(tunnel.remote());
  }

  private void fact(String text) {
    listing.append(String.format(Locale.ROOT, "%7.3f  [%s]\n", millis / 1000.0, text));
  }

  private void send(MobileNode node, Output.Send send) {
    if (send.payload().at(0) != RegistrationRequest.TYPE) {
      return;
    }
    HomeAgent agent = node == inner ? iHa : xHa;
    if (send.via().equals(VPN)) {
      throughVpn(send);
    } else if (send.via() instanceof CareOf.ThroughAgent place) {
      hop("MN", name(place.address()), List.of(), send.source(), send.to(), send.payload());
      later(() -> {
        ForeignAgent fa = Objects.requireNonNull(agents.get(place));
        fa.handle(
            new ForeignAgent.Input.FromNode(
                now(),
                place.link(),
                NODE,
                new Endpoint(send.source(), 1434),
                send.to(),
                send.timeToLive(),
                send.payload()));
        drain(place, fa);
      });
    } else {
      boolean reaches = agent == xHa || send.via().equals(OFFICE);
      boolean natted = send.via().equals(CELL);
      Ip4 seen = natted ? NAT : send.source();
      hop(
          "MN",
          reaches ? name(send.to().address()) : "X",
          List.of(),
          send.source(),
          send.to(),
          send.payload());
      if (reaches) {
        later(() -> arrive(agent, new Endpoint(seen, 1434), send.to(), send.payload()));
      }
    }
  }

  /** {2a}, {2b} and {2c} of Appendix A.1; through a foreign agent one header less on its link. */
  private void throughVpn(Output.Send send) {
    CareOf carrier = outer.boundTo();
    if (carrier == null) {
      hop("MN", "X", List.of("ESP"), send.source(), send.to(), send.payload());
      return;
    }
    String vpn = name(X_HOA) + " > " + name(VPN_GW) + " ESP";
    String out = layer(outerTunnel(carrier), name(carrier.address()), name(X_HA));
    if (carrier instanceof CareOf.ThroughAgent) {
      hop("MN", "FA", List.of(vpn), send.source(), send.to(), send.payload());
      hop("FA", "x-HA", List.of(out, vpn), send.source(), send.to(), send.payload());
    } else {
      hop("MN", "x-HA", List.of(out, vpn), send.source(), send.to(), send.payload());
    }
    hop("x-HA", "VPN", List.of(vpn), send.source(), send.to(), send.payload());
    hop("VPN", "i-HA", List.of(), send.source(), send.to(), send.payload());
    later(() -> arrive(iHa, new Endpoint(send.source(), 434), send.to(), send.payload()));
  }

  private Tunnel outerTunnel(CareOf carrier) {
    return xHa.bindings().stream()
        .filter(binding -> binding.careOf().equals(carrier.address()))
        .map(Binding::tunnel)
        .findFirst()
        .orElseThrow();
  }

  private static String layer(Tunnel tunnel, String from, String to) {
    return from + " > " + to + (tunnel.isInUdp() ? " UDP 434 tunnel data" : " IP");
  }

  private void arrive(HomeAgent agent, Endpoint from, Endpoint to, Octets payload) {
    agent.handle(new HomeAgent.Input.Datagram(now(), from, to, payload));
    for (HomeAgent.Output out = agent.poll(); out != null; out = agent.poll()) {
      if (out instanceof HomeAgent.Output.Send reply) {
        replied(agent, reply);
      }
    }
  }

  private void replied(HomeAgent agent, HomeAgent.Output.Send reply) {
    Ip4 to = reply.to().address();
    String from = agent == iHa ? "i-HA" : "x-HA";
    for (Map.Entry<CareOf.ThroughAgent, ForeignAgent> one : agents.entrySet()) {
      if (one.getKey().address().equals(to)) {
        hop(from, name(to), List.of(), reply.from().address(), reply.to(), reply.payload());
        later(() -> {
          one.getValue()
              .handle(
                  new ForeignAgent.Input.FromNetwork(
                      now(), reply.from(), reply.to(), reply.payload()));
          drain(one.getKey(), one.getValue());
        });
        return;
      }
    }
    if (to.equals(VPN_TIA)) {
      backThroughVpn(reply);
      return;
    }
    CareOf at = agent == xHa && to.equals(NAT) ? CELL : to.equals(OFFICE.address()) ? OFFICE : CAFE;
    hop(from, "MN", List.of(), reply.from().address(), reply.to(), reply.payload());
    later(() -> toNode(agent == iHa ? inner : outer, at, reply.from(), reply.payload()));
  }

  private void backThroughVpn(HomeAgent.Output.Send reply) {
    Ip4 source = reply.from().address();
    CareOf carrier = Objects.requireNonNull(outer.boundTo());
    String vpn = name(VPN_GW) + " > " + name(X_HOA) + " ESP";
    String out = layer(outerTunnel(carrier), name(X_HA), name(carrier.address()));
    hop("i-HA", "VPN", List.of(), source, reply.to(), reply.payload());
    hop("VPN", "x-HA", List.of(vpn), source, reply.to(), reply.payload());
    if (carrier instanceof CareOf.ThroughAgent) {
      hop("x-HA", "FA", List.of(out, vpn), source, reply.to(), reply.payload());
      hop("FA", "MN", List.of(vpn), source, reply.to(), reply.payload());
    } else {
      hop("x-HA", "MN", List.of(out, vpn), source, reply.to(), reply.payload());
    }
    later(() -> toNode(inner, VPN, reply.from(), reply.payload()));
  }

  private void drain(CareOf.ThroughAgent place, ForeignAgent agent) {
    for (ForeignAgent.Output out = agent.poll(); out != null; out = agent.poll()) {
      if (out instanceof ForeignAgent.Output.ToHomeAgent relayed) {
        Ip4 source = relayed.from().address();
        String to = name(relayed.to().address());
        hop(name(place.address()), to, List.of(), source, relayed.to(), relayed.payload());
        HomeAgent home = relayed.to().address().equals(I_HA) ? iHa : xHa;
        later(() -> arrive(home, relayed.from(), relayed.to(), relayed.payload()));
      } else if (out instanceof ForeignAgent.Output.ToNode relayed) {
        Ip4 source = relayed.from().address();
        hop(name(place.address()), "MN", List.of(), source, relayed.to(), relayed.payload());
        MobileNode node = home(relayed.payload()).equals(I_HOA) ? inner : outer;
        later(() -> toNode(node, place, relayed.from(), relayed.payload()));
      }
    }
  }

  private static Ip4 home(Octets reply) {
    try {
      return RegistrationReply.read(reply.toBytes()).home();
    } catch (MalformedException malformed) {
      throw new AssertionError(malformed);
    }
  }

  private void toNode(MobileNode node, CareOf via, Endpoint from, Octets payload) {
    tell(node, new Input.Datagram(now(), via, from, payload));
  }

  // --- the listing

  private void hop(
      String from, String to, List<String> layers, Ip4 source, Endpoint target, Octets payload) {
    List<String> headers = new ArrayList<>(layers);
    headers.add(name(source) + " > " + name(target.address()) + " UDP");
    listing.append(
        String.format(
            Locale.ROOT,
            "%7.3f  %-4s ==(%d)==> %-4s  %s | %s\n",
            millis / 1000.0,
            from,
            layers.size(),
            to,
            String.join(" | ", headers),
            message(payload)));
  }

  private static String message(Octets payload) {
    try {
      if (payload.at(0) == RegistrationRequest.TYPE) {
        RegistrationRequest rrq = RegistrationRequest.read(payload.toBytes());
        return "rrq %s%s, %s at %s, %d s%s"
            .formatted(
                flags(rrq),
                name(rrq.home()),
                "CoA " + name(rrq.careOf()),
                name(rrq.homeAgent()),
                rrq.lifetime(),
                extensions(rrq.extensions()));
      }
      RegistrationReply rrp = RegistrationReply.read(payload.toBytes());
      return "rrp code %d %s at %s, %d s%s"
          .formatted(
              rrp.code().value(),
              name(rrp.home()),
              name(rrp.homeAgent()),
              rrp.lifetime(),
              extensions(rrp.extensions()));
    } catch (MalformedException malformed) {
      throw new AssertionError(malformed);
    }
  }

  private static String flags(RegistrationRequest request) {
    StringBuilder set = new StringBuilder();
    String letters = "SBDMGrTx";
    for (int bit = 0; bit < 8; bit++) {
      if ((request.flags() & 0x80 >> bit) != 0) {
        set.append(letters.charAt(bit));
      }
    }
    return set.isEmpty() ? "" : set + " ";
  }

  private static String extensions(List<Extension> extensions) {
    StringBuilder names = new StringBuilder();
    for (Extension extension : extensions) {
      names
          .append(", ")
          .append(
              extension instanceof Authentication authentication
                  ? authentication.kind()
                  : extension.getClass().getSimpleName());
    }
    return names.toString();
  }

  private static String name(Ip4 address) {
    return NAMES.getOrDefault(address, address.toString());
  }
}
