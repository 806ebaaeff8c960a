package org.dualmip.detector.sensor;

import java.util.Optional;
import org.dualmip.detector.Clue;
import org.dualmip.mobileip.net.ByteReader;
import org.dualmip.mobileip.net.ByteWriter;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.MacAddress;
import org.dualmip.mobileip.net.MalformedException;

/**
 * An ARP packet of Ethernet and IPv4 (RFC 826, Packet format), in wire order.
 *
 * @param operation {@link #REQUEST} or {@link #REPLY}
 * @param senderMac who speaks; a request tells it as well as a reply (RFC 826, Packet reception)
 * @param sender the address it says to have; 0.0.0.0 in a probe (RFC 5227 §1.1)
 * @param targetMac whom it speaks to; zero in a request
 * @param target which address it asks for
 */
public record ArpPacket(
    int operation, MacAddress senderMac, Ip4 sender, MacAddress targetMac, Ip4 target) {
  /** Asks who has an address. */
  public static final int REQUEST = 1;

  /** Says who has it. */
  public static final int REPLY = 2;

  private static final int ETHERNET = 1;
  private static final int IPV4 = 0x0800;

  /**
   * The test of RFC 4436 §2.1.1: is this router here?
   *
   * @param mac own link-layer address
   * @param own address that the access network gave
   * @param gateway the router in question
   */
  public static ArpPacket request(MacAddress mac, Ip4 own, Ip4 gateway) {
    return new ArpPacket(REQUEST, mac, own, MacAddress.NONE, gateway);
  }

  /** Reads one; what is behind it is the link's padding. */
  public static ArpPacket read(byte[] bytes) throws MalformedException {
    ByteReader in = new ByteReader(bytes);
    if (in.u16("Hardware type") != ETHERNET
        || in.u16("Protocol type") != IPV4
        || in.u8("Hardware length") != 6
        || in.u8("Protocol length") != 4) {
      throw in.malformed("Hardware type", "is not Ethernet with IPv4");
    }
    int operation = in.u16("Opcode");
    if (operation != REQUEST && operation != REPLY) {
      throw in.malformed("Opcode", operation + " is neither request nor reply");
    }
    return new ArpPacket(
        operation,
        MacAddress.of(in.bytes(6, "Sender hardware address")),
        in.ip4("Sender protocol address"),
        MacAddress.of(in.bytes(6, "Target hardware address")),
        in.ip4("Target protocol address"));
  }

  /** The octets. */
  public byte[] toBytes() {
    return new ByteWriter()
        .u16(ETHERNET)
        .u16(IPV4)
        .u8(6)
        .u8(4)
        .u16(operation)
        .bytes(senderMac.octets())
        .ip4(sender)
        .bytes(targetMac.octets())
        .ip4(target)
        .toBytes();
  }

  /** Who has the gateway's address, if this packet says so: one station, not a group. */
  public Optional<Clue.Gateway> of(Ip4 gateway) {
    boolean group = (senderMac.bits() >>> 40 & 1) != 0;
    return sender.equals(gateway) && !group && !senderMac.equals(MacAddress.NONE)
        ? Optional.of(new Clue.Gateway(sender, senderMac))
        : Optional.empty();
  }
}
