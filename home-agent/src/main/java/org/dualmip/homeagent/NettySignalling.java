package org.dualmip.homeagent;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.socket.DatagramPacket;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.dualmip.linux.UdpSender;
import org.dualmip.mobileip.net.Endpoint;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.Octets;
import org.dualmip.mobileip.packet.TunnelData;

/** Signalling on one Netty event loop with native epoll. */
final class NettySignalling implements Signalling {
  private static final int RECEIVE_BUFFER = 4 << 20;
  private static final int LARGEST = 0xffff;

  private final Endpoint local;
  private final EventLoopGroup loop;
  private final EpollDatagramChannel channel;
  private final UdpSender sender;
  private final AtomicLong failures = new AtomicLong();

  private NettySignalling(Endpoint local, EventLoopGroup loop, EpollDatagramChannel channel) {
    this.local = local;
    this.loop = loop;
    this.channel = channel;
    this.sender = UdpSender.borrowed(channel.fd().intValue());
  }

  /**
   * Opens the port.
   *
   * @throws UncheckedIOException saying what to do, if it cannot be had
   */
  static NettySignalling open(Endpoint local, Receiver receiver) {
    EventLoopGroup loop =
        new MultiThreadIoEventLoopGroup(
            1, new DefaultThreadFactory("signalling", true), EpollIoHandler.newFactory());
    try {
      var channel =
          new Bootstrap()
              .group(loop)
              .channelFactory(() -> new EpollDatagramChannel(SocketProtocolFamily.INET))
              .option(ChannelOption.SO_RCVBUF, RECEIVE_BUFFER)
              .option(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(LARGEST))
              .handler(new Inbound(local, receiver))
              .bind(address(local))
              .sync()
              .channel();
      return new NettySignalling(local, loop, (EpollDatagramChannel) channel);
    } catch (Exception refused) {
      var _ = loop.shutdownGracefully(0, 100, TimeUnit.MILLISECONDS);
      if (refused instanceof InterruptedException) {
        Thread.currentThread().interrupt();
      }
      throw new UncheckedIOException(
          "cannot open UDP "
              + local
              + ": "
              + refused.getMessage()
              + "; the address must be one of this host's and the port free ('ss -ulnp' shows its"
              + " user), and port 434 needs CAP_NET_BIND_SERVICE (run as root)",
          new IOException(refused));
    }
  }

  @Override
  public void send(Endpoint to, Octets payload, Runnable failed) {
    var packet = new DatagramPacket(Unpooled.wrappedBuffer(payload.toBytes()), address(to));
    var _ =
        channel
            .writeAndFlush(packet)
            .addListener(sent -> {
              if (!sent.isSuccess()) {
                failures.incrementAndGet();
                failed.run();
              }
            });
  }

  @Override
  public Endpoint local() {
    return local;
  }

  @Override
  public UdpSender sender() {
    return sender;
  }

  @Override
  public long sendFailures() {
    return failures.get();
  }

  @Override
  public void close() {
    boolean _ = channel.close().awaitUninterruptibly(1, TimeUnit.SECONDS);
    boolean _ =
        loop.shutdownGracefully(0, 100, TimeUnit.MILLISECONDS)
            .awaitUninterruptibly(1, TimeUnit.SECONDS);
  }

  @Override
  public String toString() {
    return "UDP " + local + " by native epoll";
  }

  private static InetSocketAddress address(Endpoint end) {
    try {
      return new InetSocketAddress(InetAddress.getByAddress(end.address().octets()), end.port());
    } catch (UnknownHostException impossible) {
      throw new IllegalStateException("four octets are an address", impossible);
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
      if (payload.isReadable()
          && payload.getUnsignedByte(payload.readerIndex()) == TunnelData.TYPE) {
        receiver.tunnelled(from, local, payload.nioBuffer());
      } else {
        byte[] bytes = new byte[payload.readableBytes()];
        payload.readBytes(bytes);
        receiver.message(from, local, Octets.of(bytes));
      }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      // An ICMP error for something sent earlier ends up here; anything else is a bug.
      if (!(cause instanceof IOException)) {
        context.fireExceptionCaught(cause);
      }
    }
  }
}
