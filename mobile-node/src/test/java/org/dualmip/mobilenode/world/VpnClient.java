package org.dualmip.mobilenode.world;

import static org.dualmip.mobilenode.world.Timeline.MS;
import static org.dualmip.mobilenode.world.Timeline.SECOND;

import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobilenode.world.Packet.Esp;
import org.dualmip.mobilenode.world.Packet.Ike;
import org.jspecify.annotations.Nullable;

/**
 * The node's VPN: two round trips through whatever path the outer home address has, then encrypted
 * packets; looks after a silent gateway, and tries again for as long as it is wanted. It reports a
 * little later than things happen, as another thread would.
 */
final class VpnClient {
  private static final int TRIES = 5;
  private static final long SILENCE = 15 * SECOND;

  private enum State {
    DOWN,
    INIT,
    AUTH,
    UP
  }

  private final Timeline time;
  private final Fabric fabric;
  private final Device device;
  private State state = State.DOWN;
  private @Nullable Ip4 wanted;
  private @Nullable Ip4 boundTo;
  private @Nullable Ip4 address;
  private long session;
  private int epoch;
  private int failures;
  private long heard;
  private long messages;

  VpnClient(Timeline time, Fabric fabric, Device device) {
    this.time = time;
    this.fabric = fabric;
    this.device = device;
  }

  /** The inner address, while up. */
  @Nullable Ip4 address() {
    return address;
  }

  boolean isDown() {
    return state == State.DOWN;
  }

  /** Negotiation messages sent so far. */
  long messages() {
    return messages;
  }

  void connect(Ip4 outerHome) {
    boolean was = state == State.UP;
    if (outerHome.equals(wanted) && state != State.DOWN) {
      return;
    }
    wanted = outerHome;
    if (was) {
      fall("bound to another address", false);
    }
    begin();
  }

  void disconnect() {
    wanted = null;
    if (state == State.UP) {
      send(4);
    }
    if (state != State.DOWN) {
      fall("closed as asked", false);
    }
  }

  /** Nobody is there to want it, or to hear what becomes of it. */
  void die() {
    epoch++;
    wanted = null;
    state = State.DOWN;
    address = null;
  }

  /** The client's own process dies and comes back. */
  void crash() {
    if (state != State.DOWN) {
      fall("strongSwan is gone", true);
    }
  }

  private void begin() {
    epoch++;
    boundTo = wanted;
    session = time.random().nextLong();
    state = State.INIT;
    ask(1, 1);
  }

  private void ask(int step, int attempt) {
    send(step);
    int current = epoch;
    State at = state;
    time.after(
        SECOND << (attempt - 1),
        () -> {
          boolean answered = epoch != current || state != at || (step == 3 && alive());
          if (answered) {
            return;
          }
          if (attempt < TRIES) {
            ask(step, attempt + 1);
          } else {
            fall("the gateway does not answer", true);
          }
        });
  }

  private boolean alive() {
    return time.now() - heard < SILENCE;
  }

  private void send(int step) {
    messages++;
    if (boundTo != null) {
      device.sendOuter(new Ike(boundTo, Plan.GATEWAY, session, step, true));
    }
  }

  private void fall(String why, boolean again) {
    boolean reported = state == State.UP;
    epoch++;
    state = State.DOWN;
    address = null;
    time.note("  vpn: down: " + why);
    if (reported || !again) {
      time.after(MS, () -> device.vpnDown(why));
    }
    if (again) {
      int current = epoch;
      failures++;
      long pause = reported ? 100 * MS : Math.min(8, 1L << Math.min(failures, 3)) * SECOND;
      time.after(
          pause,
          () -> {
            if (epoch == current && wanted != null) {
              begin();
            }
          });
    }
  }

  /** What the mobility adapter received. */
  void receive(Packet packet) {
    switch (packet) {
      case Ike ike when !ike.request() && ike.session() == session -> {
        heard = time.now();
        if (ike.step() == 1 && state == State.INIT) {
          state = State.AUTH;
          ask(2, 1);
        } else if (ike.step() == 2 && state == State.AUTH) {
          up();
        }
      }
      case Esp esp when state == State.UP && esp.spi() == session -> {
        heard = time.now();
        device.receiveInVpn(esp.inner());
      }
      default -> {}
    }
  }

  private void up() {
    state = State.UP;
    failures = 0;
    Ip4 given = fabric.gateway().addressOf(session);
    address = given;
    time.note("  vpn: up as " + given);
    int current = epoch;
    time.after(MS, () -> device.vpnUp(given));
    time.after(SILENCE, () -> look(current));
  }

  private void look(int current) {
    if (epoch != current || state != State.UP) {
      return;
    }
    if (!alive()) {
      ask(3, 1);
    }
    time.after(SILENCE, () -> look(current));
  }

  /** Encrypts and sends a packet from the inner address. */
  void send(Packet packet) {
    if (state == State.UP && packet.from().equals(address) && boundTo != null) {
      device.sendOuter(new Esp(boundTo, Plan.GATEWAY, session, packet));
    }
  }
}
