package org.dualmip.linux;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.MacAddress;
import org.dualmip.mobileip.net.MalformedException;
import org.jspecify.annotations.Nullable;

/**
 * One message from the kernel: type, flags, sequence number and what follows (RFC 3549 §2.2).
 *
 * @param type the kind of message
 * @param flags such as {@link #INTERRUPTED}
 * @param sequence that of the request it answers, 0 for an event
 * @param body everything behind the header, in the host's order
 */
record NetlinkMessage(int type, int flags, int sequence, ByteBuffer body) {
  static final int ERROR = 2;
  static final int DONE = 3;

  /** The listing is not of one moment: something changed while it was made. */
  static final int INTERRUPTED = 0x10;

  private static final int HEADER = 16;
  private static final int TYPE_MASK = 0x3fff;

  /**
   * Cuts a datagram into its messages.
   *
   * @throws MalformedException if a length does not fit
   */
  static List<NetlinkMessage> parse(byte[] datagram) throws MalformedException {
    ByteBuffer bytes = ByteBuffer.wrap(datagram).order(ByteOrder.nativeOrder());
    var messages = new ArrayList<NetlinkMessage>();
    while (bytes.hasRemaining()) {
      int start = bytes.position();
      int length = bytes.remaining() < HEADER ? 0 : bytes.getInt(start);
      if (length < HEADER || length > bytes.remaining()) {
        throw new MalformedException("nlmsg_len", start, "does not fit the datagram");
      }
      messages.add(
          new NetlinkMessage(
              Short.toUnsignedInt(bytes.getShort(start + 4)),
              Short.toUnsignedInt(bytes.getShort(start + 6)),
              bytes.getInt(start + 8),
              bytes.slice(start + HEADER, length - HEADER).order(ByteOrder.nativeOrder())));
      bytes.position(Math.min(start + (length + 3 & ~3), bytes.limit()));
    }
    return messages;
  }

  int u8(int offset, String field) throws MalformedException {
    need(offset, 1, field);
    return Byte.toUnsignedInt(body.get(offset));
  }

  int u16(int offset, String field) throws MalformedException {
    need(offset, 2, field);
    return Short.toUnsignedInt(body.getShort(offset));
  }

  int i32(int offset, String field) throws MalformedException {
    need(offset, 4, field);
    return body.getInt(offset);
  }

  /**
   * The attributes behind a fixed part of that length.
   *
   * @throws MalformedException if a length does not fit
   */
  Attributes attributes(int fixed) throws MalformedException {
    need(0, fixed, "fixed part");
    return Attributes.parse(body.slice(fixed, body.limit() - fixed).order(ByteOrder.nativeOrder()));
  }

  private void need(int offset, int count, String field) throws MalformedException {
    if (offset + count > body.limit()) {
      throw new MalformedException(field, offset, "is behind the end of the message");
    }
  }

  /** Attributes by type; of several of one type the last counts. */
  record Attributes(Map<Integer, byte[]> values) {
    private static Attributes parse(ByteBuffer bytes) throws MalformedException {
      var values = new HashMap<Integer, byte[]>();
      while (bytes.remaining() >= 4) {
        int start = bytes.position();
        int length = Short.toUnsignedInt(bytes.getShort(start));
        if (length < 4 || length > bytes.remaining()) {
          throw new MalformedException("rta_len", start, "does not fit the message");
        }
        var value = new byte[length - 4];
        bytes.get(start + 4, value);
        values.put(bytes.getShort(start + 2) & TYPE_MASK, value);
        bytes.position(Math.min(start + (length + 3 & ~3), bytes.limit()));
      }
      return new Attributes(values);
    }

    /** The attributes within an attribute; none if it is not there. */
    Attributes nested(int type) throws MalformedException {
      byte[] value = values.get(type);
      return parse(
          ByteBuffer.wrap(value == null ? new byte[0] : value).order(ByteOrder.nativeOrder()));
    }

    int u16(int type, int otherwise) throws MalformedException {
      byte[] value = sized(type, 2);
      return value == null
          ? otherwise
          : Short.toUnsignedInt(ByteBuffer.wrap(value).order(ByteOrder.nativeOrder()).getShort());
    }

    @Nullable Ip4 ip4(int type) throws MalformedException {
      byte[] value = sized(type, 4);
      return value == null ? null : Ip4.of(value);
    }

    @Nullable MacAddress mac(int type) {
      byte[] value = values.get(type);
      return value == null || value.length != 6 ? null : MacAddress.of(value);
    }

    int i32(int type, int otherwise) throws MalformedException {
      byte[] value = sized(type, 4);
      return value == null
          ? otherwise
          : ByteBuffer.wrap(value).order(ByteOrder.nativeOrder()).getInt();
    }

    int u8(int type, int otherwise) throws MalformedException {
      byte[] value = sized(type, 1);
      return value == null ? otherwise : Byte.toUnsignedInt(value[0]);
    }

    @Nullable String text(int type) {
      byte[] value = values.get(type);
      if (value == null) {
        return null;
      }
      int end = 0;
      while (end < value.length && value[end] != 0) {
        end++;
      }
      return new String(value, 0, end, StandardCharsets.UTF_8);
    }

    private byte @Nullable [] sized(int type, int length) throws MalformedException {
      byte[] value = values.get(type);
      if (value != null && value.length != length) {
        throw new MalformedException(
            "attribute " + type, 0, "has " + value.length + " octets, not " + length);
      }
      return value;
    }
  }
}
