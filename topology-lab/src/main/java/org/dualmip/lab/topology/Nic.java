package org.dualmip.lab.topology;

import java.time.Duration;
import org.dualmip.mobileip.net.Ip4;
import org.jspecify.annotations.Nullable;

/**
 * An interface of a node and where it is plugged.
 *
 * @param name the name inside the node
 * @param segment the segment it is plugged into from the start, or null if it starts unplugged
 * @param address its address there, or null
 * @param delay what a frame takes between node and segment, each way; zero is a plain cable
 */
public record Nic(String name, @Nullable String segment, @Nullable Ip4 address, Duration delay) {
  /**
   * @throws IllegalArgumentException if the name is no interface name, the delay is negative, or
   *     only one of segment and address is there
   */
  public Nic {
    Names.check(name);
    if (delay.isNegative()) {
      throw new IllegalArgumentException(name + ": a delay cannot be negative: " + delay);
    }
    if ((segment == null) != (address == null)) {
      throw new IllegalArgumentException(name + ": a segment and an address belong together");
    }
  }

  /** An interface on a cable without delay. */
  public static Nic on(String segment, String name, String address) {
    return new Nic(name, segment, Ip4.of(address), Duration.ZERO);
  }

  /** An interface behind a link that delays every frame, each way. */
  public static Nic delayed(String segment, String name, String address, Duration delay) {
    return new Nic(name, segment, Ip4.of(address), delay);
  }

  /** An interface that a move plugs in later. */
  public static Nic unplugged(String name) {
    return new Nic(name, null, null, Duration.ZERO);
  }

  /** Whether a delay link stands between the node and the segment. */
  public boolean isDelayed() {
    return !delay.isZero();
  }
}
