package org.dualmip.lab;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.dualmip.lab.Observations.Association;
import org.dualmip.lab.Observations.Snapshot;
import org.dualmip.lab.namespaces.Launcher;

/** Asks strongSwan, by its own swanctl, for its security associations. Stateless. */
final class Associations {
  private static final Pattern IKE =
      Pattern.compile("initiator-spi=([0-9a-f]+) responder-spi=([0-9a-f]+)");
  private static final Pattern AGE = Pattern.compile("\\bestablished=(\\d+)");
  private static final Pattern CHILD = Pattern.compile("spi-in=([0-9a-f]+) spi-out=([0-9a-f]+)");

  private Associations() {}

  /** What there is behind that socket; nothing if nobody answers. */
  static Snapshot ask(Launcher launcher, Path vici) throws InterruptedException {
    String said =
        launcher.output(null, List.of("swanctl", "--list-sas", "--raw", "--uri", "unix://" + vici));
    return new Snapshot(System.nanoTime(), parse(said));
  }

  /** Reads what swanctl prints with --raw. */
  static List<Association> parse(String said) {
    var associations = new ArrayList<Association>();
    Matcher ike = IKE.matcher(said);
    var starts = new ArrayList<Integer>();
    while (ike.find()) {
      starts.add(ike.start());
    }
    for (int i = 0; i < starts.size(); i++) {
      int end = i + 1 < starts.size() ? starts.get(i + 1) : said.length();
      String one = said.substring(starts.get(i), end);
      Matcher spis = IKE.matcher(one);
      Matcher age = AGE.matcher(one);
      if (!spis.find() || !age.find()) {
        continue; // not established yet
      }
      var children = new ArrayList<String>();
      Matcher child = CHILD.matcher(one);
      while (child.find()) {
        children.add(child.group(1));
        children.add(child.group(2));
      }
      associations.add(
          new Association(
              spis.group(1), spis.group(2), Long.parseLong(age.group(1)), List.copyOf(children)));
    }
    return associations;
  }
}
