package org.dualmip.fuzzing;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Arrays;
import org.dualmip.mobileip.discovery.AgentAdvertisement;
import org.dualmip.mobileip.discovery.RouterSolicitation;
import org.dualmip.mobileip.net.MalformedException;
import org.dualmip.mobileip.packet.Checksum;

class DiscoveryFuzzTest {
  @FuzzTest(maxDuration = "1s")
  void an_advertisement_is_read_and_written_again_or_malformed(byte[] octets) {
    byte[] summed = withChecksum(octets);
    try {
      AgentAdvertisement advertisement = AgentAdvertisement.read(summed);
      assertThat(advertisement.networks()).isNotNull();
      byte[] written = advertisement.toBytes();
      assertThat(AgentAdvertisement.read(written).toBytes()).isEqualTo(written);
    } catch (MalformedException malformed) {
      assertThat(malformed.offset()).isBetween(0, octets.length);
    }
    try {
      RouterSolicitation.read(summed);
    } catch (MalformedException malformed) {
      assertThat(malformed.offset()).isBetween(0, octets.length);
    }
  }

  /** Without the right checksum nothing behind it would ever be looked at. */
  static byte[] withChecksum(byte[] icmp) {
    byte[] copy = Arrays.copyOf(icmp, icmp.length);
    if (copy.length >= 4) {
      copy[2] = 0;
      copy[3] = 0;
      int sum = Checksum.of(copy, 0, copy.length);
      copy[2] = (byte) (sum >>> 8);
      copy[3] = (byte) sum;
    }
    return copy;
  }
}
