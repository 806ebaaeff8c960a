package org.dualmip.ipsec;

import java.time.Duration;
import java.util.List;
import org.dualmip.mobileip.net.Ip4;

/** What a user of the gateway is told. */
public sealed interface GatewayEvent {
  /** strongSwan has the configuration, and serves. */
  record Loaded(String version) implements GatewayEvent {}

  /**
   * strongSwan did not take it.
   *
   * @param reason in its own words
   * @param retryIn when it is tried again
   */
  record Refused(String reason, Duration retryIn) implements GatewayEvent {}

  /**
   * strongSwan cannot be reached. The gateway loads everything again by itself when it is back.
   *
   * @param remedy what to do
   */
  record Unavailable(String remedy) implements GatewayEvent {}

  /**
   * A mobile node has come.
   *
   * @param identity as its certificate carries it
   * @param remote its outer address, M
   * @param innerAddresses assigned to it, V
   */
  record NodeUp(String identity, Ip4 remote, List<Ip4> innerAddresses) implements GatewayEvent {}

  /** A mobile node has gone. */
  record NodeDown(String identity, Ip4 remote, List<Ip4> innerAddresses) implements GatewayEvent {}
}
