package org.dualmip.mobileip.probe;

import java.util.random.RandomGenerator;
import org.dualmip.mobileip.message.RegistrationReply;
import org.dualmip.mobileip.message.RegistrationRequest;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.MalformedException;
import org.dualmip.mobileip.net.MonotonicTime;
import org.dualmip.mobileip.net.Octets;
import org.dualmip.mobileip.security.DiscoverySecret;

/**
 * A probe and what answers it, octet for octet. The authenticators were computed by another
 * implementation of X25519, HKDF and HMAC from the keys of RFC 7748 §6.1: those of Alice for the
 * probe, those of Bob for the home agent.
 */
final class Figures {
  static final Octets EPHEMERAL =
      Octets.ofHex("77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a");
  static final DiscoverySecret AGENT_SECRET =
      DiscoverySecret.of(
          Octets.ofHex("5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb"));

  static final Ip4 AGENT = Ip4.of("10.10.0.2");
  static final Ip4 CARE_OF = Ip4.of("198.51.100.50");
  static final MonotonicTime AT = new MonotonicTime(5_000_000_000L);

  private static final String FIXED =
      "01" + "20" + "00c4" + "0a010203" + "0a0a0002" + "c6336432" + "1122334455667788";
  private static final String PROBE =
      "8628"
          + "0000"
          + "00007ed9"
          + "0002"
          + "8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a";
  private static final String SPI = "2024" + "a1b2c3d4";

  /** Of a node that has the home agent's offer. */
  static final String REQUEST =
      FIXED + PROBE + SPI + "b63527559e2f710b7d7ce768ac46a4ea9cafbbe0d1d639ae9f513edb93c4dc1f";

  /** Of a node that has not: the last 32 octets were drawn. */
  static final String SMOKE_OUT = FIXED + PROBE + SPI + "5a".repeat(32);

  /** To the first of these, from a trusted network. */
  static final String REPLY =
      "03"
          + "83"
          + "00c4"
          + "0a010203"
          + "0a0a0002"
          + "1122334455667788"
          + "8609"
          + "0000"
          + "00007ed9"
          + "0003"
          + "00"
          + "95020000"
          + SPI
          + "5074cd919845cba0072b7a895b4085cf24667653c5cae9ecb822bef966a8b3ba";

  private Figures() {}

  /** Chance that gives what stands in the figures. */
  static class Dice implements RandomGenerator {
    private int octets;

    @Override
    public int nextInt(int bound) {
      return switch (bound) {
        case 256 -> 180; // lifetime
        case 222 -> 9; // 10.x.x.x
        default -> 0x010203;
      };
    }

    @Override
    public long nextLong() {
      return 0x1122334455667788L;
    }

    @Override
    public int nextInt() {
      return 0xa1b2c3d4;
    }

    @Override
    public void nextBytes(byte[] bytes) {
      byte[] noise = Octets.ofHex("5a".repeat(32)).toBytes();
      byte[] from = octets++ == 0 ? EPHEMERAL.toBytes() : noise;
      System.arraycopy(from, 0, bytes, 0, bytes.length);
    }
  }

  /** Drawn from the dice, for a home agent that has made its offer. */
  static ProbeRequest probe() {
    return ProbeRequest.draw(new Dice(), CARE_OF, true, AGENT, AGENT_SECRET.offer(), AT);
  }

  /** Drawn from the dice, for a home agent that has not. */
  static ProbeRequest smokeOut() {
    return ProbeRequest.draw(new Dice(), CARE_OF, true, AGENT, null, AT);
  }

  static RegistrationRequest request(Octets payload) {
    try {
      return RegistrationRequest.read(payload.toBytes());
    } catch (MalformedException malformed) {
      throw new AssertionError(malformed);
    }
  }

  static RegistrationReply reply(String hex) {
    try {
      return RegistrationReply.read(Octets.ofHex(hex).toBytes());
    } catch (MalformedException malformed) {
      throw new AssertionError(malformed);
    }
  }

  /** What the home agent of the figures says to a request. */
  static Octets answered(Octets request, Ip4 from, boolean trusted) {
    ProbeReply reply =
        ProbeReply.to(request(request), AGENT_SECRET, AGENT, from, trusted).orElseThrow();
    return Octets.of(reply.denial().signed(reply.association()));
  }
}
