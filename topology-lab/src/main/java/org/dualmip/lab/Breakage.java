package org.dualmip.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.dualmip.lab.scenario.Step.Harm;
import org.dualmip.lab.topology.Nic;
import org.dualmip.lab.topology.Node;
import org.dualmip.lab.topology.StaticRoute;
import org.dualmip.lab.topology.Topology;
import org.dualmip.mobileip.net.Ip4;

/** Breaks things in a lab that is up. Belongs to one thread. */
final class Breakage {
  private static final Duration END_PATIENCE = Duration.ofSeconds(6);

  private final LiveLab lab;
  private final Travels mobile;
  private int intendedDeaths;

  Breakage(LiveLab lab, Travels mobile) {
    this.lab = lab;
    this.mobile = mobile;
  }

  /** Deaths of services that were caused here. */
  int intendedDeaths() {
    return intendedDeaths;
  }

  /** Does it, and returns when the harm is over. */
  void harm(Harm harm) throws InterruptedException {
    switch (harm) {
      case Harm.Kill kill -> kill(kill.service());
      case Harm.KillWhileMoving kill -> {
        mobile.hard(kill.to());
        kill(kill.service());
      }
      case Harm.KillAndForget kill -> {
        kill(kill.service());
        forget(kill.service());
      }
      case Harm.Restart restart -> lab.service(restart.service()).restart(END_PATIENCE);
      case Harm.Freeze freeze -> freeze(List.of(freeze.service()), freeze.time());
      case Harm.Flap flap -> mobile.flap(flap.times(), flap.time());
      case Harm.Renumber renumber -> renumber(renumber.router(), renumber.address());
    }
  }

  /** These services stop answering (SIGSTOP) and go on after that time. */
  void freeze(List<String> services, Duration time) throws InterruptedException {
    for (String service : services) {
      lab.service(service).signal("STOP");
    }
    Thread.sleep(time);
    for (String service : services) {
      lab.service(service).signal("CONT");
    }
  }

  private void kill(String service) {
    intendedDeaths++;
    lab.service(service).kill();
  }

  /** The service comes back only after a while, as after every death. */
  private void forget(String service) {
    Path state = lab.folder().state(service);
    if (!Files.exists(state)) {
      throw new IllegalStateException(service + " keeps no state in " + state);
    }
    try (var kept = Files.walk(state)) {
      for (Path file : kept.filter(Files::isRegularFile).filter(Breakage::isStore).toList()) {
        Files.delete(file);
      }
    } catch (IOException refused) {
      throw new UncheckedIOException(refused);
    }
  }

  /** What a service has learnt, not the keys that make it who it is. */
  private static boolean isStore(Path file) {
    return !String.valueOf(file.getFileName()).endsWith(".key");
  }

  /** The kernel forgets the mappings of a masquerade when its address goes. */
  private void renumber(String router, Ip4 address) throws InterruptedException {
    Topology topology = lab.deployment().topology();
    Node node = topology.node(router);
    Nic uplink = node.nic("wan").orElseThrow();
    int length = topology.segment(String.valueOf(uplink.segment())).prefix().length();
    var batch = new StringBuilder();
    batch.append("addr flush dev wan\n");
    batch.append("addr add ").append(address).append('/').append(length).append(" dev wan\n");
    for (StaticRoute route : node.routes()) {
      batch.append("route replace ").append(route.to()).append(" via ").append(route.via());
      batch.append('\n');
    }
    String _ =
        lab.launcher().output(router, List.of("sh", "-c", "printf '" + batch + "' | ip -b -"));
  }
}
