package org.dualmip.detector;

/**
 * What makes an inside that is proved doubtful all the same: it is proved anew sooner, see {@link
 * Monitor}. None of these takes a proof back, because anybody on the link can cause them.
 */
public enum Doubt {
  /** A rule of a weight below zero applies, other than that the outer home agent answers too. */
  POINTS_OUTSIDE("something points outside"),
  /** What is seen contradicts what is remembered. */
  CONTRADICTION("something is not as it was here"),
  /** Nobody answers for the gateway's address. */
  GATEWAY_SILENT("the gateway does not answer"),
  /** The interface was attached {@link DomainDetector#OFTEN} times within two minutes. */
  UNSTEADY("the connection changes often");

  private final String words;

  Doubt(String words) {
    this.words = words;
  }

  /** For people. */
  public String words() {
    return words;
  }
}
