package org.dualmip.homeagent;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.dualmip.service.config.ConfigFile;

/**
 * What re-reading a configuration asks for.
 *
 * @param effective the configuration from now on: the new values of what can change at run time,
 *     the old ones of the rest
 * @param changed the keys that change now
 * @param afterRestart the keys whose new values need a restart
 */
record Reload(AgentConfig effective, List<String> changed, List<String> afterRestart) {
  private static final Set<String> CHANGEABLE =
      Set.of(
          "trusted-networks",
          "lifetime",
          "previous-care-of",
          "keepalive",
          "reverse-tunnel",
          "encapsulations",
          "simultaneous-bindings",
          "dynamic-home-agent",
          "revocation",
          "message-strings",
          "foreign-agents",
          "mobile-nodes");

  /**
   * Compares two configurations.
   *
   * @throws org.dualmip.service.config.InvalidSetting if the changeable values do not go together
   *     with the fixed ones
   */
  static Reload of(AgentConfig now, AgentConfig wanted) {
    var effective =
        new AgentConfig(
            now.role(),
            now.address(),
            now.homeNetwork(),
            now.homeNetworks(),
            now.foreignAgent(),
            wanted.trustedNetworks(),
            wanted.lifetime(),
            wanted.previousCareOf(),
            wanted.keepalive(),
            wanted.reverseTunnel(),
            wanted.encapsulations(),
            wanted.simultaneousBindings(),
            wanted.dynamicHomeAgent(),
            wanted.revocation(),
            wanted.messageStrings(),
            now.discovery(),
            wanted.foreignAgents(),
            wanted.mobileNodes(),
            now.adapter(),
            now.mtu(),
            now.state(),
            now.control(),
            now.events());
    List<String> changed = new ArrayList<>();
    List<String> afterRestart = new ArrayList<>();
    for (String key : ConfigFile.changedKeys(now, wanted)) {
      (CHANGEABLE.contains(key) ? changed : afterRestart).add(key);
    }
    return new Reload(effective, changed, afterRestart);
  }
}
