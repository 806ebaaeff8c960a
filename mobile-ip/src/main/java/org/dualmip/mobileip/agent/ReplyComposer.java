package org.dualmip.mobileip.agent;

import java.util.ArrayList;
import java.util.List;
import org.dualmip.mobileip.agent.HomeAgent.Output.Send;
import org.dualmip.mobileip.agent.RequestCheck.Authentic;
import org.dualmip.mobileip.extension.Extension;
import org.dualmip.mobileip.extension.TrustedNetworksConfigured;
import org.dualmip.mobileip.message.RegistrationReply;
import org.dualmip.mobileip.message.ReplyCode;
import org.dualmip.mobileip.net.Endpoint;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.Octets;

/** Builds Registration Replies: fields, addresses and the order of extensions, RFC 5944 §3.8.3. */
final class ReplyComposer {
  private final HomeAgentConfig config;

  ReplyComposer(HomeAgentConfig config) {
    this.config = config;
  }

  /**
   * @param lifetime in a denial it means nothing (§3.4)
   * @param more extensions for the mobile node
   */
  Send compose(
      Authentic request, ReplyCode code, int lifetime, long identification, List<Extension> more) {
    // §3.8.3.3: those for the mobile node first, then the Mobile-Home extension, by "signed".
    List<Extension> extensions = new ArrayList<>(more);
    if (request.nai() != null) {
      extensions.add(request.nai()); // RFC 2794 §3
    }
    if (config.inner()) {
      // Whoever gets a reply was in a trusted network (RFC 5265 §4.3).
      extensions.add(new TrustedNetworksConfigured());
    }
    Ip4 asked = request.message().home();
    var reply =
        new RegistrationReply(
            code,
            lifetime,
            asked.isAny() ? request.node().home() : asked,
            config.address(),
            identification,
            extensions);
    return new Send(
        source(request.datagram().to()),
        request.datagram().from(),
        Octets.of(reply.signed(request.association())));
  }

  /** Copied from the request's destination, unless that was not this agent's alone (§3.8.3.1). */
  private Endpoint source(Endpoint sentTo) {
    return isOwn(sentTo.address()) ? sentTo : new Endpoint(config.address(), sentTo.port());
  }

  /** Whether a destination address is this host's alone: not a broadcast or multicast address. */
  boolean isOwn(Ip4 sentTo) {
    return Unicast.is(sentTo)
        && config.networks().stream().noneMatch(network -> network.isBroadcast(sentTo));
  }
}
