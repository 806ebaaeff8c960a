package org.dualmip.ipsec;

import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.dualmip.ipsec.vici.ViciTransport;

/** A program that brings the VPN up and waits to be killed. */
final class ConnectAndWait {
  private ConnectAndWait() {}

  public static void main(String[] arguments) throws InterruptedException {
    Path folder = Path.of(arguments[0]);
    var credentials =
        Credentials.read(
            folder.resolve("crash.pem"),
            folder.resolve("crash.key"),
            folder.resolve("ca.pem"),
            "mn.lab.example");
    var config =
        VpnConfig.of(
            TwoStrongSwans.GATEWAY,
            "mn.lab.example",
            "gw.lab.example",
            credentials,
            TwoStrongSwans.NETWORKS);
    var available = new CountDownLatch(1);
    var from = new AtomicLong();
    var vpn =
        new Vpn(
            config,
            Path.of(arguments[1]),
            ViciTransport.jdk(),
            event -> {
              System.out.println((System.nanoTime() - from.get()) / 1000 + " us: " + event);
              if (event instanceof VpnEvent.Available) {
                available.countDown();
              }
            });
    available.await();
    from.set(System.nanoTime());
    vpn.connect(TwoStrongSwans.M);
    new CountDownLatch(1).await();
    vpn.close();
  }
}
