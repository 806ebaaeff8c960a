package org.dualmip.lab.scenario;

/** In which order the links of a handover come and go. */
public enum Mode {
  /** One interface: the old link is gone before the new one is there (break before make). */
  HARD,
  /** Two interfaces: the new link is up while the old one still carries (make before break). */
  SOFT;

  /** The word in results and tables. */
  public String word() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }
}
