package org.dualmip.linux;

import java.util.Arrays;
import java.util.Collection;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.Prefix4;
import org.dualmip.mobileip.packet.Tunnel;

/**
 * Admits packets whose inner source belongs to the tunnel they came through: a home agent allows
 * for each home address, and for each mobile network (RFC 5177 §5.5), the tunnels of its bindings;
 * a mobile node allows its home agent's for {@link #EVERYBODY}.
 *
 * <p>The longest prefix around the inner source decides alone, as it does for routes: a tunnel
 * allowed for a network cannot bring packets of a host in it that has a tunnel of its own.
 *
 * <p>Any thread may change it; a packet sees the table before or after a change, never between.
 */
public final class AdmissionTable implements Admission {
  /** All addresses. */
  public static final Prefix4 EVERYBODY = new Prefix4(Ip4.ANY, 0);

  private volatile PrefixMap<Tunnel[]> tunnels = PrefixMap.empty();

  /** Allows one more tunnel for sources in the prefix. Allowing twice is allowing once. */
  public synchronized void allow(Prefix4 sources, Tunnel tunnel) {
    Tunnel[] known = tunnels.exactly(sources);
    if (known == null) {
      tunnels = tunnels.with(sources, new Tunnel[] {tunnel});
    } else if (!Arrays.asList(known).contains(tunnel)) {
      Tunnel[] more = Arrays.copyOf(known, known.length + 1);
      more[known.length] = tunnel;
      tunnels = tunnels.with(sources, more);
    }
  }

  /** Allows these tunnels and no others for sources in the prefix; none takes all back. */
  public synchronized void set(Prefix4 sources, Collection<Tunnel> allowed) {
    tunnels =
        allowed.isEmpty()
            ? tunnels.without(sources)
            : tunnels.with(sources, allowed.toArray(Tunnel[]::new));
  }

  /** Takes back one permission; unknown ones are no error. */
  public synchronized void revoke(Prefix4 sources, Tunnel tunnel) {
    Tunnel[] known = tunnels.exactly(sources);
    if (known != null) {
      set(sources, Arrays.stream(known).filter(other -> !other.equals(tunnel)).toList());
    }
  }

  @Override
  public boolean admits(Arrival outer, int innerSource, int innerDestination) {
    Tunnel[] known = tunnels.get(innerSource);
    if (known != null) {
      for (Tunnel tunnel : known) {
        if (outer.isOf(tunnel)) {
          return true;
        }
      }
    }
    return false;
  }
}
