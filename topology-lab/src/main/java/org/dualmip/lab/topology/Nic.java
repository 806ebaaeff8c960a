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
 * @param quality of the cable between node and segment
 */
public record Nic(String name, @Nullable String segment, @Nullable Ip4 address, Quality quality) {
  /**
   * Checks the name and that segment and address go together.
   *
   * @throws IllegalArgumentException if the name is no interface name, or only one of segment and
   *     address is there
   */
  public Nic {
    Names.check(name);
    if ((segment == null) != (address == null)) {
      throw new IllegalArgumentException(name + ": a segment and an address belong together");
    }
  }

  /** An interface on a plain cable. */
  public static Nic on(String segment, String name, String address) {
    return new Nic(name, segment, Ip4.of(address), Quality.PERFECT);
  }

  /** An interface behind a link that delays every frame, each way. */
  public static Nic delayed(String segment, String name, String address, Duration delay) {
    return new Nic(name, segment, Ip4.of(address), Quality.delayed(delay));
  }

  /** An interface that a move plugs in later. */
  public static Nic unplugged(String name) {
    return new Nic(name, null, null, Quality.PERFECT);
  }

  /** The same interface on another cable. */
  public Nic over(Quality other) {
    return new Nic(name, segment, address, other);
  }

  /** What a frame takes between node and segment, each way. */
  public Duration delay() {
    return quality.delay();
  }

  /** Whether more than a plain cable stands between the node and the segment. */
  public boolean isDelayed() {
    return !quality.isPerfect();
  }
}
