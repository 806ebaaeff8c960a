package org.dualmip.ipsec.vici;

import java.io.IOException;
import java.nio.file.Path;

/**
 * The stream of octets to strongSwan. One thread may read while another writes; {@link #close} from
 * any thread ends a read that blocks.
 *
 * <p>Two adapters fulfil it. {@link #jdk} is the default: a fresh program has its first answer in
 * about a quarter of the time that it needs with {@link #jnr}, whose native libraries are unpacked
 * and bound first (LiveTransportTest measures it); once running they differ by little.
 */
public interface ViciTransport extends AutoCloseable {
  /**
   * Reads at least one octet, waiting for it.
   *
   * @return the number of octets read, or -1 at the end of the stream or after {@link #close}
   */
  int read(byte[] into, int offset, int length) throws IOException;

  /** Writes all octets. */
  void write(byte[] octets) throws IOException;

  @Override
  void close();

  /** Opens transports. */
  @FunctionalInterface
  interface Factory {
    /**
     * Connects to the socket.
     *
     * @throws IOException if nobody listens there or the right is missing
     */
    ViciTransport connect(Path socket) throws IOException;
  }

  /** The adapter on the JDK's own Unix sockets. */
  static Factory jdk() {
    return JdkTransport::connect;
  }

  /** The adapter on jnr-unixsocket, which must be on the class path. */
  static Factory jnr() {
    return JnrTransport::connect;
  }
}
