package org.dualmip.homeagent;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.dualmip.linux.HostException;
import org.dualmip.linux.Sysctl;
import org.jspecify.annotations.Nullable;

/**
 * Kernel settings that a home agent needs, put back when it stops. After a crash they stay as they
 * were set, which is what the restarted agent needs.
 */
final class HostSettings implements AutoCloseable {
  private record Setting(String name, String previous) {}

  private final Deque<Setting> changed = new ArrayDeque<>();
  private final List<String> notes = new ArrayList<>();

  /**
   * Sets them.
   *
   * @param link the home link, or null
   * @throws HostException naming the setting, if the host refuses; then nothing stays changed
   */
  static HostSettings apply(@Nullable String link) {
    var settings = new HostSettings();
    try {
      settings.set("net.ipv4.ip_forward", "1");
      if (link != null) {
        // Otherwise the kernel waits up to 0.8 s before it answers for an absent node.
        settings.set("net.ipv4.neigh." + link + ".proxy_delay", "0");
        // A deregistration comes from the home address while its route still leads to the tunnel:
        // the strict filter would drop it, the loose one does not.
        if (Sysctl.get("net.ipv4.conf.all.rp_filter").equals("1")
            || Sysctl.get("net.ipv4.conf." + link + ".rp_filter").equals("1")) {
          settings.set("net.ipv4.conf." + link + ".rp_filter", "2");
        }
      }
      return settings;
    } catch (HostException refused) {
      settings.close();
      throw refused;
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
      } catch (HostException gone) {
        notes.add("not put back: " + gone.getMessage());
      }
    }
  }

  private void set(String name, String value) {
    String previous = Sysctl.set(name, value);
    if (!previous.equals(value)) {
      changed.addLast(new Setting(name, previous));
      notes.add(name + " " + previous + " -> " + value);
    }
  }
}
