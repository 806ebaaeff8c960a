package org.dualmip.mobileip.world;

import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.dualmip.mobileip.discovery.Advertiser;
import org.dualmip.mobileip.discovery.AdvertiserConfig;
import org.dualmip.mobileip.discovery.AgentAdvertisement;
import org.dualmip.mobileip.discovery.Challenges;
import org.dualmip.mobileip.foreign.ForeignAgent;
import org.dualmip.mobileip.foreign.ForeignAgent.Input;
import org.dualmip.mobileip.foreign.ForeignAgent.Output;
import org.dualmip.mobileip.foreign.ForeignAgentConfig;
import org.dualmip.mobileip.foreign.ForeignAgentConfig.Limits;
import org.dualmip.mobileip.foreign.ForeignAgentConfig.ReverseTunnels;
import org.dualmip.mobileip.foreign.ForeignAgentConfig.Service;
import org.dualmip.mobileip.foreign.ForeignAgentConfig.Trust;
import org.dualmip.mobileip.foreign.ForeignAgentConfig.UdpTunnels;
import org.dualmip.mobileip.net.Endpoint;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.MacAddress;
import org.dualmip.mobileip.net.MalformedException;
import org.dualmip.mobileip.net.Octets;
import org.dualmip.mobileip.net.Prefix4;
import org.dualmip.mobileip.packet.Tunnel;
import org.dualmip.mobileip.security.Authenticator;

/** A foreign agent on its link, with its advertiser. */
final class Site implements Internet.Host, Link.Agent {
  /** Visitors and pending requests it has room for. */
  static final Limits LIMITS = new Limits(Duration.ofSeconds(150), 40, 6, 3);

  final Ip4 address;
  final Link link;
  private final MacAddress mac;
  private final World world;
  private final Internet internet;
  private final Witness witness;
  private final Authenticator authenticator;
  private final ForeignAgentConfig config;
  private final World.Clock clock;
  private final World.Alarm alarm;
  private final World.Alarm advertising;
  private ForeignAgent agent;
  private Advertiser advertiser;

  /** Added to the numbers of advertisements, as if the agent had been up for long. */
  private int numbersBefore;

  Site(
      World world,
      Internet internet,
      Link link,
      Witness witness,
      Ip4 address,
      Trust trust,
      boolean revocation,
      Authenticator authenticator) {
    this.world = world;
    this.internet = internet;
    this.link = link;
    this.witness = witness;
    this.address = address;
    this.authenticator = authenticator;
    this.mac = new MacAddress(0x020000000000L | Integer.toUnsignedLong(address.bits()));
    boolean informs = world.random.nextBoolean();
    config =
        new ForeignAgentConfig(
            Map.of(link.name, address),
            List.of(address),
            Set.of(address),
            false,
            LIMITS,
            new Service(
                EnumSet.of(Tunnel.Kind.IP_IN_IP),
                false,
                ReverseTunnels.OFFERED,
                true,
                true,
                UdpTunnels.NEVER,
                revocation,
                informs,
                null),
            trust);
    clock = world.new Clock();
    alarm = world.new Alarm(() -> handle(new Input.Tick(clock.now())));
    advertising = world.new Alarm(() -> advertise(new Advertiser.Input.Tick(clock.now()), true));
    numbersBefore = 0xffff - world.random.nextInt(400);
    Challenges challenges = new Challenges(world.random.split(), 50);
    agent = agent(challenges);
    advertiser = advertiser(challenges);
    internet.attach(address, this);
    link.agent(this);
    advertising.set(advertiser.wakeAt());
  }

  private ForeignAgent agent(Challenges challenges) {
    return new ForeignAgent(
        config, Map.of(link.name, challenges), authenticator, world.random.split());
  }

  private Advertiser advertiser(Challenges challenges) {
    int flags = AgentAdvertisement.FOREIGN_AGENT | AgentAdvertisement.REVERSE_TUNNEL;
    return new Advertiser(
        AdvertiserConfig.usual(
            address,
            Prefix4.around(address, 24),
            flags | (config.service().revocation() ? AgentAdvertisement.REVOCATION : 0),
            List.of(address),
            (int) LIMITS.longestLifetime().toSeconds(),
            Duration.ofSeconds(10)),
        config.trust().challenges() ? challenges : null,
        world.random.split(),
        world.time());
  }

  ForeignAgent agent() {
    return agent;
  }

  /** As after a crash: it knows nobody any more. */
  void restart() {
    Challenges challenges = new Challenges(world.random.split(), 50);
    agent = agent(challenges);
    advertiser = advertiser(challenges);
    numbersBefore = 0;
    witness.restarted(this);
    advertising.set(advertiser.wakeAt());
  }

  void stepClock(Duration by) {
    clock.step(by);
    world.note(address, by);
  }

  void revoke(Ip4 home) {
    handle(new Input.Revoke(clock.now(), home));
  }

  @Override
  public void receive(Endpoint from, Endpoint to, Octets payload) {
    handle(new Input.FromNetwork(clock.now(), from, to, payload));
  }

  @Override
  public MacAddress mac() {
    return mac;
  }

  @Override
  public void request(Link.Heard request, int ttl) {
    handle(
        new Input.FromNode(
            clock.now(),
            link.name,
            request.mac(),
            request.from(),
            request.to(),
            ttl,
            request.payload()));
  }

  @Override
  public void solicited(MacAddress from, Ip4 source, Octets icmp) {
    advertise(new Advertiser.Input.Solicited(clock.now(), from, source, 1, icmp), true);
  }

  private void handle(Input input) {
    agent.handle(input);
    for (Output output = agent.poll(); output != null; output = agent.poll()) {
      switch (output) {
        case Output.ToNode send -> link.toNode(send.mac(), send.from(), send.payload());
        case Output.ToHomeAgent send -> {
          if (input instanceof Input.FromNode request) {
            witness.relayed(this, request.mac(), send.payload());
          }
          internet.send(send.from(), send.to(), send.payload());
        }
        case Output.ForHomeAgent _ -> throw new AssertionError("there is no home agent here");
        case Output.VisitorChanged change -> witness.visitorChanged(this, change);
        case Output.Inform inform -> {
          witness.informed(this, inform.mac());
          advertise(
              new Advertiser.Input.Revoked(clock.now(), inform.mac(), inform.home(), true), false);
        }
        case Output.BusyChanged busy ->
            advertise(new Advertiser.Input.Busy(clock.now(), busy.busy()), true);
        case Output.Notice notice -> world.note(address, notice);
      }
    }
    alarm.set(agent.wakeAt());
  }

  private void advertise(Advertiser.Input input, boolean shifted) {
    advertiser.handle(input);
    for (Advertiser.Send send = advertiser.poll(); send != null; send = advertiser.poll()) {
      link.toNodes(
          send.mac(), mac, send.source(), 1, shifted ? numbered(send.icmp()) : send.icmp());
    }
    advertising.set(advertiser.wakeAt());
  }

  /** The advertisement with the number it would have if the agent were older. */
  private Octets numbered(Octets icmp) {
    try {
      AgentAdvertisement said = AgentAdvertisement.read(icmp.toBytes());
      int number = said.sequence() + numbersBefore;
      return Octets.of(
          new AgentAdvertisement(
                  said.routesCommonTraffic(),
                  said.lifetime(),
                  said.routers(),
                  number > 0xffff ? 256 + number - 0x10000 : number,
                  said.registrationLifetime(),
                  said.flags(),
                  said.careOf(),
                  said.prefixLengths(),
                  said.challenge())
              .toBytes());
    } catch (MalformedException malformed) {
      throw new AssertionError(malformed);
    }
  }
}
