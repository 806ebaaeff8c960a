package org.dualmip.lab.traffic;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.util.Arrays;
import java.util.concurrent.locks.LockSupport;
import org.dualmip.linux.NetworkNamespace;
import org.dualmip.linux.TunPoll;

/**
 * Numbered datagrams, 500 a second in each direction, between the mobile node's home address and
 * the correspondent.
 *
 * <p>The sockets live in the two namespaces and belong to this process, so one clock times both
 * ends and no answer is needed. What the host refuses to send (a shut gate, no route) is lost like
 * everything else that does not arrive; it ends nothing.
 */
public final class Probe implements AutoCloseable {
  /** Between two datagrams of a direction, in nanoseconds. */
  static final long INTERVAL = 2_000_000;

  private static final int LENGTH = 64;
  private static final long MAGIC = 0x4475616c4d495031L;
  private static final int PRIORITY = 19;
  private static final int CAPACITY = 1 << 16;

  /** One direction. */
  private static final class Way {
    final String direction;
    final DatagramChannel from;
    final DatagramChannel to;
    final InetSocketAddress target;
    final ByteBuffer out = ByteBuffer.allocateDirect(LENGTH);
    long[] sent = new long[CAPACITY]; // the sender's
    int sentCount; // the sender's
    long refused; // the sender's
    int[] arrivedSequence = new int[CAPACITY]; // the receiver's
    long[] arrivedAt = new long[CAPACITY]; // the receiver's
    int arrivedCount; // the receiver's
    volatile long lastArrival = System.nanoTime();
    volatile long freshest = lastArrival; // the receiver's

    Way(String direction, DatagramChannel from, DatagramChannel to) throws IOException {
      this.direction = direction;
      this.from = from;
      this.to = to;
      target = (InetSocketAddress) to.getLocalAddress();
    }

    void send() {
      if (sentCount == sent.length) {
        sent = Arrays.copyOf(sent, 2 * sentCount);
      }
      out.clear();
      long now = System.nanoTime();
      out.putLong(MAGIC).putInt(direction.hashCode()).putInt(sentCount).putLong(now);
      out.position(LENGTH).flip();
      sent[sentCount++] = now;
      try {
        from.send(out, target);
      } catch (IOException shutOrUnreachable) {
        refused++;
      }
    }

    void receive() {
      TunPoll.onTime(PRIORITY);
      ByteBuffer in = ByteBuffer.allocateDirect(2 * LENGTH);
      try {
        while (true) {
          in.clear();
          to.receive(in);
          long now = System.nanoTime();
          in.flip();
          if (in.remaining() == LENGTH
              && in.getLong(0) == MAGIC
              && in.getInt(8) == direction.hashCode()) {
            freshest = Math.max(freshest, in.getLong(16));
            note(in.getInt(12), now);
          }
        }
      } catch (ClosedChannelException end) {
        return;
      } catch (IOException broken) {
        throw new java.io.UncheckedIOException(broken);
      }
    }

    private void note(int sequence, long now) {
      if (arrivedCount == arrivedAt.length) {
        arrivedSequence = Arrays.copyOf(arrivedSequence, 2 * arrivedCount);
        arrivedAt = Arrays.copyOf(arrivedAt, 2 * arrivedCount);
      }
      arrivedSequence[arrivedCount] = sequence;
      arrivedAt[arrivedCount++] = now;
      lastArrival = now;
    }

    ProbeLog log() {
      return new ProbeLog(
          direction,
          Arrays.copyOf(sent, sentCount),
          Arrays.copyOf(arrivedSequence, arrivedCount),
          Arrays.copyOf(arrivedAt, arrivedCount));
    }
  }

  /**
   * What both directions saw.
   *
   * @param down from the correspondent to the mobile node
   * @param up from the mobile node to the correspondent
   * @param refused datagrams that the mobile node's own host refused to send
   */
  public record Logs(ProbeLog down, ProbeLog up, long refused) {}

  private final DatagramChannel mobile;
  private final DatagramChannel correspondent;
  private final Way down;
  private final Way up;
  private final Thread sender;
  private final Thread[] receivers;
  private volatile boolean sending = true;
  private volatile boolean paused;

  /**
   * Starts it.
   *
   * @throws IOException if an address is not there to bind to
   */
  public Probe(
      NetworkNamespace mobileNode,
      InetSocketAddress homeAddress,
      NetworkNamespace correspondentNode,
      InetSocketAddress correspondentAddress)
      throws IOException {
    mobile = mobileNode.call(() -> open(homeAddress));
    try {
      correspondent = correspondentNode.call(() -> open(correspondentAddress));
    } catch (IOException refused) {
      mobile.close();
      throw refused;
    }
    down = new Way("down", correspondent, mobile);
    up = new Way("up", mobile, correspondent);
    receivers =
        new Thread[] {
          Thread.ofPlatform().name("probe down").daemon().start(down::receive),
          Thread.ofPlatform().name("probe up").daemon().start(up::receive)
        };
    sender = Thread.ofPlatform().name("probe sender").daemon().start(this::send);
  }

  private static DatagramChannel open(InetSocketAddress address) throws IOException {
    DatagramChannel channel = DatagramChannel.open(StandardProtocolFamily.INET);
    try {
      return channel.bind(address);
    } catch (IOException refused) {
      channel.close();
      throw new IOException("cannot bind the probe to " + address, refused);
    }
  }

  private void send() {
    TunPoll.onTime(PRIORITY);
    long next = System.nanoTime();
    while (sending) {
      if (paused) {
        LockSupport.parkNanos(INTERVAL);
        next = System.nanoTime();
        continue;
      }
      down.send();
      up.send();
      next += INTERVAL;
      long wait = next - System.nanoTime();
      if (wait > 0) {
        LockSupport.parkNanos(wait);
      }
    }
  }

  /** Sends nothing until {@link #resume}. */
  public void pause() {
    paused = true;
  }

  /** Goes on sending. */
  public void resume() {
    paused = false;
  }

  /** When something last arrived in the direction that has been silent for longer. */
  public long lastArrival() {
    long one = down.lastArrival;
    long other = up.lastArrival;
    return one - other < 0 ? one : other;
  }

  /** When what arrived was sent, at the latest, in the direction where that is longer ago. */
  public long freshest() {
    return Math.min(down.freshest, up.freshest);
  }

  /** Stops sending, waits for what is under way, and gives what was seen; called once. */
  public Logs finish() throws InterruptedException {
    sending = false;
    sender.join();
    Thread.sleep(500);
    close();
    for (Thread receiver : receivers) {
      receiver.join();
    }
    return new Logs(down.log(), up.log(), down.refused + up.refused);
  }

  @Override
  public void close() {
    sending = false;
    try {
      mobile.close();
      correspondent.close();
    } catch (IOException alreadyBroken) {
      throw new java.io.UncheckedIOException(alreadyBroken);
    }
  }
}
