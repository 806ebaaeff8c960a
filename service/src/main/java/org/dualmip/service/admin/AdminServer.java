package org.dualmip.service.admin;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerDomainSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Serves pages on a Unix socket.
 *
 * <p>The socket appears under its name at once with mode 0600: it is bound beside it, restricted
 * and then renamed.
 */
public final class AdminServer implements AutoCloseable {
  private static final int PATH_MAX = 107;
  private static final int REQUEST_MAX = 8 << 10;

  private final Path socket;
  private final EventLoopGroup loop;
  private final Channel channel;

  private AdminServer(Path socket, EventLoopGroup loop, Channel channel) {
    this.socket = socket;
    this.loop = loop;
    this.channel = channel;
  }

  /**
   * Opens the socket and serves from then on.
   *
   * @param socket where; a stale socket of an ended process is replaced
   * @param pages by path, such as {@code /show/bindings}; a page's value is written by {@link
   *     org.dualmip.service.Json}. Suppliers are called on the server's thread, one at a time
   * @throws AdminException if another process serves there, or the path cannot be used
   */
  public static AdminServer open(Path socket, Map<String, Supplier<@Nullable Object>> pages) {
    return open(socket, pages, Map.of());
  }

  /**
   * As above, with orders besides.
   *
   * @param orders by path, such as {@code /revoke}: what POST asks for, with the parameters of its
   *     query; the value answers. An {@link IllegalArgumentException} says what is wrong with them
   */
  public static AdminServer open(
      Path socket,
      Map<String, Supplier<@Nullable Object>> pages,
      Map<String, Function<Map<String, String>, Object>> orders) {
    check(socket);
    var threads = new DefaultThreadFactory("admin", true);
    EventLoopGroup loop =
        new MultiThreadIoEventLoopGroup(
            1,
            threads,
            Epoll.isAvailable() ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
    Path hidden = hidden(socket);
    try {
      Channel channel =
          new ServerBootstrap()
              .group(loop)
              .channel(serverChannel())
              .childHandler(
                  new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel client) {
                      client
                          .pipeline()
                          .addLast(new HttpServerCodec())
                          .addLast(new HttpObjectAggregator(REQUEST_MAX))
                          .addLast(new AdminPages(pages, orders));
                    }
                  })
              .bind(address(hidden))
              .sync()
              .channel();
      Files.setPosixFilePermissions(hidden, PosixFilePermissions.fromString("rw-------"));
      Files.move(hidden, socket, StandardCopyOption.ATOMIC_MOVE);
      return new AdminServer(socket, loop, channel);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new AdminException("interrupted while opening " + socket, interrupted);
    } catch (Exception failed) {
      var _ = loop.shutdownGracefully(0, 1, TimeUnit.SECONDS);
      throw new AdminException(
          "cannot serve at "
              + socket
              + ": "
              + failed.getMessage()
              + "; choose another control path",
          failed);
    }
  }

  /** Stops serving and removes the socket. */
  @Override
  public void close() {
    channel.close().awaitUninterruptibly(1, TimeUnit.SECONDS);
    loop.shutdownGracefully(0, 500, TimeUnit.MILLISECONDS)
        .awaitUninterruptibly(1, TimeUnit.SECONDS);
    try {
      Files.deleteIfExists(socket);
    } catch (IOException failed) {
      throw new AdminException("cannot remove " + socket + ": remove it by hand", failed);
    }
  }

  private static void check(Path socket) {
    Path directory = socket.toAbsolutePath().getParent();
    if (directory == null || !Files.isDirectory(directory)) {
      throw new AdminException(
          "cannot serve at " + socket + ": create its directory (mkdir -p " + directory + ")");
    }
    int length = Math.max(octets(socket), octets(hidden(socket)));
    if (length > PATH_MAX) {
      throw new AdminException(
          "cannot serve at "
              + socket
              + ": a socket's path has at most "
              + PATH_MAX
              + " octets, this one "
              + length
              + "; choose a shorter control path");
    }
    if (Files.exists(socket) && !isSocket(socket)) {
      throw new AdminException(
          "cannot serve at " + socket + ": a file that is no socket is there; choose another path");
    }
    if (Files.exists(socket) && isLive(socket)) {
      throw new AdminException(
          "another service is running at "
              + socket
              + ": stop it first, or choose another control path");
    }
  }

  private static Path hidden(Path socket) {
    return socket.resolveSibling("." + ProcessHandle.current().pid());
  }

  private static int octets(Path path) {
    return path.toString().getBytes(StandardCharsets.UTF_8).length;
  }

  private static boolean isSocket(Path path) {
    try {
      return Files.readAttributes(path, "unix:mode").get("mode") instanceof Integer mode
          && (mode & 0170000) == 0140000;
    } catch (IOException gone) {
      return false;
    }
  }

  private static boolean isLive(Path socket) {
    try (SocketChannel probe = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      return probe.connect(UnixDomainSocketAddress.of(socket));
    } catch (IOException refused) {
      return false;
    }
  }

  private static Class<? extends ServerChannel> serverChannel() {
    return Epoll.isAvailable()
        ? EpollServerDomainSocketChannel.class
        : NioServerDomainSocketChannel.class;
  }

  private static SocketAddress address(Path path) {
    return Epoll.isAvailable()
        ? new DomainSocketAddress(path.toString())
        : UnixDomainSocketAddress.of(path);
  }
}
