package org.dualmip.mobileip.node;

import java.util.List;
import org.dualmip.mobileip.extension.Authentication;
import org.dualmip.mobileip.extension.Extension;
import org.dualmip.mobileip.extension.ForeignAgentError;
import org.dualmip.mobileip.message.RegistrationReply;
import org.dualmip.mobileip.message.ReplyCode;
import org.dualmip.mobileip.security.SecurityAssociation;

/** Who speaks in a reply, and whether to believe it (RFC 5944 §3.6.2.1). */
record ReplyCheck(OtherSecrets others) {
  sealed interface Verdict {}

  /** To be discarded silently, and counted. */
  record Discarded(String counter) implements Verdict {}

  /**
   * The home agent speaks, authentically.
   *
   * @param trusted the extensions that its authenticator protects
   */
  record FromHomeAgent(List<Extension> trusted) implements Verdict {}

  /**
   * The foreign agent refuses.
   *
   * @param authentic whether an association with it says so; otherwise anybody on the link may have
   *     sent it
   */
  record FromForeignAgent(ReplyCode code, boolean authentic) implements Verdict {}

  /**
   * @param homeAgent what signed the request that it answers
   */
  Verdict of(RegistrationReply reply, CareOf careOf, SecurityAssociation homeAgent) {
    boolean authenticAgent = false;
    if (careOf instanceof CareOf.ThroughAgent agent) {
      SecurityAssociation shared = others.foreignAgents().get(agent.agent());
      if (shared != null) {
        // Rule a: exactly one Mobile-Foreign extension, in every reply.
        if (reply.verifiedBy(Authentication.Kind.MOBILE_FOREIGN, List.of(shared)) == null) {
          return new Discarded("replies-not-authentic");
        }
        authenticAgent = true;
      }
    }
    if (!reply.code().fromHomeAgent()) {
      return careOf instanceof CareOf.ThroughAgent
          ? new FromForeignAgent(reply.code(), authenticAgent)
          // No foreign agent is between: such a code can only be forged.
          : new Discarded("replies-not-from-home-agent");
    }
    // Rule b: exactly one Mobile-Home extension, whether it accepts or refuses.
    if (reply.verifiedBy(Authentication.Kind.MOBILE_HOME, List.of(homeAgent)) == null) {
      return new Discarded("replies-not-authentic");
    }
    if (careOf instanceof CareOf.ThroughAgent) {
      // RFC 4636 §4: the agent does not serve what the home agent accepted.
      var error = reply.extension(ForeignAgentError.class);
      if (error.isPresent()) {
        return new FromForeignAgent(new ReplyCode(error.get().status()), authenticAgent);
      }
    }
    return new FromHomeAgent(
        reply.before(reply.authentications(Authentication.Kind.MOBILE_HOME).getFirst()));
  }
}
