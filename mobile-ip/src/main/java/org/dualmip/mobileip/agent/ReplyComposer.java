package org.dualmip.mobileip.agent;

import java.util.ArrayList;
import java.util.List;
import org.dualmip.mobileip.agent.HomeAgent.Output.Send;
import org.dualmip.mobileip.extension.Authentication.Kind;
import org.dualmip.mobileip.extension.Challenge;
import org.dualmip.mobileip.extension.Extension;
import org.dualmip.mobileip.extension.TrustedNetworksConfigured;
import org.dualmip.mobileip.message.RegistrationReply;
import org.dualmip.mobileip.message.ReplyCode;
import org.dualmip.mobileip.net.ByteWriter;
import org.dualmip.mobileip.net.Endpoint;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.Octets;
import org.jspecify.annotations.Nullable;

/** Builds Registration Replies: fields, addresses and the order of extensions, RFC 5944 §3.8.3. */
final class ReplyComposer {
  private final HomeAgentConfig config;
  private final RightHomeAgent right;

  ReplyComposer(HomeAgentConfig config, RightHomeAgent right) {
    this.config = config;
    this.right = right;
  }

  /**
   * @param lifetime in a denial it means nothing (§3.4)
   * @param forNode extensions for the mobile node
   * @param forForeignAgent those for the foreign agent alone
   */
  Send compose(
      Authentic request,
      ReplyCode code,
      int lifetime,
      long identification,
      List<Extension> forNode,
      List<Extension> forForeignAgent) {
    // §3.8.3.3 b: what the mobile node uses.
    List<Extension> extensions = new ArrayList<>(forNode);
    if (request.nai() != null) {
      extensions.add(request.nai()); // RFC 2794 §3
    }
    if (config.inner()) {
      // Whoever gets a reply was in a trusted network (RFC 5265 §4.3).
      extensions.add(new TrustedNetworksConfigured());
    }
    ByteWriter out = new ByteWriter();
    new RegistrationReply(
            code, lifetime, home(request, code), config.address(), identification, extensions)
        .write(out);
    request.association().sign(Kind.MOBILE_HOME, out); // c
    forForeignAgent.forEach(extension -> extension.write(out)); // d
    Challenge challenge = challenge(request);
    if (challenge != null) {
      challenge.write(out); // RFC 4721 §3.4: unchanged, behind the Mobile-Home extension
    }
    if (request.peerAssociation() != null) {
      request.peerAssociation().sign(Kind.FOREIGN_HOME, out); // e
    }
    return new Send(
        source(request.datagram().to()), request.datagram().from(), Octets.of(out.toBytes()));
  }

  /** Whoever replays a concealed request must not learn which home address its node has by now. */
  private static Ip4 home(Authentic request, ReplyCode code) {
    Ip4 asked = request.message().home();
    boolean untold = request.concealed() != null && !code.accepted();
    return asked.isAny() && !untold ? request.node().home() : asked;
  }

  private static @Nullable Challenge challenge(Authentic request) {
    Challenge ofNode = request.ofNode(Challenge.class);
    return ofNode != null ? ofNode : request.ofForeignAgent(Challenge.class);
  }

  /** Copied from the request's destination, unless that was not this agent's alone (§3.8.3.1). */
  private Endpoint source(Endpoint sentTo) {
    return right.isOwn(sentTo.address()) ? sentTo : new Endpoint(config.address(), sentTo.port());
  }
}
