package org.dualmip.mobileip.probe;

import java.util.List;
import java.util.Optional;
import org.dualmip.mobileip.extension.Authentication;
import org.dualmip.mobileip.extension.Authentication.Kind;
import org.dualmip.mobileip.extension.Extension;
import org.dualmip.mobileip.extension.HomeAgentDiscovery;
import org.dualmip.mobileip.extension.HomeAgentDiscovery.Answer;
import org.dualmip.mobileip.extension.HomeAgentDiscovery.Probe;
import org.dualmip.mobileip.message.RegistrationReply;
import org.dualmip.mobileip.message.RegistrationRequest;
import org.dualmip.mobileip.message.ReplyCode;
import org.dualmip.mobileip.net.Ip4;

/**
 * What a home agent makes of a probe (docs/home-agent-discovery.md §5). It keeps nothing: the same
 * probe has the same reply, however often it comes.
 */
public final class ProbeReply {
  private ProbeReply() {}

  /**
   * Whether a request looks like a probe: one Mobile-Home extension, with an SPI that is not
   * reserved, and before it the key. That is found without arithmetic, and proves nothing.
   */
  public static boolean concerns(RegistrationRequest request) {
    return key(request).isPresent();
  }

  private static Optional<Probe> key(RegistrationRequest request) {
    List<Authentication> signatures = request.authentications(Kind.MOBILE_HOME);
    if (signatures.size() != 1 || signatures.getFirst().spi() >>> 8 == 0) {
      return Optional.empty();
    }
    for (Extension extension : request.before(signatures.getFirst())) {
      if (extension instanceof HomeAgentDiscovery(Probe probe)) {
        return Optional.of(probe);
      }
    }
    return Optional.empty();
  }

  /**
   * The denial that answers a probe, with code 131, closed by its Mobile-Home extension.
   *
   * @param secret of this home agent
   * @param homeAgent its address
   * @param from the source address of the probe
   * @param trusted whether that is one of the networks trusted here
   * @return empty if the request is no probe, or whoever made it does not know the key of this home
   *     agent; costs one multiplication on the curve unless {@link #concerns} says no
   */
  public static Optional<byte[]> to(
      RegistrationRequest request,
      DiscoverySecret secret,
      Ip4 homeAgent,
      Ip4 from,
      boolean trusted) {
    return key(request)
        .flatMap(probe -> {
          Authentication signature = request.authentications(Kind.MOBILE_HOME).getFirst();
          Answer answer = new Answer(trusted, !from.equals(request.careOf()));
          return Agreement.ofHomeAgent(secret, probe.key(), signature.spi(), request.careOf())
              .filter(agreed -> agreed.request().verifies(signature))
              .map(agreed -> denial(request, homeAgent, answer).signed(agreed.reply()));
        });
  }

  private static RegistrationReply denial(
      RegistrationRequest request, Ip4 homeAgent, Answer answer) {
    return new RegistrationReply(
        ReplyCode.FAILED_AUTHENTICATION,
        request.lifetime(),
        request.home(),
        homeAgent,
        request.identification(),
        List.of(new HomeAgentDiscovery(answer)));
  }
}
