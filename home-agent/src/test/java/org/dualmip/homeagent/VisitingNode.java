package org.dualmip.homeagent;

import java.time.Duration;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.dualmip.linux.NetworkNamespace;
import org.dualmip.mobileip.discovery.AgentAdvertisement;
import org.dualmip.mobileip.net.Endpoint;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.Now;
import org.dualmip.mobileip.net.Octets;
import org.dualmip.mobileip.node.AgentOffer;
import org.dualmip.mobileip.node.CareOf;
import org.dualmip.mobileip.node.MobileNode;
import org.dualmip.mobileip.node.MobileNode.Input;
import org.dualmip.mobileip.node.MobileNode.Output;
import org.dualmip.mobileip.node.MobilitySystem;
import org.dualmip.mobileip.node.OtherSecrets;
import org.dualmip.mobileip.node.Wishes;
import org.dualmip.mobileip.security.MobileAaaKey;
import org.dualmip.mobileip.security.SecurityAssociation;
import org.dualmip.service.Clock;

/** The mobile node's own engine on a visited link. One thread: that of the test. */
final class VisitingNode implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(10);

  private final Clock clock = Clock.system();
  private final OpenParts opened = new OpenParts();
  private final VisitorLink link;
  private final MobileNode engine;

  VisitingNode(
      String namespace, Ip4 homeAgent, String nai, SecurityAssociation secret, MobileAaaKey aaa)
      throws Exception {
    NetworkNamespace inside = opened.add(NetworkNamespace.named(namespace));
    link = opened.add(new VisitorLink(inside));
    engine =
        new MobileNode(
            new MobilitySystem(
                "visitor",
                homeAgent,
                Ip4.of(VisitedNet.HOME),
                nai,
                secret,
                Duration.ofSeconds(60),
                MobilitySystem.SHORTEST_KEEPALIVE),
            Wishes.USUAL,
            new OtherSecrets(aaa, Map.of()),
            RandomGenerator.getDefault());
  }

  /** Looks for the agent, and registers through it. */
  Output register() throws InterruptedException {
    AgentAdvertisement heard = link.solicit();
    var through =
        new CareOf.ThroughAgent(
            "visited", heard.careOf().getFirst(), VisitorLink.AGENT, link.agent());
    engine.handle(new Input.Advertised(now(), through, AgentOffer.of(heard)));
    return again(through);
  }

  /** Registers once more, knowing only what the last reply brought. */
  Output again(CareOf through) throws InterruptedException {
    engine.handle(new Input.Register(now(), through, null));
    return outcome(through);
  }

  /** Runs the engine until it is registered or refused. */
  private Output outcome(CareOf through) throws InterruptedException {
    long end = System.nanoTime() + LIMIT.toNanos();
    while (System.nanoTime() - end < 0) {
      for (Output output = engine.poll(); output != null; output = engine.poll()) {
        switch (output) {
          case Output.Send send -> link.send(send.to(), send.timeToLive(), send.payload());
          case Output.Registered registered -> {
            return registered;
          }
          case Output.Denied denied -> {
            return denied;
          }
          default -> {}
        }
      }
      Octets message = link.message(50);
      Endpoint agent = new Endpoint(VisitorLink.AGENT, 434);
      engine.handle(
          message == null
              ? new Input.Tick(now())
              : new Input.Datagram(now(), through, agent, message));
    }
    throw new AssertionError("neither registered nor refused: " + engine.counters());
  }

  private Now now() {
    return clock.now();
  }

  @Override
  public void close() {
    opened.close();
  }
}
