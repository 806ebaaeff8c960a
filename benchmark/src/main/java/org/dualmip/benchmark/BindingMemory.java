package org.dualmip.benchmark;

import org.dualmip.mobileip.agent.HomeAgent;
import org.dualmip.mobileip.security.Algorithm;

/** How much memory a binding takes: the heap after a full collection, before and after. */
public final class BindingMemory {
  private BindingMemory() {}

  /** The number of bindings; a million without. */
  public static void main(String[] arguments) throws InterruptedException {
    int nodes = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 1_000_000;
    long empty = used();
    var population = new Population(nodes, Algorithm.HMAC_MD5);
    HomeAgent agent = population.agent();
    long subscribed = used();
    for (int node = 0; node < nodes; node++) {
      agent.handle(population.request(node));
      while (agent.poll() != null) {
        // What is sent and told is not kept.
      }
    }
    long bound = used();
    int bindings = agent.bindings().size();
    if (bindings != nodes) {
      throw new IllegalStateException(bindings + " of " + nodes + " are bound");
    }
    System.out.printf(
        "%,d bindings: %d octets each; %d octets for each subscriber before%n",
        bindings, (bound - subscribed) / nodes, (subscribed - empty) / nodes);
  }

  private static long used() throws InterruptedException {
    Runtime runtime = Runtime.getRuntime();
    for (int i = 0; i < 4; i++) {
      System.gc();
      Thread.sleep(50);
    }
    return runtime.totalMemory() - runtime.freeMemory();
  }
}
