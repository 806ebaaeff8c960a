package org.dualmip.mobilenode;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.MonotonicTime;
import org.dualmip.mobileip.net.Now;
import org.dualmip.mobileip.net.Prefix4;
import org.dualmip.mobileip.node.CareOf;
import org.dualmip.mobileip.node.MobileNode;
import org.jspecify.annotations.Nullable;

/**
 * The inner Mobile IP system as the drivers use it: registered from a care-of address, or at home.
 *
 * <p>On the home link there is nothing to register. What elsewhere is a registration is the
 * de-registration of all bindings there (RFC 5944 §3.6.1.2), between the steps with ARP of §4.6;
 * and what elsewhere is a binding is here the home agent's answer to it. The drivers know the place
 * by the interface's own address, as every other, and get {@code Registered} without a tunnel.
 *
 * <p>The bindings that hold are left alone until that answer: who only pretends to be the home link
 * takes nothing away.
 */
final class InnerSystem {
  private static final Duration LONGEST = Duration.ofMinutes(1);

  private final MobileNode engine;
  private final boolean goesHome;
  private final Outbox outbox;
  private final Map<CareOf, Prefix4> homes = new HashMap<>();
  private final ArrayDeque<MobileNode.Output> said = new ArrayDeque<>();
  private @Nullable HomeStay stay;
  private @Nullable Now latest;

  /**
   * @param goesHome whether it makes use of the home link at all
   */
  InnerSystem(MobileNode engine, boolean goesHome, Outbox outbox) {
    this.engine = engine;
    this.goesHome = goesHome;
    this.outbox = outbox;
  }

  MobileNode engine() {
    return engine;
  }

  Ip4 home() {
    return engine.home();
  }

  /**
   * An interface has a point of attachment. It is the home link if home address and home agent are
   * both of its network: nobody else's word on that link would prove anything.
   */
  void attached(Link link) {
    Prefix4 network = Prefix4.around(link.address(), link.prefixLength());
    if (goesHome
        && link.agent() == null
        && !link.address().equals(engine.home())
        && network.contains(engine.home())
        && network.contains(engine.homeAgent())) {
      homes.put(link.careOf(), network);
    }
  }

  /** Takes one input; then {@link #poll} until null. */
  void handle(MobileNode.Input input) {
    latest = input.at();
    switch (input) {
      case MobileNode.Input.Register register -> {
        if (homes.containsKey(register.careOf())) {
          goHome(register);
        } else {
          leaveHome();
          engine.handle(register);
        }
      }
      case MobileNode.Input.GiveUp giveUp -> {
        if (stay != null && stay.careOf().equals(giveUp.careOf())) {
          if (!stay.isAccepted()) {
            end(giveUp.at());
          }
        } else {
          engine.handle(giveUp);
          comeBack(giveUp.at());
        }
      }
      case MobileNode.Input.CareOfLost lost -> {
        homes.remove(lost.careOf());
        if (stay != null && stay.careOf().equals(lost.careOf())) {
          end(lost.at());
        }
        engine.handle(lost);
        comeBack(lost.at());
      }
      case MobileNode.Input.Deregister leave
          when stay != null && stay.careOf().equals(leave.careOf()) -> {
        said.add(new MobileNode.Output.Deregistered(leave.careOf())); // there is no binding
        end(leave.at());
      }
      case MobileNode.Input.Datagram datagram
          when datagram.via() instanceof CareOf.AtHome
              && !isOfHomeAgent(datagram.from().address()) -> {} // not directly
      default -> engine.handle(input);
    }
    advance(input.at());
  }

  /** Whether it is the home agent, or may be it where that is not known yet. */
  private boolean isOfHomeAgent(Ip4 address) {
    Ip4 asked = engine.homeAgent();
    return address.equals(asked)
        || homes.values().stream()
            .anyMatch(network -> network.last().equals(asked) && network.contains(address));
  }

  private void goHome(MobileNode.Input.Register register) {
    Now now = register.at();
    CareOf tried = engine.requesting();
    if (tried != null) {
      engine.handle(new MobileNode.Input.GiveUp(now, tried));
    }
    if (stay != null && stay.careOf().equals(register.careOf())) {
      if (!stay.answersArp()) {
        comeBack(now);
      } else if (!stay.isAsking()) {
        ask(stay, now);
      }
      return;
    }
    end(now);
    Duration monitor = register.monitor() == null ? LONGEST : register.monitor();
    CareOf.AtHome home = new CareOf.AtHome(register.careOf().link(), engine.home());
    stay = new HomeStay(register.careOf(), home, monitor, now.monotonic());
    arrive(stay, now);
  }

  /** §4.6: answer ARP again, announce it, and only then ask. */
  private void arrive(HomeStay here, Now now) {
    here.arrive(now.monotonic());
    announce(here, now.monotonic());
    ask(here, now);
  }

  private void ask(HomeStay here, Now now) {
    here.ask(now.monotonic());
    engine.handle(new MobileNode.Input.Deregister(now, here.home(), here.home()));
  }

  private void announce(HomeStay here, MonotonicTime now) {
    while (here.takeAnnouncement(now)) {
      outbox.add(new DualNode.Output.Announce(here.home()));
    }
  }

  /** §4.6: no ARP is answered from before the request to register elsewhere. */
  private void leaveHome() {
    if (stay == null) {
      return;
    }
    if (stay.isAccepted()) {
      stay.leave();
    } else {
      stay = null; // the engine cancels what was asked
    }
  }

  /** Nothing came of registering elsewhere, or nobody knows. */
  private void comeBack(Now now) {
    if (stay != null && !stay.answersArp() && engine.requesting() == null) {
      arrive(stay, now);
    }
  }

  private void end(Now now) {
    HomeStay ended = stay;
    if (ended == null) {
      return;
    }
    stay = null;
    engine.handle(new MobileNode.Input.CareOfLost(now, ended.home()));
    if (!ended.isAccepted()) {
      // The home agent may have taken all bindings back, and only its answer be lost.
      for (CareOf held : engine.bound()) {
        Duration monitor = UpperDriver.isVpn(held) ? null : ended.monitor();
        engine.handle(new MobileNode.Input.Register(now, held, monitor));
      }
    }
  }

  /** Does what is due. */
  private void advance(Now now) {
    if (stay == null) {
      return;
    }
    announce(stay, now.monotonic());
    if (stay.isOver(now.monotonic())) {
      said.add(
          new MobileNode.Output.Lost(
              stay.careOf(), "T_MONITOR is over without a new answer at home (RFC 5265 §3.2.4)"));
      end(now);
    } else if (stay.mustAsk(now.monotonic())) {
      ask(stay, now);
    } else if (stay.isAsking() && !engine.inUse().contains(stay.home())) {
      stay.refused(now.monotonic()); // tried often enough, or answered: that is still to come
    }
  }

  /** What it found out, or null. */
  MobileNode.@Nullable Output poll() {
    MobileNode.Output out = said.isEmpty() ? engine.poll() : said.poll();
    HomeStay here = stay;
    if (out == null || here == null) {
      return out;
    }
    return switch (out) {
      case MobileNode.Output.Send send -> {
        if (!send.via().equals(here.home())) {
          here.crossed();
        } else {
          int unanswered = here.sent();
          if (unanswered > 0) {
            said.add(new MobileNode.Output.Unanswered(here.careOf(), unanswered));
          }
        }
        yield send;
      }
      case MobileNode.Output.Deregistered(CareOf careOf, boolean trusted)
          when careOf.equals(here.home()) ->
          accepted(here, trusted);
      case MobileNode.Output.Denied denied when denied.careOf().equals(here.home()) -> {
        here.refused(now().monotonic());
        yield new MobileNode.Output.Denied(here.careOf(), denied.code());
      }
      case MobileNode.Output.Registered registered when here.isAccepted() -> {
        stay = null; // only what was asked for after leaving can be accepted
        yield registered;
      }
      default -> out;
    };
  }

  /** The home agent has no binding of this node any more, and answers no ARP for it. */
  private MobileNode.Output accepted(HomeStay here, boolean trusted) {
    Now now = now();
    engine.bound().forEach(gone -> engine.handle(new MobileNode.Input.CareOfLost(now, gone)));
    boolean renewal = here.isAccepted();
    MonotonicTime asked = here.askedAt();
    if (here.accepted()) {
      ask(here, now);
    }
    return new MobileNode.Output.Registered(
        here.careOf(),
        engine.home(),
        engine.homeAgent(),
        null,
        false,
        here.monitor(),
        trusted,
        renewal,
        now.monotonic().since(asked));
  }

  /** That of the input whose consequences are drawn. */
  private Now now() {
    return Objects.requireNonNull(latest);
  }

  /** Where the inner home agent has this node: the place of the latest registration, or home. */
  @Nullable CareOf boundTo() {
    return stay != null && stay.isAccepted() ? stay.careOf() : engine.boundTo();
  }

  /** What is tried, or null. */
  @Nullable CareOf requesting() {
    CareOf tried = engine.requesting();
    return tried == null && stay != null && !stay.isAccepted() ? stay.careOf() : tried;
  }

  /** The care-of addresses that need a socket for signalling. */
  Set<CareOf> inUse() {
    Set<CareOf> inUse = new HashSet<>(engine.inUse());
    if (stay != null) {
      inUse.add(stay.home());
    }
    return inUse;
  }

  /** The link on which the host answers ARP for the home address; null away from home. */
  @Nullable String homeLink() {
    return stay != null && stay.answersArp() ? stay.home().link() : null;
  }

  @Nullable MonotonicTime wakeAt() {
    MonotonicTime wake = engine.wakeAt();
    return stay == null ? wake : LowerDriver.earliest(wake, stay.wakeAt());
  }
}
