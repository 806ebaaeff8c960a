package org.dualmip.service;

/** A running service, as its process sees it. */
public interface Service extends AutoCloseable {
  /** Re-reads the configuration (SIGHUP) and reports the result as an event; never throws. */
  void reload();

  /** Removes everything that was installed, within five seconds. Idempotent. */
  @Override
  void close();
}
