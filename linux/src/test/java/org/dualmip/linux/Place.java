package org.dualmip.linux;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.dualmip.mobileip.net.Ip4;

/** A namespace of one test, with its own rtnetlink; all of it goes when the test ends. */
final class Place implements AutoCloseable {
  private static final AtomicInteger NEXT = new AtomicInteger();
  private static final Set<String> LEFT = ConcurrentHashMap.newKeySet();
  private static final Pattern RECEIVED = Pattern.compile("(\\d+) received");

  static {
    // A test run that is killed leaves no namespaces either.
    Runtime.getRuntime().addShutdownHook(new Thread(() -> LEFT.forEach(NetworkNamespace::delete)));
  }

  final String name = "dmt" + ProcessHandle.current().pid() + "-" + NEXT.incrementAndGet();
  final NetworkNamespace namespace;
  final Rtnetlink links;

  Place() {
    namespace = NetworkNamespace.create(name);
    LEFT.add(name);
    links = namespace.call(Rtnetlink::open);
    links.linkUp("lo");
  }

  /** Two places with a cable between: eth0 with 10.9.0.1/24 here, eth0 with 10.9.0.2/24 there. */
  static void cable(Place here, Place there) {
    here.links.addVeth("eth0", "tmp0");
    here.links.moveTo("tmp0", there.namespace, "eth0");
    here.links.addAddress("eth0", Ip4.of("10.9.0.1"), 24, false);
    there.links.addAddress("eth0", Ip4.of("10.9.0.2"), 24, false);
    here.links.linkUp("eth0");
    there.links.linkUp("eth0");
  }

  /** Starts a program inside. */
  Process start(String... command) throws IOException {
    return namespace.call(() -> new ProcessBuilder(command).redirectErrorStream(true).start());
  }

  /** Runs a program inside and returns what it printed; fails if it did. */
  String run(String... command) throws IOException, InterruptedException {
    Process process = start(command);
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new AssertionError(String.join(" ", command) + " failed: " + output);
    }
    return output;
  }

  /** How many replies a ping got: late ones may come many at once, and more than it waited for. */
  static int received(String ping) {
    Matcher count = RECEIVED.matcher(ping);
    if (!count.find()) {
      throw new AssertionError("no ping: " + ping);
    }
    return Integer.parseInt(count.group(1));
  }

  @Override
  public void close() {
    links.close();
    namespace.close();
    NetworkNamespace.delete(name);
    LEFT.remove(name);
  }
}
