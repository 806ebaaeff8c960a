package org.dualmip.mobileip.agent;

import java.util.List;
import java.util.Set;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.Prefix4;
import org.jspecify.annotations.Nullable;

/**
 * What a subscriber may do beyond registering its home address.
 *
 * @param mobileNetworks the networks a mobile router may take along: its rows of the prefix table
 *     (RFC 5177 §6.2.2)
 * @param assignedNetworks how many networks it may ask for at once (RFC 6626 §4)
 * @param services the services it may select (RFC 5446 §4.2); the default service needs no
 *     permission
 * @param homeAgent the home agent that serves it instead of this one (RFC 4433 §4.2); null if this
 *     one does
 */
public record Permissions(
    List<Prefix4> mobileNetworks,
    int assignedNetworks,
    Set<String> services,
    @Nullable Ip4 homeAgent) {
  /** Nothing beyond registering its home address. */
  public static final Permissions NONE = new Permissions(List.of(), 0, Set.of(), null);

  /**
   * @throws IllegalArgumentException if the number is negative
   */
  public Permissions {
    mobileNetworks = List.copyOf(mobileNetworks);
    services = Set.copyOf(services);
    if (assignedNetworks < 0) {
      throw new IllegalArgumentException("a number is not negative: " + assignedNetworks);
    }
  }

  /** Whether it is a mobile router at all (code 148 otherwise, RFC 5177 §6.1). */
  public boolean isRouter() {
    return !mobileNetworks.isEmpty() || assignedNetworks > 0;
  }
}
