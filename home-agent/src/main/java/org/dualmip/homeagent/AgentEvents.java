package org.dualmip.homeagent;

import java.util.List;
import java.util.Locale;
import org.dualmip.mobileip.agent.Binding;
import org.dualmip.mobileip.agent.HomeAgent.Level;
import org.dualmip.mobileip.agent.HomeAgent.Output.BindingChanged;
import org.dualmip.mobileip.agent.HomeAgent.Output.Notice;
import org.dualmip.mobileip.foreign.ForeignAgent;
import org.dualmip.mobileip.foreign.ForeignAgent.Output.VisitorChanged;
import org.dualmip.mobileip.foreign.Visitor;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.service.Clock;
import org.dualmip.service.Event;
import org.dualmip.service.EventLog;
import org.jspecify.annotations.Nullable;

/** Turns what happens into events. Any thread. */
final class AgentEvents {
  private static final String WHO = "agent";

  private final EventLog log;
  private final Clock clock;
  private final String system;

  AgentEvents(EventLog log, Clock clock, String system) {
    this.log = log;
    this.clock = clock;
    this.system = system;
  }

  /** Something about the agent as a whole. Any thread. */
  void say(String what, String why, List<String> evidence) {
    log.add(event(what, why).because(evidence));
  }

  /** Somebody changes the congestion marks of packets on their way through a tunnel. Any thread. */
  void unusedMarks(Ip4 outerSource, int inner, int outer) {
    say(
        "congestion-marks",
        "ECN %d inside %d does not occur in tunnels (RFC 6040 §4.2)".formatted(inner, outer),
        List.of("from " + outerSource));
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

  /** A visitor came, moved, was refreshed or went. */
  void visitor(VisitorChanged change) {
    Visitor before = change.before();
    Visitor after = change.after();
    Visitor either = after != null ? after : before;
    if (either == null) {
      return;
    }
    Event event =
        event(
                before == null
                    ? "visitor-registered"
                    : after == null ? "visitor-ended" : "visitor-refreshed",
                change.why())
            .with("home", either.home().toString())
            .with("visitor", either.name())
            .with("home-agent", either.homeAgent().toString())
            .with("station", either.mac() + " on " + either.link());
    log.add(after == null ? event : event.with("lifetime", after.grantedSeconds()));
  }

  /** What the foreign agent noticed; it limits how much of it there is. */
  void notice(ForeignAgent.Output.Notice notice) {
    notice(notice.level(), notice.what(), notice.why(), notice.evidence());
  }

  /** What the engine noticed; it limits how much of it there is. */
  void notice(Notice notice) {
    notice(notice.level(), notice.what(), notice.why(), notice.evidence());
  }

  private void notice(Level level, String what, String why, List<String> evidence) {
    Event event = event(what, why).because(evidence);
    log.add(
        level == Level.INFO ? event : event.with("level", level.name().toLowerCase(Locale.ROOT)));
  }

  private static String kind(@Nullable Binding before, @Nullable Binding after) {
    if (before == null) {
      return "registered";
    }
    if (after == null) {
      return "binding-ended";
    }
    if (!before.tunnel().equals(after.tunnel())) {
      return "moved";
    }
    return before.previous() != null && after.previous() == null
        ? "previous-tunnel-ended"
        : "refreshed";
  }

  private static @Nullable String tunnel(@Nullable Binding binding) {
    return binding == null ? null : binding.tunnel().toString();
  }

  private Event event(String what, String why) {
    return Event.of(clock.now(), WHO, what, why).with("system", system);
  }
}
