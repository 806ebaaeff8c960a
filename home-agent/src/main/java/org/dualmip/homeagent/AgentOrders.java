package org.dualmip.homeagent;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.dualmip.mobileip.agent.Binding;
import org.dualmip.mobileip.agent.HomeAgent;
import org.dualmip.mobileip.foreign.ForeignAgent;
import org.dualmip.mobileip.foreign.Visitor;
import org.dualmip.mobileip.net.Ip4;
import org.jspecify.annotations.Nullable;

/** What an operator can order a running agent to do. Called by the administration socket. */
final class AgentOrders {
  /** The orders by path. */
  static final Map<String, BiFunction<AgentView, Map<String, String>, Object>> BY_PATH =
      Map.of("/revoke", AgentOrders::revoke, "/notify", AgentOrders::notify);

  private AgentOrders() {}

  /** Ends registrations of a node, by its name or home address (RFC 3543). */
  private static Object revoke(AgentView view, Map<String, String> parameters) {
    String node = parameter(parameters, "node");
    String given = parameters.get("care-of");
    Ip4 careOf = given == null ? null : Ip4.of(given);
    int ended =
        view.owner().ask(() -> revokeBindings(view, node, careOf) + revokeVisits(view, node));
    if (ended == 0) {
      throw new IllegalArgumentException("nothing to revoke: " + node + " is not registered here");
    }
    return Map.of("revoked", ended);
  }

  private static int revokeBindings(AgentView view, String node, @Nullable Ip4 careOf) {
    ServingEngine home = view.engine().home();
    if (home == null) {
      return 0;
    }
    Map<String, Integer> own = new LinkedHashMap<>();
    for (Binding binding : home.bindings()) {
      boolean named = node.equals(binding.subscriber()) || node.equals(binding.home().toString());
      if (named && (careOf == null || careOf.equals(binding.careOf()))) {
        own.merge(binding.subscriber(), 1, Integer::sum);
      }
    }
    own.keySet()
        .forEach(subscriber ->
            view.engine()
                .handle(
                    new AgentInput.Home(
                        new HomeAgent.Input.Revoke(view.clock().now(), subscriber, careOf))));
    return own.values().stream().mapToInt(Integer::intValue).sum();
  }

  private static int revokeVisits(AgentView view, String node) {
    ForeignAgent foreign = view.engine().foreign();
    if (foreign == null) {
      return 0;
    }
    List<Visitor> named =
        foreign.visitors().stream()
            .filter(
                visitor -> node.equals(visitor.name()) || node.equals(visitor.home().toString()))
            .toList();
    named.stream()
        .map(Visitor::home)
        .distinct()
        .forEach(address ->
            view.engine()
                .handle(
                    new AgentInput.Foreign(
                        new ForeignAgent.Input.Revoke(view.clock().now(), address))));
    return named.size();
  }

  /** Sends a message to a registered node (RFC 6098). */
  private static Object notify(AgentView view, Map<String, String> parameters) {
    String node = parameter(parameters, "node");
    String text = parameter(parameters, "text");
    boolean known =
        view.owner()
            .ask(() -> {
              ServingEngine home = view.engine().home();
              boolean bound =
                  home != null
                      && home.bindings().stream()
                          .anyMatch(binding -> binding.subscriber().equals(node));
              if (bound) {
                view.engine()
                    .handle(
                        new AgentInput.Home(
                            new HomeAgent.Input.Notify(view.clock().now(), node, text)));
              }
              return bound;
            });
    if (!known) {
      throw new IllegalArgumentException("no message sent: " + node + " is not registered here");
    }
    return Map.of("notified", node);
  }

  private static String parameter(Map<String, String> parameters, String name) {
    String value = parameters.get(name);
    if (value == null || value.isBlank()) {
      throw new IllegalArgumentException("the parameter " + name + " is missing");
    }
    return value;
  }
}
