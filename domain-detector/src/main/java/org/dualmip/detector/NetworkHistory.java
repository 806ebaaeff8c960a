package org.dualmip.detector;

import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.dualmip.mobileip.net.Now;

/**
 * What was proved in which network, by what the network is known again (features P10, P73).
 *
 * <p>Features are kept as keyed hashes alone, so that the list tells little to who has not the key.
 * It holds a bounded number of entries for a bounded time; the oldest go first. One thread at a
 * time.
 */
public final class NetworkHistory {
  /** How many features are remembered at most. */
  public static final int LIMIT = 512;

  /** For how long. */
  public static final Duration KEPT = Duration.ofDays(90);

  /** How much younger a time must be to be worth writing down: it is compared with days. */
  public static final Duration FRESH = Duration.ofHours(1);

  /** The length of a good key. */
  public static final int KEY_OCTETS = 32;

  private static final String MAC = "HmacSHA256";
  private static final int HASH_OCTETS = 8;

  /**
   * What is remembered of one feature.
   *
   * @param hash the feature, as a keyed hash
   * @param domain what was proved there last
   * @param at when
   * @param others what the network's other features were then, as keyed hashes
   */
  public record Entry(
      NetworkFeature feature,
      String hash,
      Domain domain,
      Instant at,
      Map<NetworkFeature, String> others) {
    /** Copies the map. */
    public Entry {
      others = Map.copyOf(others);
    }
  }

  private record Key(NetworkFeature feature, String hash) {}

  private final SecretKeySpec key;
  private final Map<Key, Entry> entries = new LinkedHashMap<>();
  private long dropped;
  private long changes;

  /**
   * @param key of the hashes: {@link #KEY_OCTETS} octets that nobody else knows
   * @param kept what {@link #entries} gave at some time, in that order
   */
  public NetworkHistory(byte[] key, Collection<Entry> kept) {
    this.key = new SecretKeySpec(key, MAC);
    kept.forEach(this::put);
  }

  /** All entries, the oldest first. */
  public List<Entry> entries() {
    return List.copyOf(entries.values());
  }

  /**
   * Goes up whenever the entries are worth writing down anew: where something other than a time is
   * another one, or a time is {@link #FRESH} younger.
   */
  public long changes() {
    return changes;
  }

  /** How many entries went because there were too many. */
  public long dropped() {
    return dropped;
  }

  /** What is known of a network with these features; what contradicts it comes last. */
  public List<Clue> recall(Map<NetworkFeature, String> network, Now now) {
    forget(now);
    Map<NetworkFeature, String> hashes = hashes(network);
    List<Clue> known = new ArrayList<>();
    List<Clue> contradictions = new ArrayList<>();
    hashes.forEach((feature, hash) -> {
      Entry entry = entries.get(new Key(feature, hash));
      if (entry != null) {
        known.add(
            new Clue.Remembered(feature, entry.domain(), Duration.between(entry.at(), now.wall())));
        if (entry.domain() == Domain.INSIDE) {
          contradictions.addAll(contradictions(feature, entry, hashes));
        }
      }
    });
    known.addAll(contradictions);
    return known;
  }

  /**
   * A network name has many access points; but whoever has the hardware address or the gateway of a
   * network should have all the rest of it.
   */
  private static List<Clue> contradictions(
      NetworkFeature known, Entry entry, Map<NetworkFeature, String> hashes) {
    List<Clue> found = new ArrayList<>();
    if (known == NetworkFeature.SSID || known == NetworkFeature.BSSID) {
      return found;
    }
    hashes.forEach((feature, hash) -> {
      String before = entry.others().get(feature);
      if (feature != NetworkFeature.BSSID && before != null && !before.equals(hash)) {
        found.add(new Clue.Contradiction(known, feature));
      }
    });
    return found;
  }

  /**
   * Remembers what was proved. That outside was proved does not overrule inside, where both were:
   * the inner home agent may have had a bad day.
   *
   * @return whether anything is new, other than the time
   */
  public boolean proved(Map<NetworkFeature, String> network, Domain domain, Now now) {
    Map<NetworkFeature, String> hashes = hashes(network);
    boolean changed = false;
    for (Map.Entry<NetworkFeature, String> each : hashes.entrySet()) {
      Key at = new Key(each.getKey(), each.getValue());
      Entry before = entries.get(at);
      if (domain != Domain.INSIDE && before != null && before.domain() == Domain.INSIDE) {
        continue;
      }
      Map<NetworkFeature, String> others = new EnumMap<>(hashes);
      others.remove(each.getKey());
      Entry entry = new Entry(each.getKey(), each.getValue(), domain, now.wall(), others);
      changed |=
          before == null || before.domain() != domain || !before.others().equals(entry.others());
      if (changed || before == null || now.wall().isAfter(before.at().plus(FRESH))) {
        changes++;
      }
      put(entry);
    }
    return changed;
  }

  private void put(Entry entry) {
    Key at = new Key(entry.feature(), entry.hash());
    entries.remove(at);
    entries.put(at, entry);
    while (entries.size() > LIMIT) {
      entries.remove(entries.keySet().iterator().next());
      dropped++;
    }
  }

  private void forget(Now now) {
    Instant oldest = now.wall().minus(KEPT);
    if (entries.values().removeIf(entry -> entry.at().isBefore(oldest))) {
      changes++;
    }
  }

  private Map<NetworkFeature, String> hashes(Map<NetworkFeature, String> network) {
    Map<NetworkFeature, String> hashes = new EnumMap<>(NetworkFeature.class);
    network.forEach((feature, value) -> hashes.put(feature, hash(feature, value)));
    return hashes;
  }

  private String hash(NetworkFeature feature, String value) {
    try {
      Mac mac = Mac.getInstance(MAC);
      mac.init(key);
      byte[] all =
          mac.doFinal((feature + "=" + value).getBytes(java.nio.charset.StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(all, 0, HASH_OCTETS);
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("every Java platform has " + MAC, impossible);
    }
  }
}
