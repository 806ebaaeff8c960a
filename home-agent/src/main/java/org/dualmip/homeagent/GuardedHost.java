package org.dualmip.homeagent;

import java.util.List;
import java.util.function.Function;
import org.dualmip.linux.HostChange;
import org.dualmip.linux.HostException;
import org.dualmip.mobileip.net.Ip4;

/**
 * Changes the kernel, and tells, once, what it refuses: a host that refuses is no reason to end.
 * Belongs to the owner thread.
 */
final class GuardedHost {
  private final HostProjection host;
  private final AgentEvents events;
  private List<String> refused = List.of();

  GuardedHost(HostProjection host, AgentEvents events) {
    this.host = host;
    this.events = events;
  }

  /** Changes something; what could be done is returned. */
  List<HostChange> change(Function<HostProjection, List<HostChange>> what) {
    List<HostChange> changes = List.of();
    List<String> now;
    try {
      changes = what.apply(host);
      now =
          changes.stream()
              .filter(HostChange.Blocked.class::isInstance)
              .map(HostChange::toString)
              .toList();
    } catch (HostException noRight) {
      now = List.of(String.valueOf(noRight.getMessage()));
    }
    if (!now.isEmpty() && !now.equals(refused)) {
      events.say("host-refused", "the kernel does not take what is needed", now);
    }
    refused = now;
    return changes;
  }

  /** Whether packets for the address go into an adapter. */
  boolean attracts(Ip4 address) {
    return host.attracts(address);
  }

  /** Puts back what somebody else changed in the kernel. */
  void reconcile() {
    List<String> repaired =
        change(HostProjection::reconcile).stream()
            .filter(change -> !(change instanceof HostChange.Blocked))
            .map(HostChange::toString)
            .toList();
    if (!repaired.isEmpty()) {
      events.say("host-repaired", "somebody changed what this agent installed", repaired);
    }
  }
}
