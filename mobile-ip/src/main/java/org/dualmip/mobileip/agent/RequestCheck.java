package org.dualmip.mobileip.agent;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.dualmip.mobileip.agent.HomeAgent.Input.Datagram;
import org.dualmip.mobileip.agent.HomeAgent.Level;
import org.dualmip.mobileip.extension.Authentication;
import org.dualmip.mobileip.extension.Authentication.Kind;
import org.dualmip.mobileip.extension.Challenge;
import org.dualmip.mobileip.extension.Extension;
import org.dualmip.mobileip.extension.GeneralizedAuthentication;
import org.dualmip.mobileip.extension.MobileNodeNai;
import org.dualmip.mobileip.message.RegistrationRequest;
import org.dualmip.mobileip.message.ReplyCode;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.MalformedException;
import org.dualmip.mobileip.net.Octets;
import org.dualmip.mobileip.security.Authenticator;
import org.dualmip.mobileip.security.ConcealedIdentity;
import org.dualmip.mobileip.security.SecurityAssociation;
import org.jspecify.annotations.Nullable;

/**
 * Whether a request is authentic and fresh: the validity checks of RFC 5944 §3.8.2.1, in its order,
 * behind the trusted networks of RFC 5265 §4.3 and the extension rule of RFC 5944 §1.8. What is not
 * authentic changes nothing; at most it gets a code 131, 132, 133 or 144.
 *
 * <p>The bits r and x are ignored: §3.3 says so, and a reserved field, which §3.8.2.3 would refuse
 * with code 134, is not in a request of RFC 5944.
 */
final class RequestCheck {
  private final HomeAgentConfig config;
  private final ServedNodes nodes;
  private final @Nullable Authenticator aaa;
  private final ForeignAgentPeers peers;
  private final Covers covers;

  /**
   * @param covers looks under those of concealed requests
   * @param aaa judges Mobile-AAA extensions; null to leave them to foreign agents
   */
  RequestCheck(
      HomeAgentConfig config,
      ServedNodes nodes,
      ForeignAgentPeers peers,
      Covers covers,
      @Nullable Authenticator aaa) {
    this.config = config;
    this.nodes = nodes;
    this.peers = peers;
    this.covers = covers;
    this.aaa = aaa;
  }

  /** Judges a datagram whose first octet says that it is a Registration Request. */
  Judgement examine(Datagram datagram) {
    Ip4 source = datagram.from().address();
    if (config.inner() && !config.trusts(source)) {
      return new Judgement.Discarded(
          Counter.REQUESTS_UNTRUSTED,
          Level.SECURITY,
          "RFC 5265 §4.3: the source is in none of the trusted networks");
    }
    if (!source.isUnicast() || datagram.from().port() == 0) {
      return new Judgement.Discarded(
          Counter.REQUESTS_MARTIAN, Level.WARNING, "no host can be reached at the source");
    }
    RegistrationRequest message;
    try {
      message = RegistrationRequest.read(datagram.payload().toBytes());
    } catch (MalformedException malformed) {
      return new Judgement.Discarded(
          Counter.REQUESTS_MALFORMED, Level.WARNING, String.valueOf(malformed.getMessage()));
    }
    if (message.mustBeDiscarded()) {
      return new Judgement.Discarded(
          Counter.REQUESTS_UNKNOWN_EXTENSION,
          Level.WARNING,
          "RFC 5944 §1.8: an extension numbered 0 to 127 is not known here");
    }
    return authenticate(datagram, message);
  }

  /** §3.8.2.1 a: whose request it is, and whether its authenticators are right. */
  private Judgement authenticate(Datagram datagram, RegistrationRequest message) {
    List<Authentication> mobileHome = new ArrayList<>(1);
    List<Authentication> foreignHome = new ArrayList<>(1);
    GeneralizedAuthentication mobileAaa = null;
    int end = -1;
    int endOfAaa = -1;
    for (int i = 0; i < message.extensions().size(); i++) {
      if (aaa != null
          && mobileAaa == null
          && message.extensions().get(i) instanceof GeneralizedAuthentication found
          && found.subtype() == GeneralizedAuthentication.MOBILE_AAA) {
        mobileAaa = found;
        endOfAaa = i;
      }
      if (message.extensions().get(i) instanceof Authentication each) {
        switch (each.kind()) {
          case MOBILE_HOME -> {
            mobileHome.add(each);
            end = end < 0 ? i : end;
          }
          case FOREIGN_HOME -> foreignHome.add(each);
          case MOBILE_FOREIGN -> {} // the foreign agent's business
        }
      }
    }
    end = end < 0 ? endOfAaa : end;
    if (end < 0) {
      return new Judgement.Discarded(
          Counter.REQUESTS_WITHOUT_AUTHENTICATION,
          Level.SECURITY,
          "RFC 5944 §3.8.2.1 a: it has no Mobile-Home Authentication Extension");
    }
    List<Extension> fromNode = message.extensions().subList(0, end);
    MobileNodeNai nai = Authentic.first(fromNode, MobileNodeNai.class);
    int shown = mobileHome.isEmpty() ? 0 : mobileHome.getFirst().spi();
    ConcealedIdentity concealed = null;
    switch (covers.under(datagram, message, fromNode, mobileHome)) {
      case Covers.Found.Nothing _ -> {}
      case Covers.Found.Identity(ConcealedIdentity identity) -> concealed = identity;
      case Covers.Found.Silence(Counter counter, Level level, String why) -> {
        return new Judgement.Discarded(counter, level, why);
      }
    }
    String name = concealed != null ? concealed.nai() : nai == null ? null : nai.nai();
    int spi = concealed != null ? concealed.spi() : shown;
    Optional<ServedNode> node = nodes.find(message.home(), name, spi);
    if (node.isEmpty()) {
      return new Judgement.OfNobody(message);
    }
    Subscriber subscriber = node.get().subscriber();
    Optional<SecurityAssociation> association = subscriber.association(spi);
    boolean hidden = concealed != null;
    ForeignAgentPeer peer = peer(datagram, message);
    Authentic request =
        new Authentic(
            datagram,
            message,
            node.get(),
            as(association.orElseGet(() -> likelyShared(subscriber, spi)), shown, hidden),
            shown,
            concealed,
            fromNode,
            ofForeignAgent(message, end + 1),
            nai,
            peer,
            peer == null ? null : peerAssociation(peer, foreignHome));
    // "ensure that all indicated authentications are carried out"
    for (Authentication each : mobileHome) {
      Optional<SecurityAssociation> shared =
          hidden
              ? association.map(own -> own.withSpi(each.spi()))
              : subscriber.association(each.spi());
      if (shared.filter(own -> own.verifies(each)).isEmpty()) {
        return failed(request, spi, association.isEmpty());
      }
    }
    if (aaa != null && mobileAaa != null && !aaa.accepts(claim(message, name, mobileAaa))) {
      return badAaa(request);
    }
    return fresh(request, foreignHome);
  }

  /**
   * What a foreign agent adds stands behind the node's part and before its own authenticator: what
   * follows that, anybody on the way can have added (RFC 5944 §3.5.4).
   */
  private static List<Extension> ofForeignAgent(RegistrationRequest message, int begin) {
    List<Extension> all = message.extensions();
    int end = begin;
    while (end < all.size()
        && !(all.get(end) instanceof Authentication each && each.kind() == Kind.FOREIGN_HOME)) {
      end++;
    }
    return all.subList(begin, end);
  }

  private static Authenticator.Claim claim(
      RegistrationRequest message, @Nullable String name, GeneralizedAuthentication mobileAaa) {
    Challenge challenge = Authentic.first(message.extensions(), Challenge.class);
    return new Authenticator.Claim(
        name,
        message.home(),
        mobileAaa.spi(),
        mobileAaa.covered(),
        challenge == null ? Octets.EMPTY : challenge.value(),
        mobileAaa.authenticator());
  }

  /** Code 144, RFC 4721 §3.4. */
  private static Judgement badAaa(Authentic request) {
    return new Judgement.Rejected(
        request,
        ReplyCode.BAD_AAA_AUTHENTICATION,
        request
            .node()
            .identification()
            .unauthenticated(
                request.association(),
                request.message().identification(),
                request.datagram().at().wall()),
        false,
        Counter.REQUESTS_FAILED_AAA,
        "RFC 4721 §3.4: the Mobile-AAA authenticator is wrong");
  }

  /** A concealed request is answered under the SPI that it shows. */
  private static SecurityAssociation as(SecurityAssociation own, int shown, boolean hidden) {
    return hidden ? own.withSpi(shown) : own;
  }

  /**
   * Code 131, RFC 5944 §3.8.2.1 a.
   *
   * @param spi that failed, which a cover may have hidden
   */
  private static Judgement failed(Authentic request, int spi, boolean unknownSpi) {
    // Signed by another association than the one that failed, if there is another.
    SecurityAssociation signing =
        as(
            likelyShared(request.node().subscriber(), spi),
            request.spi(),
            request.concealed() != null);
    Authentic answerable = request.with(signing);
    return new Judgement.Rejected(
        answerable,
        ReplyCode.FAILED_AUTHENTICATION,
        request
            .node()
            .identification()
            .unauthenticated(
                signing, request.message().identification(), request.datagram().at().wall()),
        request.peer() != null && vouches(request.peer(), request),
        Counter.REQUESTS_FAILED_AUTHENTICATION,
        "RFC 5944 §3.8.2.1 a: "
            + (unknownSpi
                ? "no security association has this SPI"
                : "the authenticator is wrong: a forgery, or not the same key at both ends"));
  }

  /** Code 133, RFC 5944 §3.8.2.1 b. */
  private static Judgement fresh(Authentic request, List<Authentication> foreignHome) {
    IdentificationCheck check = request.node().identification();
    long identification = request.message().identification();
    var stale = check.check(request.association(), identification, request.datagram().at().wall());
    if (stale.isPresent()) {
      return new Judgement.Rejected(
          request,
          ReplyCode.IDENTIFICATION_MISMATCH,
          check.mismatch(request.association(), identification, request.datagram().at().wall()),
          false,
          stale.get().counter(),
          "RFC 5944 §5.7: " + stale.get().why());
    }
    return foreignAgent(request, foreignHome);
  }

  /** Code 132 and silence: what a foreign agent vouches for, RFC 5944 §3.8.2.1 c and d. */
  private static Judgement foreignAgent(Authentic request, List<Authentication> foreignHome) {
    ForeignAgentPeer peer = request.peer();
    if (peer == null) {
      return foreignHome.isEmpty()
          ? new Judgement.Valid(request)
          : new Judgement.Discarded(
              Counter.REQUESTS_UNKNOWN_FOREIGN_AGENT,
              Level.SECURITY,
              "RFC 5944 §3.8.2.1 d: it has a Foreign-Home Authentication Extension, and no"
                  + " security association with this foreign agent is configured");
    }
    // A foreign agent must not vouch for a care-of address that is not its own (§3.5.4, §3.8.2.2).
    boolean notItsOwn =
        request.message().isDeregistration()
            || request.message().has(RegistrationRequest.CO_LOCATED);
    boolean mayBeMissing = notItsOwn && foreignHome.isEmpty();
    if (mayBeMissing || vouches(peer, request)) {
      return new Judgement.Valid(request);
    }
    return new Judgement.Rejected(
        request,
        ReplyCode.FOREIGN_AGENT_FAILED_AUTHENTICATION,
        request
            .node()
            .identification()
            .unused(request.association(), request.message().identification()),
        true,
        Counter.REQUESTS_FAILED_FOREIGN_AGENT,
        "RFC 5944 §3.8.2.1 c: "
            + switch (foreignHome.size()) {
              case 0 -> "the Foreign-Home Authentication Extension is missing";
              case 1 -> "the foreign agent's authenticator is wrong";
              default -> "there is more than one Foreign-Home Authentication Extension";
            });
  }

  /** "Exactly one Foreign-Home Authentication Extension MUST be present" (§3.8.2.1 c). */
  private static boolean vouches(ForeignAgentPeer peer, Authentic request) {
    return request.message().verifiedBy(Kind.FOREIGN_HOME, peer.associations()) != null;
  }

  /**
   * The foreign agent, by where the request comes from, or else, behind a NAT, by the care-of
   * address that it serves.
   */
  private @Nullable ForeignAgentPeer peer(Datagram datagram, RegistrationRequest message) {
    return message.has(RegistrationRequest.CO_LOCATED)
        ? peers.at(datagram.from().address())
        : peers.at(datagram.from().address(), message.careOf());
  }

  private static SecurityAssociation peerAssociation(
      ForeignAgentPeer peer, List<Authentication> foreignHome) {
    return foreignHome.stream()
        .flatMap(each -> peer.association(each.spi()).stream())
        .findFirst()
        .orElseGet(() -> peer.associations().getFirst());
  }

  /** "a security association that is likely to exist in the mobile node" (§3.8.2.1 a). */
  private static SecurityAssociation likelyShared(Subscriber subscriber, int failedSpi) {
    return subscriber.associations().stream()
        .filter(association -> association.spi() != failedSpi)
        .findFirst()
        .orElseGet(() -> subscriber.associations().getFirst());
  }
}
