package org.dualmip.service.admin;

/** The administration socket cannot be opened or reached; the message names path and remedy. */
public final class AdminException extends RuntimeException {
  AdminException(String message) {
    super(message);
  }

  AdminException(String message, Throwable cause) {
    super(message, cause);
  }
}
