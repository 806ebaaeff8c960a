package org.dualmip.linux;

import java.util.Arrays;
import org.dualmip.mobileip.net.Endpoint;
import org.dualmip.mobileip.net.Ip4;

/**
 * Accepts packets from known tunnel ends: a home agent allows for each home address the care-of
 * addresses it may come through; a mobile node allows its home agent for {@link Ip4#ANY}.
 *
 * <p>Any thread may change it; a packet sees the table before or after a change, never between.
 */
public final class AcceptanceTable implements TunnelAcceptance {
  private volatile Ip4Map<long[]> origins = Ip4Map.empty();

  /**
   * Allows packets of an inner source to come from a tunnel end. Allowing twice is allowing once.
   *
   * @param innerSource the source of the packets inside; {@link Ip4#ANY} for all
   * @param origin the other end, as {@link Encapsulation#origin} gives it: port 0 is IP within IP
   */
  public synchronized void allow(Ip4 innerSource, Endpoint origin) {
    long key = key(origin.address().bits(), origin.port());
    long[] known = origins.get(innerSource.bits());
    if (known == null) {
      origins = origins.with(innerSource, new long[] {key});
    } else if (!contains(known, key)) {
      long[] more = Arrays.copyOf(known, known.length + 1);
      more[known.length] = key;
      origins = origins.with(innerSource, more);
    }
  }

  /** Takes back one permission; unknown ones are no error. */
  public synchronized void revoke(Ip4 innerSource, Endpoint origin) {
    long key = key(origin.address().bits(), origin.port());
    long[] known = origins.get(innerSource.bits());
    if (known != null) {
      long[] fewer = Arrays.stream(known).filter(other -> other != key).toArray();
      origins = fewer.length == 0 ? origins.without(innerSource) : origins.with(innerSource, fewer);
    }
  }

  /** Takes back all permissions of an inner source. */
  public synchronized void revokeAll(Ip4 innerSource) {
    origins = origins.without(innerSource);
  }

  @Override
  public boolean accepts(int outerSource, int outerPort, int innerSource, int innerDestination) {
    Ip4Map<long[]> now = origins;
    long key = key(outerSource, outerPort);
    long[] known = now.get(innerSource);
    if (known != null && contains(known, key)) {
      return true;
    }
    long[] always = now.get(0);
    return always != null && contains(always, key);
  }

  private static boolean contains(long[] keys, long key) {
    for (long known : keys) {
      if (known == key) {
        return true;
      }
    }
    return false;
  }

  private static long key(int address, int port) {
    return Integer.toUnsignedLong(address) << 16 | port;
  }
}
