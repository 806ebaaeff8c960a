package org.dualmip.linux;

/** What a {@link NetworkMonitor} saw change. */
public sealed interface NetworkChange {
  /** A link appeared or is not as it was: on or off, carrier, name, MTU, bridge. */
  record LinkChanged(Link link) implements NetworkChange {}

  /** A link is gone, deleted or moved to another namespace. */
  record LinkRemoved(Link link) implements NetworkChange {}

  /** An address was added or its flags changed. */
  record AddressAdded(String device, InterfaceAddress address) implements NetworkChange {}

  /** An address is gone. */
  record AddressRemoved(String device, InterfaceAddress address) implements NetworkChange {}

  /** A route was added or replaced another. */
  record RouteAdded(Route route) implements NetworkChange {}

  /** A route is gone. The kernel says nothing of routes that go with their link or address. */
  record RouteRemoved(Route route) implements NetworkChange {}

  /** A rule was added. */
  record RuleAdded(Rule rule) implements NetworkChange {}

  /** A rule is gone. */
  record RuleRemoved(Rule rule) implements NetworkChange {}

  /** The kernel had more to say than was heard: read everything again. */
  record Overrun() implements NetworkChange {}
}
