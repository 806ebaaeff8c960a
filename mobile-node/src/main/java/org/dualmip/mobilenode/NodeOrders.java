package org.dualmip.mobilenode;

import java.util.List;
import java.util.Map;
import org.dualmip.service.Clock;

/** What the user can order a running node to do. Owner thread only. */
final class NodeOrders {
  private final DualNode engine;
  private final Clock clock;

  NodeOrders(DualNode engine, Clock clock) {
    this.engine = engine;
    this.clock = clock;
  }

  /**
   * Allows the inner home agent to be asked in the clear, on an interface or in a network by the
   * name of its rule, until the interface's connection changes.
   */
  Object allow(Map<String, String> parameters) {
    String what = parameters.get("network");
    if (what == null || what.isEmpty()) {
      throw new IllegalArgumentException("the parameter 'network' is missing");
    }
    Networks networks = engine.networks();
    List<String> asking =
        networks.names().stream().filter(name -> networks.override(name).ask()).sorted().toList();
    List<String> meant =
        asking.stream()
            .filter(name -> name.equals(what) || networks.override(name).name().equals(what))
            .toList();
    if (meant.isEmpty()) {
      throw new IllegalArgumentException(
          "nothing to allow: "
              + what
              + (asking.isEmpty()
                  ? " does not ask, and no interface does now"
                  : " is not among the interfaces that ask: " + String.join(", ", asking)));
    }
    meant.forEach(name -> engine.handle(new DualNode.Input.Allow(clock.now(), name)));
    return Map.of("allowed", meant);
  }
}
