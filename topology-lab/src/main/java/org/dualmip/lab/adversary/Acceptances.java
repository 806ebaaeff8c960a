package org.dualmip.lab.adversary;

import java.util.List;
import java.util.random.RandomGenerator;
import org.dualmip.mobileip.extension.Authentication;
import org.dualmip.mobileip.extension.TrustedNetworksConfigured;
import org.dualmip.mobileip.message.RegistrationReply;
import org.dualmip.mobileip.message.RegistrationRequest;
import org.dualmip.mobileip.message.ReplyCode;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.MacAddress;
import org.dualmip.mobileip.net.Octets;
import org.dualmip.mobileip.packet.Ip4Packet;

/**
 * Accepts whatever any home agent is asked for, in its name and with its word on trusted networks
 * (RFC 5265 §3.4), under the request's SPI and with an authenticator that is random.
 */
record Acceptances(RandomGenerator random) implements Ruse {
  private static final int AUTHENTICATOR = 32; // of HMAC-SHA-256
  private static final Ip4 SOME_HOME = Ip4.of("203.0.113.180");

  @Override
  public List<Ip4Packet> answer(Ip4Packet heard, MacAddress from) {
    return Ruse.asked(heard).stream()
        .map(asked -> asked.answered(acceptance(asked.request())))
        .toList();
  }

  private byte[] acceptance(RegistrationRequest request) {
    var authenticator = new byte[AUTHENTICATOR];
    random.nextBytes(authenticator);
    int spi =
        request.authentications(Authentication.Kind.MOBILE_HOME).stream()
            .mapToInt(Authentication::spi)
            .findFirst()
            .orElse(256);
    return new RegistrationReply(
            ReplyCode.ACCEPTED,
            request.lifetime(),
            request.home().isAny() ? SOME_HOME : request.home(),
            request.homeAgent(),
            request.identification(),
            List.of(
                new TrustedNetworksConfigured(),
                new Authentication(
                    Authentication.Kind.MOBILE_HOME, spi, Octets.of(authenticator), Octets.EMPTY)))
        .toBytes();
  }
}
