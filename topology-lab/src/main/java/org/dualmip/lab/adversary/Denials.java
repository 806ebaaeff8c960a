package org.dualmip.lab.adversary;

import java.util.List;
import org.dualmip.mobileip.message.RegistrationReply;
import org.dualmip.mobileip.message.ReplyCode;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.MacAddress;
import org.dualmip.mobileip.packet.Ip4Packet;

/**
 * Denies every registration that the inner home agent is asked for, with each code that could make
 * a node think, and without an authenticator. Identifications are the request's (RFC 5944 §3.4).
 */
record Denials(Ip4 agent) implements Ruse {
  private static final List<ReplyCode> CODES =
      List.of(
          ReplyCode.FAILED_AUTHENTICATION,
          ReplyCode.UNSPECIFIED,
          ReplyCode.PROHIBITED,
          ReplyCode.IDENTIFICATION_MISMATCH,
          ReplyCode.POORLY_FORMED,
          ReplyCode.UNKNOWN_HOME_AGENT,
          ReplyCode.FA_REGISTRATION_TIMEOUT,
          ReplyCode.FA_HOME_AGENT_UNREACHABLE);

  @Override
  public List<Ip4Packet> answer(Ip4Packet heard, MacAddress from) {
    return Ruse.asked(heard).stream()
        .filter(asked -> asked.to().address().equals(agent))
        .flatMap(asked -> CODES.stream().map(code -> asked.answered(denial(asked, code))))
        .toList();
  }

  private static byte[] denial(Asked asked, ReplyCode code) {
    var request = asked.request();
    return new RegistrationReply(
            code, 0, request.home(), request.homeAgent(), request.identification(), List.of())
        .toBytes();
  }
}
