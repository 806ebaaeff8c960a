package org.dualmip.lab.report;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.dualmip.lab.namespaces.LabException;

/**
 * What tshark, which knows nothing of this project, reads in the captures. Stateless.
 *
 * <p>It looks through IP-in-IP and through Mobile IP's tunnel data in UDP by itself.
 */
public final class Tshark {
  private Tshark() {}

  /**
   * An IKE message.
   *
   * @param epochSeconds when, in seconds since 1970
   * @param initiatorSpi in hexadecimal
   * @param responderSpi in hexadecimal; zeros in the first message
   */
  public record IkeMessage(double epochSeconds, String initiatorSpi, String responderSpi) {}

  /**
   * A frame that should not be there.
   *
   * @param number in the capture, from 1
   * @param epochSeconds when, in seconds since 1970
   * @param summary addresses, protocol and what it is about
   */
  public record Frame(int number, double epochSeconds, String summary) {}

  /** The frames that match a display filter. */
  public static List<Frame> frames(Path capture, String filter) {
    var frames = new ArrayList<Frame>();
    for (String[] row :
        rows(
            capture,
            filter,
            "frame.number",
            "frame.time_epoch",
            "_ws.col.Source",
            "_ws.col.Destination",
            "_ws.col.Protocol",
            "_ws.col.Info")) {
      frames.add(
          new Frame(
              Integer.parseInt(row[0]),
              Double.parseDouble(row[1]),
              row[2] + " > " + row[3] + " " + row[4] + " " + row[5]));
    }
    return frames;
  }

  /** The IKE messages that are not inside a tunnel; neither ESP in UDP nor keepalives count. */
  public static List<IkeMessage> ikeMessages(Path capture) {
    var messages = new ArrayList<IkeMessage>();
    for (String[] row :
        rows(capture, "isakmp", "frame.time_epoch", "ip.src", "isakmp.ispi", "isakmp.rspi")) {
      if (row[1].indexOf(',') < 0) { // a second source address is that of a packet in a tunnel
        messages.add(new IkeMessage(Double.parseDouble(row[0]), row[2], row[3]));
      }
    }
    return messages;
  }

  /** How many frames match a display filter. */
  public static int count(Path capture, String filter) {
    return rows(capture, filter, "frame.number").size();
  }

  private static List<String[]> rows(Path capture, String filter, String... fields) {
    var command = new ArrayList<>(List.of("tshark", "-n", "-r", capture.toString()));
    command.addAll(List.of("-Y", filter, "-T", "fields", "-E", "occurrence=a"));
    for (String field : fields) {
      command.add("-e");
      command.add(field);
    }
    try {
      Process tshark =
          new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
      var rows = new ArrayList<String[]>();
      try (var output = tshark.inputReader()) {
        output.lines().forEach(line -> rows.add(line.split("\t", -1)));
      }
      if (tshark.waitFor() != 0) {
        throw new LabException(
            "tshark cannot read " + capture + "; try: " + String.join(" ", command));
      }
      return rows;
    } catch (IOException missing) {
      throw new LabException("cannot run tshark: install the package tshark", missing);
    } catch (InterruptedException wish) {
      Thread.currentThread().interrupt();
      throw new LabException("interrupted while tshark reads " + capture, wish);
    }
  }
}
