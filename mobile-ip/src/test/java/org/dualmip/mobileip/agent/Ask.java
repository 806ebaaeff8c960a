package org.dualmip.mobileip.agent;

import java.util.ArrayList;
import java.util.List;
import org.dualmip.mobileip.extension.Authentication.Kind;
import org.dualmip.mobileip.extension.Extension;
import org.dualmip.mobileip.message.RegistrationRequest;
import org.dualmip.mobileip.net.ByteWriter;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.security.SecurityAssociation;

/** A request in the making: an ordinary one from a co-located node, but for what a test changes. */
final class Ask {
  private int flags = RegistrationRequest.CO_LOCATED | RegistrationRequest.REVERSE_TUNNEL;
  private int lifetime = 300;
  private Ip4 home = Desk.HOME;
  private Ip4 homeAgent = Desk.AGENT;
  private Ip4 careOf = Desk.CAFE;
  private long identification;
  private final List<Extension> extensions = new ArrayList<>();
  private final List<Extension> behind = new ArrayList<>();
  private final List<SecurityAssociation> vouching = new ArrayList<>();

  Ask(long identification) {
    this.identification = identification;
  }

  Ask flags(int value) {
    flags = value;
    return this;
  }

  Ask flag(int flag) {
    flags |= flag;
    return this;
  }

  Ask without(int flag) {
    flags &= ~flag;
    return this;
  }

  Ask lifetime(int seconds) {
    lifetime = seconds;
    return this;
  }

  Ask home(Ip4 address) {
    home = address;
    return this;
  }

  Ask homeAgent(Ip4 address) {
    homeAgent = address;
    return this;
  }

  Ask careOf(Ip4 address) {
    careOf = address;
    return this;
  }

  Ask identification(long value) {
    identification = value;
    return this;
  }

  Ask with(Extension extension) {
    extensions.add(extension);
    return this;
  }

  /** An extension behind the Mobile-Home extension, as a foreign agent would add it. */
  Ask behind(Extension extension) {
    behind.add(extension);
    return this;
  }

  /** Through a foreign agent: the care-of address is that agent's, and it vouches for it. */
  Ask through(Ip4 foreignAgent, SecurityAssociation... shared) {
    vouching.addAll(List.of(shared));
    return without(RegistrationRequest.CO_LOCATED).careOf(foreignAgent);
  }

  long identification() {
    return identification;
  }

  byte[] unsigned() {
    ByteWriter out = new ByteWriter();
    message().write(out);
    return out.toBytes();
  }

  byte[] signed(SecurityAssociation association) {
    ByteWriter out = new ByteWriter();
    message().write(out);
    association.sign(Kind.MOBILE_HOME, out);
    behind.forEach(extension -> extension.write(out));
    vouching.forEach(shared -> shared.sign(Kind.FOREIGN_HOME, out));
    return out.toBytes();
  }

  private RegistrationRequest message() {
    return new RegistrationRequest(
        flags, lifetime, home, homeAgent, careOf, identification, extensions);
  }
}
