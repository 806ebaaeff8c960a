package org.dualmip.mobileip.world;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.dualmip.mobileip.discovery.Agent;
import org.dualmip.mobileip.discovery.AgentList;
import org.dualmip.mobileip.net.Endpoint;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.MacAddress;
import org.dualmip.mobileip.net.Octets;
import org.dualmip.mobileip.node.AgentOffer;
import org.dualmip.mobileip.node.CareOf;
import org.dualmip.mobileip.node.MobileNode;
import org.dualmip.mobileip.node.MobileNode.Input;
import org.dualmip.mobileip.node.MobileNode.Output;
import org.dualmip.mobileip.node.MobilitySystem;
import org.dualmip.mobileip.node.OtherSecrets;
import org.dualmip.mobileip.node.Wishes;
import org.jspecify.annotations.Nullable;

/** A mobile node with one interface, which it carries from link to link. */
final class Walker {
  private static final int PORT = 434;

  /** Unanswered requests after which another agent is tried, if there is one. */
  private static final int PATIENCE = 3;

  final MobilitySystem system;
  private final MacAddress mac;
  private final Ip4 ownAddress;
  private final World world;
  private final Internet internet;
  private final Witness witness;
  private final MobileNode node;
  private final AgentList agents;
  private final World.Clock clock;
  private final World.Alarm alarm;
  private final World.Alarm listening;
  private @Nullable Link link;
  private @Nullable CareOf goal;
  private boolean wanders = true;
  private Agent.@Nullable Key through;

  Walker(
      World world,
      Internet internet,
      Witness witness,
      MobilitySystem system,
      OtherSecrets secrets,
      int number) {
    this.world = world;
    this.internet = internet;
    this.witness = witness;
    this.system = system;
    this.mac = new MacAddress(0x020000000000L + number);
    this.ownAddress = new Ip4(Ip4.of("192.0.2.0").bits() + number);
    this.clock = world.new Clock();
    this.node = new MobileNode(system, Wishes.USUAL, secrets, world.random.split());
    this.agents = new AgentList(Set.of(system.homeAgent()), world.random.split());
    this.alarm = world.new Alarm(() -> tell(new Input.Tick(clock.now())));
    this.listening = world.new Alarm(() -> hear(new AgentList.Input.Tick(clock.now())));
  }

  MacAddress mac() {
    return mac;
  }

  Ip4 home() {
    return system.home();
  }

  MobileNode node() {
    return node;
  }

  AgentList agents() {
    return agents;
  }

  @Nullable Link link() {
    return link;
  }

  /** What it wants to be registered with. */
  @Nullable CareOf goal() {
    return goal;
  }

  void stepClock(Duration by) {
    clock.step(by);
    world.note(home(), by);
  }

  /** Leaves its link, for another or for none. */
  void move(@Nullable Link to, boolean agentExpected) {
    Link from = link;
    if (from != null) {
      from.leave(this);
      link = null;
      internet.detach(ownAddress);
      goal = null;
      for (CareOf used : node.inUse()) {
        tell(new Input.CareOfLost(clock.now(), used));
      }
      hear(new AgentList.Input.LinkDown(clock.now(), from.name));
    }
    if (to != null) {
      link = to;
      to.join(this);
      hear(new AgentList.Input.LinkUp(clock.now(), to.name));
      if (!agentExpected) {
        internet.attach(ownAddress, (source, _, payload) -> received(to, source, payload));
        pursue(new CareOf.CoLocated(to.name, ownAddress), null);
      }
    }
  }

  /** Takes its registration back. */
  void deregister() {
    CareOf used = node.boundTo();
    wanders = false;
    goal = null;
    through = null;
    if (used != null) {
      hear(new AgentList.Input.Unregistered(clock.now()));
      tell(new Input.Deregister(clock.now(), used, used));
    }
  }

  void advertised(Link on, MacAddress from, Ip4 source, int ttl, Octets icmp) {
    if (on == link) {
      hear(new AgentList.Input.Heard(clock.now(), on.name, from, source, ttl, icmp));
      if (goal instanceof CareOf.ThroughAgent used && through != null) {
        agents
            .agent(through)
            .ifPresent(agent ->
                tell(
                    new Input.Advertised(clock.now(), used, AgentOffer.of(agent.advertisement()))));
      }
    }
  }

  void received(Link on, Endpoint from, Octets payload) {
    if (on == link) {
      for (CareOf via : List.copyOf(node.inUse())) {
        if (via.link().equals(on.name)) {
          tell(new Input.Datagram(clock.now(), via, from, payload));
          return;
        }
      }
    }
  }

  private void hear(AgentList.Input input) {
    agents.handle(input);
    for (AgentList.Output output = agents.poll(); output != null; output = agents.poll()) {
      switch (output) {
        case AgentList.Output.Solicit solicit -> {
          if (link != null) {
            link.solicit(mac, home(), solicit.icmp());
          }
        }
        case AgentList.Output.Register register -> {
          witness.toRegister(this, register);
          pursue(register.agent());
        }
        case AgentList.Output.AtHome atHome ->
            pursue(new CareOf.AtHome(atHome.agent().link(), home()), null);
        case AgentList.Output.Lost lost -> {
          if (lost.agent().key().equals(through)) {
            goal = null;
            through = null;
          }
        }
        case AgentList.Output.Found _, AgentList.Output.Changed _ -> {}
      }
    }
    if (goal == null && link != null && wanders) {
      agents.best(link.name).ifPresent(this::pursue);
    }
    listening.set(agents.wakeAt());
  }

  private void pursue(Agent agent) {
    CareOf.ThroughAgent careOf = CareOf.ThroughAgent.of(agent);
    tell(new Input.Advertised(clock.now(), careOf, AgentOffer.of(agent.advertisement())));
    pursue(careOf, agent.key());
  }

  private void pursue(CareOf careOf, Agent.@Nullable Key agent) {
    CareOf before = goal;
    if (before != null && !before.equals(careOf)) {
      tell(new Input.GiveUp(clock.now(), before));
    }
    goal = careOf;
    through = agent;
    tell(new Input.Register(clock.now(), careOf, null));
  }

  private void tell(Input input) {
    node.handle(input);
    for (Output output = node.poll(); output != null; output = node.poll()) {
      world.note(home(), output);
      switch (output) {
        case Output.Send send -> send(send);
        case Output.Registered registered -> {
          witness.registered(this, registered);
          if (registered.careOf().equals(goal)) {
            hear(new AgentList.Input.Registered(clock.now(), through, null));
          }
        }
        case Output.Unanswered unanswered -> {
          if (unanswered.attempts() >= PATIENCE) {
            other(unanswered.careOf());
          }
        }
        case Output.Denied denied -> other(denied.careOf());
        case Output.Lost lost -> {
          witness.lost(lost);
          if (lost.careOf().equals(goal)) {
            tell(new Input.Register(clock.now(), lost.careOf(), null));
          }
        }
        case Output.Deregistered deregistered -> witness.deregistered(this, deregistered.careOf());
        default -> {}
      }
    }
    alarm.set(node.wakeAt());
  }

  /** Tries another agent, if the one in use refuses or keeps silent. */
  private void other(CareOf careOf) {
    Agent.Key used = through;
    if (link != null && used != null && careOf.equals(goal)) {
      hear(new AgentList.Input.Refused(clock.now(), used));
      agents.best(link.name).ifPresent(this::pursue);
    }
  }

  private void send(Output.Send send) {
    Link on = link;
    if (on == null || !on.name.equals(send.via().link())) {
      return;
    }
    witness.asked(this, send.payload());
    Endpoint from = new Endpoint(send.source(), PORT);
    switch (send.via()) {
      case CareOf.CoLocated _ -> internet.send(from, send.to(), send.payload());
      case CareOf.ThroughAgent agent ->
          on.toAgent(
              agent.mac(), new Link.Heard(mac, from, send.to(), send.payload()), send.timeToLive());
      case CareOf.AtHome _ ->
          on.toAgent(
              new MacAddress(0x020000000000L | Integer.toUnsignedLong(system.homeAgent().bits())),
              new Link.Heard(mac, from, send.to(), send.payload()),
              send.timeToLive());
    }
  }
}
