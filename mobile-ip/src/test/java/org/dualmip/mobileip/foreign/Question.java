package org.dualmip.mobileip.foreign;

import java.util.ArrayList;
import java.util.List;
import org.dualmip.mobileip.extension.Authentication.Kind;
import org.dualmip.mobileip.extension.Extension;
import org.dualmip.mobileip.foreign.ForeignAgent.Input;
import org.dualmip.mobileip.foreign.ForeignAgent.Output;
import org.dualmip.mobileip.message.RegistrationRequest;
import org.dualmip.mobileip.net.ByteWriter;
import org.dualmip.mobileip.net.Endpoint;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.MacAddress;
import org.dualmip.mobileip.net.Octets;
import org.dualmip.mobileip.security.MobileAaaKey;
import org.dualmip.mobileip.security.SecurityAssociation;
import org.jspecify.annotations.Nullable;

/** A request in the making: good unless told otherwise. */
final class Question {
  private final Lobby lobby;
  int flags;
  int lifetime = 300;
  Ip4 home = Lobby.HOME;
  Ip4 homeAgent = Lobby.HOME_AGENT;
  Ip4 careOf = Lobby.CARE_OF;
  long identification;
  int ttl = 255;
  MacAddress mac = Lobby.MAC;
  String link = Lobby.LINK;
  Ip4 to = Lobby.AGENT;
  private @Nullable Ip4 source;
  private final List<Extension> forHomeAgent = new ArrayList<>();
  private final List<Extension> forAgent = new ArrayList<>();
  private @Nullable SecurityAssociation mobileHome = Lobby.MN_HA;
  private final List<SecurityAssociation> mobileForeign = new ArrayList<>();
  private @Nullable MobileAaaKey aaa;
  private Octets aaaChallenge = Octets.EMPTY;

  Question(Lobby lobby) {
    this.lobby = lobby;
    this.identification = lobby.nextIdentification();
  }

  Question flags(int bits) {
    flags = bits;
    return this;
  }

  Question lifetime(int seconds) {
    lifetime = seconds;
    return this;
  }

  Question home(Ip4 address) {
    home = address;
    return this;
  }

  Question homeAgent(Ip4 address) {
    homeAgent = address;
    return this;
  }

  Question careOf(Ip4 address) {
    careOf = address;
    return this;
  }

  Question identification(long number) {
    identification = number;
    return this;
  }

  Question ttl(int hops) {
    ttl = hops;
    return this;
  }

  Question from(MacAddress station) {
    mac = station;
    return this;
  }

  Question on(String name) {
    link = name;
    return this;
  }

  Question to(Ip4 address) {
    to = address;
    return this;
  }

  Question source(Ip4 address) {
    source = address;
    return this;
  }

  /** Before the Mobile-Home extension. */
  Question with(Extension extension) {
    forHomeAgent.add(extension);
    return this;
  }

  /** Behind the Mobile-Home extension. */
  Question also(Extension extension) {
    forAgent.add(extension);
    return this;
  }

  Question unsigned() {
    mobileHome = null;
    return this;
  }

  Question signedForAgent(SecurityAssociation association) {
    mobileForeign.add(association);
    return this;
  }

  Question proved(MobileAaaKey key, Octets challenge) {
    aaa = key;
    aaaChallenge = challenge;
    return this;
  }

  byte[] octets() {
    ByteWriter out = new ByteWriter();
    new RegistrationRequest(flags, lifetime, home, homeAgent, careOf, identification, forHomeAgent)
        .write(out);
    if (mobileHome != null) {
      mobileHome.sign(Kind.MOBILE_HOME, out);
    }
    forAgent.forEach(extension -> extension.write(out));
    if (aaa != null) {
      Lobby.aaa(out, aaaChallenge, aaa);
    }
    mobileForeign.forEach(association -> association.sign(Kind.MOBILE_FOREIGN, out));
    return out.toBytes();
  }

  List<Output> send() {
    return send(octets());
  }

  List<Output> send(byte[] payload) {
    return lobby.handle(
        new Input.FromNode(
            lobby.now(),
            link,
            mac,
            new Endpoint(source != null ? source : home, 40434),
            new Endpoint(to, 434),
            ttl,
            Octets.of(payload)));
  }
}
