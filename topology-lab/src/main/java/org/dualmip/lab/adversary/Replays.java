package org.dualmip.lab.adversary;

import java.util.List;
import java.util.function.Supplier;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.MacAddress;
import org.dualmip.mobileip.net.Octets;
import org.dualmip.mobileip.packet.Ip4Packet;

/**
 * Answers what the inner home agent is asked with what that once answered elsewhere: octet for
 * octet, authenticator included.
 *
 * @param agent the inner home agent
 * @param recorded its replies, heard in the office
 */
record Replays(Ip4 agent, Supplier<List<Octets>> recorded) implements Ruse {
  @Override
  public List<Ip4Packet> answer(Ip4Packet heard, MacAddress from) {
    return Ruse.asked(heard).stream()
        .filter(asked -> asked.to().address().equals(agent))
        .flatMap(asked -> recorded.get().stream().map(reply -> asked.answered(reply.toBytes())))
        .toList();
  }
}
