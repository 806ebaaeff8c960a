package org.dualmip.lab.traffic;

import java.util.regex.Pattern;

/**
 * What the interval lines of an iperf3 client say, line by line. Belongs to one thread.
 *
 * <p>The silence is counted in whole intervals, so it is as exact as the interval is short.
 */
final class IperfIntervals {
  private static final Pattern LINE =
      Pattern.compile(
          "\\[ *\\d+] +([0-9.]+)-([0-9.]+) +sec +([0-9.]+) ([KMGT]?)Bytes +[0-9.]+ [KMGT]?bits/sec *");

  private long bytes;
  private double silentSeconds;
  private double longestSilentSeconds;

  /** Takes one line of output; anything but an interval line changes nothing. */
  boolean accept(String line) {
    var matcher = LINE.matcher(line);
    if (!matcher.matches()) {
      return false;
    }
    double seconds = Double.parseDouble(matcher.group(2)) - Double.parseDouble(matcher.group(1));
    long arrived = Math.round(Double.parseDouble(matcher.group(3)) * unit(matcher.group(4)));
    bytes += arrived;
    silentSeconds = arrived == 0 ? silentSeconds + seconds : 0;
    longestSilentSeconds = Math.max(longestSilentSeconds, silentSeconds);
    return arrived > 0;
  }

  /** Bytes so far, as exact as iperf3 prints them. */
  long bytes() {
    return bytes;
  }

  /** The longest run of intervals without a byte. */
  double longestSilenceMillis() {
    return longestSilentSeconds * 1000;
  }

  private static double unit(String letter) {
    return switch (letter) {
      case "K" -> 0x1p10;
      case "M" -> 0x1p20;
      case "G" -> 0x1p30;
      case "T" -> 0x1p40;
      default -> 1;
    };
  }
}
