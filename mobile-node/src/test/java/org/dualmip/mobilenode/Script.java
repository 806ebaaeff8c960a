package org.dualmip.mobilenode;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import org.dualmip.detector.Clue;
import org.dualmip.detector.DetectorConfig;
import org.dualmip.mobileip.discovery.AgentAdvertisement;
import org.dualmip.mobileip.extension.Extension;
import org.dualmip.mobileip.extension.HomeAgentDiscovery.Offer;
import org.dualmip.mobileip.extension.TrustedNetworksConfigured;
import org.dualmip.mobileip.message.RegistrationReply;
import org.dualmip.mobileip.message.RegistrationRequest;
import org.dualmip.mobileip.message.ReplyCode;
import org.dualmip.mobileip.net.Endpoint;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.MacAddress;
import org.dualmip.mobileip.net.MalformedException;
import org.dualmip.mobileip.net.MonotonicTime;
import org.dualmip.mobileip.net.Now;
import org.dualmip.mobileip.net.Octets;
import org.dualmip.mobileip.net.Prefix4;
import org.dualmip.mobileip.node.CareOf;
import org.dualmip.mobileip.node.Concealment;
import org.dualmip.mobileip.node.MobilitySystem;
import org.dualmip.mobileip.node.Wishes;
import org.dualmip.mobileip.security.Algorithm;
import org.dualmip.mobileip.security.ReplayProtection;
import org.dualmip.mobileip.security.SecurityAssociation;
import org.dualmip.mobilenode.Access.ForeignAgents;
import org.dualmip.mobilenode.DualNode.Input;
import org.dualmip.mobilenode.DualNode.Output;
import org.dualmip.mobilenode.Projection.Attachment;
import org.dualmip.mobilenode.Projection.Path;
import org.jspecify.annotations.Nullable;

/** A dual node, and everybody else's part played by hand; what it does is told in short words. */
final class Script {
  static final Link OFFICE = link("wlan0", "10.1.1.50");
  static final Link OFFICE_B = link("wwan0", "10.1.2.50");
  static final Link HOME = link("wlan0", "10.1.0.50");
  static final Link CAFE = link("wlan0", "198.51.100.50");
  static final Link CELL = link("wwan0", "100.64.7.50");
  static final Ip4 V = Ip4.of("10.1.99.1");
  static final Ip4 M = Ip4.of("203.0.113.130");
  static final CareOf VPN = new CareOf.CoLocated(DualNode.VPN, V);
  static final Duration MONITOR = Duration.ofMinutes(1);

  private static final Ip4 IHA = Ip4.of("10.1.0.2");
  private static final Ip4 XHA = Ip4.of("203.0.113.2");
  private static final SecurityAssociation ASSOCIATION =
      new SecurityAssociation(
          300,
          Algorithm.HMAC_MD5,
          Octets.ofHex("00112233445566778899aabbccddeeff"),
          ReplayProtection.TIMESTAMPS,
          SecurityAssociation.DEFAULT_TOLERANCE);

  final DualNode node;

  private final Map<Tier, Output.Send> lastSend = new EnumMap<>(Tier.class);
  private final List<Output.Changed> changes = new ArrayList<>();
  private Ip4 assigned = M;
  private Now now = new Now(new MonotonicTime(0), Instant.parse("2026-11-21T22:00:00Z"));

  /** With an outer system. */
  Script() {
    this(system("outer", XHA, Ip4.ANY, "mn@lab.example"), false);
  }

  private Script(@Nullable MobilitySystem outer, boolean mobike) {
    this(outer, mobike, ForeignAgents.NO);
  }

  private Script(@Nullable MobilitySystem outer, boolean mobike, ForeignAgents agents) {
    this(outer, mobike, agents, MobileNetworks.Config.NONE);
  }

  private Script(
      @Nullable MobilitySystem outer,
      boolean mobike,
      ForeignAgents agents,
      MobileNetworks.Config networks) {
    this(outer, mobike, agents, networks, DetectorConfig.Probe.HINTED, XHA);
  }

  private Script(
      @Nullable MobilitySystem outer,
      boolean mobike,
      ForeignAgents agents,
      MobileNetworks.Config networks,
      DetectorConfig.Probe probe,
      Ip4 outerAgent) {
    this(outer, mobike, agents, networks, probe, outerAgent, false);
  }

  private Script(
      @Nullable MobilitySystem outer,
      boolean mobike,
      ForeignAgents agents,
      MobileNetworks.Config networks,
      DetectorConfig.Probe probe,
      Ip4 outerAgent,
      boolean simultaneous) {
    this(
        List.of(new Access("wlan0", 10, 0, agents), new Access("wwan0", 10, 0)),
        InterfacePolicy.USUAL,
        outer,
        mobike,
        networks,
        probe,
        outerAgent,
        simultaneous,
        NetworkRules.NONE);
  }

  private Script(
      List<Access> accesses,
      InterfacePolicy policy,
      @Nullable MobilitySystem outer,
      boolean mobike,
      MobileNetworks.Config networks,
      DetectorConfig.Probe probe,
      Ip4 outerAgent,
      boolean simultaneous,
      NetworkRules rules) {
    node =
        new DualNode(
            new DualNodeConfig(
                accesses,
                system("inner", IHA, Ip4.of("10.1.0.100"), null),
                outer,
                mobike,
                new DetectorConfig(
                    IHA,
                    outer == null ? null : outerAgent,
                    List.of(Prefix4.of("10.1.0.0/16")),
                    List.of(),
                    List.of("corp.example"),
                    MONITOR,
                    probe,
                    DetectorConfig.DEFAULT_OUTER_DELAY),
                networks,
                DualNodeConfig.DEFAULT_DRAIN,
                networks.wishes(),
                Wishes.USUAL,
                simultaneous,
                policy,
                rules,
                Concealment.PREFERRED),
            new SplittableRandom(5));
  }

  /** With an outer system, and foreign agents on wlan0. */
  static Script withAgents(ForeignAgents agents) {
    return new Script(system("outer", XHA, Ip4.ANY, "mn@lab.example"), false, agents);
  }

  /** Asking both home agents everywhere, as RFC 5265 §3.3 has it. */
  static Script probing(ForeignAgents agents) {
    return new Script(
        system("outer", XHA, Ip4.ANY, "mn@lab.example"),
        false,
        agents,
        MobileNetworks.Config.NONE,
        DetectorConfig.Probe.ALWAYS,
        XHA);
  }

  /** With a policy, and interfaces of the test's choice. */
  static Script choosing(InterfacePolicy policy, boolean simultaneous, Access... accesses) {
    return new Script(
        List.of(accesses),
        policy,
        system("outer", XHA, Ip4.ANY, "mn@lab.example"),
        false,
        MobileNetworks.Config.NONE,
        DetectorConfig.Probe.HINTED,
        XHA,
        simultaneous,
        NetworkRules.NONE);
  }

  /** Where the user has something to say of networks. */
  static Script ruled(NetworkRules.Entry... rules) {
    return new Script(
        List.of(new Access("wlan0", 10, 0), new Access("wwan0", 10, 0)),
        InterfacePolicy.USUAL,
        system("outer", XHA, Ip4.ANY, "mn@lab.example"),
        false,
        MobileNetworks.Config.NONE,
        DetectorConfig.Probe.HINTED,
        XHA,
        false,
        new NetworkRules(List.of(rules)));
  }

  /** All radios bound at once outside. */
  static Script simultaneous() {
    return new Script(
        system("outer", XHA, Ip4.ANY, "mn@lab.example"),
        false,
        ForeignAgents.NO,
        MobileNetworks.Config.NONE,
        DetectorConfig.Probe.HINTED,
        XHA,
        true);
  }

  /** Both home agents at one address (RFC 5265 §3.5). */
  static Script oneHomeAgent() {
    return new Script(
        system("outer", IHA, Ip4.ANY, "mn@lab.example"),
        false,
        ForeignAgents.NO,
        MobileNetworks.Config.NONE,
        DetectorConfig.Probe.ALWAYS,
        IHA);
  }

  /** MOBIKE, and foreign agents on wlan0. */
  static Script bareWithAgents() {
    return new Script(null, true, ForeignAgents.YES);
  }

  /** A mobile router. */
  static Script router(MobileNetworks.Config networks) {
    return new Script(
        system("outer", XHA, Ip4.ANY, "mn@lab.example"), false, ForeignAgents.NO, networks);
  }

  /** What the latest request to a system's home agent carried. */
  RegistrationRequest requested(Tier tier) {
    return request(Objects.requireNonNull(lastSend.get(tier)));
  }

  /** Without an outer system; the VPN roams by MOBIKE, or is made anew in each place. */
  static Script bare(boolean mobike) {
    return new Script(null, mobike);
  }

  /** With an outer system and MOBIKE, which cannot be. */
  static Script both() {
    return new Script(system("outer", XHA, Ip4.ANY, "mn@lab.example"), true);
  }

  private static Link link(String name, String address) {
    Ip4 own = Ip4.of(address);
    Prefix4 prefix = Prefix4.around(own, 24);
    return new Link(name, own, 24, new Ip4(prefix.network().bits() + 1));
  }

  private static MobilitySystem system(String name, Ip4 agent, Ip4 home, @Nullable String nai) {
    return new MobilitySystem(
        name, agent, home, nai, ASSOCIATION, Duration.ofMinutes(10), Duration.ofSeconds(20));
  }

  Now now() {
    return now;
  }

  List<Output.Changed> changes() {
    return changes;
  }

  /** What it does about an input; reports are kept apart. */
  private List<String> tell(Input input) {
    node.handle(input);
    List<String> done = new ArrayList<>();
    for (Output out = node.poll(); out != null; out = node.poll()) {
      switch (out) {
        case Output.Project project -> done.add("project " + brief(project.projection()));
        case Output.Send send -> {
          lastSend.put(send.socket().tier(), send);
          done.add(
              (request(send).isDeregistration() ? "leave " : "ask ")
                  + send.socket().tier()
                  + " from "
                  + send.socket().careOf().link());
        }
        case Output.ConnectVpn connect -> done.add("connect from " + connect.local());
        case Output.ToAgent send -> {
          Output.Send plain = new Output.Send(send.socket(), send.to(), send.payload());
          lastSend.put(send.socket().tier(), plain);
          done.add(
              (request(plain).isDeregistration() ? "leave " : "ask ")
                  + send.socket().tier()
                  + " at agent "
                  + send.to().address()
                  + " on "
                  + send.socket().careOf().link());
        }
        case Output.Announce announce -> done.add("announce home on " + announce.home().link());
        case Output.Solicit solicit -> done.add("solicit on " + solicit.link());
        case Output.DisconnectVpn _ -> done.add("disconnect");
        case Output.Observed _, Output.Offered _ -> {}
        case Output.Judged _ -> {}
        case Output.Changed changed -> changes.add(changed);
      }
    }
    return done;
  }

  /** Where the inner path and the outer one lead, and what is open. */
  private static String brief(Projection projection) {
    CareOf vpn = projection.vpnFrom();
    String home = projection.homeLink();
    return (home == null ? "" : "at home on " + home + " ")
        + "inner "
        + link(projection.innerPath())
        + " outer "
        + (vpn == null ? link(projection.outerPath()) : "bare " + vpn.link());
  }

  private static String link(@Nullable Path path) {
    return path == null ? "-" : path.careOf().link();
  }

  List<String> up(Link link) {
    return tell(new Input.LinkUp(now, link));
  }

  /** It gets a lease first, and its address then. */
  List<String> up(Link link, Clue... known) {
    return tell(new Input.LinkUp(now, link, List.of(known)));
  }

  /** In an earlier life the inner home agent offered discovery. */
  List<String> offered() {
    return tell(new Input.OfferKnown(now, IHA, new Offer(Octets.of(new byte[32]))));
  }

  List<String> down(String name) {
    return tell(new Input.LinkDown(now, name, "carrier lost"));
  }

  List<String> carrier(String name) {
    return tell(new Input.Carrier(now, name));
  }

  List<String> noCarrier(String name) {
    return tell(new Input.CarrierLost(now, name, "carrier lost"));
  }

  /** A foreign agent advertises on wlan0 for three seconds, tunnelling in reverse. */
  List<String> advertises(CareOf.ThroughAgent agent, int sequence, int moreFlags) {
    AgentAdvertisement advertisement =
        new AgentAdvertisement(
            false,
            3,
            List.of(),
            sequence,
            1800,
            AgentAdvertisement.FOREIGN_AGENT | AgentAdvertisement.REVERSE_TUNNEL | moreFlags,
            List.of(agent.coLocated() ? agent.agent() : agent.address()),
            null,
            null);
    return heard(agent, advertisement);
  }

  List<String> heard(CareOf.ThroughAgent agent, AgentAdvertisement advertisement) {
    return tell(
        new Input.Heard(
            now, agent.link(), agent.mac(), agent.agent(), 1, Octets.of(advertisement.toBytes())));
  }

  /** A sensor sees who is the gateway of a link. */
  List<String> gatewayIs(Link link, String mac) {
    return tell(
        new Input.Seen(now, link.name(), new Clue.Gateway(link.gateway(), MacAddress.of(mac))));
  }

  List<String> vpnUp() {
    return tell(new Input.VpnUp(now, V));
  }

  List<String> vpnDown() {
    return tell(new Input.VpnDown(now, "dead peer"));
  }

  List<String> seen(String link, Clue clue) {
    return tell(new Input.Seen(now, link, clue));
  }

  List<String> allow(String link) {
    return tell(new Input.Allow(now, link));
  }

  /** Time passes, and nobody wakes it. */
  void sleep(Duration time) {
    now = now.plus(time);
  }

  List<String> resumed() {
    return tell(new Input.Resumed(now));
  }

  List<String> stop() {
    return tell(new Input.Stop(now));
  }

  /** Lets time pass, waking it exactly when it asks for it. */
  List<String> pass(Duration time) {
    List<String> done = new ArrayList<>();
    MonotonicTime end = now.monotonic().plus(time);
    for (MonotonicTime wake = node.wakeAt();
        wake != null && !end.isBefore(wake);
        wake = node.wakeAt()) {
      now = now.plus(wake.since(now.monotonic()));
      done.addAll(tell(new Input.Tick(now)));
    }
    now = now.plus(end.since(now.monotonic()));
    return done;
  }

  List<String> passMillis(long millis) {
    return pass(Duration.ofMillis(millis));
  }

  private static RegistrationRequest request(Output.Send send) {
    try {
      return RegistrationRequest.read(send.payload().toBytes());
    } catch (MalformedException malformed) {
      throw new AssertionError(malformed);
    }
  }

  /** A system's home agent answers the latest request, 10 ms later. */
  List<String> answer(Tier tier, ReplyCode code, Extension... extensions) {
    passMillis(10);
    return answerNow(tier, code, extensions);
  }

  /** The outer home agent assigns another address than before. */
  List<String> answerWithHome(Ip4 home) {
    assigned = home;
    return outerAccepts();
  }

  List<String> answerNow(Tier tier, ReplyCode code, Extension... extensions) {
    Output.Send asked = Objects.requireNonNull(lastSend.get(tier));
    RegistrationRequest request = request(asked);
    RegistrationReply reply =
        new RegistrationReply(
            code,
            request.lifetime(),
            request.home().isAny() ? assigned : request.home(),
            request.homeAgent(),
            request.identification(),
            Arrays.asList(extensions));
    Attachment socket = asked.socket();
    if (socket.careOf() instanceof CareOf.ThroughAgent agent) {
      return tell(
          new Input.FromAgent(
              now,
              agent.link(),
              agent.mac(),
              new Endpoint(agent.agent(), 434),
              Octets.of(reply.signed(ASSOCIATION))));
    }
    return tell(
        new Input.Datagram(
            now,
            socket,
            new Endpoint(request.homeAgent(), 434),
            Octets.of(reply.signed(ASSOCIATION))));
  }

  List<String> outerAccepts() {
    return answer(Tier.OUTER, ReplyCode.ACCEPTED);
  }

  List<String> innerAccepts() {
    return answer(Tier.INNER, ReplyCode.ACCEPTED);
  }

  /** With the word on trusted networks. */
  List<String> innerVouches() {
    return answer(Tier.INNER, ReplyCode.ACCEPTED, new TrustedNetworksConfigured());
  }

  /** Brings it inside in the office. */
  Script inOffice() {
    up(OFFICE);
    innerVouches();
    return this;
  }

  /** The same without an outer system. */
  Script bareInCafe() {
    up(CAFE);
    vpnUp();
    innerAccepts();
    return this;
  }

  /** Brings it outside in the café, the VPN up. */
  Script inCafe() {
    up(CAFE);
    outerAccepts();
    vpnUp();
    innerAccepts();
    return this;
  }
}
