package org.dualmip.linux;

import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.MacAddress;
import org.dualmip.mobileip.net.MalformedException;
import org.jspecify.annotations.Nullable;

/**
 * Links, addresses, routes, rules and neighbours of one network namespace: that of the thread that
 * opened it.
 *
 * <p>Every change is acknowledged by the kernel before the method returns. Any thread may call;
 * calls take turns. A refusal is a {@link HostException} with the kernel's own words.
 */
public final class Rtnetlink implements AutoCloseable {
  private static final int CREATE_NEW = NetlinkRequest.CREATE | NetlinkRequest.EXCLUSIVE;
  private static final int CREATE_OR_REPLACE = NetlinkRequest.CREATE | NetlinkRequest.REPLACE;
  private static final int IFLA_LINKINFO = 18;
  private static final int IFLA_NET_NS_FD = 28;
  private static final int INFO_KIND = 1;
  private static final int INFO_DATA = 2;
  private static final int VETH_PEER = 1;

  private final NetlinkExchange kernel = new NetlinkExchange(0);

  private Rtnetlink() {}

  /** Opens a connection to the kernel in the caller's network namespace. */
  public static Rtnetlink open() {
    return new Rtnetlink();
  }

  /** All links. */
  public List<Link> links() {
    NetlinkRequest request =
        new NetlinkRequest(Link.GET, NetlinkRequest.DUMP).u32(0).u32(0).u32(0).u32(0);
    return read(Link::read, Link.NEW, kernel.list("list the links", request));
  }

  /** The link of that name, if there is one. */
  public Optional<Link> link(String name) {
    NetlinkRequest request =
        Link.request(Link.GET, 0, 0, 0, 0).attribute(Link.IFLA_IFNAME, LinkName.check(name));
    try {
      return read(Link::read, Link.NEW, kernel.ask("look up link " + name, request)).stream()
          .findFirst();
    } catch (HostException refused) {
      if (refused.errno() == Errno.ENODEV) {
        return Optional.empty();
      }
      throw refused;
    }
  }

  /**
   * Whether frames pass: the link has carrier, and the kernel has drawn all conclusions from it
   * (operational status, RFC 2863 §3.1.13). Between the two, which is short, frames are dropped.
   */
  public boolean passesFrames(String name) {
    NetlinkRequest request =
        Link.request(Link.GET, 0, 0, 0, 0).attribute(Link.IFLA_IFNAME, LinkName.check(name));
    return read(Link::isRunning, Link.NEW, kernel.ask("look up link " + name, request))
        .contains(true);
  }

  /** The IPv4 addresses of all links. */
  public List<InterfaceAddress> addresses() {
    return read(
        InterfaceAddress::read,
        InterfaceAddress.NEW,
        kernel.list("list the addresses", InterfaceAddress.listing()));
  }

  /** The IPv4 routes of a table, of all tables for 0. */
  public List<Route> routes(int table) {
    return routes(table, 0);
  }

  List<Route> routes(int table, int protocol) {
    var names = new HashMap<Integer, String>();
    links().forEach(link -> names.put(link.index(), link.name()));
    try {
      return read(
              m -> Route.read(m, names::get),
              Route.NEW,
              kernel.list("list the routes", Route.listing(table, protocol)))
          .stream()
          // A kernel without strict checks ignores what was asked for and lists everything.
          .filter(route -> table == 0 || route.table() == table)
          .filter(route -> protocol == 0 || route.protocol() == protocol)
          .toList();
    } catch (HostException refused) {
      if (refused.errno() == Errno.ENOENT) { // there is no such table yet
        return List.of();
      }
      throw refused;
    }
  }

  /** The IPv4 rules, in the order they are asked. */
  public List<Rule> rules() {
    return read(Rule::read, Rule.NEW, kernel.list("list the rules", Rule.listing()));
  }

  /** Switches the link on. */
  public void linkUp(String name) {
    state(name, Link.IFF_UP);
  }

  /** Switches the link off; the kernel forgets its routes, neighbours and proxy entries. */
  public void linkDown(String name) {
    state(name, 0);
  }

  /** Sets the largest packet, in octets. */
  public void mtu(String name, int octets) {
    change("set the MTU of " + name, name, r -> r.attribute(Link.IFLA_MTU, octets));
  }

  /** Sets the link-layer address. */
  public void mac(String name, MacAddress address) {
    change(
        "set the address of " + name, name, r -> r.attribute(Link.IFLA_ADDRESS, address.octets()));
  }

  /** Makes the link a port of the bridge, or of none. */
  public void master(String name, @Nullable String bridge) {
    int master = bridge == null ? 0 : index(bridge);
    change("attach " + name + " to " + bridge, name, r -> r.attribute(Link.IFLA_MASTER, master));
  }

  /** Moves the link to another network namespace, where it gets that name and is down. */
  public void moveTo(String name, NetworkNamespace namespace, String newName) {
    LinkName.check(newName);
    change(
        "move " + name + " to network namespace " + namespace + " as " + newName,
        name,
        r -> r.attribute(IFLA_NET_NS_FD, namespace.fd()).attribute(Link.IFLA_IFNAME, newName));
  }

  /** Renames the link. */
  public void rename(String name, String newName) {
    LinkName.check(newName);
    change("rename " + name + " to " + newName, name, r -> r.attribute(Link.IFLA_IFNAME, newName));
  }

  /** Deletes the link; of a pair both ends. */
  public void deleteLink(String name) {
    kernel.ask("delete link " + name, Link.request(Link.DELETE, 0, index(name), 0, 0));
  }

  /** Makes a pair of links: what goes into one comes out of the other. */
  public void addVeth(String one, String other) {
    LinkName.check(other);
    NetlinkRequest request = newLink(one);
    int info = request.begin(IFLA_LINKINFO);
    request.attribute(INFO_KIND, "veth");
    int data = request.begin(INFO_DATA);
    int peer = request.begin(VETH_PEER);
    request.u32(0).u32(0).u32(0).u32(0).attribute(Link.IFLA_IFNAME, other);
    request.end(peer).end(data).end(info);
    kernel.ask("make the pair " + one + " and " + other, request);
  }

  /** Makes a bridge without spanning tree: its ports forward at once. */
  public void addBridge(String name) {
    NetlinkRequest request = newLink(name);
    int info = request.begin(IFLA_LINKINFO);
    request.attribute(INFO_KIND, "bridge").end(info);
    kernel.ask("make the bridge " + name, request);
  }

  /**
   * Gives the link an address.
   *
   * @param length of the prefix it stands in
   * @param noPrefixRoute whether the kernel makes no route to that prefix
   */
  public void addAddress(String link, Ip4 address, int length, boolean noPrefixRoute) {
    addAddress(link, address, length, noPrefixRoute, 0);
  }

  void addAddress(String link, Ip4 address, int length, boolean noPrefixRoute, int protocol) {
    var wanted = new InterfaceAddress(index(link), address, length, noPrefixRoute, protocol);
    kernel.ask(
        "add address " + address + "/" + length + " to " + link,
        wanted.request(InterfaceAddress.NEW, CREATE_NEW));
  }

  /** Takes the address from the link. */
  public void removeAddress(String link, Ip4 address, int length) {
    var unwanted = new InterfaceAddress(index(link), address, length, false, 0);
    kernel.ask(
        "remove address " + address + "/" + length + " from " + link,
        unwanted.request(InterfaceAddress.DELETE, 0));
  }

  /** Sets the route, in the place of one to the same prefix with the same metric and table. */
  public void replaceRoute(Route route) {
    setRoute(route, CREATE_OR_REPLACE);
  }

  /** Adds the route; refused if one to the same prefix with the same metric and table exists. */
  void addRoute(Route route) {
    setRoute(route, CREATE_NEW);
  }

  private void setRoute(Route route, int flags) {
    kernel.ask("set route " + route, route.request(Route.NEW, flags, deviceIndex(route)));
  }

  /** Deletes the route; one of another protocol stays. */
  public void deleteRoute(Route route) {
    kernel.ask("delete route " + route, route.request(Route.DELETE, 0, deviceIndex(route)));
  }

  /** Adds the rule; refused if it exists. */
  public void addRule(Rule rule) {
    kernel.ask("add rule " + rule, rule.request(Rule.NEW, CREATE_NEW));
  }

  /** Deletes the rule; one of another protocol stays. */
  public void deleteRule(Rule rule) {
    kernel.ask("delete rule " + rule, rule.request(Rule.DELETE, 0));
  }

  /** Makes the kernel answer ARP requests for the address on the link (RFC 5944 §4.6). */
  public void addProxyNeighbour(String link, Ip4 address) {
    addProxyNeighbour(link, address, 0);
  }

  void addProxyNeighbour(String link, Ip4 address, int protocol) {
    kernel.ask(
        "answer ARP requests for " + address + " on " + link,
        proxy(link, address, protocol).request(Neighbour.NEW, CREATE_OR_REPLACE));
  }

  /** Sets a permanent entry of the ARP table. */
  void addStation(String link, Ip4 address, MacAddress mac, int protocol) {
    kernel.ask(
        "set the station of " + address + " on " + link,
        new Neighbour(index(link), address, mac, true, false, protocol)
            .request(Neighbour.NEW, CREATE_OR_REPLACE));
  }

  /** Removes an entry of the ARP table. */
  void deleteStation(String link, Ip4 address) {
    kernel.ask(
        "forget the station of " + address + " on " + link,
        new Neighbour(index(link), address, null, false, false, 0).request(Neighbour.DELETE, 0));
  }

  /** All entries of all links' ARP tables. */
  List<Neighbour> stations() {
    return neighbours(0, false);
  }

  /** Makes the kernel answer no longer. */
  public void deleteProxyNeighbour(String link, Ip4 address) {
    kernel.ask(
        "answer no more ARP requests for " + address + " on " + link,
        proxy(link, address, 0).request(Neighbour.DELETE, 0));
  }

  /** The addresses the kernel answers for on the link, whoever told it to. */
  public List<Ip4> proxyNeighbours(String link) {
    return proxies(index(link)).stream().map(Neighbour::address).toList();
  }

  List<Neighbour> proxies(int link) {
    return neighbours(link, true);
  }

  /** The ARP table of the link. */
  public List<Neighbour> neighbours(String link) {
    return neighbours(index(link), false);
  }

  /** Forgets the ARP table of the link: after a move the same addresses are other machines. */
  public void flushNeighbours(String link) {
    for (Neighbour neighbour : neighbours(link)) {
      try {
        kernel.ask(
            "forget neighbour " + neighbour.address() + " on " + link,
            neighbour.request(Neighbour.DELETE, 0));
      } catch (HostException refused) {
        if (refused.errno() != Errno.ENOENT) { // forgotten by itself meanwhile
          throw refused;
        }
      }
    }
  }

  @Override
  public void close() {
    kernel.close();
  }

  private List<Neighbour> neighbours(int link, boolean proxies) {
    return read(
            Neighbour::read,
            Neighbour.NEW,
            kernel.list("list the neighbours", Neighbour.listing(link, proxies)))
        .stream()
        .filter(neighbour -> link == 0 || neighbour.link() == link)
        .filter(neighbour -> neighbour.proxy() == proxies)
        .toList();
  }

  private Neighbour proxy(String link, Ip4 address, int protocol) {
    return new Neighbour(index(link), address, null, false, true, protocol);
  }

  private void state(String name, int state) {
    kernel.ask(
        "switch link " + name + (state == 0 ? " off" : " on"),
        Link.request(Link.NEW, 0, index(name), state, Link.IFF_UP));
  }

  private void change(String operation, String name, Consumer<NetlinkRequest> what) {
    NetlinkRequest request = Link.request(Link.NEW, 0, index(name), 0, 0);
    what.accept(request);
    kernel.ask(operation, request);
  }

  private static NetlinkRequest newLink(String name) {
    return Link.request(Link.NEW, CREATE_NEW, 0, 0, 0)
        .attribute(Link.IFLA_IFNAME, LinkName.check(name));
  }

  private int deviceIndex(Route route) {
    return route.device() == null ? 0 : index(route.device());
  }

  private int index(String name) {
    return link(name)
        .orElseThrow(() -> new HostException("find the link " + name, Errno.ENODEV))
        .index();
  }

  @FunctionalInterface
  private interface Reader<T> {
    T read(NetlinkMessage message) throws MalformedException;
  }

  private static <T> List<T> read(Reader<T> reader, int type, List<NetlinkMessage> messages) {
    return messages.stream()
        .filter(message -> message.type() == type)
        .map(message -> {
          try {
            return reader.read(message);
          } catch (MalformedException garbled) {
            throw new HostException(
                "read what the kernel lists", 0, String.valueOf(garbled.getMessage()));
          }
        })
        .toList();
  }
}
