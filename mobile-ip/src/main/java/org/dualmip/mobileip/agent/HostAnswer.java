package org.dualmip.mobileip.agent;

import java.util.ArrayList;
import java.util.List;
import org.dualmip.mobileip.extension.Extension;
import org.dualmip.mobileip.extension.HostConfiguration;
import org.dualmip.mobileip.extension.HostConfiguration.Item;
import org.dualmip.mobileip.net.Ip4;

/** Tells a mobile node that asks about its home network (RFC 4332 §2). */
final class HostAnswer {
  private HostAnswer() {}

  /** The extensions for the reply; none if the node does not ask or there is nothing to tell. */
  static List<Extension> to(Authentic request, HomeNetwork network) {
    HostParameters parameters = network.parameters();
    if (parameters == null || !asks(request)) {
      return List.of();
    }
    List<Item> items = new ArrayList<>();
    items.add(new HostConfiguration.PrefixLength(network.prefix().length()));
    if (parameters.gateway() != null) {
      items.add(new HostConfiguration.DefaultGateway(parameters.gateway()));
    }
    if (!parameters.dns().isEmpty()) {
      Ip4 primary = parameters.dns().getFirst();
      Ip4 secondary = parameters.dns().size() > 1 ? parameters.dns().get(1) : Ip4.ANY;
      items.add(new HostConfiguration.DnsServers(primary, secondary));
    }
    if (parameters.domain() != null) {
      items.add(new HostConfiguration.DnsSuffix(parameters.domain()));
    }
    if (parameters.dhcpServer() != null) {
      items.add(new HostConfiguration.DhcpServer(parameters.dhcpServer()));
    }
    if (parameters.url() != null) {
      items.add(new HostConfiguration.ConfigurationUrl(parameters.url()));
    }
    return items.stream().<Extension>map(HostConfiguration::new).toList();
  }

  private static boolean asks(Authentic request) {
    for (Extension extension : request.fromNode()) {
      if (extension instanceof HostConfiguration(HostConfiguration.Request _)) {
        return true;
      }
    }
    return false;
  }
}
