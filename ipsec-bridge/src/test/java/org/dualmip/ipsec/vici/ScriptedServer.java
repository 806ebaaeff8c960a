package org.dualmip.ipsec.vici;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;
import org.dualmip.mobileip.net.ByteReader;
import org.dualmip.mobileip.net.ByteWriter;
import org.dualmip.mobileip.net.MalformedException;
import org.jspecify.annotations.Nullable;

/** A VICI server for one client, that answers each packet by a function, or with raw octets. */
final class ScriptedServer implements AutoCloseable {
  final Queue<ViciPacket> received = new ConcurrentLinkedQueue<>();
  private final ServerSocketChannel listening;
  private volatile @Nullable SocketChannel client;

  /** An empty answer says nothing; null closes the connection. */
  ScriptedServer(Path socket, Function<ViciPacket, @Nullable List<ViciPacket>> answers)
      throws IOException {
    listening = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    listening.bind(UnixDomainSocketAddress.of(socket));
    Thread.ofVirtual().start(() -> serve(answers));
  }

  /** Sends octets as they are. */
  void sendRaw(byte[] octets) throws IOException {
    SocketChannel to = client;
    if (to == null) {
      throw new IllegalStateException("no client has come yet");
    }
    to.write(ByteBuffer.wrap(octets));
  }

  static byte[] frame(ViciPacket packet) {
    byte[] body = packet.toBytes();
    return new ByteWriter().i32(body.length).bytes(body).toBytes();
  }

  @Override
  public void close() throws IOException {
    listening.close();
    SocketChannel open = client;
    if (open != null) {
      open.close();
    }
  }

  private void serve(Function<ViciPacket, @Nullable List<ViciPacket>> answers) {
    try (var accepted = listening.accept()) {
      client = accepted;
      while (true) {
        ViciPacket packet = ViciPacket.read(read(read(4)));
        received.add(packet);
        List<ViciPacket> replies = answers.apply(packet);
        if (replies == null) {
          return;
        }
        for (ViciPacket reply : replies) {
          var rest = ByteBuffer.wrap(frame(reply));
          while (rest.hasRemaining()) {
            accepted.write(rest);
          }
        }
      }
    } catch (IOException | MalformedException end) {
      // The client has gone, which is how every test ends.
    }
  }

  private byte[] read(byte[] length) throws IOException, MalformedException {
    return read(new ByteReader(length).i32("length"));
  }

  private byte[] read(int count) throws IOException {
    SocketChannel from = client;
    var into = ByteBuffer.allocate(count);
    while (into.hasRemaining()) {
      if (from == null || from.read(into) < 0) {
        throw new IOException("end");
      }
    }
    return into.array();
  }
}
