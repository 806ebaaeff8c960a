package org.dualmip.detector.sensor;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import org.dualmip.detector.Clue;
import org.dualmip.mobileip.net.ByteReader;
import org.dualmip.mobileip.net.MacAddress;
import org.dualmip.mobileip.net.MalformedException;
import org.dualmip.mobileip.net.Octets;

/**
 * The wireless network in use, as the kernel knows it from the access point's beacons and probe
 * responses, which nobody has signed.
 *
 * @param ssid its name: any octets; if there are none, the elements may have it
 * @param bssid the access point
 * @param capability the field of that name (IEEE 802.11-2020 §9.4.1.4)
 * @param elements IEEE 802.11-2020 §9.4.2
 */
public record WirelessNetwork(Octets ssid, MacAddress bssid, int capability, Octets elements) {
  private static final int PRIVACY = 0x10;
  private static final int ELEMENT_SSID = 0;
  private static final int ELEMENT_RSN = 48;
  private static final int ELEMENT_VENDOR = 221;
  private static final int WPA = 0x0050_f201;
  private static final int SUITES = 0x00_0fac; // the OUI of the suites that IEEE 802.11 defines

  // Authentication and key management suites, IEEE 802.11-2020 table 9-151.
  private static final Set<Integer> PSK = Set.of(2, 4, 6);
  private static final Set<Integer> SAE = Set.of(8, 9, 24, 25);
  private static final Set<Integer> EAP = Set.of(1, 3, 5, 11, 12, 13);
  private static final Set<Integer> OWE = Set.of(18);

  /**
   * What it is to the detector.
   *
   * @throws MalformedException if the elements do not fit together
   */
  public Clue.AccessPoint clue() throws MalformedException {
    ByteReader in = elements.reader();
    Octets name = ssid;
    String security = (capability & PRIVACY) == 0 ? "open" : "wep";
    boolean robust = false;
    while (in.remaining() > 0) {
      int id = in.u8("Element ID");
      ByteReader element = in.slice(in.u8("Length"), "Element " + id);
      if (id == ELEMENT_SSID && name.size() == 0) {
        name = Octets.of(element.bytes(element.remaining(), "SSID"));
      } else if (id == ELEMENT_RSN) {
        security = robust(element);
        robust = true;
      } else if (id == ELEMENT_VENDOR
          && !robust
          && element.remaining() >= 4
          && element.i32("OUI and type") == WPA) {
        security = "wpa";
      }
    }
    return new Clue.AccessPoint(text(name), bssid, security);
  }

  /** Of an RSN element (IEEE 802.11-2020 §9.4.2.24): the weakest that it lets stations use. */
  private static String robust(ByteReader in) throws MalformedException {
    Set<Integer> suites = new HashSet<>();
    if (in.remaining() >= 8) {
      in.bytes(6, "Version and group cipher");
      in.bytes(4 * little16(in, "Pairwise cipher count"), "Pairwise ciphers");
      for (int left = in.remaining() < 2 ? 0 : little16(in, "AKM count"); left > 0; left--) {
        int suite = in.i32("AKM suite");
        if (suite >>> 8 == SUITES) {
          suites.add(suite & 0xff);
        }
      }
    }
    return any(suites, PSK)
        ? "wpa2-psk"
        : any(suites, SAE)
            ? "wpa3-sae"
            : any(suites, OWE) ? "owe" : any(suites, EAP) || suites.isEmpty() ? "eap" : "other";
  }

  private static boolean any(Set<Integer> suites, Set<Integer> kind) {
    return suites.stream().anyMatch(kind::contains);
  }

  private static int little16(ByteReader in, String field) throws MalformedException {
    return in.u8(field) | in.u8(field) << 8;
  }

  /** As text where it is text that does no harm in a log, otherwise in hexadecimal digits. */
  private static String text(Octets name) {
    try {
      String text =
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(name.toBytes())).toString();
      if (text.codePoints().noneMatch(WirelessNetwork::isHarmful)) {
        return text;
      }
    } catch (CharacterCodingException binary) {
      // as digits, then
    }
    return "0x" + name;
  }

  private static boolean isHarmful(int character) {
    return switch (Character.getType(character)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          true;
      default -> false;
    };
  }
}
