package org.dualmip.ipsec.vici;

import org.dualmip.mobileip.net.ByteReader;
import org.dualmip.mobileip.net.ByteWriter;
import org.dualmip.mobileip.net.MalformedException;

/**
 * A VICI packet without the length in front ("Packet layer"): one octet of type, for some types a
 * name, for some a message.
 */
public sealed interface ViciPacket {
  /** The longest packet that strongSwan sends or takes, in octets ("Transport layer"). */
  int LENGTH_MAX = 512 * 1024;

  /** CMD_REQUEST: a named command with its arguments. */
  record Request(String name, ViciMessage message) implements ViciPacket {}

  /** CMD_RESPONSE: the answer to the command before. */
  record Response(ViciMessage message) implements ViciPacket {}

  /** CMD_UNKNOWN: there is no such command. */
  record UnknownCommand() implements ViciPacket {}

  /** EVENT_REGISTER: asks for the named event. */
  record Register(String name) implements ViciPacket {}

  /** EVENT_UNREGISTER: asks for it no longer. */
  record Unregister(String name) implements ViciPacket {}

  /** EVENT_CONFIRM: registering or unregistering is done. */
  record Confirmed() implements ViciPacket {}

  /** EVENT_UNKNOWN: there is no such event. */
  record UnknownEvent() implements ViciPacket {}

  /** EVENT: something that was registered for has happened. */
  record Event(String name, ViciMessage message) implements ViciPacket {}

  /** Reads a whole packet. */
  static ViciPacket read(byte[] octets) throws MalformedException {
    var in = new ByteReader(octets);
    if (octets.length > LENGTH_MAX) {
      throw in.malformed("packet length", octets.length + " is more than " + LENGTH_MAX);
    }
    int type = in.u8("packet type");
    ViciPacket packet =
        switch (type) {
          case 0 -> new Request(ViciMessage.name(in), ViciMessage.read(in));
          case 1 -> new Response(ViciMessage.read(in));
          case 2 -> new UnknownCommand();
          case 3 -> new Register(ViciMessage.name(in));
          case 4 -> new Unregister(ViciMessage.name(in));
          case 5 -> new Confirmed();
          case 6 -> new UnknownEvent();
          case 7 -> new Event(ViciMessage.name(in), ViciMessage.read(in));
          default -> throw in.malformed("packet type", "unknown: " + type);
        };
    in.expectEnd("packet");
    return packet;
  }

  /**
   * The octets of this packet.
   *
   * @throws IllegalArgumentException if it is longer than {@link #LENGTH_MAX}
   */
  default byte[] toBytes() {
    var out = new ByteWriter();
    switch (this) {
      case Request(String name, ViciMessage message) -> {
        ViciMessage.name(out.u8(0), name);
        message.write(out);
      }
      case Response(ViciMessage message) -> message.write(out.u8(1));
      case UnknownCommand() -> out.u8(2);
      case Register(String name) -> ViciMessage.name(out.u8(3), name);
      case Unregister(String name) -> ViciMessage.name(out.u8(4), name);
      case Confirmed() -> out.u8(5);
      case UnknownEvent() -> out.u8(6);
      case Event(String name, ViciMessage message) -> {
        ViciMessage.name(out.u8(7), name);
        message.write(out);
      }
    }
    if (out.length() > LENGTH_MAX) {
      throw new IllegalArgumentException(
          "a VICI packet has at most " + LENGTH_MAX + " octets, not " + out.length());
    }
    return out.toBytes();
  }
}
