package org.dualmip.mobileip.world;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.dualmip.mobileip.agent.Binding;
import org.dualmip.mobileip.agent.ForeignAgentPeer;
import org.dualmip.mobileip.agent.HomeAgent;
import org.dualmip.mobileip.agent.HomeAgent.Input;
import org.dualmip.mobileip.agent.HomeAgent.Memory;
import org.dualmip.mobileip.agent.HomeAgent.Output;
import org.dualmip.mobileip.agent.HomeAgentConfig;
import org.dualmip.mobileip.agent.Services;
import org.dualmip.mobileip.agent.Subscriber;
import org.dualmip.mobileip.discovery.Advertiser;
import org.dualmip.mobileip.discovery.AdvertiserConfig;
import org.dualmip.mobileip.discovery.AgentAdvertisement;
import org.dualmip.mobileip.net.Endpoint;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.MacAddress;
import org.dualmip.mobileip.net.Octets;
import org.dualmip.mobileip.net.Prefix4;

/** A home agent with its store, its clock and its home link. */
final class Home implements Internet.Host, Link.Agent {
  final Ip4 address;
  private final MacAddress mac;
  private final World world;
  private final Internet internet;
  private final Link link;
  private final Witness witness;
  private final HomeAgentConfig config;
  private final Advertiser advertiser;
  private final World.Clock clock;
  private final World.Alarm alarm;
  private final World.Alarm advertising;
  private final Map<String, Memory> memories = new HashMap<>();
  private final Set<Binding> bindings = new LinkedHashSet<>();
  private final Map<Ip4, Walker> nodes = new HashMap<>();
  private HomeAgent agent;

  Home(
      World world,
      Internet internet,
      Link link,
      Witness witness,
      Ip4 address,
      List<Subscriber> subscribers,
      List<ForeignAgentPeer> peers) {
    this.world = world;
    this.internet = internet;
    this.link = link;
    this.witness = witness;
    this.address = address;
    this.mac = new MacAddress(0x020000000000L | Integer.toUnsignedLong(address.bits()));
    Prefix4 network = Prefix4.around(address, 24);
    config =
        new HomeAgentConfig(
                address,
                network,
                false,
                List.of(),
                Duration.ofSeconds(200),
                Duration.ofSeconds(2),
                Duration.ofSeconds(20),
                subscribers)
            .with(new Services(false, true, false), peers.toArray(ForeignAgentPeer[]::new));
    clock = world.new Clock();
    agent = new HomeAgent(config, world.random.split(), List.of(), List.of());
    advertiser =
        new Advertiser(
            AdvertiserConfig.usual(
                address,
                network,
                AgentAdvertisement.HOME_AGENT,
                List.of(),
                0,
                Duration.ofSeconds(10)),
            null,
            world.random.split(),
            world.time());
    alarm = world.new Alarm(() -> handle(new Input.Tick(clock.now())));
    advertising = world.new Alarm(() -> advertise(new Advertiser.Input.Tick(clock.now())));
    internet.attach(address, this);
    link.agent(this);
    advertising.set(advertiser.wakeAt());
  }

  void serves(Walker node) {
    nodes.put(node.home(), node);
  }

  List<Binding> bindings() {
    return agent.bindings().stream().toList();
  }

  /** As after a crash, with what was stored. */
  void restart() {
    handle(new Input.Tick(clock.now()));
    agent = new HomeAgent(config, world.random.split(), List.copyOf(memories.values()), bindings);
    handle(new Input.Tick(clock.now()));
  }

  void stepClock(Duration by) {
    clock.step(by);
    world.note(address, by);
  }

  void revoke(String subscriber) {
    handle(new Input.Revoke(clock.now(), subscriber, null));
  }

  @Override
  public void receive(Endpoint from, Endpoint to, Octets payload) {
    handle(new Input.Datagram(clock.now(), from, to, payload));
  }

  @Override
  public MacAddress mac() {
    return mac;
  }

  @Override
  public void request(Link.Heard request, int ttl) {
    receive(request.from(), request.to(), request.payload());
  }

  @Override
  public void solicited(MacAddress from, Ip4 source, Octets icmp) {
    advertise(new Advertiser.Input.Solicited(clock.now(), from, source, 1, icmp));
  }

  private void advertise(Advertiser.Input input) {
    advertiser.handle(input);
    for (Advertiser.Send send = advertiser.poll(); send != null; send = advertiser.poll()) {
      link.toNodes(send.mac(), mac, send.source(), 1, send.icmp());
    }
    advertising.set(advertiser.wakeAt());
  }

  private void handle(Input input) {
    agent.handle(input);
    List<Output> outputs = new ArrayList<>();
    for (Output output = agent.poll(); output != null; output = agent.poll()) {
      outputs.add(output);
    }
    for (Output output : outputs) {
      switch (output) {
        case Output.Send send -> {
          Walker atHome = nodes.get(send.to().address());
          if (atHome != null) {
            link.toNode(atHome.mac(), send.from(), send.payload());
          } else {
            internet.send(send.from(), send.to(), send.payload());
          }
        }
        case Output.BindingChanged change -> {
          if (change.before() != null) {
            bindings.remove(change.before());
          }
          if (change.after() != null) {
            bindings.add(change.after());
          }
          witness.bindingChanged(this, change);
        }
        case Output.Remember remember ->
            memories.put(remember.memory().subscriber(), remember.memory());
        case Output.Notice notice -> world.note(address, notice);
      }
    }
    alarm.set(agent.wakeAt());
  }
}
