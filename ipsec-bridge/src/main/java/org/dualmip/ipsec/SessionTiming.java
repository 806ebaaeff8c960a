package org.dualmip.ipsec;

import java.time.Duration;

/**
 * The times that a session keeps.
 *
 * @param initiate how long one attempt may take. With the retransmission settings of {@link
 *     StrongSwanSettings} a request goes out five times within the default.
 * @param answer how long strongSwan itself may take for anything else
 * @param look how often to compare with strongSwan while up
 * @param firstPause after the first failure
 * @param longestPause between attempts, however many have failed
 * @param steady how long a connection must last for its failed attempts to be forgotten
 */
public record SessionTiming(
    Duration initiate,
    Duration answer,
    Duration look,
    Duration firstPause,
    Duration longestPause,
    Duration steady) {
  /** Quick to return, gentle to a gateway that stays away. */
  public static final SessionTiming DEFAULT =
      new SessionTiming(
          Duration.ofSeconds(4),
          Duration.ofSeconds(5),
          Duration.ofSeconds(10),
          Duration.ofMillis(200),
          Duration.ofSeconds(5),
          Duration.ofSeconds(10));
}
