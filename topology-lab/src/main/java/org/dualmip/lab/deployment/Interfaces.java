package org.dualmip.lab.deployment;

import java.util.List;

/** The list of interfaces in a mobile node's file. */
public final class Interfaces {
  private static final List<String> NAMES = List.of("wlan0", "wwan0");

  private Interfaces() {}

  /** The same file where each interface has a further key. */
  public static Yaml with(Yaml node, String more) {
    Yaml changed = node.without("interfaces");
    for (String name : NAMES) {
      changed =
          changed.item("interfaces", "{name: " + name + ", preference: 10, cost: 0, " + more + "}");
    }
    return changed;
  }
}
