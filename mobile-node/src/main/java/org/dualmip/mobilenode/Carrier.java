package org.dualmip.mobilenode;

import java.util.List;
import java.util.Set;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.MonotonicTime;
import org.dualmip.mobileip.node.CareOf;
import org.dualmip.mobileip.node.MobileNode;
import org.jspecify.annotations.Nullable;

/** What carries the VPN's own packets while the node is outside. */
sealed interface Carrier {
  /** Takes one input; then {@link #poll} until null. */
  void handle(MobileNode.Input input);

  /** What it found out, or null. */
  MobileNode.@Nullable Output poll();

  /** The care-of address that was registered last and still holds, or null. */
  @Nullable CareOf boundTo();

  /** All care-of addresses that hold: several with simultaneous bindings. */
  List<CareOf> bound();

  /** Whether several may hold at once (the S bit, RFC 5944 §3.6.1.2). */
  boolean simultaneous();

  /** The care-of address that is tried, or null. */
  @Nullable CareOf requesting();

  /** The care-of addresses that need a socket for its signalling. */
  Set<CareOf> inUse();

  /** The address the VPN is bound to while something carries it; 0.0.0.0 leaves that to MOBIKE. */
  Ip4 vpnFrom();

  /** When to be called next, or null. */
  @Nullable MonotonicTime wakeAt();

  /** The outer Mobile IP system: the VPN is bound to M and notices no move (RFC 5265 §2.3). */
  record Outer(MobileNode engine, boolean simultaneous) implements Carrier {
    @Override
    public void handle(MobileNode.Input input) {
      engine.handle(
          input instanceof MobileNode.Input.Register register && simultaneous
              ? new MobileNode.Input.Register(
                  register.at(), register.careOf(), register.monitor(), true)
              : input);
    }

    @Override
    public List<CareOf> bound() {
      return engine.bound();
    }

    @Override
    public MobileNode.@Nullable Output poll() {
      return engine.poll();
    }

    @Override
    public @Nullable CareOf boundTo() {
      return engine.boundTo();
    }

    @Override
    public @Nullable CareOf requesting() {
      return engine.requesting();
    }

    @Override
    public Set<CareOf> inUse() {
      return engine.inUse();
    }

    @Override
    public Ip4 vpnFrom() {
      return engine.home();
    }

    @Override
    public @Nullable MonotonicTime wakeAt() {
      return engine.wakeAt();
    }
  }

  /**
   * Nothing but an interface. With MOBIKE the VPN follows by itself (RFC 5266 §3.3); without, it is
   * made anew from each care-of address. There is nobody to ask, so what is tried carries at once.
   */
  final class Bare implements Carrier {
    private final boolean mobike;
    private @Nullable CareOf boundTo;

    Bare(boolean mobike) {
      this.mobike = mobike;
    }

    boolean mobike() {
      return mobike;
    }

    @Override
    public void handle(MobileNode.Input input) {
      switch (input) {
        case MobileNode.Input.Register register -> boundTo = register.careOf();
        case MobileNode.Input.CareOfLost lost -> release(lost.careOf());
        case MobileNode.Input.Deregister leave -> release(leave.careOf());
        default -> {} // asks nobody, so nothing else can happen
      }
    }

    private void release(CareOf careOf) {
      if (careOf.equals(boundTo)) {
        boundTo = null;
      }
    }

    @Override
    public MobileNode.@Nullable Output poll() {
      return null;
    }

    @Override
    public @Nullable CareOf boundTo() {
      return boundTo;
    }

    @Override
    public List<CareOf> bound() {
      return boundTo == null ? List.of() : List.of(boundTo);
    }

    @Override
    public boolean simultaneous() {
      return false;
    }

    @Override
    public @Nullable CareOf requesting() {
      return null;
    }

    @Override
    public Set<CareOf> inUse() {
      return Set.of();
    }

    @Override
    public Ip4 vpnFrom() {
      return mobike || boundTo == null ? Ip4.ANY : boundTo.address();
    }

    @Override
    public @Nullable MonotonicTime wakeAt() {
      return null;
    }
  }
}
