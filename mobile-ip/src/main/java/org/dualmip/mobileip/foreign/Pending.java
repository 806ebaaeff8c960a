package org.dualmip.mobileip.foreign;

import org.dualmip.mobileip.net.MonotonicTime;

/**
 * A relayed request that waits for its reply (RFC 5944 §3.7.1).
 *
 * @param asked as it arrived last
 * @param terms what was agreed to do
 * @param ofVisitor whether the node is a visitor already, on the same link with the same station
 * @param greKey the key of packets from the home agent; 0 without GRE keys
 * @param until when it is given up
 */
record Pending(Asked asked, Terms terms, boolean ofVisitor, int greKey, MonotonicTime until) {

  /**
   * Each station has at most one pending request for each node that it says to be: of several, the
   * node waits for the latest.
   */
  record Key(Asked.Station station, String name) {}

  Key key() {
    return new Key(asked.station(), asked.name());
  }
}
