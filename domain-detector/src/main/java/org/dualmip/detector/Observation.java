package org.dualmip.detector;

import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.Now;
import org.jspecify.annotations.Nullable;

/** Something that happened on one interface. */
public sealed interface Observation {
  /** When. */
  Now at();

  /** The interface. */
  String link();

  /**
   * The interface came up with this address: its connection status changed (RFC 5265 §3.2.2).
   *
   * @param gateway the default gateway, or the foreign agent; null where it is not known
   */
  record Attached(Now at, String link, Ip4 address, @Nullable Ip4 gateway) implements Observation {
    @Override
    public String toString() {
      return link + " has the address " + address;
    }
  }

  /** The interface, or its address, is gone: its connection status changed (RFC 5265 §3.2.2). */
  record Detached(Now at, String link, String why) implements Observation {
    @Override
    public String toString() {
      return link + " is detached: " + why;
    }
  }

  /**
   * The inner home agent accepted a registration through this very interface.
   *
   * @param trustedNetworks whether its reply carries the Trusted Networks Configured extension
   */
  record InnerRegistered(Now at, String link, boolean trustedNetworks) implements Observation {
    @Override
    public String toString() {
      return "the inner home agent accepted a registration through "
          + link
          + (trustedNetworks
              ? " and vouches for its trusted networks"
              : " but does not vouch for trusted networks");
    }
  }

  /** The inner home agent did not answer in time. */
  record InnerSilent(Now at, String link, int attempts) implements Observation {
    @Override
    public String toString() {
      return "the inner home agent is silent on " + link + " after " + attempts + " requests";
    }
  }

  /** What the inner home agent had proved is over. */
  record InnerLost(Now at, String link, String why) implements Observation {
    @Override
    public String toString() {
      return "the inner registration through " + link + " is over: " + why;
    }
  }

  /** The outer home agent accepted a registration through this interface. */
  record OuterRegistered(Now at, String link) implements Observation {
    @Override
    public String toString() {
      return "the outer home agent accepted a registration through " + link;
    }
  }

  /** The inner home agent lets itself be found without a registration, from now on everywhere. */
  record DiscoveryOffered(Now at, String link) implements Observation {
    @Override
    public String toString() {
      return "the inner home agent offers discovery";
    }
  }

  /** It does not any more. */
  record DiscoveryWithdrawn(Now at, String link) implements Observation {
    @Override
    public String toString() {
      return "the inner home agent offers discovery no more";
    }
  }

  /**
   * The user's own word on this connection.
   *
   * @param probe when to ask the inner home agent here
   */
  record Ruled(Now at, String link, DetectorConfig.Probe probe) implements Observation {
    @Override
    public String toString() {
      return "the user's rule for this network is probe: "
          + probe.name().toLowerCase(java.util.Locale.ROOT);
    }
  }

  /** A sensor, or the memory of earlier stays, has something to say: never a proof. */
  record Seen(Now at, String link, Clue clue) implements Observation {
    @Override
    public String toString() {
      return clue.toString();
    }
  }
}
