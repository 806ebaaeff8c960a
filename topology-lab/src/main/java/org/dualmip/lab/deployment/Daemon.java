package org.dualmip.lab.deployment;

import java.util.Locale;
import java.util.function.UnaryOperator;

/**
 * A DualMIP service on a node. What depends on the folders of a run (sockets, stores, events) is
 * added when the file is written.
 *
 * @param node where it runs; also its name in the lab
 * @param verb what it is
 * @param settings its configuration
 */
public record Daemon(String node, Verb verb, Yaml settings) {
  /** The verbs of the program that serve. */
  public enum Verb {
    /** Home agent, foreign agent, or both. */
    AGENT,
    /** Loads the VPN gateway's configuration into strongSwan. */
    GATEWAY,
    /** The mobile node. */
    NODE;

    /** As typed. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** The same, configured otherwise. */
  Daemon configured(UnaryOperator<Yaml> change) {
    return new Daemon(node, verb, change.apply(settings));
  }

  /** Whether a strongSwan runs beside it. */
  public boolean needsStrongSwan() {
    return settings.has("vpn") || verb == Verb.GATEWAY;
  }
}
