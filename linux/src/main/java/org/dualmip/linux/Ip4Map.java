package org.dualmip.linux;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.dualmip.mobileip.net.Ip4;
import org.jspecify.annotations.Nullable;

/**
 * Values by IPv4 address, never changing: a change makes another map, so that readers need no lock
 * and a packet's look-up makes no object. Open addressing, at most half full.
 */
final class Ip4Map<V> {
  /** Addresses a map can hold. */
  static final int LARGEST = 1 << 16;

  private static final Ip4Map<?> EMPTY = new Ip4Map<>(new int[2], new Object[2], 0);

  private final int[] keys;
  private final @Nullable Object[] values;
  private final int size;

  private Ip4Map(int[] keys, @Nullable Object[] values, int size) {
    this.keys = keys;
    this.values = values;
    this.size = size;
  }

  @SuppressWarnings("unchecked") // it holds no value
  static <V> Ip4Map<V> empty() {
    return (Ip4Map<V>) EMPTY;
  }

  @SuppressWarnings("unchecked") // only with() puts values in
  @Nullable V get(int address) {
    return (V) values[slot(keys, values, address)];
  }

  int size() {
    return size;
  }

  /** The values, in no order. */
  @SuppressWarnings("unchecked") // only with() puts values in
  List<V> values() {
    var all = new ArrayList<V>();
    for (Object value : values) {
      if (value != null) {
        all.add((V) value);
      }
    }
    return all;
  }

  /**
   * This map with that value in the place of any other for the address.
   *
   * @throws IllegalStateException if the map is full
   */
  Ip4Map<V> with(Ip4 address, V value) {
    int slot = slot(keys, values, address.bits());
    boolean fresh = values[slot] == null;
    if (fresh && size == LARGEST) {
      throw new IllegalStateException("the table holds its most addresses, " + LARGEST);
    }
    int grown = size + (fresh ? 1 : 0);
    if (grown * 2 > keys.length) {
      Ip4Map<V> wider = rehashed(keys.length * 2, null);
      slot = slot(wider.keys, wider.values, address.bits());
      wider.keys[slot] = address.bits();
      wider.values[slot] = value;
      return new Ip4Map<>(wider.keys, wider.values, grown);
    }
    var changed = new Ip4Map<V>(keys.clone(), Arrays.copyOf(values, values.length), grown);
    changed.keys[slot] = address.bits();
    changed.values[slot] = value;
    return changed;
  }

  /** This map without the address. */
  Ip4Map<V> without(Ip4 address) {
    return get(address.bits()) == null ? this : rehashed(keys.length, address);
  }

  private Ip4Map<V> rehashed(int capacity, @Nullable Ip4 except) {
    var newKeys = new int[capacity];
    var newValues = new @Nullable Object[capacity];
    int kept = 0;
    for (int i = 0; i < keys.length; i++) {
      if (values[i] != null && (except == null || keys[i] != except.bits())) {
        int slot = slot(newKeys, newValues, keys[i]);
        newKeys[slot] = keys[i];
        newValues[slot] = values[i];
        kept++;
      }
    }
    return new Ip4Map<>(newKeys, newValues, kept);
  }

  /** Where the address stands, or the empty place it would stand in. */
  private static int slot(int[] keys, @Nullable Object[] values, int address) {
    int mask = keys.length - 1;
    int slot = ((address * 0x9e3779b1) >>> 7) & mask; // neighbours spread far
    while (values[slot] != null && keys[slot] != address) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }
}
