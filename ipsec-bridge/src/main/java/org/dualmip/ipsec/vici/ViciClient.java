package org.dualmip.ipsec.vici;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.dualmip.ipsec.vici.ViciException.Kind;
import org.dualmip.mobileip.net.MalformedException;
import org.jspecify.annotations.Nullable;

/**
 * One connection to strongSwan: requests with their responses, and events that come at any time.
 *
 * <p>Any thread may ask; VICI answers in order and without numbers, so one request is under way at
 * a time and others wait their turn. A request that gets no answer closes the connection: a late
 * answer could not be told from the next one. Events go to the listener on the connection's own
 * reading thread, which must not wait and must not ask.
 */
public final class ViciClient implements AutoCloseable {
  /** Where strongSwan's daemon listens unless its settings say otherwise (Debian 12). */
  public static final Path DEFAULT_SOCKET = Path.of("/var/run/charon.vici");

  /** Events that one streamed command may bring. */
  static final int STREAM_MAX = 16_384;

  /** Hears what comes without being asked for. Called on the reading thread. */
  public interface Listener {
    /** A registered event. */
    void event(String name, ViciMessage message);

    /** The connection has ended; said once, and the last thing said. */
    void closed(String reason);
  }

  private final Listener listener;
  private final ViciExchange exchange;
  private final ReentrantLock turn = new ReentrantLock();
  private final Set<String> subscribed = new HashSet<>();
  private volatile @Nullable Stream stream;

  private ViciClient(ViciTransport transport, Listener listener) {
    this.listener = listener;
    this.exchange = new ViciExchange(transport, this::heard);
  }

  /**
   * Connects.
   *
   * @throws ViciException of kind UNAVAILABLE, saying what to do about it
   */
  public static ViciClient connect(
      Path socket, ViciTransport.Factory factory, Listener listener, String name)
      throws ViciException {
    try {
      var client = new ViciClient(factory.connect(socket), listener);
      Thread.ofPlatform().name(name).daemon().start(client::read);
      return client;
    } catch (IOException | IllegalArgumentException failed) {
      throw new ViciException(Kind.UNAVAILABLE, remedy(socket, failed), failed);
    }
  }

  /**
   * A command that answers once.
   *
   * @return the answer; if it carries {@code success}, that is {@code yes}
   * @throws ViciException of kind REFUSED with strongSwan's own words if it says no
   */
  public ViciMessage request(String command, ViciMessage arguments, Duration timeout)
      throws ViciException {
    turn.lock();
    try {
      return ask(command, arguments, timeout);
    } finally {
      turn.unlock();
    }
  }

  /** What a streamed command brought. */
  public record Streamed(List<ViciMessage> events, ViciMessage response) {}

  /**
   * A command whose answer is a series of events, such as list-sas with list-sa, and then a
   * response.
   *
   * @return also when strongSwan refuses: the events say why, {@code success} says whether
   */
  public Streamed stream(String command, ViciMessage arguments, String event, Duration timeout)
      throws ViciException {
    turn.lock();
    // strongSwan sends an event once for each registration, so a second one would double it.
    boolean register = !subscribed.contains(event);
    var collecting = new Stream(event, new ArrayList<>());
    try {
      if (register) {
        confirm(new ViciPacket.Register(event), event, timeout);
      }
      stream = collecting;
      ViciMessage response = command(command, arguments, timeout);
      stream = null;
      if (register) {
        confirm(new ViciPacket.Unregister(event), event, timeout);
      }
      return new Streamed(List.copyOf(collecting.messages()), response);
    } finally {
      stream = null;
      turn.unlock();
    }
  }

  /** Asks for an event, once however often this is called. */
  public void subscribe(String event, Duration timeout) throws ViciException {
    turn.lock();
    try {
      if (subscribed.add(event)) {
        try {
          confirm(new ViciPacket.Register(event), event, timeout);
        } catch (ViciException failed) {
          subscribed.remove(event);
          throw failed;
        }
      }
    } finally {
      turn.unlock();
    }
  }

  /** Asks for an event no longer. */
  public void unsubscribe(String event, Duration timeout) throws ViciException {
    turn.lock();
    try {
      if (subscribed.remove(event)) {
        confirm(new ViciPacket.Unregister(event), event, timeout);
      }
    } finally {
      turn.unlock();
    }
  }

  /** Whether the connection is still there, as far as is known. */
  public boolean isOpen() {
    return exchange.isOpen();
  }

  @Override
  public void close() {
    exchange.end("this side closed the connection");
  }

  private ViciMessage ask(String command, ViciMessage arguments, Duration timeout)
      throws ViciException {
    ViciMessage response = command(command, arguments, timeout);
    if (response.value("success").filter(success -> !success.equals("yes")).isPresent()) {
      throw new ViciException(
          Kind.REFUSED,
          response
              .value("errmsg")
              .orElse("strongSwan refused '" + command + "' without giving a reason"));
    }
    return response;
  }

  private ViciMessage command(String command, ViciMessage arguments, Duration timeout)
      throws ViciException {
    ViciPacket answer =
        exchange.ask(
            new ViciPacket.Request(command, arguments), "command '" + command + "'", timeout);
    return switch (answer) {
      case ViciPacket.Response(ViciMessage message) -> message;
      case ViciPacket.UnknownCommand() ->
          throw new ViciException(
              Kind.UNKNOWN_COMMAND,
              "this strongSwan does not know the command '"
                  + command
                  + "': it is too old, or lacks the plugin that brings it");
      default -> throw confused(answer);
    };
  }

  private void confirm(ViciPacket packet, String event, Duration timeout) throws ViciException {
    ViciPacket answer = exchange.ask(packet, "event '" + event + "'", timeout);
    switch (answer) {
      case ViciPacket.Confirmed() -> {}
      case ViciPacket.UnknownEvent() ->
          throw new ViciException(
              Kind.UNKNOWN_EVENT,
              "this strongSwan does not know the event '" + event + "': it is too old");
      default -> throw confused(answer);
    }
  }

  private ViciException confused(ViciPacket answer) {
    String reason = "an answer that does not fit: " + answer.getClass().getSimpleName();
    exchange.end(reason);
    return new ViciException(Kind.MALFORMED, reason);
  }

  /** The reading thread. */
  private void read() {
    listener.closed(exchange.read());
  }

  private void heard(ViciPacket.Event event) throws MalformedException {
    Stream collecting = stream;
    if (collecting != null && collecting.event().equals(event.name())) {
      if (collecting.messages().size() == STREAM_MAX) {
        throw new MalformedException("event", 0, "more than " + STREAM_MAX + " in one answer");
      }
      collecting.messages().add(event.message());
    } else {
      listener.event(event.name(), event.message());
    }
  }

  private record Stream(String event, List<ViciMessage> messages) {}

  private static String remedy(Path socket, Exception failed) {
    if (Files.exists(socket) && !Files.isWritable(socket)) {
      return "not allowed to talk to strongSwan at " + socket + ": run as root";
    }
    String why =
        Files.exists(socket)
            ? socket + " (" + failed.getMessage() + ")"
            : socket + " does not exist";
    return "strongSwan is not running or its VICI socket is elsewhere: "
        + why
        + "; start it with `systemctl start strongswan` or set vpn.vici";
  }
}
