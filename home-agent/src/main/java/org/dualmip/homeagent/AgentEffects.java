package org.dualmip.homeagent;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.dualmip.linux.HostChange;
import org.dualmip.linux.HostException;
import org.dualmip.mobileip.agent.Binding;
import org.dualmip.mobileip.agent.HomeAgent.Output;
import org.dualmip.mobileip.net.Endpoint;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.MonotonicTime;
import org.dualmip.mobileip.net.Octets;
import org.dualmip.service.Clock;
import org.jspecify.annotations.Nullable;

/**
 * Carries out what the engine decides. Belongs to the owner thread.
 *
 * <p>When a binding comes, the tunnel is ready before packets are attracted to it; when it goes,
 * packets are sent elsewhere before the tunnel ends. A host that refuses is an event with the
 * remedy, not the end: the state is reconciled again later.
 */
final class AgentEffects implements Consumer<Output> {
  private static final Duration PAST_INTERVAL = Duration.ofMillis(500);

  private final Signalling socket;
  private final DataPath tunnels;
  private final HostProjection host;
  private final @Nullable HomeLink homeLink;
  private final BindingStore store;
  private final AgentEvents events;
  private final Clock clock;
  private List<String> refused = List.of();
  private MonotonicTime pastAgain;

  AgentEffects(
      Signalling socket,
      DataPath tunnels,
      HostProjection host,
      @Nullable HomeLink homeLink,
      BindingStore store,
      AgentEvents events,
      Clock clock) {
    this.socket = socket;
    this.tunnels = tunnels;
    this.host = host;
    this.homeLink = homeLink;
    this.store = store;
    this.events = events;
    this.clock = clock;
    this.pastAgain = clock.now().monotonic();
  }

  @Override
  public void accept(Output output) {
    switch (output) {
      case Output.Send(var _, var to, var payload) -> send(to, payload);
      case Output.BindingChanged change -> {
        changed(change);
        events.binding(change);
      }
      case Output.Remember(var memory) -> store.remember(memory);
      case Output.Notice notice -> events.notice(notice);
    }
  }

  /** Builds up what a restart of the service interrupted. */
  void restored(Collection<Binding> bindings) {
    bindings.forEach(tunnels::bind);
    List<Ip4> homes = bindings.stream().map(Binding::home).toList();
    project(() -> host.attract(homes));
    homes.forEach(this::away);
  }

  /** Puts back what somebody else changed in the kernel. */
  void reconcile() {
    List<String> repaired =
        project(host::reconcile).stream()
            .filter(change -> !(change instanceof HostChange.Blocked))
            .map(HostChange::toString)
            .toList();
    if (!repaired.isEmpty()) {
      events.say("host-repaired", "somebody changed what this agent installed", repaired);
    }
  }

  /**
   * A reply to a home address goes onto the home link, even while the address is bound: the node
   * asked from there (RFC 5944 §3.8.3.1). Not often, since it takes the tunnel away for a moment
   * and a forged request is enough to ask for it.
   */
  private void send(Endpoint to, Octets payload) {
    MonotonicTime now = clock.now().monotonic();
    if (homeLink != null && host.attracts(to.address()) && !now.isBefore(pastAgain)) {
      pastAgain = now.plus(PAST_INTERVAL);
      project(() -> host.past(to.address(), () -> socket.sendNow(to, payload)));
    } else {
      socket.send(to, payload);
    }
  }

  private void changed(Output.BindingChanged change) {
    Binding before = change.before();
    Binding after = change.after();
    if (after != null) {
      store.put(after, clock.now());
      if (before == null) {
        begin(after);
      } else {
        tunnels.bind(after);
      }
    } else if (before != null) {
      end(before.home());
      store.remove(before.home());
    }
  }

  private void begin(Binding binding) {
    tunnels.bind(binding);
    project(() -> host.attract(List.of(binding.home())));
    away(binding.home());
  }

  private void end(Ip4 home) {
    project(() -> host.release(home));
    tunnels.unbind(home);
    if (homeLink != null) {
      homeLink.back(home);
    }
  }

  private void away(Ip4 home) {
    if (homeLink != null) {
      homeLink.away(home);
    }
  }

  /** Changes the kernel; tells, once, what it refuses. */
  private List<HostChange> project(Supplier<List<HostChange>> change) {
    List<HostChange> changes = List.of();
    List<String> now;
    try {
      changes = change.get();
      now =
          changes.stream()
              .filter(HostChange.Blocked.class::isInstance)
              .map(HostChange::toString)
              .toList();
    } catch (HostException noRight) {
      now = List.of(String.valueOf(noRight.getMessage()));
    }
    if (!now.isEmpty() && !now.equals(refused)) {
      events.say("host-refused", "the kernel does not take what the bindings need", now);
    }
    refused = now;
    return changes;
  }
}
