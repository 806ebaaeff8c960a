package org.dualmip.homeagent;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.dualmip.linux.InterfaceAddress;
import org.dualmip.linux.Link;
import org.dualmip.linux.Rtnetlink;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.Prefix4;

/**
 * An address of this host on a link.
 *
 * @param address the address
 * @param network that it stands in
 */
record OnLink(Ip4 address, Prefix4 network) {
  /**
   * This host's address on each link of the agent: the agent's own where it is there, else the
   * first one.
   *
   * @throws CannotServe naming a link without an address
   */
  static Map<String, OnLink> of(Rtnetlink kernel, AgentConfig config) {
    Map<String, OnLink> own = new LinkedHashMap<>();
    for (String name : config.links()) {
      int index = kernel.link(name).map(Link::index).orElse(0);
      InterfaceAddress address =
          kernel.addresses().stream()
              .filter(one -> one.link() == index)
              .min(Comparator.comparing(one -> !isAgents(one.address(), config)))
              .orElseThrow(() ->
                  new CannotServe(
                      "cannot serve on link "
                          + name
                          + ": it has no IPv4 address, and an agent needs one there; 'ip -4 addr'"
                          + " shows those there are"));
      own.put(
          name, new OnLink(address.address(), Prefix4.around(address.address(), address.length())));
    }
    return own;
  }

  private static boolean isAgents(Ip4 address, AgentConfig config) {
    return address.equals(config.address()) || address.equals(config.careOf());
  }
}
