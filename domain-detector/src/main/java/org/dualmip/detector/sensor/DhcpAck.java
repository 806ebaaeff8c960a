package org.dualmip.detector.sensor;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.dualmip.detector.Clue;
import org.dualmip.mobileip.net.ByteReader;
import org.dualmip.mobileip.net.ByteWriter;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.MacAddress;
import org.dualmip.mobileip.net.MalformedException;
import org.dualmip.mobileip.packet.Ip4Packet;

/**
 * What a DHCP server's acknowledgment tells of the network (RFC 2131 §2, figure 1).
 *
 * @param client whom it is for (chaddr)
 * @param address what it gives (yiaddr); 0.0.0.0 where the client has only asked for information
 *     (RFC 2131 §4.3.5)
 * @param server its identifier (RFC 2132 §9.7)
 * @param domains the domain name (RFC 2132 §3.17), then the search list (RFC 3397)
 * @param servers DNS servers (RFC 2132 §3.8)
 * @param portal where the captive portal's API is (RFC 8910 §2.1)
 */
public record DhcpAck(
    MacAddress client,
    Ip4 address,
    Ip4 server,
    List<String> domains,
    List<Ip4> servers,
    Optional<String> portal) {
  private static final int SERVER_PORT = 67;
  private static final int CLIENT_PORT = 68;
  private static final int REPLY = 2;
  private static final int ETHERNET = 1;
  private static final int COOKIE = 0x6382_5363;
  private static final int ACK = 5;

  private static final int PAD = 0;
  private static final int DOMAIN_SERVERS = 6;
  private static final int DOMAIN_NAME = 15;
  private static final int OVERLOAD = 52;
  private static final int MESSAGE_TYPE = 53;
  private static final int SERVER_IDENTIFIER = 54;
  private static final int CAPTIVE_PORTAL = 114;
  private static final int DOMAIN_SEARCH = 119;
  private static final int END = 255;

  /** Copies the lists. */
  public DhcpAck {
    domains = List.copyOf(domains);
    servers = List.copyOf(servers);
  }

  /** Whether an IPv4 packet, not looked at yet, goes from a server's port to a client's. */
  public static boolean mayBeIn(byte[] packet) {
    int at = packet.length < Ip4Packet.HEADER ? 0 : (packet[0] & 15) * 4;
    return packet.length >= at + 4
        && at > 0
        && packet[9] == Ip4Packet.UDP
        && packet[at] == 0
        && packet[at + 1] == SERVER_PORT
        && packet[at + 2] == 0
        && packet[at + 3] == CLIENT_PORT;
  }

  /**
   * Reads the payload of a datagram from port 67 to port 68.
   *
   * @throws MalformedException if it is anything but a whole acknowledgment
   */
  public static DhcpAck read(byte[] payload) throws MalformedException {
    ByteReader in = new ByteReader(payload);
    if (in.u8("op") != REPLY || in.u8("htype") != ETHERNET || in.u8("hlen") != 6) {
      throw in.malformed("op", "is no reply to an Ethernet station");
    }
    in.bytes(13, "hops to ciaddr");
    Ip4 address = in.ip4("yiaddr");
    in.bytes(8, "siaddr and giaddr");
    MacAddress client = MacAddress.of(in.bytes(6, "chaddr"));
    in.bytes(10, "chaddr");
    ByteReader serverName = in.slice(64, "sname");
    ByteReader file = in.slice(128, "file");
    if (in.i32("magic cookie") != COOKIE) {
      throw in.malformed("magic cookie", "is none");
    }
    Options options = new Options();
    options.read(in);
    // RFC 2131 §4.1: the file field first, then sname.
    int overload = options.has(OVERLOAD) ? options.reader(OVERLOAD).u8("option overload") : 0;
    if ((overload & 1) != 0) {
      options.read(file);
    }
    if ((overload & 2) != 0) {
      options.read(serverName);
    }
    if (options.reader(MESSAGE_TYPE).u8("DHCP message type") != ACK) {
      throw in.malformed("DHCP message type", "is no acknowledgment");
    }
    List<String> domains = new ArrayList<>(DnsNames.ofText(options.octets(DOMAIN_NAME)));
    for (String name : DnsNames.read(options.octets(DOMAIN_SEARCH), true, "domain search")) {
      if (!domains.contains(name)) {
        domains.add(name);
      }
    }
    List<Ip4> servers = new ArrayList<>();
    ByteReader listed = options.reader(DOMAIN_SERVERS);
    while (listed.remaining() > 0 && servers.size() < DnsNames.LIMIT) {
      servers.add(listed.ip4("domain name server"));
    }
    return new DhcpAck(
        client,
        address,
        options.reader(SERVER_IDENTIFIER).ip4("server identifier"),
        domains,
        servers,
        PortalUri.read(options.octets(CAPTIVE_PORTAL)));
  }

  /** What it is to the detector. */
  public Clue.Lease clue() {
    return new Clue.Lease(server, domains, servers);
  }

  /** Options by code; what stands in several of one code is one (RFC 3396 §5). */
  private static final class Options {
    private final Map<Integer, ByteWriter> byCode = new HashMap<>();

    void read(ByteReader in) throws MalformedException {
      while (in.remaining() > 0) {
        int code = in.u8("option");
        if (code == END) {
          return;
        }
        if (code != PAD) {
          byte[] value = in.bytes(in.u8("option length"), "option " + code);
          byCode.computeIfAbsent(code, _ -> new ByteWriter()).bytes(value);
        }
      }
      throw in.malformed("option", "the end option is missing");
    }

    boolean has(int code) {
      return byCode.containsKey(code);
    }

    byte[] octets(int code) {
      ByteWriter value = byCode.get(code);
      return value == null ? new byte[0] : value.toBytes();
    }

    ByteReader reader(int code) {
      return new ByteReader(octets(code));
    }
  }
}
