package org.dualmip.cli.gateway;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.dualmip.ipsec.Gateway;
import org.dualmip.ipsec.GatewayEvent;
import org.dualmip.ipsec.vici.ViciTransport;
import org.dualmip.service.Clock;
import org.dualmip.service.Event;
import org.dualmip.service.EventLog;
import org.dualmip.service.Service;
import org.dualmip.service.ServiceProcess;
import org.dualmip.service.admin.AdminServer;
import org.dualmip.service.config.ConfigException;
import org.jspecify.annotations.Nullable;

/** The running gateway. Thread-safe; closing takes the configuration out of strongSwan again. */
public final class GatewayService implements Service {
  private static final int EVENTS_IN_MEMORY = 500;
  private static final String WHO = "gateway";

  private final GatewaySettings settings;
  private final Path file;
  private final Clock clock = Clock.system();
  private final EventLog events;
  private final Deque<AutoCloseable> opened = new ArrayDeque<>();

  private GatewayService(GatewaySettings settings, Path file) {
    this.settings = settings;
    this.file = file;
    this.events = new EventLog(settings.events(), EVENTS_IN_MEMORY);
  }

  /**
   * Starts it. strongSwan need not be there yet.
   *
   * @throws ConfigException if the file cannot be used
   */
  public static GatewayService start(Path file, ServiceProcess process) throws ConfigException {
    var service = new GatewayService(GatewaySettings.read(file), file);
    try {
      service.open();
      return service;
    } catch (RuntimeException failed) {
      service.close();
      throw failed;
    }
  }

  private void open() {
    opened.push(events);
    say("started", "serving from " + file);
    var gateway =
        new Gateway(settings.gateway(), settings.vici(), ViciTransport.jdk(), this::happened);
    opened.push(gateway);
    Path control = settings.control();
    if (control != null) {
      opened.push(AdminServer.open(control, pages(gateway)));
    }
  }

  private Map<String, Supplier<@Nullable Object>> pages(Gateway gateway) {
    return Map.of(
        "/show/vpn", gateway::associations,
        "/why", () -> events.last().stream().map(Event::fields).toList(),
        "/health", () -> Map.of("status", "ok"));
  }

  private void happened(GatewayEvent event) {
    switch (event) {
      case GatewayEvent.Loaded loaded ->
          say("vpn-ready", "strongSwan (" + loaded.version() + ") has the configuration");
      case GatewayEvent.Refused refused ->
          say(
              "vpn-refused",
              refused.reason() + "; tried again in " + refused.retryIn().toSeconds() + " s");
      case GatewayEvent.Unavailable unavailable -> say("vpn-unavailable", unavailable.remedy());
      case GatewayEvent.NodeUp up ->
          events.add(node("node-up", up.identity(), up.remote(), up.innerAddresses()));
      case GatewayEvent.NodeDown down ->
          events.add(node("node-down", down.identity(), down.remote(), down.innerAddresses()));
    }
  }

  private Event node(String what, String identity, Object remote, List<?> inner) {
    return Event.of(clock.now(), WHO, what, "strongSwan says so")
        .with("identity", identity)
        .with("outer-home-address", remote.toString())
        .with("inner-addresses", inner.stream().map(Object::toString).toList());
  }

  private void say(String what, String why) {
    events.add(Event.of(clock.now(), WHO, what, why));
  }

  /** Says that a new configuration needs a restart, which ends no association by itself. */
  @Override
  public void reload() {
    say("reload-refused", "a gateway takes a new configuration only when it is started again");
  }

  @Override
  public synchronized void close() {
    if (!opened.isEmpty()) {
      say("stopped", "asked to");
    }
    while (!opened.isEmpty()) {
      try {
        opened.pop().close();
      } catch (Exception failed) {
        say("not-removed", String.valueOf(failed.getMessage()));
      }
    }
  }
}
