package org.dualmip.mobilenode;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import org.dualmip.mobileip.discovery.RouterSolicitation;
import org.dualmip.mobileip.net.Octets;
import org.dualmip.mobileip.node.CareOf;
import org.dualmip.mobileip.node.MobileNode;
import org.dualmip.mobilenode.DualNode.Output;
import org.dualmip.mobilenode.Projection.Attachment;
import org.jspecify.annotations.Nullable;

/** Outputs that wait for the projection that goes before them; and their words. */
final class Outbox {
  private final ArrayDeque<Output> held = new ArrayDeque<>();

  private String cause = "nothing has happened yet";

  /** What happened last: the reason for whatever follows from it. */
  void because(String what) {
    cause = what;
  }

  String cause() {
    return cause;
  }

  void add(Output output) {
    held.add(output);
  }

  void changed(
      String what,
      @Nullable Tier tier,
      @Nullable String link,
      @Nullable String before,
      @Nullable String after,
      String why,
      List<String> evidence) {
    add(new Output.Changed(what, tier, link, before, after, why, evidence));
  }

  /** Lets go of everything, but for what was to be sent from where nothing is sent any more. */
  void flushTo(Queue<Output> outputs, Set<Attachment> sockets) {
    held.removeIf(output ->
        switch (output) {
          case Output.Send send -> !sockets.contains(send.socket());
          case Output.ToAgent send -> !sockets.contains(send.socket());
          case Output.Announce announce ->
              !sockets.contains(new Attachment(Tier.INNER, announce.home()));
          default -> false;
        });
    outputs.addAll(held);
    held.clear();
  }

  private static String way(MobileNode.Output.Registered registered) {
    if (registered.tunnel() != null) {
      return registered.tunnel().toString();
    }
    return registered.careOf() instanceof CareOf.CoLocated
        ? "at home, without a binding,"
        : "the agent's tunnel";
  }

  /** Sends a request: to an agent beside the host's own IP layer. */
  void send(Tier tier, MobileNode.Output.Send send) {
    Attachment socket = new Attachment(tier, send.via());
    add(
        send.via() instanceof CareOf.ThroughAgent
            ? new Output.ToAgent(
                socket, send.source(), send.to(), send.timeToLive(), send.payload())
            : new Output.Send(socket, send.to(), send.payload()));
  }

  /** Passes on what a registration engine sends, and tells what it found out. */
  void report(Tier tier, MobileNode engine, MobileNode.Output out) {
    switch (out) {
      case MobileNode.Output.Send send -> send(tier, send);
      case MobileNode.Output.Registered r ->
          changed(
              r.renewal() ? "renewed" : "registered",
              tier,
              r.careOf().link(),
              null,
              r.careOf().toString(),
              way(r)
                  + " for "
                  + r.lifetime().toSeconds()
                  + " s, answered in "
                  + r.roundTrip().toNanos() / 1000
                  + " us",
              r.trustedNetworks() ? List.of("trusted networks configured") : List.of());
      case MobileNode.Output.Denied d ->
          changed(
              "denied",
              tier,
              d.careOf().link(),
              null,
              d.careOf().toString(),
              d.code().toString(),
              List.of());
      case MobileNode.Output.ChallengeMissing c ->
          add(
              new Output.Solicit(
                  c.careOf().link(),
                  CareOf.ALL_AGENTS,
                  Octets.of(new RouterSolicitation().toBytes())));
      case MobileNode.Output.Unanswered u ->
          changed(
              "unanswered",
              tier,
              u.careOf().link(),
              null,
              u.careOf().toString(),
              u.attempts() + " requests without an answer from " + engine.homeAgent(),
              List.of());
      case MobileNode.Output.Lost l ->
          changed("lost", tier, l.careOf().link(), l.careOf().toString(), null, l.why(), List.of());
      case MobileNode.Output.MappingLost m ->
          changed(
              "mapping-lost",
              tier,
              m.careOf().link(),
              null,
              m.careOf().toString(),
              "keepalives unanswered; the next interval is " + m.nextKeepalive().toSeconds() + " s",
              List.of());
      case MobileNode.Output.Told t ->
          changed(
              "told",
              tier,
              t.careOf().link(),
              null,
              t.careOf().toString(),
              (t.byHomeAgent() ? "home agent: " : "foreign agent: ") + t.text(),
              List.of());
      case MobileNode.Output.HomeAgentChanged h ->
          changed(
              "home-agent-changed",
              tier,
              null,
              h.before().toString(),
              h.after().toString(),
              h.why(),
              List.of());
      case MobileNode.Output.Offered o -> add(new Output.Offered(o.homeAgent(), o.offer()));
      case MobileNode.Output.Bared b ->
          changed(
              "unconcealed",
              tier,
              b.careOf().link(),
              null,
              b.careOf().toString(),
              b.unanswered()
                  + " concealed requests without an answer from "
                  + b.homeAgent()
                  + ": one request shows who sends it, and whoever listens here can read it;"
                  + " the home agent may have lost its key, or somebody here drops what he"
                  + " cannot read (conceal: always sends none)",
              List.of());
      case MobileNode.Output.Granted _, MobileNode.Output.Notified _ -> {}
      case MobileNode.Output.Deregistered d ->
          changed(
              "deregistered",
              tier,
              d.careOf().link(),
              d.careOf().toString(),
              null,
              "the home agent confirmed it",
              List.of());
    }
  }
}
