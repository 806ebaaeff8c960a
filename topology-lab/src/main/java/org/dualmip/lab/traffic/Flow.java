package org.dualmip.lab.traffic;

/** Traffic that runs through a scenario. Thread-safe. */
public interface Flow extends AutoCloseable {
  /** Its name in results. */
  String name();

  /** When something last arrived, by {@link System#nanoTime()}. */
  long lastArrival();

  /** Ends the flow in order and says how it went; called once. */
  FlowReport finish() throws InterruptedException;

  /** Ends it at once, for a lab that gives up. */
  @Override
  void close();
}
