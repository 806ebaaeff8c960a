package org.dualmip.mobileip.foreign;

import java.util.random.RandomGenerator;
import org.dualmip.mobileip.packet.Tunnel;
import org.jspecify.annotations.Nullable;

/**
 * Chooses the GRE key by which packets for a visitor arrive (RFC 6245 §4.1).
 *
 * @param offered whether tunnels get keys at all
 */
record GreKeyChoice(
    boolean offered, RandomGenerator random, VisitorList visitors, PendingList pendings) {
  /**
   * The same key for as long as the node is served; 0 where there is none.
   *
   * @param visitor what the node is already; null if it is no visitor
   * @param before its pending request; null if there is none
   */
  int of(Terms terms, @Nullable Visitor visitor, @Nullable Pending before) {
    if (!offered || terms.kind() != Tunnel.Kind.GRE || terms.coLocated()) {
      return 0;
    }
    if (visitor != null && visitor.tunnel().keys() != null) {
      return visitor.tunnel().keys().fromRemote();
    }
    if (before != null && before.greKey() != 0) {
      return before.greKey();
    }
    int key;
    do {
      key = random.nextInt();
    } while (key == 0 || visitors.usesGreKey(key) || pendings.usesGreKey(key));
    return key;
  }
}
