package org.dualmip.mobileip.world;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import org.dualmip.mobileip.agent.Binding;
import org.dualmip.mobileip.agent.HomeAgent.Output.BindingChanged;
import org.dualmip.mobileip.discovery.AgentList;
import org.dualmip.mobileip.foreign.ForeignAgent.Output.VisitorChanged;
import org.dualmip.mobileip.foreign.Visitor;
import org.dualmip.mobileip.message.RegistrationRequest;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.MacAddress;
import org.dualmip.mobileip.net.MalformedException;
import org.dualmip.mobileip.net.MonotonicTime;
import org.dualmip.mobileip.net.Octets;
import org.dualmip.mobileip.node.CareOf;
import org.dualmip.mobileip.node.MobileNode;
import org.dualmip.mobileip.node.MobileNode.Output.Registered;
import org.jspecify.annotations.Nullable;

/** Sees everything, and says what must not be. */
final class Witness {
  /** A reply may be on its way for as long as a foreign agent waits for it. */
  private static final Duration ON_ITS_WAY = Duration.ofSeconds(7);

  /** A home agent repeats a reply to a repeated request for so long. */
  private static final Duration REPEATED = Duration.ofSeconds(10);

  private final World world;
  private final List<Home> homes = new ArrayList<>();
  private final List<Site> sites = new ArrayList<>();
  private final List<Walker> walkers = new ArrayList<>();

  /** All requests that nodes really made. */
  private final Set<Request> asked = new HashSet<>();

  /** What home agents granted, by request. */
  private final Map<Request, Grant> granted = new HashMap<>();

  private final Set<Site> changed = new HashSet<>();
  private final Map<Relayed.Key, Relayed> relayed = new HashMap<>();
  private final Map<Place, Integer> restarts = new HashMap<>();
  private final Map<Site, Integer> restartsOf = new HashMap<>();
  private long steps;

  /** Some numbers that show how much happened. */
  int bindings;

  int visits;
  int registrations;
  int deregistrations;
  int restartsNoticed;
  int revocationsHeard;

  private record Request(Ip4 home, Ip4 careOf, long identification) {}

  private record Grant(MonotonicTime at, int seconds) {}

  /** Whose request it was that a foreign agent relayed, and when. */
  private record Relayed(MacAddress mac, MonotonicTime at) {
    record Key(Site site, Ip4 home, long identification) {}
  }

  private record Place(Walker walker, Site site) {}

  Witness(World world) {
    this.world = world;
  }

  void knows(Home home) {
    homes.add(home);
  }

  void knows(Site site) {
    sites.add(site);
    restartsOf.put(site, 0);
  }

  void knows(Walker walker) {
    walkers.add(walker);
  }

  /** A node sends a request. */
  void asked(Walker walker, Octets payload) {
    if (payload.size() > 0 && payload.at(0) == RegistrationRequest.TYPE) {
      try {
        RegistrationRequest request = RegistrationRequest.read(payload.toBytes());
        asked.add(new Request(walker.home(), request.careOf(), request.identification()));
      } catch (MalformedException malformed) {
        throw new AssertionError(malformed);
      }
    }
  }

  /** A binding exists only with an authentic request behind it, and each request counts once. */
  void bindingChanged(Home home, BindingChanged change) {
    Binding after = change.after();
    Binding before = change.before();
    if (after == null) {
      return;
    }
    Request request = new Request(after.home(), after.careOf(), after.identification());
    check(asked.contains(request), "%s was never asked for", after);
    if (before != null && before.identification() == after.identification()) {
      check(
          !expires(before).isBefore(expires(after)),
          "%s became longer without a request: %s",
          before,
          after);
    } else {
      check(!granted.containsKey(request), "a replay was accepted: %s", after);
      check(
          expires(after).since(world.time()).compareTo(Duration.ofSeconds(200)) <= 0,
          "longer than permitted: %s",
          after);
      granted.put(request, new Grant(world.time(), after.grantedSeconds()));
      bindings++;
    }
    check(home.address.equals(homeAgentOf(after.home())), "%s at the wrong home agent", after);
  }

  private static MonotonicTime expires(Binding binding) {
    MonotonicTime expires = binding.expires();
    if (expires == null) {
      throw new AssertionError("it never ends: " + binding);
    }
    return expires;
  }

  private Ip4 homeAgentOf(Ip4 home) {
    return walkers.stream()
        .filter(walker -> walker.home().equals(home))
        .findFirst()
        .orElseThrow()
        .system
        .homeAgent();
  }

  /** A visitor is one that its home agent accepted, there, for no longer than it said. */
  void visitorChanged(Site site, VisitorChanged change) {
    changed.add(site);
    Visitor after = change.after();
    if (after == null) {
      return;
    }
    visits++;
    Visitor before = change.before();
    check(
        before == null
            || before.identification() != after.identification()
            || !before.expires().isBefore(after.expires()),
        "%s lives longer by a repeated reply",
        after);
    Grant grant = granted.get(new Request(after.home(), after.careOf(), after.identification()));
    check(grant != null, "%s without a binding", after);
    if (grant != null) {
      check(after.grantedSeconds() <= grant.seconds(), "%s for longer than %s", after, grant);
      check(
          after.grantedSeconds() <= Site.LIMITS.longestLifetime().toSeconds(),
          "longer than the foreign agent permits: %s",
          after);
      MonotonicTime latest =
          grant.at().plus(Duration.ofSeconds(grant.seconds()).plus(ON_ITS_WAY)).plus(REPEATED);
      check(!latest.isBefore(after.expires()), "%s lives longer than its binding", after);
    }
    check(site.address.equals(after.careOf()), "%s at %s", after, site.address);
    Relayed first = relayed.get(new Relayed.Key(site, after.home(), after.identification()));
    check(
        first != null && first.mac().equals(after.mac()),
        "%s, whose request was first relayed for %s",
        after,
        first);
  }

  /**
   * A foreign agent sends a request on. As long as it waits for the answer, or the node is its
   * visitor, the same request of another station must not take over. (One that was heard by others
   * and never arrived is as good from any station.)
   */
  void relayed(Site site, MacAddress mac, Octets payload) {
    try {
      RegistrationRequest request = RegistrationRequest.read(payload.toBytes());
      var key = new Relayed.Key(site, request.home(), request.identification());
      Relayed before = relayed.get(key);
      boolean remembered =
          before != null
              && (world.time().since(before.at()).compareTo(ON_ITS_WAY) < 0
                  || site.agent().visitors().stream()
                      .anyMatch(v -> v.identification() == request.identification()));
      if (!remembered) {
        relayed.put(key, new Relayed(mac, world.time()));
      }
    } catch (MalformedException malformed) {
      throw new AssertionError(malformed);
    }
  }

  void restarted(Site site) {
    relayed.keySet().removeIf(key -> key.site() == site);
    restartsOf.merge(site, 1, Integer::sum);
  }

  /** Telling a node that its registration is gone looks like a restart, to that node. */
  void informed(Site site, MacAddress mac) {
    for (Walker walker : walkers) {
      if (walker.mac().equals(mac)) {
        restarts.merge(new Place(walker, site), -1, Integer::sum);
      }
    }
  }

  /** A restart is noticed where there was one; a roll-over is none (RFC 5944 §2.4.4). */
  void toRegister(Walker walker, AgentList.Output.Register register) {
    if (register.why() != AgentList.Why.RESTARTED) {
      return;
    }
    restartsNoticed++;
    for (Site site : sites) {
      if (site.mac().equals(register.agent().mac())) {
        int known = restarts.merge(new Place(walker, site), 1, Integer::sum);
        check(
            known <= restartsOf.getOrDefault(site, 0),
            "%s restarted %d times, but %s saw it",
            site.address,
            restartsOf.getOrDefault(site, 0),
            walker.home());
      }
    }
  }

  /** Counts what ends because a home agent says so to the node itself (RFC 3543 §4.2.2.3). */
  void lost(MobileNode.Output.Lost lost) {
    if (lost.why().contains("RFC 3543")) {
      revocationsHeard++;
    }
  }

  /** What a node believes to be accepted was accepted. */
  void registered(Walker walker, Registered registered) {
    registrations++;
    if (!(registered.careOf() instanceof CareOf.AtHome)) {
      check(
          granted.keySet().stream()
              .anyMatch(request ->
                  request.home().equals(walker.home())
                      && request.careOf().equals(registered.careOf().address())),
          "%s believes in %s",
          walker.home(),
          registered);
    }
  }

  /** Deregistered means gone. */
  void deregistered(Walker walker, CareOf careOf) {
    deregistrations++;
    for (Site site : sites) {
      check(
          !(careOf instanceof CareOf.ThroughAgent)
              || !site.address.equals(careOf.address())
              || site.agent().visitors().stream().noneMatch(v -> v.home().equals(walker.home())),
          "deregistered %s, but still a visitor",
          careOf);
    }
    for (Home home : homes) {
      for (Binding binding : home.bindings()) {
        check(
            !binding.home().equals(walker.home())
                || (!(careOf instanceof CareOf.AtHome)
                    && !binding.careOf().equals(careOf.address())),
            "deregistered %s, but there is %s",
            careOf,
            binding);
      }
    }
  }

  /** What must hold at any time; the long sums now and then. */
  void look() {
    steps++;
    for (Site site : sites) {
      if (changed.remove(site)) {
        each(site.agent().visitors());
      }
      check(
          site.agent().pending() <= Site.LIMITS.mostPending() + walkers.size(),
          "too many pending requests: %d",
          site.agent().pending());
      check(
          site.agent().unconfirmedRevocations() <= Site.LIMITS.mostVisitors(),
          "too many revocations");
      if (steps % 256 == 0) {
        addUp(site.agent().counters());
      }
    }
    for (Walker walker : walkers) {
      check(walker.agents().agents().size() <= AgentList.MOST_AGENTS, "too many agents");
    }
  }

  private static void each(List<Visitor> visitors) {
    check(visitors.size() <= Site.LIMITS.mostVisitors(), "too many visitors");
    Set<Object> keys = new HashSet<>();
    for (Visitor visitor : visitors) {
      check(
          keys.add(List.of(visitor.link(), visitor.mac(), visitor.home())),
          "twice a visitor: %s",
          visitor);
      check(keys.add(List.of(visitor.homeAgent(), visitor.home())), "twice bound: %s", visitor);
    }
  }

  private static void addUp(Map<String, Long> counters) {
    long outcomes = 0;
    for (String name :
        List.of(
            "relayed",
            "handed-over",
            "denied",
            "denied-silently",
            "martian",
            "malformed",
            "unknown-extension",
            "forbidden-extension",
            "unproved-challenge",
            "replayed")) {
      outcomes += counters.getOrDefault("requests-" + name, 0L);
    }
    check(outcomes == counters.getOrDefault("requests", 0L), "requests: %s", counters);
    outcomes = 0;
    for (String name :
        List.of(
            "accepted",
            "denied",
            "rejected",
            "malformed",
            "unknown-extension",
            "unmatched",
            "not-authentic")) {
      outcomes += counters.getOrDefault("replies-" + name, 0L);
    }
    check(outcomes == counters.getOrDefault("replies", 0L), "replies: %s", counters);
  }

  /** After a quiet time, who can reach an agent is registered, everywhere. */
  void settled() {
    for (Walker walker : walkers) {
      Link link = walker.link();
      CareOf bound = walker.node().boundTo();
      if (link == null) {
        continue;
      }
      if (walker.goal() instanceof CareOf.AtHome) {
        check(binding(walker) == null, "at home, but bound: %s", walker.home());
        continue;
      }
      check(
          bound != null,
          "%s is on %s, and not registered: wants %s, %s",
          walker.home(),
          link.name,
          walker.goal(),
          walker.node().counters());
      Binding binding = binding(walker);
      check(binding != null, "%s believes in %s, alone", walker.home(), bound);
      if (bound != null && binding != null) {
        check(bound.link().equals(link.name), "%s is bound elsewhere", walker.home());
        check(binding.careOf().equals(bound.address()), "%s but %s", bound, binding);
        for (Site site : sites) {
          if (site.link == link) {
            check(
                site.agent().visitors().stream()
                    .anyMatch(visitor ->
                        visitor.home().equals(walker.home()) && visitor.mac().equals(walker.mac())),
                "%s is no visitor of %s",
                walker.home(),
                site.address);
          }
        }
      }
    }
  }

  private @Nullable Binding binding(Walker walker) {
    for (Home home : homes) {
      for (Binding binding : home.bindings()) {
        if (binding.home().equals(walker.home())) {
          return binding;
        }
      }
    }
    return null;
  }

  /** After everybody has left, nothing is left. */
  void empty() {
    for (Home home : homes) {
      check(home.bindings().isEmpty(), "left behind: %s", home.bindings());
    }
    for (Site site : sites) {
      check(site.agent().visitors().isEmpty(), "left behind: %s", site.agent().visitors());
      check(site.agent().pending() == 0, "still pending");
    }
  }

  private static void check(boolean holds, String what, @Nullable Object... arguments) {
    if (!holds) {
      String text = what;
      for (Object argument : arguments) {
        text = text.replaceFirst("%[sd]", Matcher.quoteReplacement(String.valueOf(argument)));
      }
      throw new AssertionError(text);
    }
  }
}
