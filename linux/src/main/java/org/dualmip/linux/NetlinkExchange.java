package org.dualmip.linux;

import java.util.ArrayList;
import java.util.List;
import org.dualmip.linux.NetlinkSocket.OverrunException;
import org.dualmip.mobileip.net.MalformedException;

/**
 * Requests and their answers over one netlink socket, one at a time.
 *
 * <p>Each request is acknowledged by the kernel; answers to earlier requests are skipped by their
 * sequence number. Any thread may call.
 */
final class NetlinkExchange implements AutoCloseable {
  private static final int ATTEMPTS = 5;
  private static final int CAPPED = 0x100;
  private static final int WITH_TEXT = 0x200;
  private static final int TEXT = 1;

  private final NetlinkSocket socket;
  private int sequence;

  /**
   * Opens one in the caller's network namespace.
   *
   * @param family of netlink: 0 for the routing family
   */
  NetlinkExchange(int family) {
    socket = new NetlinkSocket(family, 0);
  }

  /** Asks for one thing, whose answer is one message, or for a change, whose answer is none. */
  synchronized List<NetlinkMessage> ask(String operation, NetlinkRequest request) {
    socket.send(request.toBytes(++sequence));
    try {
      return answers(operation);
    } catch (OverrunException lost) {
      throw new HostException(operation, Errno.ENOBUFS);
    } catch (MalformedException garbled) {
      throw new HostException(
          operation, 0, "the kernel's answer is malformed: " + garbled.getMessage());
    }
  }

  /** Asks for a listing, again if it changed meanwhile. */
  List<NetlinkMessage> list(String operation, NetlinkRequest request) {
    for (int attempt = 1; ; attempt++) {
      List<NetlinkMessage> listed = ask(operation, request);
      boolean whole = listed.stream().allMatch(m -> (m.flags() & NetlinkMessage.INTERRUPTED) == 0);
      // A host that never holds still is described as well as it can be.
      if (whole || attempt == ATTEMPTS) {
        return listed;
      }
    }
  }

  private List<NetlinkMessage> answers(String operation)
      throws OverrunException, MalformedException {
    var answers = new ArrayList<NetlinkMessage>();
    while (true) {
      byte[] datagram = socket.receive();
      if (datagram == null) {
        throw new IllegalStateException("the netlink socket is closed");
      }
      for (NetlinkMessage message : NetlinkMessage.parse(datagram)) {
        if (message.sequence() != sequence) {
          continue;
        }
        switch (message.type()) {
          case NetlinkMessage.ERROR, NetlinkMessage.DONE -> {
            int error = -message.i32(0, "error");
            if (error != 0) {
              throw refusal(operation, error, message);
            }
            // The end of an interrupted listing says so in its own flags.
            if (message.type() == NetlinkMessage.DONE
                && (message.flags() & NetlinkMessage.INTERRUPTED) != 0
                && !answers.isEmpty()) {
              answers.add(interrupted(answers.removeLast()));
            }
            return answers;
          }
          default -> answers.add(message);
        }
      }
    }
  }

  private static NetlinkMessage interrupted(NetlinkMessage last) {
    return new NetlinkMessage(
        last.type(), last.flags() | NetlinkMessage.INTERRUPTED, last.sequence(), last.body());
  }

  private static HostException refusal(String operation, int error, NetlinkMessage message)
      throws MalformedException {
    if (message.type() == NetlinkMessage.ERROR
        && (message.flags() & (CAPPED | WITH_TEXT)) == (CAPPED | WITH_TEXT)) {
      String words = message.attributes(20).text(TEXT); // behind error and the request's header
      if (words != null) {
        return new HostException(operation, error, "the kernel says: " + words);
      }
    }
    return new HostException(operation, error);
  }

  @Override
  public void close() {
    socket.close();
  }
}
