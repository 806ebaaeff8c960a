package org.dualmip.mobileip.node;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.dualmip.mobileip.extension.Extension;
import org.dualmip.mobileip.extension.HomeAgentDiscovery;
import org.dualmip.mobileip.extension.HomeAgentDiscovery.Concealed;
import org.dualmip.mobileip.extension.HomeAgentDiscovery.Offer;
import org.dualmip.mobileip.extension.MobileNodeNai;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.security.ConcealedIdentity;
import org.dualmip.mobileip.security.SecurityAssociation;
import org.jspecify.annotations.Nullable;

/**
 * Hides who sends a request (docs/concealed-registration.md §4), and keeps the keys that home
 * agents have offered, by which that is done.
 */
final class Disguise {
  /** Concealed requests in a row that nobody answers, after which one is sent without. */
  static final int PATIENCE = 5;

  /** Home agents whose keys are kept; SPIs under which an agent may still speak to us. */
  private static final int MOST = 16;

  private static final String LETTERS = "abcdefghijklmnopqrstuvwxyz234567";
  private static final int PSEUDONYM = 16;

  private final MobilitySystem system;
  private final Concealment wanted;
  private final Ip4 first;
  private final RandomGenerator random;
  private final Journal journal;
  private final Map<Ip4, Offer> offers = new LinkedHashMap<>();

  /** Concealed requests from each care-of address since the home agent was heard there. */
  private final Map<CareOf, Integer> unheard = new HashMap<>();

  /** The SPIs that the latest requests have shown, and the one of the latest that was accepted. */
  private final Deque<Integer> shown = new ArrayDeque<>();

  private int accepted;

  /** The session, and from where it begins until it is granted; null once it is. */
  private int session;

  private @Nullable String pseudonym;

  private @Nullable CareOf beginsFrom;
  private boolean resting = true;

  /**
   * @param first the home agent whose key may be configured
   */
  Disguise(
      MobilitySystem system,
      Concealment wanted,
      Ip4 first,
      RandomGenerator random,
      Journal journal) {
    this.system = system;
    this.wanted = wanted;
    this.first = first;
    this.random = random;
    this.journal = journal;
  }

  // --- keys

  /** A home agent offered this in an earlier life. */
  void knows(Ip4 homeAgent, Offer offer) {
    offers.remove(homeAgent);
    if (offers.size() == MOST) {
      offers.remove(offers.keySet().iterator().next());
    }
    offers.put(homeAgent, offer);
  }

  /**
   * A home agent has accepted a request. An offer that it does not repeat is withdrawn, unless the
   * request itself shows that the home agent has the key (§4.4).
   */
  void told(Asked asked, Ip4 homeAgent, List<Extension> trusted) {
    Offer made = offer(trusted);
    Offer before = offers.get(homeAgent);
    if (made == null && asked.isConcealed()) {
      return;
    }
    if (made == null) {
      offers.remove(homeAgent);
    } else {
      knows(homeAgent, made);
    }
    if (!Objects.equals(made, before)) {
      journal.say(new MobileNode.Output.Offered(asked.careOf(), homeAgent, made));
    }
  }

  private static @Nullable Offer offer(List<Extension> trusted) {
    for (Extension extension : trusted) {
      if (extension instanceof HomeAgentDiscovery(Offer made)) {
        return made;
      }
    }
    return null;
  }

  private @Nullable Offer key(Ip4 homeAgent) {
    Offer made = offers.get(homeAgent);
    return made == null && homeAgent.equals(first) ? wanted.key() : made;
  }

  // --- requests

  /**
   * Whether requests to this home agent are concealed.
   *
   * @param known whether a foreign agent must know whose they are, and so is told
   */
  boolean hides(Ip4 homeAgent, boolean known) {
    return key(homeAgent) != null
        && ConcealedIdentity.fits(system.nai())
        && switch (wanted.mode()) {
          case ALWAYS -> true;
          case PREFER -> !known;
          case NO -> false;
        };
  }

  /** Whether the next request from there has to be another one than the last. */
  boolean isTired(CareOf via) {
    return wanted.mode() == Concealment.Mode.PREFER && unheard.getOrDefault(via, 0) >= PATIENCE;
  }

  /**
   * What the next request shows of its sender.
   *
   * @param careOf the care-of address in it
   * @param homeAgent whom it is for
   * @param hides by {@link #hides}
   * @param pseudonym whether a foreign agent needs a name in it (RFC 2794 §3)
   * @return null if it must not be sent
   */
  @Nullable Cover cover(Ip4 careOf, Ip4 homeAgent, boolean hides, boolean pseudonym) {
    Offer key = hides ? key(homeAgent) : null;
    Optional<Concealed> sealed =
        Optional.ofNullable(key).flatMap(to -> identity().seal(random, to.key(), careOf));
    if (sealed.isPresent()) {
      return concealed(sealed.get(), pseudonym);
    }
    return wanted.mode() == Concealment.Mode.ALWAYS ? null : plain();
  }

  /** A request from there that shows who sends it; the ones that follow are concealed again. */
  Cover bare(CareOf via, Ip4 homeAgent) {
    Integer silences = unheard.remove(via);
    journal.count("requests-bared");
    journal.say(new MobileNode.Output.Bared(via, homeAgent, silences == null ? 0 : silences));
    return plain();
  }

  private Cover plain() {
    List<Extension> names =
        system.nai() == null ? List.of() : List.of(new MobileNodeNai(system.nai()));
    return new Cover(system.association(), names, false);
  }

  private ConcealedIdentity identity() {
    return new ConcealedIdentity(system.association().spi(), session, system.nai());
  }

  private Cover concealed(Concealed sealed, boolean pseudonym) {
    int spi = SecurityAssociation.drawSpi(random);
    if (shown.size() == MOST) {
      shown.removeFirst();
    }
    shown.addLast(spi);
    List<Extension> names = new ArrayList<>();
    if (pseudonym) {
      names.add(new MobileNodeNai(pseudonym()));
    }
    names.add(new HomeAgentDiscovery(sealed));
    return new Cover(system.association().withSpi(spi), names, true);
  }

  /** The same for a session, as the home address is: foreign agents know their visitors by both. */
  private String pseudonym() {
    if (pseudonym == null) {
      StringBuilder name = new StringBuilder();
      for (int i = 0; i < PSEUDONYM; i++) {
        name.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
      }
      pseudonym = name.toString();
    }
    return pseudonym;
  }

  /** A request was sent, if only once more. */
  void sent(Asked asked) {
    if (asked.isConcealed()) {
      unheard.merge(asked.careOf(), 1, Integer::sum);
    }
  }

  // --- what comes back

  /** The home agent was heard, authentically. */
  void heard(CareOf via) {
    unheard.remove(via);
  }

  /** A registration was accepted: its session has begun. */
  void accepted(Asked asked) {
    accepted = asked.association().spi();
    resting = false;
    beginsFrom = null;
  }

  /** The node is somewhere else, or the network is another one. */
  void forget(CareOf via) {
    unheard.remove(via);
  }

  /** What agents may sign their messages to us with. */
  List<SecurityAssociation> associations() {
    SecurityAssociation own = system.association();
    List<SecurityAssociation> all = new ArrayList<>(List.of(own));
    if (accepted != 0 && accepted != own.spi()) {
      all.add(own.withSpi(accepted));
    }
    shown.forEach(spi -> all.add(own.withSpi(spi)));
    return all;
  }

  // --- sessions

  /** What comes next must not be recognised by what was before. */
  void rest() {
    resting = true;
    beginsFrom = null;
  }

  /**
   * Whether the next registration begins a session, and so has no home address. As long as none was
   * granted, each place has one of its own.
   */
  boolean begins(CareOf careOf) {
    if (resting && !careOf.equals(beginsFrom)) {
      beginsFrom = careOf;
      session = random.nextInt();
      pseudonym = null;
    }
    return resting;
  }
}
