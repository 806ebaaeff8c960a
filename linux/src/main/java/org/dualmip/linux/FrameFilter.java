package org.dualmip.linux;

import java.util.List;
import org.dualmip.mobileip.net.Ip4;
import org.jspecify.annotations.Nullable;

/**
 * Which frames a {@link FrameSocket} wants: those that tell something about the link. The kernel
 * throws all others away before they cost anything, what this host sent and what is for other
 * stations among them. Of each packet only its first fragment is looked at.
 *
 * <ul>
 *   <li>ARP packets (RFC 826) that say where one address is, and no others;
 *   <li>IPv6 router advertisements (RFC 4861 §4.2) that come from the link itself, by their hop
 *       limit of 255 (§6.1.2);
 *   <li>ICMP control messages (RFC 792, RFC 1256): unreachable, redirect, router advertisement,
 *       time exceeded, parameter problem;
 *   <li>what DHCP servers send to clients (RFC 2131 §4.1);
 *   <li>whatever else other stations send to everybody on the link: IPv4 broadcasts, and multicasts
 *       to 224.0.0.0/24, which no router forwards (RFC 5771 §4).
 * </ul>
 *
 * @param speaker the address whose ARP packets are wanted; null for no ARP at all
 */
public record FrameFilter(@Nullable Ip4 speaker) {
  private static final int UDP = 17;
  private static final int ICMP6 = 58;
  private static final int ROUTER_ADVERTISEMENT = 134;
  private static final List<Integer> CONTROL = List.of(3, 5, 9, 11, 12);

  BpfProgram program() {
    BpfProgram program =
        BpfProgram.forThisStation()
            .loadProtocol()
            .ifEqual(FrameSocket.IPV4, "ip4", BpfProgram.ON)
            .ifEqual(FrameSocket.IPV6, "ip6", BpfProgram.ON)
            .ifEqual(FrameSocket.ARP, BpfProgram.ON, BpfProgram.REFUSE);
    if (speaker == null) {
      program.loadByte(0).ifAtLeast(0, BpfProgram.REFUSE);
    } else {
      program.loadWord(14).ifEqual(speaker.bits(), BpfProgram.ACCEPT, BpfProgram.REFUSE);
    }
    program
        .label("ip6")
        .loadHalf(6) // next header and hop limit
        .ifEqual(ICMP6 << 8 | 255, BpfProgram.ON, BpfProgram.REFUSE)
        .loadByte(40)
        .ifEqual(ROUTER_ADVERTISEMENT, BpfProgram.ACCEPT, BpfProgram.REFUSE)
        .label("ip4")
        .loadHalf(6)
        .ifAnyBit(0x1fff, BpfProgram.REFUSE, BpfProgram.ON)
        .indexBehindIp4Header()
        .loadByte(9)
        .ifEqual(UDP, "udp", BpfProgram.ON)
        .ifEqual(Ip4Header.ICMP, BpfProgram.ON, "many")
        .loadIndexedByte(0);
    CONTROL.forEach(type -> program.ifEqual(type, BpfProgram.ACCEPT, BpfProgram.ON));
    return program
        .ifAtLeast(0, "many")
        .label("udp")
        .loadIndexedHalf(0)
        .ifEqual(67, BpfProgram.ON, "many")
        .loadIndexedHalf(2)
        .ifEqual(68, BpfProgram.ACCEPT, BpfProgram.ON)
        .label("many")
        .loadPacketType()
        .ifEqual(BpfProgram.BROADCAST, BpfProgram.ACCEPT, BpfProgram.ON)
        .ifEqual(BpfProgram.MULTICAST, BpfProgram.ON, BpfProgram.REFUSE)
        .loadWord(16)
        .and(0xffff_ff00)
        .ifEqual(0xe000_0000, BpfProgram.ACCEPT, BpfProgram.REFUSE);
  }
}
