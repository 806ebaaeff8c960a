package org.dualmip.mobileip.discovery;

import java.util.ArrayList;
import java.util.List;
import org.dualmip.mobileip.net.ByteReader;
import org.dualmip.mobileip.net.ByteWriter;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.MalformedException;
import org.dualmip.mobileip.net.Octets;
import org.dualmip.mobileip.net.Prefix4;
import org.dualmip.mobileip.packet.Checksum;
import org.jspecify.annotations.Nullable;

/**
 * Agent advertisement (RFC 5944 §2.1): an ICMP router advertisement (RFC 1256 §3) with a mobility
 * agent advertisement extension.
 *
 * @param routesCommonTraffic ICMP code 0; false is code 16, an agent that routes only for
 *     registered mobile nodes
 * @param lifetime seconds for which this holds without another; 0 takes back what was said before
 * @param routers addresses of routers, seldom other than the agent's own (§2.3.1); may be empty
 * @param sequence how many were sent since the agent started, 0 to 65535 (§2.3.2)
 * @param registrationLifetime the longest lifetime in seconds that a foreign agent accepts; 65535
 *     is infinity
 * @param flags the bits R B H F M G r T U X I; see the constants
 * @param careOf care-of addresses; at least one if F is set
 * @param prefixLengths of each router's network, in their order (§2.1.2); null without the
 *     extension
 * @param challenge to be returned in a request (RFC 4721 §2); null without the extension
 */
public record AgentAdvertisement(
    boolean routesCommonTraffic,
    int lifetime,
    List<Router> routers,
    int sequence,
    int registrationLifetime,
    int flags,
    List<Ip4> careOf,
    @Nullable List<Integer> prefixLengths,
    @Nullable Octets challenge) {
  /** The ICMP type. */
  public static final int TYPE = 9;

  /** R: registration through a foreign agent is required, co-located or not. */
  public static final int REGISTRATION_REQUIRED = 0x8000;

  /** B: too busy to serve further mobile nodes. */
  public static final int BUSY = 0x4000;

  /** H: a home agent on this link. */
  public static final int HOME_AGENT = 0x2000;

  /** F: a foreign agent on this link. */
  public static final int FOREIGN_AGENT = 0x1000;

  /** M: it can receive minimal encapsulation (RFC 2004). */
  public static final int MINIMAL = 0x0800;

  /** G: it can receive GRE (RFC 2784). */
  public static final int GRE = 0x0400;

  /** T: it supports reverse tunnelling (RFC 3024). */
  public static final int REVERSE_TUNNEL = 0x0100;

  /** U: it supports tunnels in UDP (RFC 3519). */
  public static final int UDP_TUNNEL = 0x0080;

  /** X: it supports revocation (RFC 3543). */
  public static final int REVOCATION = 0x0040;

  /** All bits that mean something here; the others are ignored (§2.4). */
  private static final int KNOWN = 0xfdc0;

  private static final int PADDING = 0;
  private static final int MOBILITY_AGENT = 16;
  private static final int PREFIX_LENGTHS = 19;
  private static final int CHALLENGE = 24;
  private static final int OTHER_TRAFFIC_NOT_ROUTED = 16;

  /**
   * A router in the part that RFC 1256 defines.
   *
   * @param address its address
   * @param preference higher is better; the smallest number means "not as a default router"
   */
  public record Router(Ip4 address, int preference) {}

  /**
   * @throws IllegalArgumentException if a number does not fit its field, F is set without a care-of
   *     address, or the prefix lengths are not one for each router
   */
  public AgentAdvertisement {
    routers = List.copyOf(routers);
    careOf = List.copyOf(careOf);
    prefixLengths = prefixLengths == null ? null : List.copyOf(prefixLengths);
    check("a lifetime", lifetime, 0xffff);
    check("a sequence number", sequence, 0xffff);
    check("a registration lifetime", registrationLifetime, 0xffff);
    check("flags", flags, 0xffff);
    check("the number of routers", routers.size(), 255);
    check("the number of care-of addresses", careOf.size(), 62);
    if ((flags & FOREIGN_AGENT) != 0 && careOf.isEmpty()) {
      throw new IllegalArgumentException("a foreign agent advertises a care-of address");
    }
    if (prefixLengths != null) {
      if (prefixLengths.size() != routers.size()) {
        throw new IllegalArgumentException("each router has one prefix length");
      }
      prefixLengths.forEach(length -> check("a prefix length", length, 32));
    }
    if (challenge != null && (challenge.size() == 0 || challenge.size() > 255)) {
      throw new IllegalArgumentException("a challenge has 1 to 255 octets");
    }
  }

  /** Whether all the given bits are set. */
  public boolean has(int flag) {
    return (flags & flag) == flag;
  }

  /** The networks of the routers; empty without a prefix-lengths extension (§2.4.2.2). */
  public List<Prefix4> networks() {
    List<Prefix4> networks = new ArrayList<>();
    if (prefixLengths != null) {
      for (int i = 0; i < routers.size(); i++) {
        networks.add(Prefix4.around(routers.get(i).address(), prefixLengths.get(i)));
      }
    }
    return networks;
  }

  /**
   * Reads an ICMP message by the checks of RFC 1256 §5.2, of which RFC 5944 §2.1 allows other codes
   * and no router at all. A router advertisement without a mobility agent extension is malformed
   * here. So is one with an unknown extension numbered 0 to 127, while those from 128 are skipped
   * (RFC 5944 §1.8).
   */
  public static AgentAdvertisement read(byte[] icmp) throws MalformedException {
    ByteReader in = new ByteReader(icmp);
    if (in.u8("Type") != TYPE) {
      throw new MalformedException("Type", 0, "is not a router advertisement");
    }
    int code = in.u8("Code");
    if (code != 0 && code != OTHER_TRAFFIC_NOT_ROUTED) {
      throw new MalformedException("Code", 1, "is neither 0 nor 16");
    }
    in.u16("Checksum");
    int count = in.u8("Num addrs");
    int words = in.u8("Addr entry size");
    if (words < 2) {
      throw new MalformedException("Addr entry size", 5, "is less than 2");
    }
    int lifetime = in.u16("Lifetime");
    if (Checksum.of(icmp, 0, icmp.length) != 0) {
      throw new MalformedException("Checksum", 2, "is wrong");
    }
    List<Router> routers = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      ByteReader entry = in.slice(4 * words, "Router address");
      routers.add(new Router(entry.ip4("Router address"), entry.i32("Preference level")));
    }
    return new Reading(code == 0, lifetime, routers).extensions(in);
  }

  /** The ICMP message, of even length (§2.1.3). */
  public byte[] toBytes() {
    ByteWriter out = new ByteWriter();
    out.u8(TYPE).u8(routesCommonTraffic ? 0 : OTHER_TRAFFIC_NOT_ROUTED).u16(0);
    out.u8(routers.size()).u8(2).u16(lifetime);
    routers.forEach(router -> out.ip4(router.address()).i32(router.preference()));
    out.u8(MOBILITY_AGENT).u8(6 + 4 * careOf.size());
    out.u16(sequence).u16(registrationLifetime).u16(flags);
    careOf.forEach(out::ip4);
    if (prefixLengths != null) {
      out.u8(PREFIX_LENGTHS).u8(prefixLengths.size());
      prefixLengths.forEach(out::u8);
    }
    if (challenge != null) {
      out.u8(CHALLENGE).u8(challenge.size()).bytes(challenge.toBytes());
    }
    if (out.length() % 2 == 1) {
      out.u8(PADDING);
    }
    out.patch16(2, Checksum.of(out.toBytes(), 0, out.length()));
    return out.toBytes();
  }

  private static void check(String what, int value, int most) {
    if (value < 0 || value > most) {
      throw new IllegalArgumentException(what + " is 0 to " + most + ", not " + value);
    }
  }

  /** What is known of a message whose extensions are being read. */
  private static final class Reading {
    private final boolean routesCommonTraffic;
    private final int lifetime;
    private final List<Router> routers;
    private int sequence = -1;
    private int registrationLifetime;
    private int flags;
    private final List<Ip4> careOf = new ArrayList<>();
    private @Nullable List<Integer> prefixLengths;
    private @Nullable Octets challenge;

    Reading(boolean routesCommonTraffic, int lifetime, List<Router> routers) {
      this.routesCommonTraffic = routesCommonTraffic;
      this.lifetime = lifetime;
      this.routers = routers;
    }

    AgentAdvertisement extensions(ByteReader in) throws MalformedException {
      while (in.remaining() > 0) {
        int type = in.u8("Extension type");
        if (type != PADDING) {
          int length = in.u8("Extension length");
          extension(type, in.slice(length, "Extension"));
        }
      }
      if (sequence < 0) {
        throw in.malformed("Mobility agent advertisement extension", "is missing");
      }
      if ((flags & FOREIGN_AGENT) != 0 && careOf.isEmpty()) {
        throw in.malformed("Care-of addresses", "are missing, though F is set");
      }
      return new AgentAdvertisement(
          routesCommonTraffic,
          lifetime,
          routers,
          sequence,
          registrationLifetime,
          flags,
          careOf,
          prefixLengths,
          challenge);
    }

    private void extension(int type, ByteReader body) throws MalformedException {
      switch (type) {
        case MOBILITY_AGENT -> mobilityAgent(body);
        case PREFIX_LENGTHS -> prefixLengths(body);
        case CHALLENGE -> challenge(body);
        default -> {
          if (type < 128) {
            throw body.malformed("Extension type", type + " is not known (RFC 5944 §1.8)");
          }
        }
      }
    }

    private void mobilityAgent(ByteReader body) throws MalformedException {
      if (sequence >= 0) {
        throw body.malformed("Mobility agent advertisement extension", "comes twice");
      }
      sequence = body.u16("Sequence number");
      registrationLifetime = body.u16("Registration lifetime");
      flags = body.u16("Flags") & KNOWN;
      while (body.remaining() > 0) {
        careOf.add(body.ip4("Care-of address"));
      }
    }

    private void prefixLengths(ByteReader body) throws MalformedException {
      if (body.remaining() != routers.size()) {
        throw body.malformed("Prefix lengths", "are not one for each router");
      }
      List<Integer> lengths = new ArrayList<>();
      while (body.remaining() > 0) {
        int length = body.u8("Prefix length");
        if (length > 32) {
          throw body.malformed("Prefix length", "is more than 32");
        }
        lengths.add(length);
      }
      prefixLengths = lengths;
    }

    private void challenge(ByteReader body) throws MalformedException {
      if (body.remaining() == 0) {
        throw body.malformed("Challenge", "is empty");
      }
      challenge = Octets.of(body.bytes(body.remaining(), "Challenge"));
    }
  }
}
