package org.dualmip.cli;

/** A verb cannot do its work here; the message says why and what to do about it. */
final class Refusal extends RuntimeException {
  private final int exitCode;

  private Refusal(int exitCode, String message) {
    super(message, null, false, false);
    this.exitCode = exitCode;
  }

  /** The host or the running system does not allow it: exit code 1. */
  static Refusal failed(String message) {
    return new Refusal(Dualmip.FAILED, message);
  }

  /** The user asked for something that cannot be: exit code 2. */
  static Refusal usage(String message) {
    return new Refusal(Dualmip.USAGE, message);
  }

  int exitCode() {
    return exitCode;
  }
}
