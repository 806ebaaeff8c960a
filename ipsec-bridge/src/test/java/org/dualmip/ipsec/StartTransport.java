package org.dualmip.ipsec;

import java.nio.file.Path;
import java.time.Duration;
import org.dualmip.ipsec.vici.ViciClient;
import org.dualmip.ipsec.vici.ViciException;
import org.dualmip.ipsec.vici.ViciMessage;
import org.dualmip.ipsec.vici.ViciTransport;

/**
 * A program that asks strongSwan for its version over one transport, and prints how long it took.
 */
final class StartTransport {
  private StartTransport() {}

  public static void main(String[] arguments) throws ViciException {
    long from = System.nanoTime();
    var factory = arguments[0].equals("jnr") ? ViciTransport.jnr() : ViciTransport.jdk();
    var listener =
        new ViciClient.Listener() {
          @Override
          public void event(String name, ViciMessage message) {}

          @Override
          public void closed(String reason) {}
        };
    try (var client = ViciClient.connect(Path.of(arguments[1]), factory, listener, "start")) {
      client.request("version", ViciMessage.EMPTY, Duration.ofSeconds(20));
      System.out.println((System.nanoTime() - from) / 1000);
    }
  }
}
