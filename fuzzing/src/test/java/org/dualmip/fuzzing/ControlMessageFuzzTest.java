package org.dualmip.fuzzing;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import org.dualmip.mobileip.extension.RevocationSupport;
import org.dualmip.mobileip.message.ControlMessage;
import org.dualmip.mobileip.net.MalformedException;

class ControlMessageFuzzTest {
  @FuzzTest(maxDuration = "4s")
  void a_message_is_read_and_written_again_or_malformed(byte[] octets) {
    try {
      ControlMessage message = ControlMessage.read(octets);
      byte[] written = message.toBytes();
      assertThat(written.length).isLessThanOrEqualTo(octets.length);
      if (message.extension(RevocationSupport.class).isEmpty()) {
        assertThat(written).hasSameSizeAs(octets);
      }
      ControlMessage again = ControlMessage.read(written);
      assertThat(again.toBytes()).isEqualTo(written);
      assertThat(again.extensions()).hasSameSizeAs(message.extensions());
      assertThat(again.mustBeDiscarded()).isEqualTo(message.mustBeDiscarded());
      assertThat(message.toString()).isNotEmpty();
    } catch (MalformedException malformed) {
      assertThat(malformed.offset()).isBetween(0, octets.length);
    }
  }
}
