package org.dualmip.mobileip.agent;

import java.util.List;
import java.util.Optional;
import org.dualmip.mobileip.agent.HomeAgent.Input.Datagram;
import org.dualmip.mobileip.agent.HomeAgent.Level;
import org.dualmip.mobileip.extension.Authentication;
import org.dualmip.mobileip.extension.Authentication.Kind;
import org.dualmip.mobileip.extension.Extension;
import org.dualmip.mobileip.extension.MobileNodeNai;
import org.dualmip.mobileip.message.RegistrationRequest;
import org.dualmip.mobileip.message.ReplyCode;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.MalformedException;
import org.dualmip.mobileip.security.SecurityAssociation;
import org.jspecify.annotations.Nullable;

/**
 * Whether a request is authentic and fresh: the validity checks of RFC 5944 §3.8.2.1, in its order,
 * behind the trusted networks of RFC 5265 §4.3 and the extension rule of RFC 5944 §1.8. What is not
 * authentic changes nothing; at most it gets a code 131.
 */
final class RequestCheck {
  private final HomeAgentConfig config;
  private final ServedNodes nodes;

  RequestCheck(HomeAgentConfig config, ServedNodes nodes) {
    this.config = config;
    this.nodes = nodes;
  }

  /** What became of a datagram. */
  sealed interface Outcome {
    /**
     * Silently discarded, towards the network.
     *
     * @param counter the reason
     * @param level how loud to say so
     * @param why for people
     */
    record Discarded(Counter counter, Level level, String why) implements Outcome {}

    /**
     * To be refused without further processing, with code 131 or 133.
     *
     * @param identification of the reply
     */
    record Rejected(
        Authentic request, ReplyCode code, long identification, Counter counter, String why)
        implements Outcome {}

    /** To be granted, if it can be. */
    record Valid(Authentic request) implements Outcome {}
  }

  /**
   * A request and whose it is.
   *
   * @param association to sign the reply with
   * @param end the extension that authenticates all before it
   * @param nai as the request gave it, to be repeated in the reply; null if it did not
   */
  record Authentic(
      Datagram datagram,
      RegistrationRequest message,
      ServedNode node,
      SecurityAssociation association,
      Authentication end,
      @Nullable MobileNodeNai nai) {}

  /** Judges a datagram whose first octet says that it is a Registration Request. */
  Outcome examine(Datagram datagram) {
    Ip4 source = datagram.from().address();
    if (config.inner() && config.trustedNetworks().stream().noneMatch(n -> n.contains(source))) {
      return new Outcome.Discarded(
          Counter.REQUESTS_UNTRUSTED,
          Level.SECURITY,
          "RFC 5265 §4.3: the source is in none of the trusted networks");
    }
    if (!Unicast.is(source) || datagram.from().port() == 0) {
      return new Outcome.Discarded(
          Counter.REQUESTS_MARTIAN, Level.WARNING, "no host can be reached at the source");
    }
    RegistrationRequest message;
    try {
      message = RegistrationRequest.read(datagram.payload().toBytes());
    } catch (MalformedException malformed) {
      return new Outcome.Discarded(
          Counter.REQUESTS_MALFORMED, Level.WARNING, String.valueOf(malformed.getMessage()));
    }
    if (message.mustBeDiscarded()) {
      return new Outcome.Discarded(
          Counter.REQUESTS_UNKNOWN_EXTENSION,
          Level.WARNING,
          "RFC 5944 §1.8: an extension numbered 0 to 127 is not known here");
    }
    return authenticate(datagram, message);
  }

  /** §3.8.2.1 a: whose request it is, and whether its authenticators are right. */
  private Outcome authenticate(Datagram datagram, RegistrationRequest message) {
    List<Authentication> authentications = message.authentications(Kind.MOBILE_HOME);
    if (authentications.isEmpty()) {
      return new Outcome.Discarded(
          Counter.REQUESTS_WITHOUT_AUTHENTICATION,
          Level.SECURITY,
          "RFC 5944 §3.8.2.1 a: it has no Mobile-Home Authentication Extension");
    }
    Authentication end = authentications.getFirst();
    MobileNodeNai nai = nai(message.before(end));
    Optional<ServedNode> node = nodes.find(message.home(), nai == null ? null : nai.nai());
    if (node.isEmpty()) {
      return new Outcome.Discarded(
          Counter.REQUESTS_UNKNOWN_NODE,
          Level.WARNING,
          "RFC 5944 §3.8.2.1 a: no mobile node of this home address or NAI is configured");
    }
    Subscriber subscriber = node.get().subscriber();
    Optional<SecurityAssociation> association = subscriber.association(end.spi());
    // "ensure that all indicated authentications are carried out"
    boolean authentic =
        authentications.stream()
            .allMatch(each ->
                subscriber.association(each.spi()).filter(a -> a.verifies(each)).isPresent());
    if (association.isEmpty() || !authentic) {
      return failed(
          new Authentic(
              datagram, message, node.get(), likelyShared(subscriber, end.spi()), end, nai),
          association.isEmpty());
    }
    return freshness(new Authentic(datagram, message, node.get(), association.get(), end, nai));
  }

  private static Outcome failed(Authentic request, boolean unknownSpi) {
    return new Outcome.Rejected(
        request,
        ReplyCode.FAILED_AUTHENTICATION,
        request
            .node()
            .identification()
            .unauthenticated(
                request.association(),
                request.message().identification(),
                request.datagram().at().wall()),
        Counter.REQUESTS_FAILED_AUTHENTICATION,
        "RFC 5944 §3.8.2.1 a: "
            + (unknownSpi
                ? "no security association has this SPI"
                : "the authenticator is wrong: a forgery, or not the same key at both ends"));
  }

  /** §3.8.2.1 b and d. There is no association with foreign agents, so c has nothing to check. */
  private static Outcome freshness(Authentic request) {
    IdentificationCheck check = request.node().identification();
    long identification = request.message().identification();
    var stale = check.check(request.association(), identification, request.datagram().at().wall());
    if (stale.isPresent()) {
      return new Outcome.Rejected(
          request,
          ReplyCode.IDENTIFICATION_MISMATCH,
          check.mismatch(request.association(), identification, request.datagram().at().wall()),
          stale.get().counter(),
          "RFC 5944 §5.7: " + stale.get().why());
    }
    if (!request.message().authentications(Kind.FOREIGN_HOME).isEmpty()) {
      return new Outcome.Discarded(
          Counter.REQUESTS_UNKNOWN_FOREIGN_AGENT,
          Level.SECURITY,
          "RFC 5944 §3.8.2.1 d: it has a Foreign-Home Authentication Extension, and no security"
              + " association with a foreign agent is configured");
    }
    return new Outcome.Valid(request);
  }

  /** "a security association that is likely to exist in the mobile node" (§3.8.2.1 a). */
  private static SecurityAssociation likelyShared(Subscriber subscriber, int failedSpi) {
    return subscriber.associations().stream()
        .filter(association -> association.spi() != failedSpi)
        .findFirst()
        .orElseGet(() -> subscriber.associations().getFirst());
  }

  private static @Nullable MobileNodeNai nai(List<Extension> authenticated) {
    return authenticated.stream()
        .filter(MobileNodeNai.class::isInstance)
        .map(MobileNodeNai.class::cast)
        .findFirst()
        .orElse(null);
  }
}
