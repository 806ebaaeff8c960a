package org.dualmip.mobilenode;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import org.dualmip.mobileip.discovery.Agent;
import org.dualmip.mobileip.discovery.AgentAdvertisement;
import org.dualmip.mobileip.discovery.AgentList;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.MonotonicTime;
import org.dualmip.mobileip.net.Now;
import org.dualmip.mobileip.node.AgentOffer;
import org.dualmip.mobileip.node.CareOf;
import org.dualmip.mobilenode.Access.ForeignAgents;
import org.dualmip.mobilenode.DualNode.Input;
import org.dualmip.mobilenode.DualNode.Output;
import org.jspecify.annotations.Nullable;

/**
 * What each interface has to offer: an address of its own, foreign agents, or both; and which of it
 * is the point of attachment. Agents are heard for each interface apart (RFC 5265 §3.2.1), and
 * believed in nothing: one that was made up costs the time until nobody answers through it.
 *
 * <p>An agent in use stays in use as long as it is heard and serves. One that does not tunnel in
 * reverse is not used: where a packet's source is the home address, networks that filter would drop
 * it (RFC 3024 §1).
 */
final class Points {
  private static final class Interface {
    final Access access;
    final AgentList agents;
    @Nullable Link own;
    boolean carrier;
    CareOf.@Nullable ThroughAgent used;
    boolean restarted;

    Interface(Access access, AgentList agents) {
      this.access = access;
      this.agents = agents;
    }
  }

  private final Map<String, Interface> interfaces = new LinkedHashMap<>();
  private final Outbox outbox;

  Points(List<Access> accesses, RandomGenerator random, Outbox outbox) {
    this.outbox = outbox;
    for (Access access : accesses) {
      interfaces.put(access.name(), new Interface(access, new AgentList(Set.of(), random)));
    }
  }

  Set<String> names() {
    return interfaces.keySet();
  }

  /** Interfaces on which agents are to be heard now. */
  Set<String> listening() {
    Set<String> names = new TreeSet<>();
    interfaces.forEach((name, one) -> {
      if (one.carrier && one.access.listens()) {
        names.add(name);
      }
    });
    return names;
  }

  void own(String name, @Nullable Link link) {
    Interface one = interfaces.get(name);
    if (one != null) {
      one.own = link;
    }
  }

  void carrier(String name, boolean there, Now now) {
    Interface one = interfaces.get(name);
    if (one == null || !one.access.listens()) {
      return;
    }
    one.carrier = there;
    one.agents.handle(
        there ? new AgentList.Input.LinkUp(now, name) : new AgentList.Input.LinkDown(now, name));
    if (!there) {
      one.own = null;
      one.used = null;
    }
    settle(one);
  }

  void heard(Input.Heard heard) {
    Interface one = interfaces.get(heard.link());
    if (one != null && one.carrier) {
      one.agents.handle(
          new AgentList.Input.Heard(
              heard.at(), heard.link(), heard.mac(), heard.source(), heard.ttl(), heard.icmp()));
      settle(one);
    }
  }

  /** The agent that such an advertisement is of, if it was taken for one. */
  Optional<Agent> heardOf(Input.Heard heard) {
    Interface one = interfaces.get(heard.link());
    return one == null
        ? Optional.empty()
        : one.agents.agent(new Agent.Key(heard.link(), heard.mac(), heard.source()));
  }

  void advance(Now now) {
    for (Interface one : interfaces.values()) {
      MonotonicTime due = one.agents.wakeAt();
      if (due != null && !now.monotonic().isBefore(due)) {
        one.agents.handle(new AgentList.Input.Tick(now));
        settle(one);
      }
    }
  }

  private void settle(Interface one) {
    for (AgentList.Output out = one.agents.poll(); out != null; out = one.agents.poll()) {
      switch (out) {
        case AgentList.Output.Solicit solicit ->
            outbox.add(new Output.Solicit(solicit.link(), solicit.destination(), solicit.icmp()));
        case AgentList.Output.Found found ->
            told("agent-found", found.agent(), "it advertises", null, found.agent().toString());
        case AgentList.Output.Lost lost ->
            told("agent-lost", lost.agent(), "it fell silent", lost.agent().toString(), null);
        case AgentList.Output.Register register -> {
          if (register.why() == AgentList.Why.RESTARTED) {
            one.restarted = true;
          } else {
            one.used = null; // the best one is chosen anew
          }
        }
        case AgentList.Output.Changed _, AgentList.Output.AtHome _ -> {}
      }
    }
  }

  private void told(
      String what, Agent agent, String why, @Nullable String before, @Nullable String after) {
    outbox.changed(what, null, agent.link(), before, after, why, List.of());
  }

  /** Whether the agent in use has restarted since this was asked last (RFC 5944 §2.4.4). */
  boolean takeRestart(String name) {
    Interface one = Objects.requireNonNull(interfaces.get(name));
    boolean restarted = one.restarted;
    one.restarted = false;
    return restarted;
  }

  /** The point of attachment of an interface now, or null if it has none. */
  @Nullable Link point(String name) {
    Interface one = Objects.requireNonNull(interfaces.get(name));
    Link own = one.access.foreignAgents() == ForeignAgents.ONLY ? null : one.own;
    Agent agent = agent(one).orElse(null);
    one.used = agent == null ? null : careOf(one, agent, own);
    if (own == null) {
      return one.used == null ? null : Link.served(one.used);
    }
    return one.used == null || !one.used.coLocated() ? own : own.under(one.used);
  }

  private static Optional<Agent> agent(Interface one) {
    CareOf.ThroughAgent used = one.used;
    Optional<Agent> current =
        used == null
            ? Optional.empty()
            : one.agents.agent(new Agent.Key(used.link(), used.mac(), used.agent()));
    return current
        .filter(Points::tunnelsInReverse)
        .or(() -> one.agents.best(one.access.name()).filter(Points::tunnelsInReverse));
  }

  private static boolean tunnelsInReverse(Agent agent) {
    return agent.advertisement().has(AgentAdvertisement.REVERSE_TUNNEL);
  }

  private static CareOf.ThroughAgent careOf(Interface one, Agent agent, @Nullable Link own) {
    AgentAdvertisement says = agent.advertisement();
    if (own != null && says.has(AgentAdvertisement.REGISTRATION_REQUIRED)) {
      return through(agent, own.address(), true);
    }
    CareOf.ThroughAgent used = one.used;
    boolean still = used != null && !used.coLocated() && says.careOf().contains(used.address());
    Ip4 address = used != null && still ? used.address() : says.careOf().getFirst();
    return through(agent, address, false);
  }

  private static CareOf.ThroughAgent through(Agent agent, Ip4 address, boolean coLocated) {
    return new CareOf.ThroughAgent(agent.link(), address, agent.address(), agent.mac(), coLocated);
  }

  /** What an agent says of itself, if it is heard. */
  Optional<AgentOffer> offer(CareOf.ThroughAgent careOf) {
    Interface one = interfaces.get(careOf.link());
    return one == null
        ? Optional.empty()
        : one.agents
            .agent(new Agent.Key(careOf.link(), careOf.mac(), careOf.agent()))
            .map(agent -> offer(agent.advertisement()));
  }

  private static AgentOffer offer(AgentAdvertisement says) {
    return new AgentOffer(
        says.registrationLifetime(),
        says.has(AgentAdvertisement.MINIMAL),
        says.has(AgentAdvertisement.GRE),
        says.has(AgentAdvertisement.REVERSE_TUNNEL),
        says.has(AgentAdvertisement.UDP_TUNNEL),
        says.challenge());
  }

  void registered(CareOf careOf, Now now) {
    if (careOf instanceof CareOf.ThroughAgent through) {
      Interface one = interfaces.get(through.link());
      if (one != null) {
        Agent.Key key = new Agent.Key(through.link(), through.mac(), through.agent());
        one.agents.handle(new AgentList.Input.Registered(now, key, null));
        settle(one);
      }
    }
  }

  /** An agent refused; if another one is heard on that link, it gets its chance. */
  void refused(CareOf careOf, Now now) {
    if (careOf instanceof CareOf.ThroughAgent through) {
      Interface one = interfaces.get(through.link());
      if (one != null && one.agents.agents().stream().filter(Agent::serves).count() > 1) {
        Agent.Key key = new Agent.Key(through.link(), through.mac(), through.agent());
        one.agents.handle(new AgentList.Input.Refused(now, key));
        one.used = null;
        settle(one);
      }
    }
  }

  @Nullable MonotonicTime wakeAt() {
    MonotonicTime wake = null;
    for (Interface one : interfaces.values()) {
      wake = LowerDriver.earliest(wake, one.agents.wakeAt());
    }
    return wake;
  }
}
