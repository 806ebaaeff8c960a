package org.dualmip.lab.namespaces;

/** The lab cannot go on; the message says what failed and what to do about it. */
public final class LabException extends RuntimeException {
  /** With a message for the user. */
  public LabException(String message) {
    super(message);
  }

  /** With a message for the user and what caused it. */
  public LabException(String message, Throwable cause) {
    super(message, cause);
  }
}
