package org.dualmip.lab.topology;

import org.dualmip.mobileip.net.Prefix4;

/**
 * A link that several interfaces share, as an Ethernet switch makes one.
 *
 * @param name also the name of the bridge and of the capture file, at most 15 characters
 * @param prefix the addresses on the link
 * @param outside whether strangers can listen here: nothing private may be seen in the clear
 */
public record Segment(String name, Prefix4 prefix, boolean outside) {
  /**
   * @throws IllegalArgumentException if the kernel would not take the name for an interface
   */
  public Segment {
    Names.check(name);
  }

  /** A link behind the firewall. */
  public static Segment inside(String name, String prefix) {
    return new Segment(name, Prefix4.of(prefix), false);
  }

  /** A link that anybody may listen to. */
  public static Segment outside(String name, String prefix) {
    return new Segment(name, Prefix4.of(prefix), true);
  }
}
