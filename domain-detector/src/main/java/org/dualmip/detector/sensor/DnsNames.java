package org.dualmip.detector.sensor;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.dualmip.mobileip.net.MalformedException;

/** Lists of domain names as RFC 1035 §3.1 has them: labels with their lengths, zero at the end. */
final class DnsNames {
  /** How many names are taken; the others are left out. */
  static final int LIMIT = 16;

  private static final Pattern HARMLESS = Pattern.compile("[A-Za-z0-9_-]+");
  private static final int LONGEST = 253;
  private static final int POINTER = 0xc0;

  private final byte[] bytes;
  private final boolean compressed;
  private final String field;

  private DnsNames(byte[] bytes, boolean compressed, String field) {
    this.bytes = bytes;
    this.compressed = compressed;
    this.field = field;
  }

  /**
   * Reads names until the octets end; empty names are padding.
   *
   * @param compressed whether pointers may stand in them (RFC 1035 §4.1.4), counted from the first
   *     octet of the list (RFC 3397 §2)
   */
  static List<String> read(byte[] bytes, boolean compressed, String field)
      throws MalformedException {
    DnsNames list = new DnsNames(bytes, compressed, field);
    List<String> names = new ArrayList<>();
    int at = 0;
    while (at < bytes.length && names.size() < LIMIT) {
      String name = list.name(at);
      if (!name.isEmpty()) {
        names.add(name);
      }
      at = list.behind(at);
    }
    return names;
  }

  private String name(int from) throws MalformedException {
    StringBuilder name = new StringBuilder();
    int at = from;
    int lowest = from; // pointers go back only, so that there is no circle
    while (true) {
      int length = octet(at);
      if (length == 0) {
        return name.toString();
      }
      if ((length & POINTER) == POINTER && compressed) {
        int to = (length & 0x3f) << 8 | octet(at + 1);
        if (to >= lowest) {
          throw new MalformedException(field, at, "points forward");
        }
        at = to;
        lowest = to;
        continue;
      }
      if (length > 63 || at + 1 + length > bytes.length) {
        throw new MalformedException(field, at, "a label of " + length + " octets does not fit");
      }
      String label = new String(bytes, at + 1, length, StandardCharsets.US_ASCII);
      name.append(name.isEmpty() ? "" : ".").append(label);
      if (name.length() > LONGEST || !isHarmless(label)) {
        throw new MalformedException(field, at, "is no domain name");
      }
      at += 1 + length;
    }
  }

  private int behind(int from) throws MalformedException {
    int at = from;
    for (int length = octet(at); length != 0; length = octet(at)) {
      if ((length & POINTER) == POINTER) {
        return at + 2;
      }
      at += 1 + length;
    }
    return at + 1;
  }

  private int octet(int at) throws MalformedException {
    if (at >= bytes.length) {
      throw new MalformedException(field, at, "ends within a name");
    }
    return Byte.toUnsignedInt(bytes[at]);
  }

  /** Names in dots and blanks, as DHCP's domain-name option has them; what is none is left out. */
  static List<String> ofText(byte[] text) {
    List<String> names = new ArrayList<>();
    for (String name : new String(text, StandardCharsets.US_ASCII).split("[\\s,;\0]+", -1)) {
      String bare = name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
      if (!bare.isEmpty()
          && bare.length() <= LONGEST
          && names.size() < LIMIT
          && List.of(bare.split("\\.", -1)).stream().allMatch(DnsNames::isHarmless)) {
        names.add(bare);
      }
    }
    return names;
  }

  private static boolean isHarmless(String label) {
    return HARMLESS.matcher(label).matches();
  }
}
