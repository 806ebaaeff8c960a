package org.dualmip.mobileip.node;

import java.util.ArrayList;
import java.util.List;
import org.dualmip.mobileip.extension.Extension;
import org.dualmip.mobileip.extension.MobileNodeNai;
import org.dualmip.mobileip.extension.UdpTunnelRequest;
import org.dualmip.mobileip.message.RegistrationReply;
import org.dualmip.mobileip.message.RegistrationRequest;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.Now;

/** Composes requests (RFC 5944 §3.6.1), under the home address that was assigned meanwhile. */
final class Requests {
  private final MobilitySystem system;
  private final Identification identification;
  private Ip4 home;
  private boolean homeRefused;

  Requests(MobilitySystem system, Identification identification) {
    this.system = system;
    this.identification = identification;
    this.home = system.home();
  }

  /** The home address, or {@link Ip4#ANY} until one is assigned. */
  Ip4 home() {
    return home;
  }

  /** A registration was accepted for this home address. */
  void accepted(Ip4 assigned) {
    home = assigned;
    homeRefused = false;
  }

  /**
   * The home agent does not let us have the home address. One that was assigned may have gone to
   * somebody else meanwhile: the next request asks for one anew.
   *
   * @return whether that may help
   */
  boolean homeRefused(RegistrationRequest request) {
    homeRefused = system.home().isAny() && !request.home().isAny();
    return homeRefused;
  }

  RegistrationRequest registration(Ip4 careOf, Now now) {
    return compose(careOf, (int) system.lifetime().toSeconds(), now, UdpTunnelRequest.IF_NEEDED);
  }

  RegistrationRequest deregistration(Ip4 careOf, Now now) {
    return compose(careOf, 0, now);
  }

  private RegistrationRequest compose(Ip4 careOf, int lifetime, Now now, Extension... more) {
    List<Extension> extensions = new ArrayList<>();
    if (system.nai() != null) {
      extensions.add(new MobileNodeNai(system.nai()));
    }
    extensions.addAll(List.of(more));
    return new RegistrationRequest(
        RegistrationRequest.CO_LOCATED | RegistrationRequest.REVERSE_TUNNEL,
        lifetime,
        homeRefused ? Ip4.ANY : home,
        system.homeAgent(),
        careOf,
        identification.next(now.wall()),
        extensions);
  }

  /**
   * Whether a reply belongs to a request: by the low half of the Identification (§3.6.2.1). A home
   * agent that accepts a timestamp copies all of it (§5.7.1), and all of it is compared then: the
   * low half is a fraction of a second, which comes again.
   */
  boolean answers(RegistrationReply reply, RegistrationRequest request) {
    boolean whole = reply.code().accepted() && identification.isCopiedWhole();
    return (int) reply.identification() == (int) request.identification()
        && (!whole || reply.identification() == request.identification())
        && (request.home().isAny() || request.home().equals(reply.home()));
  }
}
