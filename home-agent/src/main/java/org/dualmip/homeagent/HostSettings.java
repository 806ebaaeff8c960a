package org.dualmip.homeagent;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import org.dualmip.linux.HostException;
import org.dualmip.linux.Rtnetlink;
import org.dualmip.linux.Sysctl;
import org.dualmip.mobileip.net.Ip4;

/**
 * Kernel settings that a home agent needs, put back when it stops. What they were is kept in the
 * store, so that the agent after a crashed one puts back the same.
 */
final class HostSettings implements AutoCloseable {
  private record Setting(String name, String previous) {}

  private final Deque<Setting> changed = new ArrayDeque<>();
  private final List<String> notes = new ArrayList<>();
  private final BindingStore store;

  private HostSettings(BindingStore store) {
    this.store = store;
  }

  /**
   * Checks that the host is the one that the configuration speaks of.
   *
   * @throws CannotServe naming what is missing
   */
  static void check(Rtnetlink kernel, Collection<Ip4> addresses, Collection<String> links) {
    for (Ip4 address : addresses) {
      if (kernel.addresses().stream().noneMatch(own -> own.address().equals(address))) {
        throw new CannotServe(
            "cannot serve at "
                + address
                + ": no interface here has this address; 'ip -4 addr' shows those there are");
      }
    }
    for (String link : links) {
      if (kernel.link(link).isEmpty()) {
        throw new CannotServe(
            "cannot serve on link "
                + link
                + ": there is none here; 'ip link' shows those there are");
      }
    }
  }

  /**
   * Sets them.
   *
   * @param homeLinks where the agent answers ARP for absent nodes
   * @param visitorLinks where nodes with addresses of elsewhere are
   * @param store keeps what they were
   * @throws HostException naming the setting, if the host refuses; then nothing stays changed
   */
  static HostSettings apply(
      Collection<String> homeLinks, Collection<String> visitorLinks, BindingStore store) {
    var settings = new HostSettings(store);
    try {
      settings.set("net.ipv4.ip_forward", "1");
      for (String link : homeLinks) {
        // Otherwise the kernel waits up to 0.8 s before it answers for an absent node.
        settings.set("net.ipv4.neigh." + link + ".proxy_delay", "0");
        // A deregistration comes from the home address while its route still leads to the tunnel:
        // the strict filter would drop it, the loose one does not.
        settings.loosen(link);
      }
      for (String link : visitorLinks) {
        // Visitors' addresses are routed elsewhere.
        settings.loosen(link);
        // Their router is this agent even where another would be nearer.
        settings.set("net.ipv4.conf." + link + ".send_redirects", "0");
      }
      return settings;
    } catch (HostException refused) {
      settings.close();
      throw refused;
    }
  }

  private void loosen(String link) {
    String filter = "net.ipv4.conf." + link + ".rp_filter";
    if (store.original(filter) != null
        || Sysctl.get("net.ipv4.conf.all.rp_filter").equals("1")
        || Sysctl.get(filter).equals("1")) {
      set(filter, "2");
    }
  }

  /** What was changed, for people. */
  List<String> notes() {
    return List.copyOf(notes);
  }

  /** Puts the previous values back, the last change first. */
  @Override
  public void close() {
    for (Setting setting = changed.pollLast(); setting != null; setting = changed.pollLast()) {
      try {
        String _ = Sysctl.set(setting.name, setting.previous);
        store.forgetOriginal(setting.name);
      } catch (HostException gone) {
        notes.add("not put back: " + gone.getMessage());
      }
    }
  }

  private void set(String name, String value) {
    String crashed = store.original(name);
    String previous = crashed == null ? Sysctl.get(name) : crashed;
    if (!previous.equals(value)) {
      store.keepOriginal(name, previous);
      String _ = Sysctl.set(name, value);
      changed.addLast(new Setting(name, previous));
      notes.add(name + " " + previous + " -> " + value);
    }
  }
}
