package org.dualmip.homeagent;

import java.time.Duration;
import java.util.List;
import org.dualmip.mobileip.agent.Binding;
import org.dualmip.mobileip.agent.HomeAgent.Level;
import org.dualmip.mobileip.agent.HomeAgent.Output.BindingChanged;
import org.dualmip.mobileip.agent.HomeAgent.Output.Notice;
import org.dualmip.service.Clock;
import org.dualmip.service.Event;
import org.dualmip.service.EventLog;
import org.dualmip.service.LogLimit;
import org.jspecify.annotations.Nullable;

/**
 * Turns what happens into events. Notices that anybody on the network can provoke are limited, so
 * that a flood fills no disk; the counters have all of them. Belongs to the owner thread.
 */
final class AgentEvents {
  private static final String WHO = "agent";
  private static final int BURST = 20;

  private final EventLog log;
  private final Clock clock;
  private final String system;
  private final LogLimit limit;
  private long suppressed;

  AgentEvents(EventLog log, Clock clock, String system) {
    this.log = log;
    this.clock = clock;
    this.system = system;
    this.limit = new LogLimit(BURST, Duration.ofSeconds(1), clock.now().monotonic());
  }

  /** Something about the agent as a whole. Any thread. */
  void say(String what, String why, List<String> evidence) {
    log.add(event(what, why).because(evidence));
  }

  /** The binding store has something to say. Any thread. */
  void storeProblem(String complaint) {
    say("binding-store", complaint, List.of());
  }

  /** A binding came, moved, was refreshed or went. */
  void binding(BindingChanged change) {
    Binding before = change.before();
    Binding after = change.after();
    Binding either = after != null ? after : before;
    if (either == null) {
      return;
    }
    Event event =
        event(kind(before, after), change.why())
            .change(tunnel(before), tunnel(after))
            .with("home", either.home().toString())
            .with("subscriber", either.subscriber())
            .with("care-of", either.careOf().toString());
    log.add(after == null ? event : event.with("lifetime", after.grantedSeconds()));
  }

  /** What the engine noticed. */
  void notice(Notice notice) {
    if (notice.level() != Level.INFO && !limit.allows(clock.now().monotonic())) {
      suppressed++;
      return;
    }
    long missing = limit.takeSuppressed();
    Event event = event(notice.what(), notice.why()).because(notice.evidence());
    if (notice.level() != Level.INFO) {
      event = event.with("level", notice.level().name().toLowerCase(java.util.Locale.ROOT));
    }
    log.add(missing == 0 ? event : event.with("suppressed-before", missing));
  }

  /** Notices that did not become events because there were too many. */
  long suppressed() {
    return suppressed;
  }

  private static String kind(@Nullable Binding before, @Nullable Binding after) {
    if (before == null) {
      return "registered";
    }
    if (after == null) {
      return "binding-ended";
    }
    return before.tunnel().equals(after.tunnel()) ? "refreshed" : "moved";
  }

  private static @Nullable String tunnel(@Nullable Binding binding) {
    return binding == null ? null : binding.tunnel().toString();
  }

  private Event event(String what, String why) {
    return Event.of(clock.now(), WHO, what, why).with("system", system);
  }
}
