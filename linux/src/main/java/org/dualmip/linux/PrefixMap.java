package org.dualmip.linux;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.Prefix4;
import org.jspecify.annotations.Nullable;

/**
 * Values by IPv4 prefix, never changing, as {@link Ip4Map}: the longest prefix that holds an
 * address has its value. A look-up costs one step for each length in use.
 */
final class PrefixMap<V> {
  private static final PrefixMap<?> EMPTY = new PrefixMap<>(new int[0], List.of());

  private final int[] lengths; // falling
  private final List<Ip4Map<V>> maps;

  private PrefixMap(int[] lengths, List<Ip4Map<V>> maps) {
    this.lengths = lengths;
    this.maps = maps;
  }

  @SuppressWarnings("unchecked") // it holds no value
  static <V> PrefixMap<V> empty() {
    return (PrefixMap<V>) EMPTY;
  }

  /** The value of the longest prefix around an address. */
  @Nullable V get(int address) {
    for (int i = 0; i < lengths.length; i++) {
      V value = maps.get(i).get(address & mask(lengths[i]));
      if (value != null) {
        return value;
      }
    }
    return null;
  }

  /** The value of exactly this prefix. */
  @Nullable V exactly(Prefix4 prefix) {
    int at = indexOf(prefix.length());
    return at < 0 ? null : maps.get(at).get(prefix.network().bits());
  }

  /** All values, in no order. */
  List<V> values() {
    var all = new ArrayList<V>();
    maps.forEach(map -> all.addAll(map.values()));
    return all;
  }

  /**
   * This map with that value in the place of any other for exactly this prefix.
   *
   * @throws IllegalStateException if it is full
   */
  PrefixMap<V> with(Prefix4 prefix, V value) {
    int at = indexOf(prefix.length());
    Ip4Map<V> own = at < 0 ? Ip4Map.empty() : maps.get(at);
    return replaced(prefix.length(), own.with(prefix.network(), value));
  }

  /** This map without exactly this prefix. */
  PrefixMap<V> without(Prefix4 prefix) {
    int at = indexOf(prefix.length());
    return at < 0 ? this : replaced(prefix.length(), maps.get(at).without(prefix.network()));
  }

  private PrefixMap<V> replaced(int length, Ip4Map<V> map) {
    var newMaps = new ArrayList<Ip4Map<V>>();
    int[] newLengths =
        IntStream.rangeClosed(0, 32)
            .map(i -> 32 - i)
            .filter(i -> {
              int at = indexOf(i);
              Ip4Map<V> one = i == length ? map : at < 0 ? Ip4Map.empty() : maps.get(at);
              return one.size() > 0 && newMaps.add(one);
            })
            .toArray();
    return new PrefixMap<>(newLengths, List.copyOf(newMaps));
  }

  private int indexOf(int length) {
    return Arrays.stream(lengths).boxed().toList().indexOf(length);
  }

  private static int mask(int length) {
    return length == 0 ? 0 : -1 << (32 - length);
  }

  /** A host's own prefix. */
  static Prefix4 host(Ip4 address) {
    return new Prefix4(address, 32);
  }
}
