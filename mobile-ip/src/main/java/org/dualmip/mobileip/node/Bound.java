package org.dualmip.mobileip.node;

import java.time.Duration;
import org.dualmip.mobileip.extension.RevocationSupport;
import org.dualmip.mobileip.net.MonotonicTime;
import org.dualmip.mobileip.packet.Tunnel;
import org.jspecify.annotations.Nullable;

/**
 * A registration that holds.
 *
 * @param monitor T_MONITOR; null where only the lifetime counts
 * @param wishes those that were granted
 * @param tunnel null if a foreign agent has the end of it
 * @param revocation the home agent's consent to tell of a revocation, with its clock at the time
 *     (RFC 3543 §3.2); null if that was not agreed on
 * @param keepalive of a tunnel in UDP; null without
 */
record Bound(
    CareOf careOf,
    @Nullable Duration monitor,
    Wishes wishes,
    @Nullable Tunnel tunnel,
    MonotonicTime renewAt,
    MonotonicTime endsAt,
    @Nullable RevocationSupport revocation,
    @Nullable Keepalive keepalive) {
  /** From where user data is sent: past the agent if the care-of address is the node's own. */
  CareOf dataFrom() {
    return careOf instanceof CareOf.ThroughAgent agent && agent.coLocated()
        ? new CareOf.CoLocated(agent.link(), agent.address())
        : careOf;
  }

  Bound renewedBy(MonotonicTime at, @Nullable Keepalive other) {
    return new Bound(
        careOf, monitor, wishes, tunnel, MonotonicTime.min(renewAt, at), endsAt, revocation, other);
  }
}
