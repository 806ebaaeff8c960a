package org.dualmip.detector.sensor;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** The URI of a captive-portal option (RFC 8910 §2). */
final class PortalUri {
  /** RFC 8910 §2: there is no captive portal, and the network says so. */
  static final String UNRESTRICTED = "urn:ietf:params:capport:unrestricted";

  private PortalUri() {}

  /** The text, without the padding behind; empty if it holds anything but visible ASCII. */
  static Optional<String> read(byte[] octets) {
    int end = octets.length;
    while (end > 0 && octets[end - 1] == 0) {
      end--;
    }
    String text = new String(octets, 0, end, StandardCharsets.ISO_8859_1);
    return text.isEmpty() || !text.chars().allMatch(c -> c > ' ' && c < 0x7f)
        ? Optional.empty()
        : Optional.of(text);
  }
}
