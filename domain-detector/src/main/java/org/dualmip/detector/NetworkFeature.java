package org.dualmip.detector;

/** By what a network is known again. */
public enum NetworkFeature {
  /** The default gateway's link-layer address. */
  GATEWAY_MAC("gateway's hardware address"),
  /** The foreign agent's link-layer address. */
  AGENT_MAC("foreign agent's hardware address"),
  /** The access point's. */
  BSSID("access point"),
  /** The name of the wireless network. */
  SSID("network name"),
  /** The default gateway's address. */
  GATEWAY("gateway address");

  private final String words;

  NetworkFeature(String words) {
    this.words = words;
  }

  /** Whether it names one network among all: names and private addresses are used again. */
  public boolean isUnique() {
    return this == GATEWAY_MAC || this == AGENT_MAC || this == BSSID;
  }

  /** For people. */
  public String words() {
    return words;
  }
}
