package org.dualmip.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.util.Optional;
import org.dualmip.lab.namespaces.Built;
import org.dualmip.lab.topology.AccessNetwork;
import org.dualmip.lab.topology.Topology;
import org.dualmip.mobileip.net.Ip4;

/**
 * The paths from access routers to home agents; the last hop to the node has no delay. Stateless.
 */
final class AccessPaths {
  private static final int ECHOES = 4;
  private static final int TIMEOUT_MILLIS = 1000;

  private AccessPaths() {}

  /** Routers of a living network know their neighbours: their ARP belongs to no handover. */
  static void acquaint(Built built) {
    built.topology().accesses().forEach(access -> measure(built, access, 1));
  }

  /** From the access router to the agent and back: measured, or else what is configured. */
  static double roundTripMillis(Built built, AccessNetwork access) {
    return measure(built, access, ECHOES)
        .orElseGet(() ->
            built.topology().router(access).nics().stream()
                .mapToDouble(nic -> nic.delay().toNanos() / 5e5)
                .sum());
  }

  private static Optional<Double> measure(Built built, AccessNetwork access, int echoes) {
    Topology topology = built.topology();
    Ip4 agent = topology.node(access.agent()).nics().getFirst().address();
    if (agent == null) {
      return Optional.empty();
    }
    try {
      return built
          .namespace(topology.router(access).name())
          .<Optional<Double>, IOException>call(() -> {
            Optional<Double> best = Optional.empty();
            for (int echo = 0; echo < echoes; echo++) {
              long sent = System.nanoTime();
              if (InetAddress.getByAddress(agent.octets()).isReachable(TIMEOUT_MILLIS)) {
                double took = (System.nanoTime() - sent) / 1e6;
                best = Optional.of(Math.min(best.orElse(took), took));
              }
            }
            return best;
          });
    } catch (IOException unreachable) {
      throw new UncheckedIOException(unreachable);
    }
  }
}
