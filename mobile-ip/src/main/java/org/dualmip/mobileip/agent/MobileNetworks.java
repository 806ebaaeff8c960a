package org.dualmip.mobileip.agent;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.dualmip.mobileip.extension.Extension;
import org.dualmip.mobileip.extension.InvalidMobileNetwork;
import org.dualmip.mobileip.extension.MobileNetwork;
import org.dualmip.mobileip.extension.MobileNetwork.Subtype;
import org.dualmip.mobileip.message.ReplyCode;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.Prefix4;
import org.jspecify.annotations.Nullable;

/**
 * The networks that mobile routers take along: the rules behind codes 147 and 148 (RFC 5177 §6) and
 * prefixes on request (RFC 6626 §3.2).
 */
final class MobileNetworks {
  /** Networks in one request that are answered; a reply must fit a packet. */
  static final int MOST_IN_A_REQUEST = 64;

  private final Map<String, Pool> pools = new HashMap<>();

  /** Who has a network now: of two that claim the same one, the first keeps it. */
  private final Map<Taken, ServedNode> taken = new HashMap<>();

  private record Taken(String network, Prefix4 prefix) {}

  MobileNetworks(HomeAgentConfig config) {
    for (HomeNetwork network : config.networks()) {
      if (network.assigned() != null) {
        pools.put(network.name(), new Pool(network.assigned()));
      }
    }
  }

  /**
   * What came of the networks in a request.
   *
   * @param denial why it cannot be granted; null if it can
   * @param granted the networks of the binding
   * @param acknowledgements for the reply
   */
  record Answer(@Nullable Denial denial, List<Prefix4> granted, List<Extension> acknowledgements) {
    static final Answer NOTHING = new Answer(null, List.of(), List.of());
  }

  /**
   * Decides for a request with a lifetime.
   *
   * @param had what the node's bindings have now
   */
  Answer decide(Authentic request, List<Binding> had) {
    Permissions permissions = request.node().subscriber().permissions();
    List<Extension> asked = new ArrayList<>(0);
    for (Extension extension : request.fromNode()) {
      boolean isRequest =
          (extension instanceof MobileNetwork some && some.subtype() == Subtype.REQUEST)
              || (extension instanceof InvalidMobileNetwork bad
                  && bad.subtype() == Subtype.REQUEST);
      if (isRequest) {
        asked.add(extension);
      }
    }
    if (asked.isEmpty()) {
      return permissions.mobileNetworks().isEmpty()
          ? Answer.NOTHING
          : implicit(request.node(), permissions);
    }
    if (!permissions.isRouter()) {
      return denied(
          ReplyCode.MOBILE_ROUTER_DISALLOWED, "RFC 5177 §6.1: it may not be a mobile router");
    }
    if (asked.size() > MOST_IN_A_REQUEST) {
      return denied(
          ReplyCode.POORLY_FORMED, "it asks for more than " + MOST_IN_A_REQUEST + " networks");
    }
    return explicit(request.node(), asked, had);
  }

  /** RFC 5177 §6.1: the agent knows the networks by itself. */
  private Answer implicit(ServedNode node, Permissions permissions) {
    List<Prefix4> granted = new ArrayList<>();
    List<Extension> answers = new ArrayList<>();
    for (Prefix4 prefix : permissions.mobileNetworks()) {
      int code = isFree(node, prefix) ? MobileNetwork.SUCCESS : MobileNetwork.FORWARDING_FAILED;
      if (code == MobileNetwork.SUCCESS) {
        granted.add(prefix);
      }
      if (answers.size() < MOST_IN_A_REQUEST) {
        answers.add(new MobileNetwork(Subtype.IMPLICIT_ACK, code, prefix));
      }
    }
    return new Answer(null, granted, answers);
  }

  /** RFC 5177 §6.3: each is answered, and one that succeeds is enough. */
  private Answer explicit(ServedNode node, List<Extension> asked, List<Binding> had) {
    List<Prefix4> granted = new ArrayList<>();
    List<Extension> answers = new ArrayList<>();
    Assignment assignment = new Assignment(node, had);
    for (Extension extension : asked) {
      if (extension instanceof InvalidMobileNetwork invalid) {
        answers.add(invalid.refused());
      } else if (extension instanceof MobileNetwork some) {
        MobileNetwork answer =
            some.asksForAny() ? assignment.next(some.prefix()) : own(node, some.prefix(), had);
        answers.add(answer);
        if (answer.code() == MobileNetwork.SUCCESS && !granted.contains(answer.prefix())) {
          granted.add(answer.prefix());
        }
      }
    }
    return granted.isEmpty()
        ? new Answer(
            new Denial(
                ReplyCode.MOBILE_NETWORK_ERROR,
                Counter.REQUESTS_REFUSED,
                "RFC 5177 §6.3: none of its mobile networks can be served",
                answers),
            List.of(),
            List.of())
        : new Answer(null, granted, answers);
  }

  /** A network that the mobile router names: one of the prefix table, or assigned before. */
  private MobileNetwork own(ServedNode node, Prefix4 prefix, List<Binding> had) {
    boolean authorized =
        node.subscriber().permissions().mobileNetworks().contains(prefix)
            || had.stream().anyMatch(binding -> binding.mobileNetworks().contains(prefix));
    int code =
        !authorized
            ? MobileNetwork.UNAUTHORIZED
            : isFree(node, prefix) ? MobileNetwork.SUCCESS : MobileNetwork.FORWARDING_FAILED;
    return new MobileNetwork(Subtype.EXPLICIT_ACK, code, prefix);
  }

  private boolean isFree(ServedNode node, Prefix4 prefix) {
    ServedNode owner = taken.get(new Taken(node.subscriber().network(), prefix));
    return owner == null || owner == node;
  }

  /** RFC 6626 §3.2: those the node has already come first, then new ones. */
  private final class Assignment {
    private final ServedNode node;
    private final @Nullable Pool pool;
    private final List<Prefix4> kept = new ArrayList<>();
    private int given;

    Assignment(ServedNode node, List<Binding> had) {
      this.node = node;
      this.pool = pools.get(node.subscriber().network());
      if (pool != null) {
        had.stream()
            .flatMap(binding -> binding.mobileNetworks().stream())
            .filter(pool::isFrom)
            .distinct()
            .forEach(kept::add);
      }
    }

    MobileNetwork next(Prefix4 asked) {
      if (pool == null || node.subscriber().permissions().assignedNetworks() == 0) {
        return new MobileNetwork(Subtype.EXPLICIT_ACK, MobileNetwork.INVALID_PREFIX, asked);
      }
      Prefix4 found =
          given++ >= node.subscriber().permissions().assignedNetworks()
              ? null
              : kept.isEmpty() ? pool.assign() : kept.removeFirst();
      return found == null
          ? new MobileNetwork(Subtype.EXPLICIT_ACK, MobileNetwork.UNASSIGNED, asked)
          : new MobileNetwork(Subtype.EXPLICIT_ACK, MobileNetwork.SUCCESS, found);
    }
  }

  /** The networks of a binding are led to its node from now on. */
  void take(ServedNode node, Binding binding) {
    for (Prefix4 prefix : binding.mobileNetworks()) {
      taken.put(new Taken(binding.network(), prefix), node);
      Pool pool = pools.get(binding.network());
      if (pool != null) {
        pool.mark(prefix, true);
      }
    }
  }

  /** A binding went: its networks are free again, if no other binding of the node has them. */
  void release(ServedNode node, Binding gone, List<Binding> left) {
    for (Prefix4 prefix : gone.mobileNetworks()) {
      if (left.stream().noneMatch(binding -> binding.mobileNetworks().contains(prefix))) {
        taken.remove(new Taken(gone.network(), prefix), node);
        Pool pool = pools.get(gone.network());
        if (pool != null) {
          pool.mark(prefix, false);
        }
      }
    }
  }

  private static Answer denied(ReplyCode code, String why) {
    return new Answer(new Denial(code, why), List.of(), List.of());
  }

  /** Prefixes of one length, one bit for each. */
  private static final class Pool {
    private final PrefixPool pool;
    private final BitSet taken = new BitSet();

    Pool(PrefixPool pool) {
      this.pool = pool;
    }

    boolean isFrom(Prefix4 prefix) {
      return prefix.length() == pool.length() && pool.from().contains(prefix.network());
    }

    @Nullable Prefix4 assign() {
      int free = taken.nextClearBit(0);
      if (free >= 1 << (pool.length() - pool.from().length())) {
        return null;
      }
      taken.set(free);
      return new Prefix4(
          new Ip4(pool.from().network().bits() + (free << (32 - pool.length()))), pool.length());
    }

    void mark(Prefix4 prefix, boolean isTaken) {
      if (isFrom(prefix)) {
        int distance = prefix.network().bits() - pool.from().network().bits();
        taken.set(distance >>> (32 - pool.length()), isTaken);
      }
    }
  }
}
