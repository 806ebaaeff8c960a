package org.dualmip.mobileip.probe;

import java.util.List;
import java.util.Optional;
import org.dualmip.mobileip.extension.Authentication;
import org.dualmip.mobileip.extension.Authentication.Kind;
import org.dualmip.mobileip.extension.Extension;
import org.dualmip.mobileip.extension.HomeAgentDiscovery;
import org.dualmip.mobileip.extension.HomeAgentDiscovery.Answer;
import org.dualmip.mobileip.extension.HomeAgentDiscovery.Probe;
import org.dualmip.mobileip.extension.TrustedNetworksConfigured;
import org.dualmip.mobileip.message.RegistrationReply;
import org.dualmip.mobileip.message.RegistrationRequest;
import org.dualmip.mobileip.message.ReplyCode;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.Octets;
import org.dualmip.mobileip.security.DiscoverySecret;
import org.dualmip.mobileip.security.SecurityAssociation;

/**
 * What a home agent says to a probe (docs/home-agent-discovery.md §5). It keeps nothing: the same
 * probe has the same reply, however often it comes.
 *
 * @param denial with code 131
 * @param association for its Mobile-Home extension
 */
public record ProbeReply(RegistrationReply denial, SecurityAssociation association) {
  /**
   * Whether a request has the figure of a probe: one Mobile-Home extension, with an SPI that is not
   * reserved, and before it a key. That is found without arithmetic, and proves nothing.
   */
  public static boolean isProbe(RegistrationRequest request) {
    return key(request).isPresent();
  }

  /**
   * The reply to a probe; costs one multiplication on the curve unless {@link #isProbe} says no.
   *
   * @param secret of this home agent
   * @param homeAgent its address
   * @param from the source address of the probe
   * @param trusted whether that is in one of the networks trusted here
   * @return empty if the request is no probe, or whoever made it does not know this home agent's
   *     public key
   */
  public static Optional<ProbeReply> to(
      RegistrationRequest request,
      DiscoverySecret secret,
      Ip4 homeAgent,
      Ip4 from,
      boolean trusted) {
    return key(request)
        .flatMap(key -> {
          Authentication signature = request.authentications(Kind.MOBILE_HOME).getFirst();
          List<Extension> answer = answer(trusted, !from.equals(request.careOf()));
          return Agreement.ofHomeAgent(secret, key, signature.spi(), request.careOf())
              .filter(agreed -> agreed.request().verifies(signature))
              .map(agreed -> new ProbeReply(denial(request, homeAgent, answer), agreed.reply()));
        });
  }

  private static Optional<Octets> key(RegistrationRequest request) {
    List<Authentication> signatures = request.authentications(Kind.MOBILE_HOME);
    if (signatures.size() != 1 || signatures.getFirst().spi() >>> 8 == 0) {
      return Optional.empty();
    }
    for (Extension extension : request.before(signatures.getFirst())) {
      if (extension instanceof HomeAgentDiscovery(Probe(Octets key))) {
        return Optional.of(key);
      }
    }
    return Optional.empty();
  }

  private static RegistrationReply denial(
      RegistrationRequest request, Ip4 homeAgent, List<Extension> answer) {
    return new RegistrationReply(
        ReplyCode.FAILED_AUTHENTICATION,
        request.lifetime(),
        request.home(),
        homeAgent,
        request.identification(),
        answer);
  }

  /** With the word on trusted networks that every reply into one has (RFC 5265 §4.3). */
  private static List<Extension> answer(boolean trusted, boolean translated) {
    Extension answer = new HomeAgentDiscovery(new Answer(translated));
    return trusted ? List.of(answer, new TrustedNetworksConfigured()) : List.of(answer);
  }
}
