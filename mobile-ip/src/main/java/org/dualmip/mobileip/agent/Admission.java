package org.dualmip.mobileip.agent;

import java.util.List;
import org.dualmip.mobileip.extension.CriticalVendor;
import org.dualmip.mobileip.extension.Extension;
import org.dualmip.mobileip.extension.ServiceSelection;
import org.dualmip.mobileip.message.RegistrationRequest;
import org.dualmip.mobileip.message.ReplyCode;
import org.dualmip.mobileip.net.Ip4;
import org.jspecify.annotations.Nullable;

/**
 * Whether a node may have what it asks for: the rules behind codes 129 and 130 (home addresses and
 * room), 135 (too many bindings), 140 and 141 (critical vendor extensions) and 151 (services).
 */
final class Admission {
  private final HomeAgentConfig config;
  private final ServedNodes nodes;
  private final BindingList bindings;

  Admission(HomeAgentConfig config, ServedNodes nodes, BindingList bindings) {
    this.config = config;
    this.nodes = nodes;
    this.bindings = bindings;
  }

  /** Codes 140 and 141, RFC 3115 §2.3: no vendor's critical extensions are known here. */
  static @Nullable Denial vendors(Authentic request) {
    CriticalVendor ofNode = request.ofNode(CriticalVendor.class);
    if (ofNode != null) {
      return new Denial(ReplyCode.UNKNOWN_VENDOR_FROM_NODE, unknown(ofNode));
    }
    CriticalVendor ofAgent = request.ofForeignAgent(CriticalVendor.class);
    return ofAgent == null
        ? null
        : new Denial(ReplyCode.UNKNOWN_VENDOR_FROM_FOREIGN_AGENT, unknown(ofAgent));
  }

  private static String unknown(CriticalVendor extension) {
    return "RFC 3115 §2.3: type "
        + extension.type()
        + " of vendor "
        + Integer.toUnsignedString(extension.vendor())
        + " is not known here";
  }

  /**
   * Code 129: the home address is not this node's, RFC 5944 §3.8.3.2. Code 130: none was left to
   * assign, RFC 2794 §2.
   */
  @Nullable Denial home(Authentic request) {
    ServedNode node = request.node();
    Ip4 home = request.message().home();
    if (home.isAny()) {
      return node.home().isAny()
          ? new Denial(
              ReplyCode.INSUFFICIENT_RESOURCES,
              Counter.ADDRESSES_EXHAUSTED,
              "RFC 2794 §2: no home address is left in " + nodes.network(node).prefix(),
              List.of())
          : null;
    }
    return home.equals(node.home())
        ? null
        : new Denial(
            ReplyCode.PROHIBITED,
            "RFC 5944 §3.8.3.2: " + home + " is not the home address of this node");
  }

  /** Code 151: RFC 5446 §4.2. Without the extension the default service is meant. */
  static @Nullable Denial service(Authentic request) {
    ServiceSelection selected = selected(request);
    return selected == null
            || request.node().subscriber().permissions().services().contains(selected.identifier())
        ? null
        : new Denial(
            ReplyCode.SERVICE_AUTHORIZATION_FAILED,
            "RFC 5446 §4.2: it may not use the service " + selected.identifier());
  }

  /** RFC 5446 §3: given back unchanged to whom it came from. */
  static void echoService(
      Authentic request, List<Extension> forNode, List<Extension> forForeignAgent) {
    ServiceSelection selected = selected(request);
    if (selected != null) {
      boolean ofNode = request.ofNode(ServiceSelection.class) != null;
      (ofNode ? forNode : forForeignAgent).add(selected);
    }
  }

  private static @Nullable ServiceSelection selected(Authentic request) {
    ServiceSelection ofNode = request.ofNode(ServiceSelection.class);
    return ofNode != null ? ofNode : request.ofForeignAgent(ServiceSelection.class);
  }

  /** Whether the bindings with other care-of addresses stay (§3.8.2.2). */
  boolean keepsOthers(RegistrationRequest message) {
    return message.has(RegistrationRequest.SIMULTANEOUS)
        && config.limits().simultaneousBindings() > 1;
  }

  /** Code 135: too many bindings of one node, RFC 5944 §3.8.2.3. Code 130: too many of all. */
  @Nullable Denial room(Authentic request) {
    Ip4 careOf = request.message().careOf();
    boolean more = bindings.of(request.node(), careOf) == null;
    if (keepsOthers(request.message())
        && more
        && bindings.of(request.node()).size() >= config.limits().simultaneousBindings()) {
      return new Denial(
          ReplyCode.TOO_MANY_BINDINGS,
          "RFC 5944 §3.8.2.3: it has "
              + config.limits().simultaneousBindings()
              + " bindings already, and no more are allowed");
    }
    boolean grows = more && (keepsOthers(request.message()) || request.node().bindings == null);
    return grows && bindings.size() >= config.limits().bindings()
        ? new Denial(
            ReplyCode.INSUFFICIENT_RESOURCES,
            Counter.BINDINGS_EXHAUSTED,
            "RFC 5944 §3.8.2.3: there are " + bindings.size() + " bindings, which is the limit",
            List.of())
        : null;
  }
}
