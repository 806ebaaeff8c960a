package org.dualmip.mobilenode.portal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.dualmip.linux.HostChange;
import org.dualmip.linux.HostException;
import org.dualmip.linux.HostState;
import org.dualmip.linux.NetworkNamespace;
import org.dualmip.linux.Nftables;
import org.dualmip.linux.Reconciler;
import org.dualmip.linux.Route;
import org.dualmip.linux.Rtnetlink;
import org.dualmip.linux.Rule;
import org.dualmip.linux.Sysctl;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.Prefix4;
import org.jspecify.annotations.Nullable;

/**
 * The confined place from which a captive portal can be reached: a network namespace of its own,
 * with one cable to the host.
 *
 * <pre>
 *   namespace NAME               host
 *   portal0 169.254.242.2  ----  NAME 169.254.242.1  ---- forwarded ----  access interface
 *                                routing table 2424        from the interface's own address
 * </pre>
 *
 * <p>It has none of the node's addresses, routes or tunnels, and the host itself sends nothing
 * there. Whether anything passes, the gate says, in its own table; here a table {@code
 * dualmip_portal} of the packet filter gives what passes the access interface's address and takes
 * from outside only what answers. Names are asked of the access network's own resolvers, by files
 * in {@code /etc/netns/NAME}, as {@code ip netns exec} knows them too.
 *
 * <p>One thread at a time, in the host's network namespace; {@link #call} from any.
 */
public final class PortalPlace implements AutoCloseable {
  /** The address that the place sends from. */
  public static final Ip4 INSIDE = Ip4.of("169.254.242.2");

  private static final Ip4 HOST = Ip4.of("169.254.242.1");
  private static final String LINK = "portal0";
  private static final String FILTER = "dualmip_portal";
  private static final int LENGTH = 30;
  private static final int TABLE = 2424;
  private static final int PREFERENCE = 140;
  private static final int PROTOCOL = 243;
  private static final Prefix4 EVERYWHERE = new Prefix4(Ip4.ANY, 0);
  private static final Prefix4 FROM = new Prefix4(INSIDE, 32);

  /**
   * The access network that the place leads to.
   *
   * @param link the interface
   * @param address its own address there
   * @param resolvers whom to ask for names
   */
  public record Access(
      String link, Ip4 address, int prefixLength, Ip4 gateway, List<Ip4> resolvers) {
    /** The list is copied. */
    public Access {
      resolvers = List.copyOf(resolvers);
    }
  }

  private final String name;
  private final Rtnetlink links;
  private final Reconciler routes;
  private final Nftables filter;
  private final NetworkNamespace namespace;
  private @Nullable String leading;
  private boolean forwarded;

  /**
   * Makes it, leading nowhere, in place of whatever an earlier run left.
   *
   * @throws HostException if the host does not allow it
   */
  public PortalPlace(String name) {
    this.name = name;
    remove(name);
    links = Rtnetlink.open();
    routes = new Reconciler(links, PROTOCOL);
    filter = Nftables.open();
    namespace = NetworkNamespace.create(name);
    try {
      links.addVeth(name, LINK);
      links.moveTo(LINK, namespace, LINK);
      links.addAddress(name, HOST, LENGTH, false);
      links.linkUp(name);
      Sysctl.set("net.ipv4.conf." + name.replace('.', '/') + ".forwarding", "1");
      namespace.run(() -> {
        try (Rtnetlink own = Rtnetlink.open()) {
          own.linkUp("lo");
          own.addAddress(LINK, INSIDE, LENGTH, false);
          own.linkUp(LINK);
          own.replaceRoute(Route.through(LINK, HOST, EVERYWHERE, INSIDE, Route.MAIN));
        }
      });
      resolveWith(List.of());
    } catch (RuntimeException refused) {
      close();
      throw refused;
    }
  }

  private static void remove(String name) {
    try (Rtnetlink links = Rtnetlink.open()) {
      if (links.link(name).isPresent()) {
        links.deleteLink(name);
      }
    }
    if (NetworkNamespace.list().contains(name)) {
      NetworkNamespace.delete(name);
    }
  }

  /**
   * Leads to an access network, in place of any other. What was under way elsewhere ends.
   *
   * @throws IllegalStateException if that network cannot be led to, often because it just went away
   */
  public void lead(Access access) {
    leadNowhere();
    filter.run(rules(access.link(), access.address()));
    Prefix4 network = Prefix4.around(access.address(), access.prefixLength());
    Ip4 own = access.address();
    List<HostChange> changes =
        routes.apply(
            new HostState(
                Set.of(),
                Set.of(
                    Route.through(access.link(), null, network, own, TABLE).of(PROTOCOL),
                    Route.through(access.link(), access.gateway(), EVERYWHERE, own, TABLE)
                        .of(PROTOCOL)),
                confinement(),
                Set.of(),
                Set.of()));
    for (HostChange change : changes) {
      if (change instanceof HostChange.Blocked blocked) {
        throw new IllegalStateException(blocked.object() + " cannot be set: " + blocked.reason());
      }
    }
    resolveWith(access.resolvers().isEmpty() ? List.of(access.gateway()) : access.resolvers());
    leading = access.link();
    forwarded = Sysctl.set(forwarding(access.link()), "1").equals("0");
  }

  /** Leads nowhere. */
  public void leadNowhere() {
    String link = leading;
    leading = null;
    if (link != null && forwarded) {
      try {
        Sysctl.set(forwarding(link), "0");
      } catch (HostException gone) {
        // The interface is.
      }
    }
    routes.apply(new HostState(Set.of(), Set.of(), confinement(), Set.of(), Set.of()));
    filter.run("add table ip %1$s; delete table ip %1$s".formatted(FILTER));
  }

  /** Does something in the place, with its resolvers. */
  public <T extends @Nullable Object, X extends Exception> T call(NetworkNamespace.Task<T, X> task)
      throws X {
    return namespace.callWithOwnFiles(task);
  }

  /** Removes it. What runs there keeps a network that leads nowhere. */
  @Override
  public void close() {
    try {
      leadNowhere();
      routes.clear();
    } finally {
      namespace.close();
      remove(name);
      forget();
      filter.close();
      links.close();
    }
  }

  /** No packet of the place ever meets another routing table. */
  private static Set<Rule> confinement() {
    return Set.of(
        Rule.lookup(PREFERENCE, FROM, null, TABLE).of(PROTOCOL),
        Rule.refuse(PREFERENCE + 1, FROM, null).of(PROTOCOL));
  }

  private static String forwarding(String link) {
    return "net.ipv4.conf." + link.replace('.', '/') + ".forwarding";
  }

  private String rules(String link, Ip4 address) {
    return """
    add table ip %1$s
    delete table ip %1$s
    table ip %1$s {
      chain answers {
        type filter hook forward priority filter - 1; policy accept;
        oifname "%5$s" ct state != { established, related } counter drop
      }
      chain sources {
        type nat hook postrouting priority srcnat; policy accept;
        ip saddr %2$s oifname "%3$s" snat to %4$s
      }
    }
    """
        .formatted(FILTER, INSIDE, link, address, name);
  }

  // --- resolvers

  private Path folder() {
    return Path.of("/etc/netns", name);
  }

  /** In place, for programs that run there hold on to the file. */
  private void resolveWith(List<Ip4> resolvers) {
    try {
      Files.createDirectories(folder());
      Files.writeString(
          folder().resolve("resolv.conf"),
          resolvers.stream()
              .map(one -> "nameserver " + one + "\n")
              .collect(Collectors.joining("", "# of the access network\n", "")));
      // Others ask the host's own resolver, which is behind the gate.
      Files.writeString(folder().resolve("nsswitch.conf"), "hosts: files dns\n");
    } catch (IOException refused) {
      throw new UncheckedIOException(refused);
    }
  }

  private void forget() {
    try {
      Files.deleteIfExists(folder().resolve("resolv.conf"));
      Files.deleteIfExists(folder().resolve("nsswitch.conf"));
      Files.deleteIfExists(folder());
    } catch (IOException kept) {
      throw new UncheckedIOException(kept);
    }
  }
}
