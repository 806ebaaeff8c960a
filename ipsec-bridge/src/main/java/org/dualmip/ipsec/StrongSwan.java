package org.dualmip.ipsec;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.dualmip.ipsec.vici.ViciClient;
import org.dualmip.ipsec.vici.ViciException;
import org.dualmip.ipsec.vici.ViciMessage;
import org.dualmip.ipsec.vici.ViciTransport;

/**
 * A strongSwan that answers: the few commands that this module needs, typed.
 *
 * <p>Two connections: one for events and everything quick, one for initiating, which blocks until
 * the gateway has answered; so a terminate never waits behind an initiate. Any thread may call.
 */
final class StrongSwan implements AutoCloseable {
  private static final Duration QUICK = Duration.ofSeconds(2);
  private static final Duration GRACE = Duration.ofSeconds(2);
  private static final List<String> EVENTS =
      List.of("log", "ike-updown", "child-updown", "ike-rekey", "child-rekey");

  /** Since strongSwan 5.9.3; without it a move is found at the next look. */
  private static final String MOVES = "ike-update";

  private final ViciClient commands;
  private final ViciClient initiations;
  private final String version;
  private final Map<Credentials, String> loaded = new HashMap<>();

  private StrongSwan(ViciClient commands, ViciClient initiations, String version) {
    this.commands = commands;
    this.initiations = initiations;
    this.version = version;
  }

  /** Connects, asks for the version and for all events that matter. */
  static StrongSwan connect(
      Path socket, ViciTransport.Factory factory, ViciClient.Listener listener)
      throws ViciException {
    var commands = ViciClient.connect(socket, factory, listener, "dualmip-vici-events");
    ViciClient initiations = null;
    try {
      initiations = ViciClient.connect(socket, factory, new Ignored(), "dualmip-vici-initiate");
      for (String event : EVENTS) {
        commands.subscribe(event, QUICK);
      }
      subscribeIfKnown(commands, MOVES);
      ViciMessage version = commands.request("version", ViciMessage.EMPTY, QUICK);
      return new StrongSwan(
          commands, initiations, version.text("daemon") + " " + version.text("version"));
    } catch (ViciException failed) {
      commands.close();
      if (initiations != null) {
        initiations.close();
      }
      throw failed;
    }
  }

  private static void subscribeIfKnown(ViciClient commands, String event) throws ViciException {
    try {
      commands.subscribe(event, QUICK);
    } catch (ViciException unknown) {
      if (unknown.kind() != ViciException.Kind.UNKNOWN_EVENT) {
        throw unknown;
      }
    }
  }

  /** Name and version of the daemon. */
  String version() {
    return version;
  }

  /**
   * Loads key and intermediate certificates; the same again changes nothing. Returns the key's id.
   */
  synchronized String loadCredentials(Credentials credentials) throws ViciException {
    String known = loaded.get(credentials);
    if (known != null) {
      return known;
    }
    for (String certificate : credentials.intermediates()) {
      commands.request(
          "load-cert",
          ViciMessage.with()
              .value("type", "X509")
              .value("flag", "NONE")
              .value("data", certificate)
              .build(),
          QUICK);
    }
    String id =
        commands
            .request(
                "load-key",
                ViciMessage.with().value("type", "any").value("data", credentials.key()).build(),
                QUICK)
            .text("id");
    loaded.put(credentials, id);
    return id;
  }

  /** Loads or replaces a connection. */
  void loadConnection(String name, ViciMessage connection) throws ViciException {
    commands.request("load-conn", ViciMessage.with().section(name, connection).build(), QUICK);
  }

  /** Loads or replaces an address pool. */
  void loadPool(String name, String addresses) throws ViciException {
    commands.request(
        "load-pool",
        ViciMessage.with()
            .section(name, ViciMessage.with().value("addrs", addresses).build())
            .build(),
        QUICK);
  }

  /** Removes what has a name or an id, such as {@code unload-conn}; gone already is fine. */
  void unload(String command, String key, String value) throws ViciException {
    allowNothing(command, ViciMessage.with().value(key, value).build());
  }

  /** Brings a child up and waits for it. */
  void initiate(String connection, String child, Duration timeout) throws ViciException {
    var request =
        ViciMessage.with()
            .value("ike", connection)
            .value("child", child)
            .value("timeout", timeout.toMillis())
            .value("loglevel", 1)
            .build();
    var streamed = initiations.stream("initiate", request, "control-log", timeout.plus(GRACE));
    if (!streamed.response().isYes("success")) {
      var lines = streamed.events().reversed().stream().map(line -> line.text("msg")).toList();
      throw new ViciException(
          ViciException.Kind.REFUSED,
          Evidence.reason(
              lines,
              streamed
                  .response()
                  .value("errmsg")
                  .map(said -> "no answer from the gateway in time (strongSwan: " + said + ")")
                  .orElse("strongSwan refused to initiate without giving a reason")));
    }
  }

  /** Ends all associations of the connection, telling the peer but not waiting for it. */
  void terminate(String connection) throws ViciException {
    allowNothing(
        "terminate",
        ViciMessage.with()
            .value("ike", connection)
            .value("force", "yes")
            .value("timeout", -1)
            .build());
  }

  /** The associations of the connection. */
  List<Association> associations(String connection) throws ViciException {
    var streamed =
        commands.stream(
            "list-sas", ViciMessage.with().value("ike", connection).build(), "list-sa", QUICK);
    var all = new ArrayList<Association>();
    for (ViciMessage event : streamed.events()) {
      event.sections().forEach((name, section) -> all.add(Association.of(name, section)));
    }
    return all;
  }

  @Override
  public void close() {
    commands.close();
    initiations.close();
  }

  private void allowNothing(String command, ViciMessage message) throws ViciException {
    try {
      commands.request(command, message, QUICK);
    } catch (ViciException failed) {
      // "Nothing there" is a refusal too, and just what was wanted.
      if (failed.kind() != ViciException.Kind.REFUSED) {
        throw failed;
      }
    }
  }

  private static final class Ignored implements ViciClient.Listener {
    @Override
    public void event(String name, ViciMessage message) {
      // This connection asks for none but those of its own commands.
    }

    @Override
    public void closed(String reason) {
      // The command under way says so itself.
    }
  }
}
