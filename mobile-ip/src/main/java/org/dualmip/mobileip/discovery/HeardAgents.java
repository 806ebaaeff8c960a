package org.dualmip.mobileip.discovery;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.dualmip.mobileip.net.MonotonicTime;
import org.jspecify.annotations.Nullable;

/**
 * The agents that are heard, each for the lifetime that it advertises (RFC 5944 §2.4.2.1), and
 * those of them that refused lately.
 */
final class HeardAgents {
  private final Map<Agent.Key, Agent> agents = new LinkedHashMap<>();
  private final Map<Agent.Key, MonotonicTime> avoided = new LinkedHashMap<>();

  List<Agent> all() {
    return List.copyOf(agents.values());
  }

  @Nullable Agent get(Agent.Key key) {
    return agents.get(key);
  }

  void put(Agent agent) {
    agents.put(agent.key(), agent);
  }

  void remove(Agent.Key key) {
    agents.remove(key);
    avoided.remove(key);
  }

  /** Whether there is no room for another. */
  boolean isFull() {
    return agents.size() >= AgentList.MOST_AGENTS;
  }

  /**
   * Makes room: the one that would be forgotten first gives way.
   *
   * @param current the one in use, which stays
   * @return whether one did
   */
  boolean makeRoom(Agent.@Nullable Key current) {
    Optional<Agent> first =
        agents.values().stream()
            .filter(agent -> !agent.key().equals(current))
            .min(Comparator.comparing(Agent::expires));
    first.ifPresent(agent -> remove(agent.key()));
    return first.isPresent();
  }

  /** Forgets those whose lifetime has ended, and says which. */
  List<Agent> expire(MonotonicTime now) {
    avoided.values().removeIf(until -> !now.isBefore(until));
    List<Agent> silent =
        agents.values().stream().filter(agent -> !now.isBefore(agent.expires())).toList();
    silent.forEach(agent -> agents.remove(agent.key()));
    return silent;
  }

  /** Forgets all of a link. */
  void forget(String link) {
    agents.values().removeIf(agent -> agent.link().equals(link));
    avoided.keySet().removeIf(key -> key.link().equals(link));
  }

  /** Whether none is heard on a link. */
  boolean isSilent(String link) {
    return agents.values().stream().noneMatch(agent -> agent.link().equals(link));
  }

  /** An agent refused: it is not proposed until then. */
  void avoid(Agent.Key key, MonotonicTime until) {
    if (agents.containsKey(key)) {
      avoided.put(key, until);
    }
  }

  /** An agent accepted. */
  void trust(Agent.Key key) {
    avoided.remove(key);
  }

  /** The one to register through: not busy, not avoided, and of those the one heard last. */
  Optional<Agent> best(String link) {
    return agents.values().stream()
        .filter(agent -> agent.link().equals(link) && agent.serves())
        .filter(agent -> !avoided.containsKey(agent.key()))
        .max(Comparator.comparing(Agent::heard));
  }
}
