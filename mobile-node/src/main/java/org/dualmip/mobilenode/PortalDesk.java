package org.dualmip.mobilenode;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.dualmip.detector.Clue;
import org.dualmip.linux.HostException;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.MonotonicTime;
import org.dualmip.mobileip.net.Now;
import org.dualmip.mobilenode.portal.CaptivePortal;
import org.dualmip.mobilenode.portal.CaptivePortal.Input;
import org.dualmip.mobilenode.portal.CaptivePortal.Output;
import org.dualmip.mobilenode.portal.CaptivePortal.State;
import org.dualmip.mobilenode.portal.PortalAnswer;
import org.dualmip.mobilenode.portal.PortalFetch;
import org.dualmip.mobilenode.portal.PortalPlace;
import org.jspecify.annotations.Nullable;

/**
 * Carries out on this host what {@link CaptivePortal} decides: leads the confined place to an
 * interface, in the gate last of all, and asks its questions from there. Owner thread, in the
 * host's network namespace.
 */
final class PortalDesk implements AutoCloseable {
  /** The owner of the engine. */
  interface Owner {
    /** Does something when its turn comes. Any thread. */
    void execute(Runnable task);

    /** Does something that much later. Owner thread. */
    void after(Duration delay, Runnable task);

    Now now();
  }

  private final NodeSettings.Portal settings;
  private final Gate gate;
  private final PortalFetch fetch;
  private final Owner owner;
  private final Consumer<Output.Changed> told;
  private final Consumer<String> troubled;
  private final CaptivePortal engine;
  private final Map<String, Link> links = new HashMap<>();
  private final Map<String, List<Ip4>> resolvers = new HashMap<>();
  private final AtomicBoolean asking = new AtomicBoolean();
  private @Nullable PortalPlace place;
  private @Nullable MonotonicTime alarm;
  private boolean closed;

  PortalDesk(
      NodeSettings.Portal settings,
      Gate gate,
      PortalFetch fetch,
      Owner owner,
      Consumer<Output.Changed> told,
      Consumer<String> troubled) {
    this.settings = settings;
    this.gate = gate;
    this.fetch = fetch;
    this.owner = owner;
    this.told = told;
    this.troubled = troubled;
    this.engine = new CaptivePortal(settings.probe());
  }

  // --- what happens

  /** These interfaces are in use now; one behind a foreign agent has nothing to log in with. */
  void inUse(Set<Link> now) {
    for (Link gone : List.copyOf(links.values())) {
      if (!now.contains(gone)) {
        links.remove(gone.name());
        resolvers.remove(gone.name());
        handle(new Input.Detached(owner.now(), gone.name()));
      }
    }
    for (Link link : now) {
      if (link.ownsAddress() && links.putIfAbsent(link.name(), link) == null) {
        handle(new Input.Attached(owner.now(), link.name()));
      }
    }
  }

  /** The network named its portal's API (RFC 8910). */
  void advertised(String link, String uri) {
    handle(new Input.Advertised(owner.now(), link, uri));
  }

  /** A sensor saw something: who knows names in that network, perhaps. */
  void seen(String link, Clue clue) {
    if (clue instanceof Clue.Lease lease && links.containsKey(link)) {
      resolvers.put(link, lease.servers());
    }
  }

  /** The home agents are silent on an interface. */
  void doubted(String link) {
    handle(new Input.Doubted(owner.now(), link));
  }

  /**
   * The user wants to reach a portal.
   *
   * @param wanted the interface; null for the one that is held
   * @throws IllegalArgumentException if there is nothing to reach
   */
  Map<String, Object> want(@Nullable String wanted) {
    String link = wanted == null ? candidate() : wanted;
    if (!links.containsKey(link)) {
      throw new IllegalArgumentException(
          link + " is no interface in use with an address of its own");
    }
    if (engine.state(link) == State.OPEN) {
      throw new IllegalArgumentException(
          "the network at " + link + " holds nobody: there is nothing to log in to");
    }
    handle(new Input.Wanted(owner.now(), link));
    if (place == null || !link.equals(engine.leading())) {
      throw new IllegalStateException("the place for portals cannot be made; see 'dualmip why'");
    }
    Map<String, Object> page = page(link);
    page.put("namespace", settings.namespace());
    return page;
  }

  /**
   * The user has been there; what came of it is asked at once.
   *
   * @throws IllegalArgumentException if there is no such interface
   */
  Map<String, Object> visited(String link) {
    if (!links.containsKey(link)) {
      throw new IllegalArgumentException(link + " is not in use any more");
    }
    handle(new Input.Visited(owner.now(), link));
    return page(link);
  }

  private String candidate() {
    List<String> held =
        links.keySet().stream().filter(one -> engine.state(one) == State.CAPTIVE).toList();
    List<String> all = held.isEmpty() ? links.keySet().stream().sorted().toList() : held;
    if (all.isEmpty()) {
      throw new IllegalArgumentException("no interface is in use with an address of its own");
    }
    if (held.isEmpty() && all.size() > 1) {
      throw new IllegalArgumentException(
          "no portal is known; say which interface is meant: " + String.join(", ", all));
    }
    return all.getFirst();
  }

  /** What is known, for display. */
  List<Object> page() {
    List<Object> page = new ArrayList<>();
    links.keySet().stream()
        .filter(link -> engine.state(link) != State.UNKNOWN)
        .sorted()
        .forEach(link -> page.add(page(link)));
    return page;
  }

  private Map<String, Object> page(String link) {
    Map<String, Object> page = new LinkedHashMap<>();
    page.put("interface", link);
    page.put("state", engine.state(link));
    String portal = engine.portal(link);
    if (portal != null) {
      page.put("portal", portal);
    }
    return page;
  }

  // --- what is done about it

  private void handle(Input input) {
    if (closed) {
      return;
    }
    engine.handle(input);
    for (Output out = engine.poll(); out != null; out = engine.poll()) {
      switch (out) {
        case Output.Lead lead -> lead(lead.link());
        case Output.AskApi ask -> ask(ask.question(), () -> fetch.api(ask.uri()));
        case Output.Probe probe -> ask(probe.question(), () -> fetch.probe(probe.uri()));
        case Output.Changed changed -> told.accept(changed);
      }
    }
    setAlarm();
  }

  private void setAlarm() {
    MonotonicTime wake = engine.wakeAt();
    if (wake == null || (alarm != null && !wake.isBefore(alarm))) {
      return;
    }
    alarm = wake;
    Duration wait = wake.since(owner.now().monotonic());
    owner.after(
        wait.isNegative() ? Duration.ZERO : wait,
        () -> {
          if (wake.equals(alarm)) {
            alarm = null;
            handle(new Input.Tick(owner.now()));
          }
        });
  }

  /** Shut before another network is led to, open after. */
  private void lead(@Nullable String name) {
    try {
      gate.portal(null);
      Link link = name == null ? null : links.get(name);
      if (link == null) {
        if (place != null) {
          place.leadNowhere();
        }
        return;
      }
      PortalPlace there = place == null ? new PortalPlace(settings.namespace()) : place;
      place = there;
      there.lead(
          new PortalPlace.Access(
              link.name(),
              link.address(),
              link.prefixLength(),
              link.gateway(),
              resolvers.getOrDefault(link.name(), List.of())));
      gate.portal(link.name());
    } catch (HostException | IllegalStateException | UncheckedIOException refused) {
      troubled.accept("the portal of " + name + " cannot be reached: " + refused.getMessage());
    }
  }

  /** What the thread in the place is to find out. */
  private interface Question {
    PortalAnswer answer();
  }

  private void ask(long number, Question question) {
    PortalPlace there = place;
    if (there == null || !asking.compareAndSet(false, true)) {
      PortalAnswer none = new PortalAnswer.Nothing("the question cannot be asked");
      owner.execute(() -> handle(new Input.Answered(owner.now(), number, none)));
      return;
    }
    Thread.ofPlatform()
        .daemon()
        .name("portal question")
        .start(() -> {
          PortalAnswer answer;
          try {
            answer = there.call(question::answer);
          } catch (RuntimeException refused) {
            answer = new PortalAnswer.Nothing(String.valueOf(refused.getMessage()));
          } finally {
            asking.set(false);
          }
          PortalAnswer known = answer;
          owner.execute(() -> handle(new Input.Answered(owner.now(), number, known)));
        });
  }

  /** Removes the place. */
  @Override
  public void close() {
    closed = true;
    if (place != null) {
      gate.portal(null);
      place.close();
      place = null;
    }
  }
}
