package org.dualmip.homeagent;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.dualmip.mobileip.agent.Binding;
import org.dualmip.mobileip.agent.HomeAgent.Memory;
import org.dualmip.mobileip.net.Endpoint;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.MonotonicTime;
import org.dualmip.mobileip.net.Now;
import org.dualmip.mobileip.packet.Tunnel;
import org.dualmip.service.Json;
import org.jspecify.annotations.Nullable;

/**
 * Bindings and memories as JSON text. The monotonic clock of a binding means nothing after a
 * restart, so its end is written as wall-clock time; the tunnel before a handover is not written,
 * because its short time is over by then.
 */
final class StoredText {
  private StoredText() {}

  static String of(Binding binding, Now now) {
    var fields = new LinkedHashMap<String, @Nullable Object>();
    fields.put("home", binding.home().toString());
    fields.put("subscriber", binding.subscriber());
    fields.put("care-of", binding.careOf().toString());
    Tunnel tunnel = binding.tunnel();
    fields.put(tunnel.isInUdp() ? "udp" : "ip-in-ip", tunnel.remote().toString());
    if (tunnel.isInUdp()) {
      fields.put("port", tunnel.udpPort());
    }
    fields.put("reverse-tunnel", binding.reverseTunnel());
    fields.put("identification", binding.identification());
    fields.put("granted", binding.grantedSeconds());
    MonotonicTime expires = binding.expires();
    fields.put(
        "expires",
        expires == null ? null : now.wall().plus(expires.since(now.monotonic())).toString());
    return Json.write(fields);
  }

  static Binding binding(String text, Now now) {
    Map<?, ?> fields = fields(text);
    Object expires = fields.get("expires");
    Object udp = fields.get("udp");
    return new Binding(
        address(fields, "home"),
        string(fields, "subscriber"),
        address(fields, "care-of"),
        udp == null
            ? Tunnel.ipInIp(address(fields, "ip-in-ip"))
            : Tunnel.inUdp(new Endpoint(address(fields, "udp"), (int) number(fields, "port"))),
        Boolean.TRUE.equals(fields.get("reverse-tunnel")),
        number(fields, "identification"),
        (int) number(fields, "granted"),
        expires == null ? null : now.monotonic().plus(left(fields, now)),
        null,
        null);
  }

  /**
   * What is left of the lifetime; never more than was granted, even if the wall clock went back.
   */
  private static Duration left(Map<?, ?> fields, Now now) {
    Duration left = Duration.between(now.wall(), Instant.parse(string(fields, "expires")));
    Duration granted = Duration.ofSeconds(number(fields, "granted"));
    return left.compareTo(granted) < 0 ? left : granted;
  }

  static String of(Memory memory) {
    var fields = new LinkedHashMap<String, Object>();
    fields.put("subscriber", memory.subscriber());
    fields.put("home", memory.home().toString());
    fields.put("last-identification", memory.lastIdentification());
    fields.put("nonce", memory.nonce());
    return Json.write(fields);
  }

  static Memory memory(String text) {
    Map<?, ?> fields = fields(text);
    return new Memory(
        string(fields, "subscriber"),
        address(fields, "home"),
        number(fields, "last-identification"),
        (int) number(fields, "nonce"));
  }

  private static Map<?, ?> fields(String text) {
    if (Json.read(text) instanceof Map<?, ?> fields) {
      return fields;
    }
    throw new IllegalArgumentException("no JSON object");
  }

  private static String string(Map<?, ?> fields, String name) {
    if (fields.get(name) instanceof String text) {
      return text;
    }
    throw new IllegalArgumentException("no text " + name);
  }

  private static long number(Map<?, ?> fields, String name) {
    if (fields.get(name) instanceof Long number) {
      return number;
    }
    throw new IllegalArgumentException("no number " + name);
  }

  private static Ip4 address(Map<?, ?> fields, String name) {
    return Ip4.of(string(fields, name));
  }
}
