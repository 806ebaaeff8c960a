package org.dualmip.lab;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Pattern;

/** Asks a mobile node, over its administration socket, in which access mode it is. Stateless. */
final class AccessMode {
  private static final Pattern MODE = Pattern.compile("\"access-mode\":\\s*\"([a-z]+)\"");
  private static final int BUFFER = 1 << 16;
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private AccessMode() {}

  /** The same once user data can flow: on a busy machine a node may be about to connect still. */
  static String settled(Path control) throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    String mode = of(control);
    while (mode.equals("none") && System.nanoTime() - deadline < 0) {
      Thread.sleep(100);
      mode = of(control);
    }
    return mode;
  }

  /** The mode in the words of RFC 5265 §2, or {@code unknown} if nobody answers. */
  static String of(Path control) {
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      channel.connect(UnixDomainSocketAddress.of(control));
      channel.write(
          StandardCharsets.US_ASCII.encode(
              "GET /show/node HTTP/1.1\r\nHost: node\r\nConnection: close\r\n\r\n"));
      var said = new ByteArrayOutputStream();
      ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
      while (channel.read(buffer) >= 0) {
        said.write(buffer.array(), 0, buffer.position());
        buffer.clear();
      }
      var mode = MODE.matcher(said.toString(StandardCharsets.UTF_8));
      return mode.find() ? mode.group(1) : "unknown";
    } catch (IOException silent) {
      return "unknown";
    }
  }
}
