package org.dualmip.homeagent;

import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicLong;
import org.dualmip.homeagent.Dispatch.Reader;
import org.dualmip.mobileip.agent.HomeAgent;
import org.dualmip.mobileip.discovery.Advertiser;
import org.dualmip.mobileip.foreign.ForeignAgent;
import org.dualmip.mobileip.net.Endpoint;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.MacAddress;
import org.dualmip.mobileip.net.Octets;
import org.dualmip.mobileip.packet.IcmpError;
import org.dualmip.mobileip.packet.Ip4Packet;
import org.dualmip.mobileip.packet.UdpDatagram;
import org.dualmip.service.OwnerThread;
import org.jspecify.annotations.Nullable;

/**
 * Gives what arrives on UDP port 434 and on the links to the engine it is for, and tunnelled
 * packets to the data paths. Any thread.
 */
final class PortReceiver implements Signalling.Receiver, LinkPort.Receiver {
  private static final int QUOTED = 24;

  private final AgentConfig config;
  private final Dispatch dispatch;
  private final OwnerThread<AgentInput, AgentOutput> owner;
  private final @Nullable DataPath home;
  private final HomeStations stations;
  private final AtomicLong unexpected = new AtomicLong();
  private volatile @Nullable VisitorPath visitors;

  /**
   * @param home the home agent's tunnels; null without a home agent
   * @param stations told who registers from a home link
   */
  PortReceiver(
      AgentConfig config,
      OwnerThread<AgentInput, AgentOutput> owner,
      @Nullable DataPath home,
      HomeStations stations) {
    this.config = config;
    this.stations = stations;
    this.dispatch = Dispatch.of(config);
    this.owner = owner;
    this.home = home;
  }

  /** From now on there is a foreign agent's data path. */
  void visitors(VisitorPath path) {
    visitors = path;
  }

  @Override
  public void message(Endpoint from, Endpoint to, Octets payload) {
    Reader reader = dispatch.reader(from, payload);
    if (reader == Reader.HOME || reader == Reader.BOTH) {
      toHomeAgent(from, to, payload);
    }
    if (reader == Reader.FOREIGN || reader == Reader.BOTH) {
      boolean _ =
          owner.post(now ->
              new AgentInput.Foreign(new ForeignAgent.Input.FromNetwork(now, from, to, payload)));
    }
  }

  @Override
  public void tunnelled(Endpoint from, Endpoint to, ByteBuffer payload) {
    VisitorPath foreign = visitors;
    DataPath own = home;
    boolean mayBeVisitors = foreign != null && to.address().equals(config.careOf());
    if (own != null && (!mayBeVisitors || own.knows(from))) {
      own.received(
          from,
          payload,
          (end, source) -> {
            boolean _ =
                owner.post(
                    now -> new AgentInput.Home(new HomeAgent.Input.Keepalive(now, end, source)));
          });
    } else if (foreign != null) {
      foreign.received(from, payload);
    } else {
      unexpected.incrementAndGet();
    }
  }

  @Override
  public void solicited(String link, MacAddress mac, Ip4Packet packet) {
    boolean _ =
        owner.post(now ->
            new AgentInput.Discovery(
                link,
                new Advertiser.Input.Solicited(
                    now, mac, packet.source(), packet.ttl(), packet.payload())));
  }

  /**
   * The foreign agent hears all; a home agent only what its own socket does not, requests to
   * broadcast addresses (RFC 5944 §3.6.1.2).
   */
  @Override
  public void registration(String link, MacAddress mac, int ttl, UdpDatagram datagram) {
    if (config.visitorLinks().contains(link)
        && !dispatch.passesBy(datagram.payload(), datagram.to().address(), config.address())) {
      boolean _ =
          owner.post(now ->
              new AgentInput.Foreign(
                  new ForeignAgent.Input.FromNode(
                      now, link, mac, datagram.from(), datagram.to(), ttl, datagram.payload())));
    }
    if (config.homeLinks().contains(link)) {
      if (isAtHome(link, datagram.from().address())) {
        stations.heard(link, mac, datagram.from().address());
      }
      if (isBroadcast(datagram.to().address())) {
        toHomeAgent(datagram.from(), datagram.to(), datagram.payload());
      }
    }
  }

  /**
   * An error came back; if it is about a request for a home agent, the foreign agent wants to know
   * (RFC 5944 §3.7.3).
   */
  void error(IcmpError error) {
    if (error.type() != IcmpError.UNREACHABLE || error.quoted().size() < QUOTED) {
      return;
    }
    int header = (error.quoted().at(0) & 0xf) * 4;
    boolean udp = error.quoted().at(9) == Ip4Packet.UDP;
    if (udp && error.quoted().size() >= header + 4) {
      int port = error.quoted().at(header + 2) << 8 | error.quoted().at(header + 3);
      if (port == Signalling.PORT) {
        unreachable(Ip4.of(error.quoted().slice(16, 20).toBytes()), error.code());
      }
    }
  }

  /** The host has no way to a home agent. */
  void noRoute(Ip4 homeAgent) {
    unreachable(homeAgent, IcmpError.NETWORK);
  }

  private void unreachable(Ip4 homeAgent, int code) {
    boolean _ =
        owner.post(now ->
            new AgentInput.Foreign(new ForeignAgent.Input.Unreachable(now, homeAgent, code)));
  }

  /** Tunnelled packets that came where nobody waits for them. */
  long unexpected() {
    return unexpected.get();
  }

  private void toHomeAgent(Endpoint from, Endpoint to, Octets payload) {
    boolean _ =
        owner.post(
            now -> new AgentInput.Home(new HomeAgent.Input.Datagram(now, from, to, payload)));
  }

  private boolean isAtHome(String link, Ip4 address) {
    return config.networks().stream()
        .anyMatch(network -> link.equals(network.link()) && network.prefix().contains(address));
  }

  private boolean isBroadcast(Ip4 address) {
    return address.equals(Ip4.BROADCAST)
        || config.networks().stream().anyMatch(network -> address.equals(network.prefix().last()));
  }
}
