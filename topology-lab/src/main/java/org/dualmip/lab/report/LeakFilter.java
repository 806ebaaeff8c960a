package org.dualmip.lab.report;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.dualmip.lab.topology.ThreeTier;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.MacAddress;
import org.dualmip.mobileip.net.Prefix4;

/** Which frames are leaks, in tshark's display language. Pure. */
public final class LeakFilter {
  /** What the probe's datagrams and a beginning ssh session have in them. */
  private static final List<String> RECOGNISABLE =
      List.of("frame contains 44:75:61:6c:4d:49:50:31", "frame contains \"SSH-2.0-\"");

  private static final String REGISTRATION = "(udp.port == 434 && mip.type in {1, 3})";

  /** What is asked of the inner home agent in the clear: a registration, or a probe for it. */
  public static final String ASKING =
      "(udp.dstport == 434 && mip.type == 1 && ip.dst == " + ThreeTier.INNER_AGENT + ")";

  private LeakFilter() {}

  /**
   * Frames with an inner address outside ESP: in any IP header however deep, in ARP, or as four
   * octets anywhere, such as the home address in a registration; and applications' data.
   *
   * @param inner what no stranger may see
   * @param known addresses of it that there really are
   */
  public static String anythingInner(Prefix4 inner, List<Ip4> known) {
    return any(
        inHeaders(inner.toString()),
        "(!esp && " + any(any(contained(known)), recognisable()) + ")");
  }

  /**
   * Frames with user data, on a link that itself uses inner addresses: those of applications and
   * inner hosts in any IP header however deep or in ARP, or as four octets anywhere; and
   * applications' data. What the node asks the home agent there shows the home address, and is
   * none. What the link's router sends is its own, or was judged where it came from.
   *
   * @param hidden the addresses that belong to nobody on the link
   * @param pool where the VPN's addresses are from
   * @param routers the hardware addresses that the link's router uses
   */
  public static String userData(List<Ip4> hidden, Prefix4 pool, List<MacAddress> routers) {
    var headers = new ArrayList<String>();
    hidden.forEach(address -> headers.add(inHeaders(address.toString())));
    headers.add(inHeaders(pool.toString()));
    String notTheRouter =
        String.join(" && ", routers.stream().map(router -> "eth.src != " + router).toList());
    return "("
        + notTheRouter
        + " && "
        + any(
            "(!"
                + REGISTRATION
                + " && "
                + any(any(headers), "(!esp && " + any(contained(hidden)) + ")")
                + ")",
            "(!esp && " + recognisable() + ")")
        + ")";
  }

  /** The same without what these stations ask by ARP. */
  public static String butArpOf(List<MacAddress> stations, String filter) {
    return "("
        + filter
        + " && !(arp && "
        + any(stations.stream().map(station -> "eth.src == " + station).toList())
        + "))";
  }

  /** The same without what the inner home agent is asked, unless applications' data is in it. */
  public static String butAsking(String filter) {
    return "(" + filter + " && !(" + ASKING + " && !" + recognisable() + "))";
  }

  /** Frames of that time, in seconds since 1970. */
  public static String during(double from, double until) {
    return String.format(
        Locale.ROOT, "(frame.time_epoch >= %.6f && frame.time_epoch < %.6f)", from, until);
  }

  /** One filter or the other, depending on a third. */
  public static String either(String when, String then, String otherwise) {
    return "(" + when + " && " + then + ") || (!" + when + " && " + otherwise + ")";
  }

  /** Frames that match any of them. */
  public static String any(List<String> filters) {
    return filters.isEmpty() ? "frame.number == 0" : any(filters.toArray(String[]::new));
  }

  private static String any(String... filters) {
    return "(" + String.join(" || ", filters) + ")";
  }

  private static String recognisable() {
    return any(RECOGNISABLE);
  }

  private static String inHeaders(String addresses) {
    return any(
        "ip.addr == " + addresses,
        "arp.src.proto_ipv4 == " + addresses,
        "arp.dst.proto_ipv4 == " + addresses);
  }

  private static List<String> contained(List<Ip4> addresses) {
    return addresses.stream()
        .map(address -> "frame contains " + HexFormat.ofDelimiter(":").formatHex(address.octets()))
        .toList();
  }
}
