package org.dualmip.mobileip.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.dualmip.mobileip.agent.HomeAgent.Input;
import org.dualmip.mobileip.message.RegistrationRequest;
import org.dualmip.mobileip.net.Endpoint;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.MonotonicTime;
import org.dualmip.mobileip.net.Now;
import org.dualmip.mobileip.net.Octets;
import org.dualmip.mobileip.net.Prefix4;
import org.dualmip.mobileip.packet.Tunnel;
import org.dualmip.mobileip.security.NtpTimestamp;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The binding list against a plain one; its size. */
class BindingListTest {
  private static final int NODES = 40;

  private final BindingList list = new BindingList(Duration.ZERO);
  private final List<ServedNode> nodes = new ArrayList<>();
  private final Map<String, Binding> plain = new HashMap<>();
  private long identification;
  private MonotonicTime now = new MonotonicTime(Long.MAX_VALUE - 1_000_000_000_000L);

  private static Ip4 home(int node) {
    return new Ip4(0x0a000001 + node);
  }

  private Binding binding(int node, int careOf, int seconds) {
    Ip4 address = new Ip4(0x64400001 + careOf);
    return new Binding(
        home(node),
        home(node).toString(),
        address,
        Tunnel.ipInIp(address),
        true,
        ++identification,
        seconds,
        now.plus(Duration.ofSeconds(seconds)),
        null,
        null);
  }

  private static String key(Binding binding) {
    return binding.home() + " " + binding.careOf();
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4})
  void whatever_happens_it_holds_what_a_plain_list_would(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < NODES; i++) {
      nodes.add(
          new ServedNode(
              new Subscriber(home(i), null, List.of(Desk.TIMESTAMPS)),
              home(i),
              new IdentificationCheck(random, 0, 0)));
    }
    for (int step = 0; step < 3000; step++) {
      int node = random.nextInt(NODES);
      int careOf = random.nextInt(4);
      switch (random.nextInt(6)) {
        case 0 -> {
          list.removeAll(nodes.get(node), "test");
          plain.values().removeIf(binding -> binding.home().equals(home(node)));
        }
        case 1 -> {
          Binding gone = binding(node, careOf, 1);
          list.remove(nodes.get(node), gone.careOf(), "test");
          plain.remove(key(gone));
        }
        case 2 -> pass(Duration.ofSeconds(random.nextInt(30)));
        default -> {
          Binding binding = binding(node, careOf, random.nextInt(1, 300));
          boolean simultaneous = random.nextBoolean();
          list.register(nodes.get(node), binding, simultaneous, now);
          if (!simultaneous) {
            plain.values().removeIf(other -> other.home().equals(home(node)));
          }
          plain.put(key(binding), binding);
        }
      }
      assertThat(list.size()).isEqualTo(plain.size());
    }
    assertThat(list.all()).containsExactlyInAnyOrderElementsOf(plain.values());
    pass(Duration.ofMinutes(5));
    assertThat(list.size()).isZero();
    assertThat(list.wakeAt()).isNull();
  }

  private void pass(Duration duration) {
    now = now.plus(duration);
    for (BindingList.Change change : list.lapse(now)) {
      Binding before = change.change().before();
      assertThat(change.change().after()).isNull();
      if (before == null) {
        throw new AssertionError("a change of nothing");
      }
      assertThat(plain.remove(key(before))).isEqualTo(before);
    }
    for (Binding left : plain.values()) {
      if (left.expires() == null || !now.isBefore(left.expires())) {
        throw new AssertionError(left + " is over at " + now);
      }
    }
    MonotonicTime wake = list.wakeAt();
    assertThat(wake == null).isEqualTo(plain.isEmpty());
    assertThat(wake == null || now.isBefore(wake)).isTrue();
  }

  @Test
  void a_binding_takes_less_than_300_octets_of_memory() throws InterruptedException {
    int count = 200_000;
    HomeAgent agent = agent(count);
    long before = used();
    Now at = new Now(new MonotonicTime(0), Instant.parse("2026-03-01T10:00:00Z"));
    for (int i = 0; i < count; i++) {
      Ip4 careOf = new Ip4(0x64400001 + i);
      Now here = at.plus(Duration.ofNanos(1000L * i));
      byte[] request =
          new RegistrationRequest(
                  RegistrationRequest.CO_LOCATED,
                  1800,
                  home(i + 1),
                  home(0),
                  careOf,
                  NtpTimestamp.of(here.wall()),
                  List.of())
              .signed(Desk.TIMESTAMPS);
      agent.handle(
          new Input.Datagram(
              here, new Endpoint(careOf, 434), new Endpoint(home(0), 434), Octets.of(request)));
      while (agent.poll() != null) {
        // only the state counts here
      }
    }
    long each = (used() - before) / count;
    assertThat(agent.counters()).containsEntry("requests-accepted", (long) count);
    assertThat(each).as("octets of heap for each binding").isBetween(100L, 300L);
  }

  private static HomeAgent agent(int count) {
    List<Subscriber> subscribers = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      subscribers.add(new Subscriber(home(i + 1), null, List.of(Desk.TIMESTAMPS)));
    }
    return new HomeAgent(
        new HomeAgentConfig(
            home(0),
            Prefix4.of("10.0.0.0/8"),
            false,
            List.of(),
            Duration.ofHours(1),
            Duration.ofSeconds(2),
            Duration.ofSeconds(20),
            subscribers),
        new SplittableRandom(1),
        List.of(),
        List.of());
  }

  /** The least of several looks, because a collection may leave something. */
  private static long used() throws InterruptedException {
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 4; i++) {
      System.gc();
      Thread.sleep(30);
      Runtime runtime = Runtime.getRuntime();
      least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
    }
    return least;
  }
}
