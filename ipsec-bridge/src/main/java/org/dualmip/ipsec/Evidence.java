package org.dualmip.ipsec;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The last lines that strongSwan logged about our association, turned into a reason for people.
 *
 * <p>Only words depend on these lines, never a decision. Belongs to one thread.
 */
final class Evidence {
  private static final int LINES_MAX = 64;

  /** What a line means and what to do about it, the most telling first. */
  private static final Map<Pattern, String> MEANINGS = new LinkedHashMap<>();

  static {
    meaning(
        "received AUTHENTICATION_FAILED.*",
        "the gateway refused this node's certificate or identity; its log says which");
    meaning(
        "no private key found for.*", "the key does not belong to the certificate and identity");
    meaning(
        "no trusted .* found for.*|issuer .* not trusted.*|no issuer certificate found.*",
        "the gateway's certificate comes from another authority; check ca");
    meaning(
        "constraint check failed: identity.*|constraint requires.*|selected peer config .* unacceptable.*",
        "the gateway is not who it should be; check gateway-identity and ca");
    meaning(
        "subject certificate invalid.*|.*certificate.*(expired|not valid).*",
        "a certificate is out of date, or a clock is wrong");
    meaning(".*NO_PROPOSAL_CHOSEN.*", "the two ends have no algorithms in common");
    meaning(".*TS_UNACCEPT.*", "the gateway does not offer these inner networks");
    meaning(
        ".*INTERNAL_ADDRESS_FAILURE.*|no virtual IP found.*",
        "the gateway's address pool is used up");
    meaning("giving up after.*", "the gateway does not answer");
    meaning("received DELETE for IKE_SA.*", "the gateway closed the association");
    meaning(
        "error writing to socket.*|unable to.*|.*[Nn]etwork is unreachable.*",
        "this machine could not send or install it");
  }

  private record Line(String association, String text) {}

  private final Deque<Line> lines = new ArrayDeque<>();

  /** Keeps a line about the association of that number. */
  void add(String association, String text) {
    if (lines.size() == LINES_MAX) {
      lines.removeFirst();
    }
    lines.addLast(new Line(association, text));
  }

  /** The meaning of what was logged about it, with the line itself; otherwise what is given. */
  String reason(long association, String otherwise) {
    String number = Long.toString(association);
    return reason(
        lines.reversed().stream()
            .filter(line -> line.association().equals(number))
            .map(Line::text)
            .toList(),
        otherwise);
  }

  /** The meaning of the most telling line, the first of them if several tell the same. */
  static String reason(List<String> lines, String otherwise) {
    for (var meaning : MEANINGS.entrySet()) {
      for (String line : lines) {
        Matcher matcher = meaning.getKey().matcher(line.strip());
        if (matcher.matches()) {
          return meaning.getValue() + " (strongSwan: " + line.strip() + ")";
        }
      }
    }
    return otherwise;
  }

  private static void meaning(String pattern, String text) {
    MEANINGS.put(Pattern.compile(pattern), text);
  }
}
