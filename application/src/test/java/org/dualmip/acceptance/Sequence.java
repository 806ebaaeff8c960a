package org.dualmip.acceptance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What tshark sees on the segments of a run from one move to the next, or to the end, as text that
 * can be compared: every kind of packet once, in the order in which each kind first appeared (user
 * data last), header by header from the outermost, with the names of RFC 5265 Appendix A for
 * addresses. Timings and counts are left out, and so is what belongs to the link alone (ARP), and
 * what comes before the first advertisement where there are any.
 */
final class Sequence {
  private static final Map<String, String> IKE = Map.of("34", "IKE_SA_INIT", "35", "IKE_AUTH");

  /** Dead-peer detection, probes of paths and new keys come when strongSwan's timers say so. */
  private static final String TIMED = "?";

  private static final Map<String, String> MIP = Map.of("1", "RRQ", "3", "RRP");
  private static final String ADVERTISEMENT = "agent advertisement";
  private static final Map<String, String> ICMP = Map.of("9", ADVERTISEMENT);

  private final Path folder;
  private final Map<String, String> names;
  private final String from;
  private final String until;

  /**
   * Of a run.
   *
   * @param names for addresses
   * @param move the move that it begins with, counted from 1 in the order of the timeline
   */
  Sequence(Path folder, Map<String, String> names, int move) {
    this.folder = folder;
    this.names = names;
    List<String> bounds = bounds(folder);
    from = bounds.get(move - 1);
    until = bounds.get(move);
  }

  /** When each move began and the first service stopped, in seconds since 1970. */
  static List<String> bounds(Path folder) {
    try (var lines = Files.lines(folder.resolve("timeline.csv"))) {
      return lines
          .map(line -> line.split(",", -1))
          .filter(row -> row.length > 3)
          .filter(row ->
              row[3].startsWith("stopped") || (row[2].equals("lab") && row[3].equals("move")))
          .map(row -> Instant.parse(row[1]))
          .map(at -> String.format("%d.%09d", at.getEpochSecond(), at.getNano()))
          .toList();
    } catch (IOException missing) {
      throw new UncheckedIOException(missing);
    }
  }

  /** The listing of these segments. */
  String listing(List<String> segments) {
    var text = new StringBuilder();
    for (String segment : segments) {
      text.append(segment).append('\n');
      List<String> kinds = kinds(segment);
      // A node that has not noticed yet where it is may still send what belongs elsewhere.
      kinds.stream()
          .filter(kind -> kind.endsWith(ADVERTISEMENT))
          .findFirst()
          .ifPresent(heard -> kinds.subList(0, kinds.indexOf(heard)).clear());
      // User data flows both ways all the time: it is not in order with anything.
      List<String> data =
          kinds.stream().filter(kind -> kind.endsWith("user data")).sorted().toList();
      kinds.removeAll(data);
      kinds.addAll(data);
      kinds.forEach(kind -> text.append("  ").append(kind).append('\n'));
    }
    return text.toString();
  }

  private List<String> kinds(String segment) {
    Set<String> kinds = new LinkedHashSet<>();
    for (String row :
        Program.tshark(
            folder.resolve("pcap/" + segment + ".pcapng"),
            "frame.time_epoch >= "
                + from
                + " && frame.time_epoch < "
                + until
                + " && ip && !(icmp.type in {0, 3, 8, 10, 11} && !udp)",
            "frame.protocols",
            "ip.src",
            "ip.dst",
            "udp.dstport",
            "mip.type",
            "isakmp.exchangetype",
            "isakmp.flag_r",
            "icmp.type")) {
      String kind = kind(row.split("\t", -1));
      if (!kind.contains("?")) {
        kinds.add(kind);
      }
    }
    return new ArrayList<>(kinds);
  }

  /** One packet, header by header; with a question mark if it is to be left out. */
  private String kind(String[] row) {
    Deque<String> sources = values(row[1]);
    Deque<String> destinations = values(row[2]);
    Deque<String> ports = values(row[3]);
    var headers = new ArrayList<String>();
    for (String protocol : row[0].split(":", -1)) {
      switch (protocol) {
        case "eth", "ethertype" -> {}
        case "ip" -> headers.add(name(sources.poll()) + " > " + name(destinations.poll()));
        case "udp" -> {
          String port = ports.poll();
          if (port != null && List.of("434", "500", "4500").contains(port)) {
            headers.add("UDP " + port);
          } else {
            headers.add("UDP");
          }
        }
        case "udpencap" -> {}
        case "mip" -> headers.add(MIP.getOrDefault(row[4], "tunnel data"));
        case "gre" -> headers.add("GRE");
        case "isakmp" -> {
          String exchange = IKE.getOrDefault(row[5], TIMED);
          boolean response = row[6].equals("1") || row[6].equals("True");
          headers.add(exchange + (response ? " response" : " request"));
        }
        case "esp" -> headers.add("ESP");
        case "icmp" -> headers.add(ICMP.getOrDefault(row[7], "ICMP"));
        default -> {
          return user(headers);
        }
      }
    }
    return headers.getLast().equals("UDP") ? user(headers) : String.join(" | ", headers);
  }

  private static String user(List<String> headers) {
    headers.remove("UDP");
    headers.add("user data");
    return String.join(" | ", headers);
  }

  private String name(String address) {
    return names.getOrDefault(address, "?");
  }

  private static Deque<String> values(String field) {
    return new ArrayDeque<>(field.isEmpty() ? List.of() : List.of(field.split(",", -1)));
  }
}
