package org.dualmip.mobileip.discovery;

import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.random.RandomGenerator;
import org.dualmip.mobileip.net.Octets;
import org.jspecify.annotations.Nullable;

/**
 * The challenges of a foreign agent on one link (RFC 4721 §2, §3.2): which were advertised last,
 * which were given to one node alone, and which a node has used. Shared by the {@link Advertiser},
 * which hands them out, and the foreign agent, which asks for them back; both belong to one thread.
 *
 * <p>A node is known by its NAI, or else its home address. Only a node that has proved who it is
 * takes up memory (RFC 4721 §12): whoever merely asks gets what was advertised last.
 */
public final class Challenges {
  /** The advertised challenges that are accepted: CHALLENGE_WINDOW (RFC 4721 §9). */
  public static final int WINDOW = 5;

  /** Octets of a challenge; RFC 4721 §2 asks for 4 at least. */
  public static final int LENGTH = 16;

  private final RandomGenerator random;
  private final int window;
  private final int mostNodes;
  private final ArrayDeque<Advertised> advertised = new ArrayDeque<>();
  private final LinkedHashMap<String, Node> nodes = new LinkedHashMap<>();
  private long next;

  /** Oldest first; numbers only grow. */
  private record Advertised(long number, Octets challenge) {}

  /**
   * What is remembered of a node.
   *
   * @param lastUsed the highest number it used; -1 if none
   * @param offered given to it alone and not used yet
   */
  private record Node(long lastUsed, @Nullable Octets offered) {}

  /** What a challenge in a request is worth (RFC 4721 §3.2). */
  public enum Verdict {
    /** Given out lately and not used by this node before. */
    FRESH,
    /** Used before by this node, or older than one that it used: code 106. */
    STALE,
    /** Not given out lately: code 104. */
    UNKNOWN
  }

  /**
   * With a window of {@link #WINDOW}.
   *
   * @param random nobody may guess what it gives: in production a {@link
   *     java.security.SecureRandom}
   * @param mostNodes how many nodes are remembered
   */
  public Challenges(RandomGenerator random, int mostNodes) {
    this(random, WINDOW, mostNodes);
  }

  /**
   * @param window how many advertised challenges are accepted, 2 or more (RFC 4721 §9)
   * @throws IllegalArgumentException if the window is smaller, or no node can be remembered
   */
  public Challenges(RandomGenerator random, int window, int mostNodes) {
    if (window < 2 || mostNodes < 1) {
      throw new IllegalArgumentException("a window has 2 challenges or more, and a node to use it");
    }
    this.random = random;
    this.window = window;
    this.mostNodes = mostNodes;
  }

  /** A new challenge for everybody, in an unsolicited multicast advertisement (§2). */
  public Octets advertise() {
    Octets challenge = make();
    advertised.addLast(new Advertised(next++, challenge));
    if (advertised.size() > window) {
      advertised.removeFirst();
    }
    return challenge;
  }

  /**
   * The one advertised last, for a solicited multicast advertisement: solicitations may not push
   * others out of the window (§2.1).
   */
  public Octets current() {
    return advertised.isEmpty() ? advertise() : advertised.getLast().challenge();
  }

  /**
   * A challenge that a node has not used, for a unicast advertisement or a reply (§2.1, §3.2.1,
   * §3.3): one given to it before, or the one advertised last, or else a new one.
   *
   * @param node its name; null if it is not known
   */
  public Octets offer(@Nullable String node) {
    Node known = node == null ? null : nodes.get(node);
    if (node == null || known == null) {
      return current();
    }
    if (known.offered() != null) {
      return known.offered();
    }
    Octets current = current();
    if (known.lastUsed() < next - 1) {
      return current;
    }
    Octets challenge = make();
    nodes.put(node, new Node(known.lastUsed(), challenge));
    return challenge;
  }

  /** Judges what a request brings. Nothing changes. */
  public Verdict judge(String node, Octets challenge) {
    Node known = nodes.get(node);
    if (known != null && Objects.equals(challenge, known.offered())) {
      return Verdict.FRESH;
    }
    long number = number(challenge);
    if (number < 0) {
      return Verdict.UNKNOWN;
    }
    return known != null && number <= known.lastUsed() ? Verdict.STALE : Verdict.FRESH;
  }

  /** A node has proved itself with a challenge: it and older ones will not do again (§3.2.1). */
  public void used(String node, Octets challenge) {
    Node known = nodes.remove(node); // so that the order is that of the last use
    if (nodes.size() >= mostNodes) {
      makeRoom();
    }
    long last = known == null ? -1 : known.lastUsed();
    boolean wasOffered = known != null && Objects.equals(challenge, known.offered());
    Octets offered = known == null || wasOffered ? null : known.offered();
    nodes.put(node, new Node(Math.max(last, number(challenge)), offered));
  }

  /**
   * Forgets the node that used a challenge longest ago. If that challenge is still in the window,
   * it and the older ones leave the window, so that they cannot be used twice.
   */
  private void makeRoom() {
    Map.Entry<String, Node> oldest = nodes.pollFirstEntry();
    while (!advertised.isEmpty()
        && advertised.getFirst().number() <= oldest.getValue().lastUsed()) {
      advertised.removeFirst();
    }
  }

  /** Its place among those advertised; -1 if it is none of them. */
  private long number(Octets challenge) {
    for (Advertised one : advertised) {
      if (one.challenge().equals(challenge)) {
        return one.number();
      }
    }
    return -1;
  }

  private Octets make() {
    byte[] bytes = new byte[LENGTH];
    random.nextBytes(bytes);
    return Octets.of(bytes);
  }
}
