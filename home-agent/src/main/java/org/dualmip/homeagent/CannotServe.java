package org.dualmip.homeagent;

import org.jspecify.annotations.Nullable;

/**
 * What stands in the way of an agent on this host; the message is for people and names the remedy.
 */
public final class CannotServe extends RuntimeException {
  CannotServe(String message) {
    this(message, null);
  }

  CannotServe(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
