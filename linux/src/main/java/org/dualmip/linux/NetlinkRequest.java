package org.dualmip.linux;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.dualmip.mobileip.net.Ip4;

/**
 * The one writer of netlink messages: a header, a fixed part, attributes (RFC 3549 §2.2, and
 * linux/netlink.h for what it leaves out). Numbers are in the host's order, addresses in network
 * order. Belongs to one thread.
 */
final class NetlinkRequest {
  static final int REQUEST = 1;
  static final int ACK = 4;
  static final int DUMP = 0x300;
  static final int REPLACE = 0x100;
  static final int EXCLUSIVE = 0x200;
  static final int CREATE = 0x400;

  private static final int NESTED = 0x8000;
  private static final int SEQUENCE_AT = 8;

  private final ByteBuffer bytes = ByteBuffer.allocate(1024).order(ByteOrder.nativeOrder());

  /**
   * @param type the kind of request
   * @param flags besides {@link #REQUEST}
   */
  NetlinkRequest(int type, int flags) {
    bytes.putInt(0).putShort((short) type).putShort((short) (flags | REQUEST)).putInt(0).putInt(0);
  }

  NetlinkRequest u8(int value) {
    bytes.put((byte) value);
    return this;
  }

  NetlinkRequest u16(int value) {
    bytes.putShort((short) value);
    return this;
  }

  NetlinkRequest u32(int value) {
    bytes.putInt(value);
    return this;
  }

  NetlinkRequest attribute(int type, int value) {
    return head(type, 4).u32(value);
  }

  NetlinkRequest attribute8(int type, int value) {
    return head(type, 1).u8(value).pad();
  }

  NetlinkRequest attribute(int type, Ip4 address) {
    return attribute(type, address.octets());
  }

  NetlinkRequest attribute(int type, byte[] octets) {
    head(type, octets.length);
    bytes.put(octets);
    return pad();
  }

  NetlinkRequest attribute(int type, String text) {
    byte[] characters = text.getBytes(StandardCharsets.UTF_8);
    head(type, characters.length + 1);
    bytes.put(characters).put((byte) 0);
    return pad();
  }

  /** Opens an attribute that holds others; returns where it begins, for {@link #end}. */
  int begin(int type) {
    int start = bytes.position();
    head(type | NESTED, 0);
    return start;
  }

  /** Closes the attribute that begins there. */
  NetlinkRequest end(int start) {
    bytes.putShort(start, (short) (bytes.position() - start));
    return this;
  }

  /** The finished message. */
  byte[] toBytes(int sequence) {
    bytes.putInt(0, bytes.position()).putInt(SEQUENCE_AT, sequence);
    var message = new byte[bytes.position()];
    bytes.get(0, message);
    return message;
  }

  private NetlinkRequest head(int type, int length) {
    bytes.putShort((short) (length + 4)).putShort((short) type);
    return this;
  }

  private NetlinkRequest pad() {
    while (bytes.position() % 4 != 0) {
      bytes.put((byte) 0);
    }
    return this;
  }
}
