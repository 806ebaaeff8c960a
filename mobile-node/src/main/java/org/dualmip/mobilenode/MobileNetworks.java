package org.dualmip.mobilenode;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.dualmip.mobileip.extension.Extension;
import org.dualmip.mobileip.extension.MobileNetwork;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.Prefix4;
import org.dualmip.mobileip.node.Wishes;

/**
 * The networks behind a mobile router (RFC 5177): what it asks the inner home agent for, and what
 * it may forward for.
 *
 * <p>Explicitly, each request names its networks, and those forwarded for are the ones the home
 * agent confirmed; a network of 0.0.0.0 leaves the choice to it (RFC 6626). Implicitly, the home
 * agent knows them; it may say so, and if it does, its word counts.
 */
public final class MobileNetworks {
  /** More confirmed networks than this are not taken. */
  private static final int MOST = 64;

  /**
   * What is configured.
   *
   * @param networks behind the node; none if it is no router
   * @param explicit whether requests name them (RFC 5177 §3.2)
   */
  public record Config(List<Prefix4> networks, boolean explicit) {
    /** A plain host. */
    public static final Config NONE = new Config(List.of(), false);

    /** A copy is kept. */
    public Config {
      networks = List.copyOf(networks);
    }

    /** What every request to the inner home agent carries. */
    List<Extension> requests() {
      return explicit
          ? networks.stream().map(MobileNetwork::request).map(Extension.class::cast).toList()
          : List.of();
    }

    /** What is usual, and the networks. */
    Wishes wishes() {
      return Wishes.USUAL.with(requests());
    }
  }

  private Set<Prefix4> forwarded;

  MobileNetworks(Config config) {
    forwarded = config.explicit() ? Set.of() : Set.copyOf(config.networks());
  }

  /** The networks that are forwarded for. */
  Set<Prefix4> forwarded() {
    return forwarded;
  }

  /** Takes what the home agent said with an accepting reply; whether that changes anything. */
  boolean granted(List<Extension> extensions) {
    Set<Prefix4> confirmed = new TreeSet<>(MobileNetworks::inOrder);
    boolean said = false;
    for (Extension extension : extensions) {
      if (extension instanceof MobileNetwork network
          && network.subtype() != MobileNetwork.Subtype.REQUEST) {
        said = true;
        boolean good =
            network.code() == MobileNetwork.SUCCESS
                && network.prefix().length() > 0
                && !network.prefix().network().equals(Ip4.ANY);
        if (good && confirmed.size() < MOST) {
          confirmed.add(network.prefix());
        }
      }
    }
    if (!said || confirmed.equals(forwarded)) {
      return false;
    }
    forwarded = Set.copyOf(confirmed);
    return true;
  }

  private static int inOrder(Prefix4 one, Prefix4 other) {
    int order = Integer.compareUnsigned(one.network().bits(), other.network().bits());
    return order == 0 ? Integer.compare(one.length(), other.length()) : order;
  }
}
