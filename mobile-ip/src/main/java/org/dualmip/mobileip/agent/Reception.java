package org.dualmip.mobileip.agent;

import java.util.Optional;
import org.dualmip.mobileip.agent.HomeAgent.Input.Datagram;
import org.dualmip.mobileip.agent.HomeAgent.Level;
import org.dualmip.mobileip.agent.HomeAgent.Output;
import org.dualmip.mobileip.message.RegistrationRequest;
import org.dualmip.mobileip.net.Now;

/**
 * The course of a request: {@link RequestCheck} says whether it is authentic and fresh, {@link
 * Registrar} whether it is granted; then come the reply, or silence, and who else must know.
 */
final class Reception {
  private final HomeAgentConfig config;
  private final RequestCheck check;
  private final Probes probes;
  private final Registrar registrar;
  private final Strangers strangers;
  private final Revocations revocations;
  private final RecentReplies recent;
  private final Consequences consequences;
  private final Journal journal;

  Reception(
      HomeAgentConfig config,
      RequestCheck check,
      Probes probes,
      Registrar registrar,
      Strangers strangers,
      Revocations revocations,
      RecentReplies recent,
      Consequences consequences,
      Journal journal) {
    this.config = config;
    this.check = check;
    this.probes = probes;
    this.registrar = registrar;
    this.strangers = strangers;
    this.revocations = revocations;
    this.recent = recent;
    this.consequences = consequences;
    this.journal = journal;
  }

  /** A datagram whose first octet says that it is a Registration Request. */
  void request(Datagram datagram) {
    journal.count(Counter.REQUESTS);
    Judgement judgement = check.examine(datagram);
    if (judgement.isConcealed()) {
      journal.count(Counter.COVERS_OPENED);
    }
    switch (judgement) {
      case Judgement.Discarded discarded -> {
        journal.count(discarded.counter());
        journal.notice(discarded.counter(), discarded.level(), discarded.why(), datagram, null);
      }
      case Judgement.OfNobody(RegistrationRequest message) -> probe(datagram, message);
      case Judgement.Rejected rejected -> reject(rejected, datagram);
      case Judgement.Valid(Authentic request) -> take(request, registrar.register(request));
    }
  }

  private void probe(Datagram datagram, RegistrationRequest message) {
    Probes.Outcome outcome = probes.take(datagram, message);
    journal.count(outcome.counter());
    switch (outcome) {
      case Probes.Outcome.Silence(Counter counter, var level, String why) ->
          journal.notice(counter, level, why, datagram, null);
      case Probes.Outcome.Answered(Output.Send reply) -> journal.say(reply);
    }
  }

  private void reject(Judgement.Rejected rejected, Datagram datagram) {
    Optional<Output.Send> before =
        rejected.counter() == Counter.REQUESTS_REPLAYED
            ? recent.to(rejected.request().node(), datagram)
            : Optional.empty();
    if (before.isPresent()) {
      journal.count(Counter.REQUESTS_REPEATED);
      journal.say(before.get());
      return;
    }
    journal.count(rejected.counter());
    journal.notice(
        rejected.counter(), Level.SECURITY, rejected.why(), datagram, rejected.request());
    if (rejected.proven()
        || strangers.admit(datagram.from().address(), datagram.at().monotonic())) {
      journal.say(registrar.reject(rejected));
    } else {
      journal.count(Counter.REPLIES_SUPPRESSED);
    }
  }

  private void take(Authentic request, Registrar.Result result) {
    Datagram datagram = request.datagram();
    journal.count(result.counter());
    if (result.refusal() != null) {
      journal.notice(result.counter(), Level.WARNING, result.refusal(), datagram, request);
    }
    journal.say(result.memories());
    for (Output.BindingChanged change : result.changes()) {
      tellOtherEnd(request, change, datagram.at());
      consequences.changed(request.node(), change, datagram.at());
    }
    journal.say(result.reply());
    if (request.isDirect()) {
      recent.keep(request.node(), datagram, result.reply());
    } else {
      recent.forget(request.node());
    }
  }

  /** A foreign agent that did not relay the request does not know what became of its visitor. */
  private void tellOtherEnd(Authentic request, Output.BindingChanged change, Now now) {
    Binding before = change.before();
    Binding after = change.after();
    if (before == null || (after != null && after.careOf().equals(before.careOf()))) {
      return;
    }
    boolean knows =
        before.foreignAgent() == null
            || before.foreignAgent().address().equals(request.datagram().from().address());
    if (knows) {
      revocations.forget(request.node(), before);
    } else {
      revocations.tell(request.node(), before, config.previousCareOf(), false, now);
    }
  }
}
