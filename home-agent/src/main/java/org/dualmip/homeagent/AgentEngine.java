package org.dualmip.homeagent;

import java.security.SecureRandom;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.dualmip.linux.InterfaceAddress;
import org.dualmip.linux.Rtnetlink;
import org.dualmip.mobileip.agent.HomeAgent;
import org.dualmip.mobileip.discovery.Advertiser;
import org.dualmip.mobileip.discovery.Challenges;
import org.dualmip.mobileip.foreign.ForeignAgent;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.MonotonicTime;
import org.dualmip.mobileip.net.Now;
import org.dualmip.mobileip.security.Authenticator;
import org.dualmip.mobileip.security.DiscoverySecret;
import org.dualmip.service.Clock;
import org.dualmip.service.Engine;
import org.jspecify.annotations.Nullable;

/**
 * The engines of one agent as one: home agent, foreign agent, and an advertiser for each link.
 * Belongs to the owner thread.
 */
final class AgentEngine implements Engine<AgentInput, AgentOutput> {
  private final @Nullable ServingEngine home;
  private final @Nullable ForeignAgent foreign;
  private final Map<String, Advertiser> advertisers;
  private final ArrayDeque<AgentOutput> outputs = new ArrayDeque<>();

  AgentEngine(
      @Nullable ServingEngine home,
      @Nullable ForeignAgent foreign,
      Map<String, Advertiser> advertisers) {
    this.home = home;
    this.foreign = foreign;
    this.advertisers = advertisers;
  }

  /**
   * The engines that a file asks for.
   *
   * @param own this host's address on each link of the agent
   * @param authenticator for Mobile-AAA Authentication; null without
   */
  static AgentEngine of(
      AgentConfig config,
      Map<String, OnLink> own,
      Rtnetlink kernel,
      BindingStore store,
      @Nullable Authenticator authenticator,
      Clock clock) {
    var random = new SecureRandom();
    boolean homeAgent = config.role() != AgentConfig.Role.FOREIGN;
    ServingEngine home = homeAgent ? serving(config, store, clock) : null;
    ForeignAgentSection section = config.foreignAgent();
    Map<String, Challenges> challenges = new LinkedHashMap<>();
    Map<String, Ip4> links = new LinkedHashMap<>();
    ForeignAgent foreign = null;
    if (section != null) {
      for (String link : section.links()) {
        links.put(link, Objects.requireNonNull(own.get(link)).address());
        if (section.challenge()) {
          challenges.put(link, new Challenges(random, section.visitors()));
        }
      }
      foreign =
          new ForeignAgent(
              section.engine(links, config.careOf(), otherAddresses(kernel, config), homeAgent),
              challenges,
              authenticator,
              random);
    }
    return new AgentEngine(
        home,
        foreign,
        Discovery.advertisers(config, own, challenges, random, clock.now().monotonic()));
  }

  private static ServingEngine serving(AgentConfig config, BindingStore store, Clock clock) {
    DiscoverySecret key = config.isDiscoverable() ? DiscoveryKey.open(config.state()) : null;
    return new ServingEngine(config.engine(), key, store, clock);
  }

  /**
   * The addresses of this host but the home agent's: to that one the foreign agent relays as to any
   * other, through the port that both share.
   */
  private static Set<Ip4> otherAddresses(Rtnetlink kernel, AgentConfig config) {
    Set<Ip4> addresses =
        kernel.addresses().stream().map(InterfaceAddress::address).collect(Collectors.toSet());
    if (config.role() != AgentConfig.Role.FOREIGN) {
      addresses.remove(config.address());
    }
    return addresses;
  }

  @Override
  public void handle(AgentInput input) {
    switch (input) {
      case AgentInput.Home(var one) -> {
        if (home != null) {
          home.handle(one);
        }
      }
      case AgentInput.Foreign(var one) -> {
        if (foreign != null) {
          foreign.handle(one);
        }
      }
      case AgentInput.Discovery(var link, var one) -> {
        Advertiser advertiser = advertisers.get(link);
        if (advertiser != null) {
          advertiser.handle(one);
        }
      }
      case AgentInput.Tick(var now) -> tick(now);
    }
    collect();
  }

  private void tick(Now now) {
    if (home != null) {
      home.handle(new HomeAgent.Input.Tick(now));
    }
    if (foreign != null) {
      foreign.handle(new ForeignAgent.Input.Tick(now));
    }
    advertisers.values().forEach(each -> each.handle(new Advertiser.Input.Tick(now)));
  }

  @Override
  public @Nullable AgentOutput poll() {
    if (outputs.isEmpty()) {
      collect(); // what a task between two inputs has caused
    }
    return outputs.poll();
  }

  @Override
  public @Nullable MonotonicTime wakeAt() {
    MonotonicTime earliest = home == null ? null : home.wakeAt();
    if (foreign != null) {
      earliest = earlier(earliest, foreign.wakeAt());
    }
    for (Advertiser advertiser : advertisers.values()) {
      earliest = earlier(earliest, advertiser.wakeAt());
    }
    return earliest;
  }

  /** The home agent, if this is one. */
  @Nullable ServingEngine home() {
    return home;
  }

  /** The foreign agent, if this is one. */
  @Nullable ForeignAgent foreign() {
    return foreign;
  }

  /** Counters of the advertisers by link. */
  Map<String, Object> discovery() {
    Map<String, Object> byLink = new LinkedHashMap<>();
    advertisers.forEach((link, advertiser) -> byLink.put(link, advertiser.counters()));
    return byLink;
  }

  private void collect() {
    if (home != null) {
      for (var output = home.poll(); output != null; output = home.poll()) {
        outputs.add(new AgentOutput.Home(output));
      }
    }
    if (foreign != null) {
      for (var output = foreign.poll(); output != null; output = foreign.poll()) {
        outputs.add(new AgentOutput.Foreign(output));
      }
    }
    advertisers.forEach((link, advertiser) -> {
      for (var send = advertiser.poll(); send != null; send = advertiser.poll()) {
        outputs.add(new AgentOutput.Advertise(link, send));
      }
    });
  }

  private static @Nullable MonotonicTime earlier(
      @Nullable MonotonicTime one, @Nullable MonotonicTime other) {
    return one == null ? other : other == null ? one : MonotonicTime.min(one, other);
  }
}
