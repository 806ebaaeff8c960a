package org.dualmip.mobilenode;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.dualmip.detector.Clue;
import org.dualmip.linux.HostException;
import org.dualmip.linux.Wireless;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobilenode.NodeSettings.Interface;
import org.jspecify.annotations.Nullable;

/**
 * The sensors of all interfaces (features P7 to P10, P70 to P73): they begin when the carrier
 * comes, and end when it goes. Any thread.
 */
final class Sensors implements AutoCloseable {
  private final boolean wanted;
  private final Set<Ip4> hidden;
  private final Set<String> listening;
  private final BiConsumer<String, Clue> ear;
  private final Consumer<String> troubled;
  private final @Nullable Wireless wireless;
  private final Map<String, LinkSensor> sensors = new HashMap<>();

  /**
   * @param ear takes clues, on the sensors' threads
   * @param troubled told what cannot be sensed
   */
  Sensors(NodeSettings settings, BiConsumer<String, Clue> ear, Consumer<String> troubled) {
    NodeSettings.Outer outer = settings.outer();
    this.wanted = settings.detection().sensors();
    this.hidden =
        Stream.of(
                Optional.of(settings.inner().homeAddress()),
                Optional.ofNullable(outer == null ? null : outer.homeAddress()))
            .flatMap(Optional::stream)
            .collect(Collectors.toSet());
    this.listening =
        settings.interfaces().stream()
            .filter(one -> one.foreignAgents() != Access.ForeignAgents.NO)
            .map(Interface::name)
            .collect(Collectors.toSet());
    this.ear = ear;
    this.troubled = troubled;
    this.wireless = wanted ? Wireless.open().orElse(null) : null;
  }

  /** What is sensed, for the log. */
  String summary() {
    return !wanted
        ? "off: addresses alone are weighed"
        : wireless == null
            ? "on, without access points: the kernel knows no wireless networks (nl80211)"
            : "on";
  }

  /** Follows an interface, in the network namespace of the caller's thread. */
  synchronized void changed(LinkWatch.Change change) {
    if (!wanted) {
      return;
    }
    switch (change) {
      case LinkWatch.Change.Carrier up -> sensor(up.name());
      case LinkWatch.Change.Up up -> {
        LinkSensor sensor = sensor(up.link().name());
        if (sensor != null) {
          sensor.attached(up.link());
        }
      }
      case LinkWatch.Change.Down down -> {
        LinkSensor sensor = sensors.get(down.name());
        if (sensor != null) {
          sensor.detached();
        }
      }
      case LinkWatch.Change.CarrierLost down -> {
        LinkSensor sensor = sensors.remove(down.name());
        if (sensor != null) {
          sensor.close();
        }
      }
    }
  }

  private @Nullable LinkSensor sensor(String name) {
    LinkSensor sensor = sensors.get(name);
    if (sensor == null) {
      try {
        sensor = new LinkSensor(name, hidden, listening.contains(name), wireless, ear);
        sensors.put(name, sensor);
      } catch (HostException refused) {
        troubled.accept("nothing is sensed on " + name + ": " + refused.getMessage());
      }
    }
    return sensor;
  }

  /** What was said of an interface's network before it had its address. */
  synchronized List<Clue> known(Link link) {
    LinkSensor sensor = sensors.get(link.name());
    return sensor == null ? List.of() : sensor.known(link);
  }

  /** Where an interface's network says that its captive portal's API is (RFC 8910). */
  synchronized Optional<String> portal(String name) {
    LinkSensor sensor = sensors.get(name);
    return sensor == null ? Optional.empty() : Optional.ofNullable(sensor.portal());
  }

  /** What each interface's sensors counted since its carrier came. */
  synchronized Map<String, Map<String, Long>> counters() {
    Map<String, Map<String, Long>> counters = new TreeMap<>();
    sensors.forEach((name, sensor) -> counters.put(name, sensor.counters()));
    return counters;
  }

  @Override
  public synchronized void close() {
    sensors.values().forEach(LinkSensor::close);
    sensors.clear();
    if (wireless != null) {
      wireless.close();
    }
  }
}
