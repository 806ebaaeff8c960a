package org.dualmip.mobileip.agent;

import java.util.List;
import org.dualmip.mobileip.agent.HomeAgent.Input.Datagram;
import org.dualmip.mobileip.agent.HomeAgent.Level;
import org.dualmip.mobileip.extension.Authentication;
import org.dualmip.mobileip.extension.Extension;
import org.dualmip.mobileip.extension.HomeAgentDiscovery;
import org.dualmip.mobileip.extension.HomeAgentDiscovery.Concealed;
import org.dualmip.mobileip.message.RegistrationRequest;
import org.dualmip.mobileip.security.ConcealedIdentity;
import org.dualmip.mobileip.security.DiscoverySecret;
import org.jspecify.annotations.Nullable;

/**
 * Looks under the cover of concealed requests (docs/concealed-registration.md §5): before anything
 * asks whose a request is, and so often a second at most that a flood of forgeries does not take
 * the processor. What is under it proves nothing; the checks that follow are those of any request.
 */
final class Covers {
  private final @Nullable DiscoverySecret secret;
  private final Strangers opened = new Strangers(Limits.OPENED, Limits.OPENED_PER_SOURCE);

  /**
   * @param secret null to leave covers alone, like any extension of somebody else's
   */
  Covers(@Nullable DiscoverySecret secret) {
    this.secret = secret;
  }

  /** What was found. */
  sealed interface Found {
    /** No cover. */
    record Nothing() implements Found {}

    /** Whose request it says it is. */
    record Identity(ConcealedIdentity identity) implements Found {}

    /** To be discarded in silence. */
    record Silence(Counter counter, Level level, String why) implements Found {}
  }

  /**
   * @param fromNode the extensions before the Mobile-Home authenticator
   * @param mobileHome the Mobile-Home authenticators
   */
  Found under(
      Datagram datagram,
      RegistrationRequest message,
      List<Extension> fromNode,
      List<Authentication> mobileHome) {
    Concealed concealed = secret == null ? null : concealed(fromNode);
    if (secret == null || concealed == null) {
      return new Found.Nothing();
    }
    if (mobileHome.size() != 1 || mobileHome.getFirst().spi() >>> 8 == 0) {
      return new Found.Silence(
          Counter.COVERS_FAILED, Level.INFO, "a concealed request has one Mobile-Home extension");
    }
    if (!opened.admit(datagram.from().address(), datagram.at().monotonic())) {
      return new Found.Silence(
          Counter.COVERS_UNEXAMINED, Level.WARNING, "there were too many covers just now");
    }
    ConcealedIdentity identity =
        ConcealedIdentity.open(concealed, secret, message.careOf()).orElse(null);
    return identity == null
        ? new Found.Silence(
            Counter.COVERS_FAILED,
            Level.INFO,
            "this request was not concealed with the key of this home agent")
        : new Found.Identity(identity);
  }

  private static @Nullable Concealed concealed(List<Extension> fromNode) {
    for (Extension extension : fromNode) {
      if (extension instanceof HomeAgentDiscovery(Concealed found)) {
        return found;
      }
    }
    return null;
  }
}
