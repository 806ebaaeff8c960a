package org.dualmip.mobileip.node;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.dualmip.mobileip.extension.Authentication;
import org.dualmip.mobileip.extension.Extension;
import org.dualmip.mobileip.extension.RevocationSupport;
import org.dualmip.mobileip.message.RevocationAcknowledgment;
import org.dualmip.mobileip.message.RevocationMessage;
import org.dualmip.mobileip.net.Endpoint;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.Octets;
import org.dualmip.mobileip.security.SecurityAssociation;
import org.jspecify.annotations.Nullable;

/**
 * Takes revocations of registrations that were made directly from a co-located care-of address (RFC
 * 3543 §4.2.2.3), where the home agent agreed to send them.
 *
 * <p>Every timestamp here is of the home agent's clock: what it put into its last accepting reply,
 * and the identifiers of its revocations. They order registrations and revocations of one binding.
 */
final class Revocations {
  /** Ended registrations whose revocation is confirmed again if the home agent did not hear it. */
  private static final int MOST_ENDED = 16;

  private final Disguise disguise;
  private final Bindings bindings;
  private final Journal journal;
  private final Map<CareOf, Ended> ended = new LinkedHashMap<>();

  /** By which revocation of whom a registration has ended. */
  private record Ended(Ip4 homeAgent, int identifier) {}

  Revocations(Disguise disguise, Bindings bindings, Journal journal) {
    this.disguise = disguise;
    this.bindings = bindings;
    this.journal = journal;
  }

  /** What a reply says of revocation; null if nothing. */
  static @Nullable RevocationSupport consent(List<Extension> trusted) {
    for (Extension extension : trusted) {
      if (extension instanceof RevocationSupport support) {
        return support;
      }
    }
    return null;
  }

  /**
   * Checks and confirms a revocation.
   *
   * @param via whose care-of address it was sent to
   * @param home the node's home address
   * @param current the home agent of the registrations that hold
   * @return the registration that it ends, removed already; null if it ends none
   */
  @Nullable Bound take(
      RevocationMessage message, CareOf via, Endpoint from, Ip4 home, Ip4 current) {
    SecurityAssociation homeAgent =
        message.verifiedBy(Authentication.Kind.MOBILE_HOME, disguise.associations());
    if (homeAgent == null) {
      journal.count("revocations-not-authentic"); // §3.3: "ignored, and silently discarded"
      return null;
    }
    Bound bound = bindings.of(via);
    RevocationSupport agreed = bound == null ? null : bound.revocation();
    Ended before =
        bound == null
            ? ended.get(via)
            : agreed == null ? null : new Ended(current, agreed.timestamp());
    // §4.2.2.3: our home agent, this node, this care-of address; and later than what it ends (§3.5)
    if (before == null
        || message.mustBeDiscarded()
        || !message.fromHomeAgent()
        || !message.home().equals(home)
        || !message.homeDomain().equals(before.homeAgent())
        || !message.foreignDomain().equals(via.address())
        || message.identifier() - before.identifier() <= 0) {
      journal.count("revocations-discarded");
      return null;
    }
    journal.count("revocations-received");
    remember(via, new Ended(before.homeAgent(), message.identifier()));
    var answer =
        new RevocationAcknowledgment(
            message.inform(), message.home(), message.identifier(), List.of());
    journal.say(
        new MobileNode.Output.Send(
            via,
            via.address(),
            from,
            Octets.of(answer.signed(Authentication.Kind.MOBILE_HOME, homeAgent))));
    bindings.remove(via);
    return bound;
  }

  /**
   * Whether an accepting reply was overtaken by a revocation of what it grants. Its home agent
   * gives a revocation a later timestamp than all registrations before it.
   */
  boolean overtook(CareOf careOf, List<Extension> trusted) {
    Ended last = ended.get(careOf);
    RevocationSupport consent = consent(trusted);
    return last != null && consent != null && consent.timestamp() - last.identifier() < 0;
  }

  /** Nothing is sent from there any more. */
  void forget(CareOf careOf) {
    ended.remove(careOf);
  }

  private void remember(CareOf careOf, Ended by) {
    ended.remove(careOf);
    if (ended.size() == MOST_ENDED) {
      ended.remove(ended.keySet().iterator().next());
    }
    ended.put(careOf, by);
  }
}
