package org.dualmip.ipsec.vici;

/** A VICI exchange that did not succeed. The message is for people and names the remedy. */
public final class ViciException extends Exception {
  /** How it failed, for programs. */
  public enum Kind {
    /** Nobody listens at the socket, or the right to open it is missing. */
    UNAVAILABLE,
    /** The connection ended: strongSwan stopped, or this side closed it. */
    CLOSED,
    /** No answer in time; the connection is closed, because answers carry no number. */
    TIMEOUT,
    /** What came is not VICI; the connection is closed. */
    MALFORMED,
    /** strongSwan does not know the command. */
    UNKNOWN_COMMAND,
    /** strongSwan does not know the event. */
    UNKNOWN_EVENT,
    /** strongSwan understood and said no. */
    REFUSED
  }

  private final Kind kind;

  /**
   * A failure.
   *
   * @param kind how it failed
   * @param message what to tell people
   */
  public ViciException(Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  ViciException(Kind kind, String message, Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  /** How it failed. */
  public Kind kind() {
    return kind;
  }
}
