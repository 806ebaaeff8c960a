package org.dualmip.homeagent;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.DatagramPacket;
import io.netty.channel.socket.InternetProtocolFamily;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.dualmip.mobileip.net.Endpoint;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.Octets;

/**
 * UDP port 434 of the agent's address, where registrations and tunnelled packets arrive (RFC 3519
 * §3.3). Replies leave from the same socket, so from the address and port that was asked.
 *
 * <p>Runs on one Netty event loop, on epoll; where its native library cannot be loaded, on NIO. The
 * receiver is called on the loop's thread. Sending is for any thread.
 */
final class SignallingSocket implements AutoCloseable {
  /** Mobile IP's port (RFC 5944 §3.3). */
  static final int PORT = 434;

  private static final int TUNNEL_DATA = 4;
  private static final int RECEIVE_BUFFER = 4 << 20;

  /** What arrives. */
  interface Receiver {
    /** A message for the engine. */
    void message(Endpoint from, Endpoint to, Octets payload);

    /** A tunnelled packet with its four-octet header; the buffer is only lent. */
    void tunnelled(Endpoint from, ByteBuf payload);
  }

  private final Endpoint local;
  private final EventLoopGroup loop;
  private final Channel channel;
  private final AtomicLong sendFailures = new AtomicLong();

  private SignallingSocket(Endpoint local, EventLoopGroup loop, Channel channel) {
    this.local = local;
    this.loop = loop;
    this.channel = channel;
  }

  /**
   * Opens the port.
   *
   * @throws UncheckedIOException saying what to do, if it cannot be had
   */
  static SignallingSocket open(Ip4 address, Receiver receiver) {
    var threads = new DefaultThreadFactory("signalling", true);
    boolean epoll = Epoll.isAvailable();
    EventLoopGroup loop =
        new MultiThreadIoEventLoopGroup(
            1, threads, epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
    var local = new Endpoint(address, PORT);
    try {
      Channel channel =
          new Bootstrap()
              .group(loop)
              .channelFactory(
                  () ->
                      epoll
                          ? new EpollDatagramChannel(InternetProtocolFamily.IPv4)
                          : new NioDatagramChannel(InternetProtocolFamily.IPv4))
              .option(ChannelOption.SO_RCVBUF, RECEIVE_BUFFER)
              .option(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(0xffff))
              .handler(new Inbound(local, receiver))
              .bind(socketAddress(local))
              .sync()
              .channel();
      return new SignallingSocket(local, loop, channel);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while opening " + local, interrupted);
    } catch (Exception refused) {
      var _ = loop.shutdownGracefully(0, 100, TimeUnit.MILLISECONDS);
      throw new UncheckedIOException(
          "cannot open UDP "
              + local
              + ": "
              + refused.getMessage()
              + "; the address must be one of this host's, the port free ('ss -ulnp' shows its"
              + " user), and port 434 needs root",
          new IOException(refused));
    }
  }

  /** Sends a datagram; a failure is counted. */
  void send(Endpoint to, Octets payload) {
    var _ =
        channel
            .writeAndFlush(
                new DatagramPacket(
                    Unpooled.wrappedBuffer(payload.toBytes()), socketAddress(to)))
            .addListener(
                sent -> {
                  if (!sent.isSuccess()) {
                    sendFailures.incrementAndGet();
                  }
                });
  }

  /** Datagrams that the host refused to send. */
  long sendFailures() {
    return sendFailures.get();
  }

  /** Whether Netty's native epoll carries the socket, and not NIO. */
  boolean isNative() {
    return channel instanceof EpollDatagramChannel;
  }

  /** The descriptor, for per-packet sending past Netty; native only. */
  int descriptor() {
    return ((EpollDatagramChannel) channel).fd().intValue();
  }

  @Override
  public void close() {
    boolean _ = channel.close().awaitUninterruptibly(1, TimeUnit.SECONDS);
    boolean _ =
        loop.shutdownGracefully(0, 500, TimeUnit.MILLISECONDS)
            .awaitUninterruptibly(1, TimeUnit.SECONDS);
  }

  @Override
  public String toString() {
    return local + (isNative() ? " (epoll)" : " (NIO, because epoll cannot be loaded)");
  }

  private static InetSocketAddress socketAddress(Endpoint end) {
    try {
      return new InetSocketAddress(InetAddress.getByAddress(end.address().octets()), end.port());
    } catch (UnknownHostException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static final class Inbound extends SimpleChannelInboundHandler<DatagramPacket> {
    private final Endpoint local;
    private final Receiver receiver;

    Inbound(Endpoint local, Receiver receiver) {
      this.local = local;
      this.receiver = receiver;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, DatagramPacket packet) {
      InetSocketAddress sender = packet.sender();
      var from = new Endpoint(Ip4.of(sender.getAddress().getAddress()), sender.getPort());
      ByteBuf payload = packet.content();
      if (payload.isReadable() && payload.getByte(payload.readerIndex()) == TUNNEL_DATA) {
        receiver.tunnelled(from, payload);
        return;
      }
      byte[] bytes = new byte[payload.readableBytes()];
      payload.readBytes(bytes);
      receiver.message(from, local, Octets.of(bytes));
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      if (!(cause instanceof IOException)) {
        context.fireExceptionCaught(cause);
      }
    }
  }
}
