package org.dualmip.mobilenode;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.SequencedMap;
import org.dualmip.detector.Verdict;
import org.dualmip.ipsec.VpnEvent;
import org.dualmip.mobilenode.DualNode.Output;
import org.dualmip.mobilenode.portal.CaptivePortal;
import org.dualmip.service.Clock;
import org.dualmip.service.Event;
import org.dualmip.service.EventLog;
import org.jspecify.annotations.Nullable;

/** What happens to a node, in words: for the log, and for {@code why}. Any thread. */
final class NodeEvents implements AutoCloseable {
  private static final int KEPT = 512;
  private static final String WHO = "node";

  private final EventLog log;
  private final Clock clock;

  /**
   * @param file where they are written besides; null for nowhere
   */
  NodeEvents(@Nullable Path file, Clock clock) {
    this.log = new EventLog(file, KEPT);
    this.clock = clock;
  }

  /** The last ones. */
  List<SequencedMap<String, Object>> last() {
    return log.last().stream().map(Event::fields).toList();
  }

  private Event event(String what, String why) {
    return Event.of(clock.now(), WHO, what, why);
  }

  /** Something that is no more than words. */
  void say(String what, String why) {
    log.add(event(what, why));
  }

  void troubled(String what) {
    say("trouble", what);
  }

  void started(Path file, NodeSettings settings, String sensors) {
    log.add(
        event("started", "serving with " + file)
            .with("home", settings.inner().homeAddress())
            .with("sensors", sensors));
  }

  void judged(Output.Judged judged) {
    Verdict verdict = judged.verdict();
    log.add(
        Event.of(judged.at(), WHO, "verdict", verdict.rule())
            .change(
                judged.before() == null ? null : judged.before().toString(),
                verdict.domain().toString())
            .because(verdict.evidence().stream().map(Object::toString).toList())
            .with("link", verdict.link())
            .with("score", verdict.score())
            .with("weighed", verdict.weighed().stream().map(Object::toString).toList())
            .with("plan", judged.plan().why())
            .with("would-change", verdict.wouldChange()));
  }

  void changed(Output.Changed changed) {
    Event event =
        event(changed.what(), changed.why())
            .change(changed.before(), changed.after())
            .because(changed.evidence());
    if (changed.link() != null) {
      event = event.with("link", changed.link());
    }
    if (changed.tier() != null) {
      event = event.with("system", changed.tier());
    }
    log.add(event);
  }

  void portal(CaptivePortal.Output.Changed changed) {
    String portal = changed.portal();
    log.add(
        event(
                "captive-portal",
                portal == null ? changed.why() : changed.why() + ": log in at " + portal)
            .change(word(changed.before()), word(changed.after()))
            .with("link", changed.link()));
  }

  private static String word(CaptivePortal.State state) {
    return state.name().toLowerCase(Locale.ROOT);
  }

  void vpn(VpnEvent news) {
    switch (news) {
      case VpnEvent.Up up ->
          log.add(
              event("vpn-associated", up.adopted() ? "adopted" : "made anew")
                  .with("ike-spis", up.ikeSpis())
                  .with("child-spis", up.childSpis()));
      case VpnEvent.Down _ -> {} // the engine tells
      case VpnEvent.Unavailable away -> say("vpn-unavailable", away.remedy());
      case VpnEvent.Available back -> say("vpn-available", back.version());
      case VpnEvent.Failed failed ->
          say("vpn-failed", failed.reason() + "; again in " + failed.retryIn().toMillis() + " ms");
      case VpnEvent.Connecting connecting ->
          say(
              "vpn-attempt",
              "attempt "
                  + connecting.attempt()
                  + (connecting.local().isAny() ? "" : " from " + connecting.local()));
      case VpnEvent.Moved moved ->
          say("vpn-moved", "the gateway knows that the VPN now comes from " + moved.local());
      case VpnEvent.Rekeyed rekeyed ->
          log.add(
              event("vpn-rekeyed", "new keys, same address")
                  .with("ike-spis", rekeyed.ikeSpis())
                  .with("child-spis", rekeyed.childSpis()));
    }
  }

  @Override
  public void close() {
    log.close();
  }
}
