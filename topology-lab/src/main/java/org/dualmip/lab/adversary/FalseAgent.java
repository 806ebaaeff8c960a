package org.dualmip.lab.adversary;

import java.util.ArrayList;
import java.util.List;
import org.dualmip.mobileip.discovery.Advertiser;
import org.dualmip.mobileip.discovery.AgentAdvertisement;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.MacAddress;
import org.dualmip.mobileip.net.Octets;
import org.dualmip.mobileip.packet.Ip4Packet;

/**
 * Advertises a foreign agent that it is not (RFC 5944 §2.1), to whoever solicits and now and then,
 * and accepts registrations through it in the home agent's name.
 */
final class FalseAgent implements Ruse {
  private static final int EVERY = 256;
  private static final int SOLICITATION = 10; // RFC 1256 §3
  private static final int LIFETIME = 3;
  private static final int REGISTRATION_LIFETIME = 600;

  private final Ip4 agent;
  private final int prefixLength;
  private final Ruse acceptances;
  private int heardSoFar;
  private int sequence;

  /**
   * For the link of an agent that stands elsewhere.
   *
   * @param agent its address, also its care-of address
   * @param prefixLength of its link
   * @param acceptances what it answers to registrations
   */
  FalseAgent(Ip4 agent, int prefixLength, Ruse acceptances) {
    this.agent = agent;
    this.prefixLength = prefixLength;
    this.acceptances = acceptances;
  }

  @Override
  public List<Ip4Packet> answer(Ip4Packet heard, MacAddress from) {
    var answers = new ArrayList<Ip4Packet>();
    if (heardSoFar++ % EVERY == 0 || solicits(heard)) {
      answers.add(advertisement());
    }
    if (heard.destination().equals(agent)) {
      answers.addAll(acceptances.answer(heard, from));
    }
    return answers;
  }

  private static boolean solicits(Ip4Packet heard) {
    return heard.protocol() == Ip4Packet.ICMP
        && heard.payload().size() > 0
        && heard.payload().at(0) == SOLICITATION;
  }

  /** On the link only: a TTL of 1 (RFC 5944 §2.1). */
  private Ip4Packet advertisement() {
    int flags =
        AgentAdvertisement.FOREIGN_AGENT
            | AgentAdvertisement.REVERSE_TUNNEL
            | AgentAdvertisement.UDP_TUNNEL;
    byte[] icmp =
        new AgentAdvertisement(
                true,
                LIFETIME,
                List.of(new AgentAdvertisement.Router(agent, 0)),
                sequence++ & 0xffff,
                REGISTRATION_LIFETIME,
                flags,
                List.of(agent),
                List.of(prefixLength),
                null)
            .toBytes();
    return new Ip4Packet(
        0, 0, false, 1, Ip4Packet.ICMP, agent, Advertiser.ALL_SYSTEMS, Octets.of(icmp));
  }
}
