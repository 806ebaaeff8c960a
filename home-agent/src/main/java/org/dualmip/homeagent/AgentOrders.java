package org.dualmip.homeagent;

import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.dualmip.mobileip.agent.Binding;
import org.dualmip.mobileip.agent.HomeAgent;
import org.dualmip.mobileip.extension.MessageString;
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
        view.owner()
            .ask(() -> revokeBindings(view, node, careOf) + revokeVisits(view, node, careOf));
    if (ended == 0) {
      throw new IllegalArgumentException(
          "nothing to revoke: "
              + node
              + (careOf == null
                  ? " is not registered here; 'dualmip show' lists who is"
                  : " has no registration with care-of address "
                      + careOf
                      + "; 'dualmip show' lists those there are"));
    }
    return Map.of("revoked", ended);
  }

  private static int revokeBindings(AgentView view, String node, @Nullable Ip4 careOf) {
    List<Binding> named =
        bindings(view, node).stream()
            .filter(binding -> careOf == null || careOf.equals(binding.careOf()))
            .toList();
    named.stream()
        .map(Binding::subscriber)
        .distinct()
        .forEach(subscriber ->
            view.engine()
                .handle(
                    new AgentInput.Home(
                        new HomeAgent.Input.Revoke(view.clock().now(), subscriber, careOf))));
    return named.size();
  }

  /** The bindings of a node, by its name or home address. */
  private static List<Binding> bindings(AgentView view, String node) {
    ServingEngine home = view.engine().home();
    return home == null
        ? List.of()
        : home.bindings().stream()
            .filter(binding ->
                node.equals(binding.subscriber()) || node.equals(binding.home().toString()))
            .toList();
  }

  private static int revokeVisits(AgentView view, String node, @Nullable Ip4 careOf) {
    ForeignAgent foreign = view.engine().foreign();
    if (foreign == null) {
      return 0;
    }
    List<Visitor> named =
        foreign.visitors().stream()
            .filter(
                visitor -> node.equals(visitor.name()) || node.equals(visitor.home().toString()))
            .filter(visitor -> careOf == null || careOf.equals(visitor.careOf()))
            .toList();
    for (Visitor visitor : named) {
      view.engine()
          .handle(
              new AgentInput.Foreign(
                  new ForeignAgent.Input.Revoke(
                      view.clock().now(), visitor.home(), visitor.name())));
    }
    return named.size();
  }

  /** Sends a message to a registered node (RFC 6098). */
  private static Object notify(AgentView view, Map<String, String> parameters) {
    String node = parameter(parameters, "node");
    // Checked here, since the engine sends it later, where nobody can be told.
    String text =
        new MessageString(MessageString.Subtype.HOME_AGENT, parameter(parameters, "text")).text();
    if (view.engine().home() == null) {
      throw new IllegalArgumentException(
          "no message sent: this is a foreign agent, and home agents send messages; name the socket"
              + " of one with --control PATH");
    }
    List<String> told =
        view.owner()
            .ask(() -> {
              List<String> subscribers =
                  bindings(view, node).stream().map(Binding::subscriber).distinct().toList();
              for (String subscriber : subscribers) {
                view.engine()
                    .handle(
                        new AgentInput.Home(
                            new HomeAgent.Input.Notify(view.clock().now(), subscriber, text)));
              }
              return subscribers;
            });
    if (told.isEmpty()) {
      throw new IllegalArgumentException(
          "no message sent: "
              + node
              + " is not registered here; 'dualmip show bindings' lists who is");
    }
    return Map.of("notified", told);
  }

  private static String parameter(Map<String, String> parameters, String name) {
    String value = parameters.get(name);
    if (value == null || value.isBlank()) {
      throw new IllegalArgumentException("the parameter " + name + " is missing");
    }
    return value;
  }
}
