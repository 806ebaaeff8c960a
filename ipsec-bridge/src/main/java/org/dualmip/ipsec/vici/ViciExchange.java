package org.dualmip.ipsec.vici;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.dualmip.ipsec.vici.ViciException.Kind;
import org.dualmip.mobileip.net.ByteReader;
import org.dualmip.mobileip.net.ByteWriter;
import org.dualmip.mobileip.net.MalformedException;
import org.jspecify.annotations.Nullable;

/**
 * Packets on a connection to strongSwan: each with its length before it, answers to whoever asked,
 * events to whoever listens. One thread reads, and one at a time asks; any may end it.
 */
final class ViciExchange {
  private static final String GONE =
      "strongSwan closed the connection: it stopped or was restarted";

  /** Hears events, on the reading thread. */
  interface Events {
    void heard(ViciPacket.Event event) throws MalformedException;
  }

  private sealed interface Answer {
    record Packet(ViciPacket packet) implements Answer {}

    record End(String reason) implements Answer {}
  }

  private final ViciTransport transport;
  private final Events events;
  private final BlockingQueue<Answer> answers = new ArrayBlockingQueue<>(2);
  private volatile boolean awaiting;
  private volatile @Nullable String reason;

  ViciExchange(ViciTransport transport, Events events) {
    this.transport = transport;
    this.events = events;
  }

  /** Whether it has not ended, as far as is known. */
  boolean isOpen() {
    return reason == null;
  }

  /**
   * Sends a packet and waits for its answer.
   *
   * @param what what is asked, for people
   */
  ViciPacket ask(ViciPacket packet, String what, Duration timeout) throws ViciException {
    byte[] body = packet.toBytes();
    awaiting = true;
    try {
      String over = reason;
      if (over != null) {
        throw new ViciException(Kind.CLOSED, over);
      }
      transport.write(new ByteWriter().i32(body.length).bytes(body).toBytes());
      Answer answer = answers.poll(timeout.toNanos(), TimeUnit.NANOSECONDS);
      return switch (answer) {
        case null -> {
          String silence =
              "strongSwan did not answer the "
                  + what
                  + " within "
                  + seconds(timeout)
                  + ": it hangs or is overloaded (`systemctl restart strongswan` ends a hang)";
          end(silence);
          throw new ViciException(Kind.TIMEOUT, silence);
        }
        case Answer.Packet(ViciPacket came) -> came;
        case Answer.End(String why) -> throw new ViciException(Kind.CLOSED, why);
      };
    } catch (IOException failed) {
      end(broke(failed));
      throw new ViciException(Kind.CLOSED, broke(failed), failed);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      end("interrupted while waiting for strongSwan");
      throw new ViciException(Kind.CLOSED, "interrupted while waiting for strongSwan", stopped);
    } finally {
      awaiting = false;
    }
  }

  /**
   * Reads until the end.
   *
   * @return why it ended
   */
  String read() {
    String why = GONE;
    try {
      byte[] length = new byte[4];
      while (fill(length)) {
        int octets = new ByteReader(length).i32("packet length");
        if (octets < 1 || octets > ViciPacket.LENGTH_MAX) {
          throw new MalformedException("packet length", 0, "not in 1 to 524288: " + octets);
        }
        byte[] body = new byte[octets];
        if (!fill(body)) {
          break;
        }
        dispatch(ViciPacket.read(body));
      }
    } catch (IOException broken) {
      why = broke(broken);
    } catch (MalformedException malformed) {
      why = "strongSwan sent what is not VICI: " + malformed.getMessage();
    }
    end(why);
    String said = reason;
    return said == null ? why : said;
  }

  private void dispatch(ViciPacket packet) throws MalformedException {
    if (packet instanceof ViciPacket.Event event) {
      events.heard(event);
    } else if (!awaiting || !answers.offer(new Answer.Packet(packet))) {
      throw new MalformedException("packet", 0, "an answer to nothing");
    }
  }

  private boolean fill(byte[] octets) throws IOException {
    for (int had = 0; had < octets.length; ) {
      int count = transport.read(octets, had, octets.length - had);
      if (count < 0) {
        return false;
      }
      had += count;
    }
    return true;
  }

  /** Ends it: remembers the first reason, wakes whoever waits, and ends the reading thread. */
  synchronized void end(String why) {
    if (reason == null) {
      reason = why;
      transport.close();
      // If the queue is full, an answer is there and the waiting side goes on without this.
      boolean _ = answers.offer(new Answer.End(why));
    }
  }

  private static String seconds(Duration duration) {
    return duration.toMillis() / 1000.0 + " s";
  }

  /** A Unix socket breaks only when its other end is closed; how depends on what was unread. */
  private static String broke(IOException failed) {
    return GONE + " (" + failed.getMessage() + ")";
  }
}
