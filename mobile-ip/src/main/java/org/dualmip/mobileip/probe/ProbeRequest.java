package org.dualmip.mobileip.probe;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.dualmip.mobileip.extension.Authentication;
import org.dualmip.mobileip.extension.Authentication.Kind;
import org.dualmip.mobileip.extension.Extension;
import org.dualmip.mobileip.extension.HomeAgentDiscovery;
import org.dualmip.mobileip.extension.HomeAgentDiscovery.Answer;
import org.dualmip.mobileip.extension.HomeAgentDiscovery.Offer;
import org.dualmip.mobileip.extension.HomeAgentDiscovery.Probe;
import org.dualmip.mobileip.extension.TrustedNetworksConfigured;
import org.dualmip.mobileip.message.RegistrationReply;
import org.dualmip.mobileip.message.RegistrationRequest;
import org.dualmip.mobileip.net.ByteWriter;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.MalformedException;
import org.dualmip.mobileip.net.MonotonicTime;
import org.dualmip.mobileip.net.Octets;
import org.dualmip.mobileip.security.Algorithm;
import org.dualmip.mobileip.security.DiscoverySecret;
import org.dualmip.mobileip.security.SecurityAssociation;
import org.jspecify.annotations.Nullable;

/**
 * One probe (docs/home-agent-discovery.md §4): a Registration Request that betrays nothing of who
 * sends it, and what a reply to it proves.
 *
 * <p>An observer sees the same figure whoever sends it, whether or not the home agent has offered a
 * key: without an offer, the key in it is as real and its private half is forgotten at once, and
 * the authenticator is drawn. What is random in it is drawn for this probe alone; only the
 * addresses that the IP header shows anyway are not. Immutable.
 */
public final class ProbeRequest {
  /** Short, for a foreign agent on the way waits that long for the answer (RFC 5944 §3.7.2.2). */
  private static final int SHORTEST_LIFETIME = 16;

  private final RegistrationRequest request;
  private final Octets payload;
  private final @Nullable Agreement agreement;
  private final MonotonicTime sent;

  private ProbeRequest(
      RegistrationRequest request,
      Octets payload,
      @Nullable Agreement agreement,
      MonotonicTime sent) {
    this.request = request;
    this.payload = payload;
    this.agreement = agreement;
    this.sent = sent;
  }

  /**
   * A probe.
   *
   * @param random gives all that nobody may guess: in production a {@link
   *     java.security.SecureRandom}
   * @param careOf the care-of address, which is the source address or that of the foreign agent
   * @param coLocated whether the node itself holds it: the D bit
   * @param homeAgent the destination
   * @param offer of that home agent; null if it has made none
   * @param at when it is sent
   */
  public static ProbeRequest draw(
      RandomGenerator random,
      Ip4 careOf,
      boolean coLocated,
      Ip4 homeAgent,
      @Nullable Offer offer,
      MonotonicTime at) {
    int lifetime = SHORTEST_LIFETIME + random.nextInt(256);
    Ip4 home = host(random);
    long identification = random.nextLong();
    int spi = SecurityAssociation.drawSpi(random);
    DiscoverySecret ephemeral = DiscoverySecret.draw(random);
    byte[] noise = new byte[Algorithm.HMAC_SHA_256.length()];
    random.nextBytes(noise);
    RegistrationRequest request =
        new RegistrationRequest(
            coLocated ? RegistrationRequest.CO_LOCATED : 0,
            lifetime,
            home,
            homeAgent,
            careOf,
            identification,
            List.of(new HomeAgentDiscovery(new Probe(ephemeral.publicKey()))));
    Agreement agreement =
        Optional.ofNullable(offer)
            .flatMap(made -> Agreement.ofNode(ephemeral, made.key(), spi, careOf))
            .orElse(null);
    byte[] payload =
        agreement != null
            ? request.signed(agreement.request())
            : improper(request, spi, Octets.of(noise));
    return new ProbeRequest(request, Octets.of(payload), agreement, at);
  }

  /** Any address that a host can have, all of them equally likely. */
  private static Ip4 host(RandomGenerator random) {
    int first = 1 + random.nextInt(222); // 1 to 126, 128 to 223
    return new Ip4((first < 127 ? first : first + 1) << 24 | random.nextInt(1 << 24));
  }

  /** As if signed, by a key that nobody has. */
  private static byte[] improper(RegistrationRequest request, int spi, Octets noise) {
    ByteWriter out = new ByteWriter();
    request.write(out);
    new Authentication(Kind.MOBILE_HOME, spi, noise, Octets.EMPTY).write(out);
    return out.toBytes();
  }

  /** The UDP payload. */
  public Octets payload() {
    return payload;
  }

  /** The home address that it claims, to which a foreign agent sends the reply. */
  public Ip4 home() {
    return request.home();
  }

  /** When it was sent. */
  public MonotonicTime sent() {
    return sent;
  }

  /**
   * What a datagram is to this probe.
   *
   * @param datagram a UDP payload from port 434
   * @param at when it came
   */
  public Match match(Octets datagram, MonotonicTime at) {
    RegistrationReply reply;
    try {
      reply = RegistrationReply.read(datagram.toBytes());
    } catch (MalformedException malformed) {
      return new Match.NotOurs();
    }
    // RFC 5944 §3.6.2.1: the low half of the Identification tells whose reply it is.
    if ((int) reply.identification() != (int) request.identification()
        || !reply.home().equals(request.home())
        || reply.mustBeDiscarded()
        || reply.code().accepted()
        || !reply.code().fromHomeAgent()) {
      return new Match.NotOurs();
    }
    Duration roundTrip = at.since(sent);
    List<Extension> trusted = proved(reply);
    for (Extension extension : trusted) {
      if (extension instanceof HomeAgentDiscovery(Answer(boolean translated))) {
        return new Match.Authentic(
            reply.homeAgent(),
            trusted.stream().anyMatch(TrustedNetworksConfigured.class::isInstance),
            translated,
            roundTrip);
      }
    }
    return new Match.SmokedOut(reply.code(), roundTrip);
  }

  /** What the authenticator of the agreement protects; nothing if there is none that is right. */
  private List<Extension> proved(RegistrationReply reply) {
    boolean signed =
        agreement != null && reply.verifiedBy(Kind.MOBILE_HOME, List.of(agreement.reply())) != null;
    return signed ? reply.before(reply.authentications(Kind.MOBILE_HOME).getFirst()) : List.of();
  }

  /** Whom it asks; neither keys nor what it was drawn from. */
  @Override
  public String toString() {
    return "probe of " + request.homeAgent() + " from " + request.careOf();
  }
}
