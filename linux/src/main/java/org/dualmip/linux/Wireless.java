package org.dualmip.linux;

import java.util.Optional;
import org.dualmip.linux.NetlinkMessage.Attributes;
import org.dualmip.mobileip.net.MacAddress;
import org.dualmip.mobileip.net.MalformedException;
import org.dualmip.mobileip.net.Octets;
import org.jspecify.annotations.Nullable;

/**
 * What the kernel knows of wireless networks (nl80211, over generic netlink): which access point an
 * interface is associated with. Asks the kernel alone and sends nothing; needs no right. Any
 * thread.
 */
public final class Wireless implements AutoCloseable {
  /**
   * The access point in use.
   *
   * @param ssid the network's name: any octets, at most 32; empty if it is hidden
   * @param bssid the access point's address
   * @param capability the field of its beacons (IEEE 802.11-2020 §9.4.1.4)
   * @param elements what its beacons or probe responses tell (IEEE 802.11-2020 §9.4.2)
   */
  public record AccessPoint(Octets ssid, MacAddress bssid, int capability, Octets elements) {}

  private static final int NETLINK_GENERIC = 16;
  private static final int HEADER = 4; // struct genlmsghdr: command, version, reserved

  // linux/genetlink.h
  private static final int CONTROLLER = 16;
  private static final int GET_FAMILY = 3;
  private static final int FAMILY_ID = 1;
  private static final int FAMILY_NAME = 2;

  // linux/nl80211.h
  static final int GET_INTERFACE = 5;
  static final int GET_SCAN = 32;
  static final int INTERFACE_INDEX = 3;
  static final int SSID = 52;
  static final int BSS = 47;
  static final int BSS_BSSID = 1;
  static final int BSS_CAPABILITY = 5;
  static final int BSS_ELEMENTS = 6;
  static final int BSS_STATUS = 9;
  static final int ASSOCIATED = 1;

  private final NetlinkExchange kernel;
  private final int family;

  private Wireless(NetlinkExchange kernel, int family) {
    this.kernel = kernel;
    this.family = family;
  }

  /** Opens it in the caller's network namespace; empty if the kernel knows no wireless networks. */
  public static Optional<Wireless> open() {
    NetlinkExchange kernel = new NetlinkExchange(NETLINK_GENERIC);
    try {
      NetlinkRequest request =
          command(CONTROLLER, NetlinkRequest.ACK, GET_FAMILY, 1).attribute(FAMILY_NAME, "nl80211");
      for (NetlinkMessage answer : kernel.ask("find nl80211", request)) {
        int family = answer.attributes(HEADER).u16(FAMILY_ID, 0);
        if (family != 0) {
          return Optional.of(new Wireless(kernel, family));
        }
      }
    } catch (HostException | MalformedException none) {
      // no such family: no wireless networks
    }
    kernel.close();
    return Optional.empty();
  }

  private static NetlinkRequest command(int family, int flags, int command, int version) {
    return new NetlinkRequest(family, flags).u8(command).u8(version).u16(0);
  }

  /**
   * The access point an interface is associated with; empty if it is with none, or not wireless.
   *
   * @param index the interface's number
   */
  public Optional<AccessPoint> associated(int index) {
    try {
      Octets name = Octets.EMPTY;
      NetlinkRequest about = command(family, NetlinkRequest.ACK, GET_INTERFACE, 0);
      for (NetlinkMessage answer :
          kernel.ask("ask for a wireless interface", about.attribute(INTERFACE_INDEX, index))) {
        byte[] ssid = answer.attributes(HEADER).values().get(SSID);
        name = ssid == null ? name : Octets.of(ssid);
      }
      NetlinkRequest scan = command(family, NetlinkRequest.DUMP, GET_SCAN, 0);
      for (NetlinkMessage answer :
          kernel.list("list access points", scan.attribute(INTERFACE_INDEX, index))) {
        AccessPoint point = read(answer, name);
        if (point != null) {
          return Optional.of(point);
        }
      }
    } catch (HostException | MalformedException | IllegalStateException notWireless) {
      // or gone, or busy scanning, or this is closed meanwhile
    }
    return Optional.empty();
  }

  /** Reads one result of a scan; null if the interface is not associated with it. */
  static @Nullable AccessPoint read(NetlinkMessage message, Octets name) throws MalformedException {
    Attributes bss = message.attributes(HEADER).nested(BSS);
    MacAddress bssid = bss.mac(BSS_BSSID);
    if (bssid == null || bss.i32(BSS_STATUS, -1) != ASSOCIATED) {
      return null;
    }
    byte[] elements = bss.values().get(BSS_ELEMENTS);
    return new AccessPoint(
        name,
        bssid,
        bss.u16(BSS_CAPABILITY, 0),
        elements == null ? Octets.EMPTY : Octets.of(elements));
  }

  @Override
  public void close() {
    kernel.close();
  }
}
