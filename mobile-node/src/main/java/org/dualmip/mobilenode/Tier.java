package org.dualmip.mobilenode;

/** Which of the two Mobile IP systems. */
public enum Tier {
  /** The enterprise's own: its home address is what applications see. */
  INNER,
  /** The one outside: its home address is what the VPN is bound to. */
  OUTER;

  @Override
  public String toString() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }
}
