package org.dualmip.mobileip.discovery;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.MacAddress;
import org.dualmip.mobileip.net.MalformedException;
import org.dualmip.mobileip.net.MonotonicTime;
import org.dualmip.mobileip.net.Now;
import org.dualmip.mobileip.net.Octets;
import org.dualmip.mobileip.net.Prefix4;
import org.jspecify.annotations.Nullable;

/**
 * What a mobile node hears of agents on all its interfaces (RFC 5944 §2.4), as an engine: {@link
 * #handle} an input, then {@link #poll} until null, then call again at {@link #wakeAt} at the
 * latest. One thread at a time.
 *
 * <p>It remembers each agent for the lifetime that it advertises. Told which agent or which
 * co-located network the node uses, it says when to register anew: because that agent restarted
 * (§2.4.4), fell silent (algorithm 1, §2.4.2.1) or another network is heard (algorithm 2,
 * §2.4.2.2). On a link where no agent is heard it solicits, ever more seldom. It never registers by
 * itself.
 */
public final class AgentList {
  /** All mobility agents (RFC 5944 §2.3). */
  public static final Ip4 MOBILE_AGENTS = Ip4.of("224.0.0.11");

  /** Agents remembered; beyond, the one that would be forgotten first gives way. */
  public static final int MOST_AGENTS = 64;

  /** How long an agent that refused is not proposed again. */
  static final Duration AVOIDED = Duration.ofSeconds(60);

  /** What it is told. */
  public sealed interface Input {
    /** When. */
    Now at();

    /** An interface came up, or surely changed its network: what was heard there is forgotten. */
    record LinkUp(Now at, String link) implements Input {}

    /** An interface went down. */
    record LinkDown(Now at, String link) implements Input {}

    /**
     * An ICMP message of type 9 arrived.
     *
     * @param mac the station that sent it
     * @param source the IP source
     * @param ttl the IP time to live
     */
    record Heard(Now at, String link, MacAddress mac, Ip4 source, int ttl, Octets icmp)
        implements Input {}

    /**
     * A registration was accepted.
     *
     * @param agent through which; null with a co-located care-of address
     * @param network of the co-located care-of address, if known; null with an agent
     */
    record Registered(Now at, Agent.@Nullable Key agent, @Nullable Prefix4 network)
        implements Input {}

    /** The node is registered nowhere any more. */
    record Unregistered(Now at) implements Input {}

    /** An agent refused or did not answer: it is not proposed for a while. */
    record Refused(Now at, Agent.Key agent) implements Input {}

    /** Time has passed. */
    record Tick(Now at) implements Input {}
  }

  /** What it wants done, and what it found out. */
  public sealed interface Output {
    /**
     * Send this on the link with IP time to live 1, from the home address or 0.0.0.0 (RFC 5944
     * §2.2).
     */
    record Solicit(String link, Ip4 destination, Octets icmp) implements Output {}

    /** An agent was heard for the first time, or anew after it was lost. */
    record Found(Agent agent) implements Output {}

    /** An agent says something else than before, its numbers and challenge aside. */
    record Changed(Agent before, Agent after) implements Output {}

    /** An agent fell silent or took its advertisement back; a link that goes says nothing. */
    record Lost(Agent agent) implements Output {}

    /** Register through this agent, at once if no other request went out in the last second. */
    record Register(Agent agent, Why why) implements Output {}

    /** The node's own home agent is on this link: deregister there (RFC 5944 §2.4.3). */
    record AtHome(Agent agent) implements Output {}
  }

  /** Why to register. */
  public enum Why {
    /** The agent in use restarted and knows nothing of its visitors (RFC 5944 §2.4.4). */
    RESTARTED,
    /** The agent in use fell silent, and another is known (RFC 5944 §2.4.2.1). */
    SILENT,
    /** Another network was heard (RFC 5944 §2.4.2.2). */
    OTHER_NETWORK
  }

  private final Set<Ip4> homeAgents;
  private final RandomGenerator random;
  private final ArrayDeque<Output> outputs = new ArrayDeque<>();
  private final HeardAgents agents = new HeardAgents();
  private final Map<String, Solicitation> links = new TreeMap<>();
  private final Map<String, Long> counters = new TreeMap<>();
  private Agent.@Nullable Key current;
  private @Nullable Prefix4 coLocated;

  /**
   * @param homeAgents whose advertisements mean home
   * @param random for the times of solicitations
   */
  public AgentList(Set<Ip4> homeAgents, RandomGenerator random) {
    this.homeAgents = Set.copyOf(homeAgents);
    this.random = random;
    for (String name :
        List.of(
            "advertisements",
            "advertisements-malformed",
            "advertisements-not-from-link",
            "agents-forgotten",
            "agents-restarted",
            "solicitations-sent")) {
      counters.put(name, 0L);
    }
  }

  /** Takes one input; then {@link #poll()} until null. */
  public void handle(Input input) {
    MonotonicTime now = input.at().monotonic();
    expire(now);
    switch (input) {
      case Input.LinkUp up -> {
        forget(up.link());
        links.put(up.link(), new Solicitation(now, random));
      }
      case Input.LinkDown down -> {
        forget(down.link());
        links.remove(down.link());
      }
      case Input.Heard heard -> heard(heard, now);
      case Input.Registered registered -> {
        current = registered.agent();
        coLocated = registered.network();
        if (current != null) {
          agents.trust(current);
          Solicitation solicitation = links.get(current.link());
          if (solicitation != null) {
            solicitation.registered(); // RFC 5944 §2.4: the next search may begin at full rate
          }
        }
      }
      case Input.Unregistered _ -> {
        current = null;
        coLocated = null;
      }
      case Input.Refused refused -> agents.avoid(refused.agent(), now.plus(AVOIDED));
      case Input.Tick _ -> {}
    }
    solicit(now);
  }

  /** The next output, or null. */
  public @Nullable Output poll() {
    return outputs.poll();
  }

  /** When to be called next; null if only an input can change anything. */
  public @Nullable MonotonicTime wakeAt() {
    MonotonicTime wake = null;
    for (Agent agent : agents.all()) {
      wake = earlier(wake, agent.expires());
    }
    for (Map.Entry<String, Solicitation> link : links.entrySet()) {
      if (agents.isSilent(link.getKey())) {
        wake = earlier(wake, link.getValue().due());
      }
    }
    return wake;
  }

  /** All that are heard. */
  public List<Agent> agents() {
    return agents.all();
  }

  /** An agent that is heard, with its latest advertisement and challenge. */
  public Optional<Agent> agent(Agent.Key key) {
    return Optional.ofNullable(agents.get(key));
  }

  /**
   * The best agent of a link to register through: not busy, not one that refused lately, and of
   * those the one heard last.
   */
  public Optional<Agent> best(String link) {
    return agents.best(link);
  }

  /** What was counted, by name. */
  public Map<String, Long> counters() {
    return new TreeMap<>(counters);
  }

  private void heard(Input.Heard input, MonotonicTime now) {
    count("advertisements");
    if (input.ttl() != 1 || !links.containsKey(input.link())) {
      count("advertisements-not-from-link"); // RFC 5944 §2.1: agents send with TTL 1
      return;
    }
    AgentAdvertisement advertisement;
    try {
      advertisement = AgentAdvertisement.read(input.icmp().toBytes());
    } catch (MalformedException malformed) {
      count("advertisements-malformed");
      return;
    }
    Agent agent =
        new Agent(
            input.link(),
            input.mac(),
            input.source(),
            advertisement,
            now,
            now.plus(Duration.ofSeconds(advertisement.lifetime())));
    Agent before = agents.get(agent.key());
    if (advertisement.lifetime() == 0) {
      if (before != null) {
        agents.remove(agent.key());
        lost(before);
      }
      return;
    }
    if (before == null && agents.isFull() && agents.makeRoom(current)) {
      count("agents-forgotten");
    }
    agents.put(agent);
    if (before == null) {
      found(agent);
    } else {
      again(before, agent);
    }
  }

  private void found(Agent agent) {
    outputs.add(new Output.Found(agent));
    if (isHome(agent)) {
      outputs.add(new Output.AtHome(agent));
    } else if (agent.serves() && isOtherNetwork(agent)) {
      outputs.add(new Output.Register(agent, Why.OTHER_NETWORK));
    }
  }

  private void again(Agent before, Agent after) {
    if (!says(before).equals(says(after))) {
      outputs.add(new Output.Changed(before, after));
    }
    int was = before.advertisement().sequence();
    int is = after.advertisement().sequence();
    // RFC 5944 §2.4.4: from 256 on, a lower number is a roll-over.
    if (is < was && is < Advertiser.AFTER_LAST) {
      count("agents-restarted");
      if (after.key().equals(current)) {
        outputs.add(new Output.Register(after, Why.RESTARTED));
      }
    }
  }

  /** What matters of an advertisement. */
  private static List<Object> says(Agent agent) {
    AgentAdvertisement it = agent.advertisement();
    return List.of(it.flags(), it.careOf(), it.networks(), it.registrationLifetime());
  }

  /** RFC 5944 §2.4.3. */
  private boolean isHome(Agent agent) {
    return agent.advertisement().has(AgentAdvertisement.HOME_AGENT)
        && (homeAgents.contains(agent.address())
            || agent.advertisement().routers().stream()
                .anyMatch(router -> homeAgents.contains(router.address())));
  }

  /**
   * Algorithm 2 (RFC 5944 §2.4.2.2), which needs the networks of both. Only an agent that was not
   * known is asked: between two that are heard at once, a node would go to and fro.
   */
  private boolean isOtherNetwork(Agent agent) {
    List<Prefix4> here = new ArrayList<>();
    if (coLocated != null) {
      here.add(coLocated);
    } else if (current != null) {
      Agent used = agents.get(current);
      if (used != null) {
        here.addAll(used.advertisement().networks());
      }
    }
    List<Prefix4> there = agent.advertisement().networks();
    return !here.isEmpty() && !there.isEmpty() && here.stream().noneMatch(there::contains);
  }

  /** Algorithm 1 (RFC 5944 §2.4.2.1), for those whose lifetime has ended. */
  private void expire(MonotonicTime now) {
    agents.expire(now).forEach(this::lost);
  }

  private void lost(Agent agent) {
    outputs.add(new Output.Lost(agent));
    agents.remove(agent.key());
    if (agents.isSilent(agent.link()) && links.containsKey(agent.link())) {
      links.get(agent.link()).search(agent.expires());
    }
    if (agent.key().equals(current)) {
      current = null;
      best(agent.link()).ifPresent(other -> outputs.add(new Output.Register(other, Why.SILENT)));
    }
  }

  private void forget(String link) {
    agents.forget(link);
    if (current != null && current.link().equals(link)) {
      current = null;
    }
  }

  private void solicit(MonotonicTime now) {
    links.forEach((link, solicitation) -> {
      if (agents.isSilent(link) && !now.isBefore(solicitation.due())) {
        solicitation.sent(now);
        count("solicitations-sent");
        outputs.add(
            new Output.Solicit(link, MOBILE_AGENTS, Octets.of(new RouterSolicitation().toBytes())));
      }
    });
  }

  private static MonotonicTime earlier(@Nullable MonotonicTime one, MonotonicTime other) {
    return one == null ? other : MonotonicTime.min(one, other);
  }

  private void count(String what) {
    counters.merge(what, 1L, Long::sum);
  }
}
