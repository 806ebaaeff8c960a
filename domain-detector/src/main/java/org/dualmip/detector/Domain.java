package org.dualmip.detector;

/** Where an interface is. */
public enum Domain {
  /** In the enterprise's own network, proved. */
  INSIDE,
  /** Anywhere else. */
  OUTSIDE,
  /** Not known yet: user data waits. */
  UNKNOWN;

  @Override
  public String toString() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }
}
