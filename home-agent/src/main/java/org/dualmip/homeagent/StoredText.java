package org.dualmip.homeagent;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.dualmip.mobileip.agent.Binding;
import org.dualmip.mobileip.agent.HomeAgent.Memory;
import org.dualmip.mobileip.net.Endpoint;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.MonotonicTime;
import org.dualmip.mobileip.net.Now;
import org.dualmip.mobileip.net.Prefix4;
import org.dualmip.mobileip.packet.Tunnel;
import org.dualmip.mobileip.packet.Tunnel.GreKeys;
import org.dualmip.service.Json;
import org.jspecify.annotations.Nullable;

/**
 * Bindings and memories as JSON text. The monotonic clock of a binding means nothing after a
 * restart, so its end is written as wall-clock time; the tunnel before a handover is not written,
 * because its short time is over by then.
 */
final class StoredText {
  private StoredText() {}

  /** The key of a binding: there is one for each network, home address and care-of address. */
  static String key(Binding binding) {
    return binding.network() + " " + binding.home() + " " + binding.careOf();
  }

  static String of(Binding binding, Now now) {
    var fields = new LinkedHashMap<String, @Nullable Object>();
    fields.put("network", binding.network());
    fields.put("home", binding.home().toString());
    fields.put("subscriber", binding.subscriber());
    fields.put("care-of", binding.careOf().toString());
    fields.put("tunnel", tunnel(binding.tunnel()));
    fields.put("waiting", binding.waiting());
    fields.put("co-located", binding.coLocated());
    fields.put("reverse-tunnel", binding.reverseTunnel());
    fields.put("broadcasts", binding.broadcasts());
    fields.put(
        "mobile-networks", binding.mobileNetworks().stream().map(Prefix4::toString).toList());
    Endpoint foreignAgent = binding.foreignAgent();
    if (foreignAgent != null) {
      fields.put("foreign-agent", foreignAgent.address().toString());
      fields.put("foreign-agent-port", foreignAgent.port());
    }
    fields.put("revocable", binding.revocable());
    if (binding.cover() != 0) {
      fields.put("cover", binding.cover());
    }
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
    return new Binding(
        string(fields, "network"),
        address(fields, "home"),
        string(fields, "subscriber"),
        address(fields, "care-of"),
        tunnel(fields.get("tunnel")),
        is(fields, "waiting"),
        is(fields, "co-located"),
        is(fields, "reverse-tunnel"),
        is(fields, "broadcasts"),
        prefixes(fields.get("mobile-networks")),
        fields.get("foreign-agent") == null
            ? null
            : new Endpoint(
                address(fields, "foreign-agent"), (int) number(fields, "foreign-agent-port")),
        is(fields, "revocable"),
        fields.get("cover") == null ? 0 : (int) number(fields, "cover"),
        number(fields, "identification"),
        (int) number(fields, "granted"),
        expires == null ? null : now.monotonic().plus(left(fields, now)),
        null,
        null);
  }

  private static Map<String, Object> tunnel(Tunnel tunnel) {
    var fields = new LinkedHashMap<String, Object>();
    fields.put("kind", tunnel.kind().name());
    fields.put("remote", tunnel.remote().toString());
    fields.put("udp-port", tunnel.udpPort());
    GreKeys keys = tunnel.keys();
    if (keys != null) {
      fields.put("key-to", keys.toRemote());
      fields.put("key-from", keys.fromRemote());
    }
    return fields;
  }

  private static Tunnel tunnel(@Nullable Object value) {
    if (!(value instanceof Map<?, ?> fields)) {
      throw new IllegalArgumentException("no tunnel");
    }
    return new Tunnel(
        Tunnel.Kind.valueOf(string(fields, "kind")),
        address(fields, "remote"),
        (int) number(fields, "udp-port"),
        fields.get("key-to") == null
            ? null
            : new GreKeys((int) number(fields, "key-to"), (int) number(fields, "key-from")));
  }

  private static List<Prefix4> prefixes(@Nullable Object value) {
    List<Prefix4> prefixes = new ArrayList<>();
    if (value instanceof List<?> list) {
      list.forEach(each -> prefixes.add(Prefix4.of(String.valueOf(each))));
    }
    return prefixes;
  }

  private static boolean is(Map<?, ?> fields, String name) {
    return Boolean.TRUE.equals(fields.get(name));
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
