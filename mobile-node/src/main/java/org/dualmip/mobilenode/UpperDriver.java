package org.dualmip.mobilenode;

import static org.dualmip.mobilenode.LowerDriver.earliest;
import static org.dualmip.mobilenode.LowerDriver.isDue;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.MonotonicTime;
import org.dualmip.mobileip.net.Now;
import org.dualmip.mobileip.node.CareOf;
import org.dualmip.mobileip.node.MobileNode;
import org.dualmip.mobilenode.DualNode.Output;
import org.dualmip.mobilenode.Projection.Path;
import org.jspecify.annotations.Nullable;

/**
 * The upper Mobile IP driver and the VPN below it: outside, the VPN's address is registered with
 * the inner home agent. That address does not change with a move, so there is little to do: bring
 * the VPN up once the outer home address works, and take it down when the node has been inside for
 * the drain time.
 */
final class UpperDriver {
  /** Requests through the VPN without an answer after which the path below is looked at. */
  private static final int SUSPICIOUS = 3;

  /** How long the VPN may take to come up before the path below is looked at. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** The same where nobody but the gateway can say that the path is good. */
  private static final Duration PATIENCE_BARE = Duration.ofSeconds(10);

  private final InnerSystem inner;
  private final Carrier outer;
  private final LowerDriver lower;
  private final Paths paths;
  private final Outbox outbox;
  private final Duration drain;
  private @Nullable Ip4 boundTo;
  private @Nullable Ip4 address;
  private @Nullable CareOf bare;
  private @Nullable MonotonicTime leaveAt;
  private @Nullable MonotonicTime suspectAt;

  UpperDriver(
      InnerSystem inner,
      Carrier outer,
      LowerDriver lower,
      Paths paths,
      Outbox outbox,
      Duration drain) {
    this.inner = inner;
    this.outer = outer;
    this.lower = lower;
    this.paths = paths;
    this.outbox = outbox;
    this.drain = drain;
  }

  static boolean isVpn(CareOf careOf) {
    return careOf.link().equals(DualNode.VPN);
  }

  /** The address the VPN gave, while it is up. */
  @Nullable Ip4 address() {
    return address;
  }

  private @Nullable CareOf careOf() {
    return address == null ? null : new CareOf.CoLocated(DualNode.VPN, address);
  }

  // --- what the VPN says

  void vpnUp(Ip4 given, Now now) {
    if (boundTo == null || given.equals(address)) {
      return; // not wanted any more: it is on its way down
    }
    gone(now);
    address = given;
    outbox.changed(
        "vpn-up",
        null,
        null,
        null,
        given.toString(),
        boundTo.isAny() ? "it roams by MOBIKE" : "bound to " + boundTo,
        List.of());
  }

  void vpnDown(String why, Now now) {
    if (address != null) {
      outbox.changed("vpn-down", null, null, address.toString(), null, why, List.of());
      gone(now);
      if (outer instanceof Carrier.Outer) {
        suspectOuter(now);
      }
    }
  }

  /**
   * The VPN's silence may be that of the path below: an outer home agent that lost its bindings
   * drops what it cannot place, and says so to nobody. Without an outer system the interface itself
   * is in doubt.
   */
  private void suspectOuter(Now now) {
    CareOf careOf = outer.boundTo();
    if (careOf == null || boundTo == null) {
      return;
    }
    switch (outer) {
      case Carrier.Outer system -> system.handle(new MobileNode.Input.Register(now, careOf, null));
      case Carrier.Bare _ -> lower.inVain(careOf, now);
    }
  }

  private void gone(Now now) {
    CareOf careOf = careOf();
    if (careOf != null) {
      inner.handle(new MobileNode.Input.CareOfLost(now, careOf));
      paths.drop(careOf);
      address = null;
    }
  }

  // --- what the registrations say

  void innerRegistered(MobileNode.Output.Registered registered, Now now) {
    CareOf below = outer.boundTo();
    if (below != null && outer instanceof Carrier.Bare) {
      lower.works(below, now); // nobody else answers through the interface
    }
    paths.use(Tier.INNER, new Path(registered.careOf(), registered.tunnel()), now.monotonic());
  }

  void innerSilent(MobileNode.Output.Unanswered silent, Now now) {
    if (silent.attempts() == SUSPICIOUS) {
      suspectOuter(now);
    }
  }

  void outerRegistered(MobileNode.Output.Registered registered, Now now) {
    if (!registered.renewal()) {
      otherPath(now);
    }
  }

  /** Whatever went unanswered went down a path that is no more. */
  private void otherPath(Now now) {
    CareOf careOf = careOf();
    if (careOf != null) {
      inner.handle(new MobileNode.Input.PathChanged(now, careOf));
    }
  }

  // --- what is due

  /** Does it; whether the interface below is in doubt now, so that another may be better. */
  boolean advance(Now now) {
    if (lower.isInside(now)) {
      suspectAt = null;
      if (boundTo == null && outer.boundTo() == null && outer.requesting() == null) {
        leaveAt = null;
        outer.handle(new MobileNode.Input.Rest(now));
      } else if (leaveAt == null) {
        leaveAt = now.monotonic().plus(drain);
      } else if (isDue(leaveAt, now.monotonic())) {
        leaveAt = null;
        leaveOutside(now);
      }
      return false;
    }
    leaveAt = null;
    if (outer.boundTo() != null) {
      if (outer instanceof Carrier.Bare && !Objects.equals(bare, outer.boundTo())) {
        bare = outer.boundTo();
        otherPath(now);
      }
      connect(now);
      register(now);
    }
    boolean waiting = boundTo != null && address == null && outer.boundTo() != null;
    boolean tooLong = waiting && isDue(suspectAt, now.monotonic());
    if (!waiting) {
      suspectAt = null;
    } else if (suspectAt == null || tooLong) {
      suspectAt = now.monotonic().plus(outer instanceof Carrier.Bare ? PATIENCE_BARE : PATIENCE);
    }
    if (tooLong) {
      suspectOuter(now);
    }
    return tooLong && outer instanceof Carrier.Bare;
  }

  private void connect(Now now) {
    Ip4 local = outer.vpnFrom();
    if (!local.equals(boundTo)) {
      gone(now);
      boundTo = local;
      outbox.add(new Output.ConnectVpn(local));
      outbox.changed(
          "vpn-connecting",
          null,
          null,
          null,
          local.isAny() ? "by MOBIKE" : "from " + local,
          "the node is outside",
          List.of());
    }
  }

  private void register(Now now) {
    CareOf careOf = careOf();
    CareOf requesting = inner.requesting();
    if (careOf == null
        || careOf.equals(inner.boundTo())
        || careOf.equals(requesting)
        || lower.awaitsInner()) {
      return;
    }
    if (requesting != null) {
      inner.handle(new MobileNode.Input.GiveUp(now, requesting));
      lower.probeLater(requesting, now);
    }
    inner.handle(new MobileNode.Input.Register(now, careOf, null));
  }

  /** Inside for good: the VPN goes down, the outer system is left (RFC 5265 §3.3). */
  private void leaveOutside(Now now) {
    disconnect("the node is inside", now);
    for (CareOf careOf : outer.bound()) {
      outer.handle(new MobileNode.Input.Deregister(now, careOf, careOf));
    }
    CareOf requesting = outer.requesting();
    if (requesting != null) {
      outer.handle(new MobileNode.Input.GiveUp(now, requesting));
    }
    outer.handle(new MobileNode.Input.Rest(now)); // the next stay outside is nobody's business
    paths.stop(Tier.OUTER);
  }

  void disconnect(String why, Now now) {
    if (boundTo != null) {
      outbox.changed(
          "vpn-down",
          null,
          null,
          address == null ? null : address.toString(),
          null,
          why,
          List.of());
      outbox.add(new Output.DisconnectVpn());
      gone(now);
      boundTo = null;
    }
  }

  @Nullable MonotonicTime wakeAt() {
    return earliest(leaveAt, suspectAt);
  }
}
