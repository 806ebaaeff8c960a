package org.dualmip.homeagent;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.dualmip.linux.HostException;
import org.dualmip.mobileip.agent.HomeAgent;
import org.dualmip.mobileip.discovery.Advertiser;
import org.dualmip.mobileip.foreign.ForeignAgent.Output;
import org.dualmip.mobileip.foreign.Visitor;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.packet.IcmpEcho;
import org.dualmip.mobileip.packet.Ip4Packet;
import org.dualmip.service.Clock;

/** Carries out what the foreign agent decides. Belongs to the owner thread. */
final class ForeignEffects implements Consumer<Output> {
  private final Signalling socket;
  private final VisitorPath path;
  private final GuardedHost host;
  private final Map<String, LinkPort> links;
  private final Consumer<AgentInput> engine;
  private final HomeLink.Later later;
  private final AgentEvents events;
  private final Clock clock;
  private final Consumer<Ip4> unreachable;
  private final Duration keepalive;
  private int keepalives;

  /**
   * @param socket of the care-of address
   * @param links where visitors are
   * @param engine takes what concerns advertisers and the home agent beside
   * @param unreachable told, on any thread, to which home agent the host has no way
   * @param keepalive the longest time between keepalives of tunnels in UDP
   */
  ForeignEffects(
      Signalling socket,
      VisitorPath path,
      GuardedHost host,
      Map<String, LinkPort> links,
      Consumer<AgentInput> engine,
      HomeLink.Later later,
      AgentEvents events,
      Clock clock,
      Consumer<Ip4> unreachable,
      Duration keepalive) {
    this.socket = socket;
    this.path = path;
    this.host = host;
    this.links = links;
    this.engine = engine;
    this.later = later;
    this.events = events;
    this.clock = clock;
    this.unreachable = unreachable;
    this.keepalive = keepalive;
  }

  @Override
  public void accept(Output output) {
    switch (output) {
      case Output.ToNode(var link, var mac, var from, var to, var payload) ->
          Objects.requireNonNull(links.get(link)).send(mac, from, to, payload);
      case Output.ToHomeAgent(var _, var to, var payload) ->
          socket.send(to, payload, () -> unreachable.accept(to.address()));
      case Output.ForHomeAgent(var request) ->
          engine.accept(
              new AgentInput.Home(
                  new HomeAgent.Input.Datagram(
                      request.at(), request.from(), request.to(), request.payload())));
      case Output.VisitorChanged change -> {
        changed(change);
        events.visitor(change);
      }
      case Output.Inform(var link, var mac, var home) ->
          advertiser(link, new Advertiser.Input.Revoked(clock.now(), mac, home, true));
      case Output.BusyChanged(var busy) ->
          links
              .keySet()
              .forEach(link -> advertiser(link, new Advertiser.Input.Busy(clock.now(), busy)));
      case Output.Notice notice -> events.notice(notice);
    }
  }

  private void advertiser(String link, Advertiser.Input input) {
    engine.accept(new AgentInput.Discovery(link, input));
  }

  /** A visitor that the host refuses to serve is told, and stays registered: it may come again. */
  private void changed(Output.VisitorChanged change) {
    try {
      if (path.change(change.before(), change.after())) {
        host.change(host -> host.include(path.host()));
      }
    } catch (HostException refused) {
      events.say(
          "host-refused",
          "the kernel does not take what a visitor needs",
          List.of(String.valueOf(refused.getMessage())));
    }
    Visitor after = change.after();
    if (after != null && after.tunnel().isInUdp()) {
      keepAlive(after);
    }
  }

  /**
   * A NAT on the way to the home agent keeps its mapping (RFC 3519 §4.9). The home agent may say
   * how often, and this agent's file, which knows the NAT (§4.10): the shorter interval counts.
   */
  private void keepAlive(Visitor visitor) {
    Duration told = Duration.ofSeconds(visitor.keepaliveSeconds());
    later.after(
        told.isZero() || told.compareTo(keepalive) > 0 ? keepalive : told,
        () -> {
          if (path.serves(visitor)) {
            var echo = new IcmpEcho(false, 0, keepalives++ & 0xffff);
            path.send(
                visitor,
                Ip4Packet.of(Ip4Packet.ICMP, visitor.home(), visitor.homeAgent(), echo.toOctets())
                    .toBytes());
            keepAlive(visitor);
          }
        });
  }
}
