package org.dualmip.service.admin;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.URLEncoder;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;

/** Asks a running service for a page. Stateless; any thread. */
public final class AdminClient {
  private static final Duration LIMIT = Duration.ofSeconds(5);
  private static final int MAX_OCTETS = 64 << 20;

  /**
   * An answer.
   *
   * @param status the HTTP status
   * @param body JSON
   */
  public record Answer(int status, String body) {}

  private final Path socket;

  /**
   * @param socket the path that the service's configuration names as {@code control}
   */
  public AdminClient(Path socket) {
    this.socket = socket;
  }

  /**
   * Gets a page.
   *
   * @param page its path, such as {@code /show/bindings}
   * @throws AdminException if no service answers there within five seconds
   */
  public Answer get(String page) {
    return ask("GET " + page + " HTTP/1.1\r\nHost: dualmip\r\nConnection: close\r\n\r\n");
  }

  /**
   * Orders something.
   *
   * @param order its path, such as {@code /revoke}
   * @param parameters by name
   * @throws AdminException if no service answers there within five seconds
   */
  public Answer post(String order, Map<String, String> parameters) {
    String query =
        parameters.entrySet().stream()
            .map(one -> one.getKey() + "=" + URLEncoder.encode(one.getValue(), UTF_8))
            .collect(Collectors.joining("&"));
    return ask(
        "POST "
            + order
            + "?"
            + query
            + " HTTP/1.1\r\nHost: dualmip\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
  }

  private Answer ask(String head) {
    byte[] request = head.getBytes(StandardCharsets.US_ASCII);
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      channel.connect(UnixDomainSocketAddress.of(socket));
      ByteBuffer out = ByteBuffer.wrap(request);
      while (out.hasRemaining()) {
        channel.write(out);
      }
      return parse(readAll(channel));
    } catch (IOException unreachable) {
      throw new AdminException(explain(unreachable), unreachable);
    }
  }

  private static String readAll(SocketChannel channel) throws IOException {
    long deadline = System.nanoTime() + LIMIT.toNanos();
    var bytes = new ByteArrayOutputStream();
    ByteBuffer buffer = ByteBuffer.allocate(16 << 10);
    try (Selector selector = Selector.open()) {
      channel.configureBlocking(false);
      channel.register(selector, SelectionKey.OP_READ);
      while (bytes.size() < MAX_OCTETS) {
        long left = (deadline - System.nanoTime()) / 1_000_000;
        if (left <= 0 || selector.select(left) == 0) {
          throw new IOException("no answer within " + LIMIT.toSeconds() + " s");
        }
        selector.selectedKeys().clear();
        if (channel.read(buffer) < 0) {
          return bytes.toString(StandardCharsets.UTF_8);
        }
        bytes.write(buffer.array(), 0, buffer.position());
        buffer.clear();
      }
    }
    throw new IOException("an answer without end");
  }

  private static Answer parse(String text) throws IOException {
    int body = text.indexOf("\r\n\r\n");
    if (body < 0 || !text.startsWith("HTTP/1.1 ") || text.length() < 12) {
      throw new IOException("what answers does not speak HTTP");
    }
    try {
      return new Answer(Integer.parseInt(text.substring(9, 12)), text.substring(body + 4));
    } catch (NumberFormatException noStatus) {
      throw new IOException("what answers does not speak HTTP", noStatus);
    }
  }

  private String explain(IOException unreachable) {
    if (!Files.exists(socket) && !Files.notExists(socket)) {
      return "no right to look for " + socket + ": run as the user of the service, usually root";
    }
    if (!Files.exists(socket)) {
      return "no service at " + socket + ": it is not running, or its control path is another one";
    }
    if (!isSocket()) {
      return socket + " is no socket: name the one that the service's file calls 'control'";
    }
    if (unreachable instanceof AccessDeniedException || !Files.isWritable(socket)) {
      return "no right to use " + socket + ": run as the user of the service, usually root";
    }
    return "the service at "
        + socket
        + " does not answer ("
        + unreachable.getMessage()
        + "): it is not running; start it, or look at its log";
  }

  private boolean isSocket() {
    try {
      return Files.readAttributes(socket, BasicFileAttributes.class).isOther();
    } catch (IOException gone) {
      return true;
    }
  }
}
