package org.dualmip.ipsec.vici;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import jnr.unixsocket.UnixSocketAddress;
import jnr.unixsocket.UnixSocketChannel;

/** VICI over jnr-unixsocket. Threads as {@link ViciTransport} says. */
final class JnrTransport implements ViciTransport {
  private final UnixSocketChannel channel;
  private final AtomicBoolean closed = new AtomicBoolean();

  private JnrTransport(UnixSocketChannel channel) {
    this.channel = channel;
  }

  static ViciTransport connect(Path socket) throws IOException {
    return new JnrTransport(
        UnixSocketChannel.open(new UnixSocketAddress(socket.toAbsolutePath().toFile())));
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    try {
      int count = channel.read(ByteBuffer.wrap(into, offset, length));
      // A blocking read that was shut down answers 0 here instead of the end.
      return count <= 0 ? -1 : count;
    } catch (ClosedChannelException gone) {
      return -1;
    } catch (IOException failed) {
      if (closed.get()) {
        return -1;
      }
      throw failed;
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
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    try {
      // Closing alone would leave a native read waiting; shutting down wakes it.
      channel.shutdownInput();
      channel.shutdownOutput();
    } catch (IOException alreadyGone) {
      // The other end has closed first.
    }
    try {
      channel.close();
    } catch (IOException alreadyGone) {
      // Nothing is left to close.
    }
  }
}
