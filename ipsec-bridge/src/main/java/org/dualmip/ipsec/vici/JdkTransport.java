package org.dualmip.ipsec.vici;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;

/** VICI over {@link UnixDomainSocketAddress}. Threads as {@link ViciTransport} says. */
final class JdkTransport implements ViciTransport {
  private final SocketChannel channel;

  private JdkTransport(SocketChannel channel) {
    this.channel = channel;
  }

  static ViciTransport connect(Path socket) throws IOException {
    return new JdkTransport(SocketChannel.open(UnixDomainSocketAddress.of(socket)));
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    try {
      return channel.read(ByteBuffer.wrap(into, offset, length));
    } catch (ClosedChannelException closed) {
      return -1;
    }
  }

  @Override
  public void write(byte[] octets) throws IOException {
    var rest = ByteBuffer.wrap(octets);
    while (rest.hasRemaining()) {
      channel.write(rest);
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException alreadyGone) {
      // Nothing is left to close.
    }
  }
}
