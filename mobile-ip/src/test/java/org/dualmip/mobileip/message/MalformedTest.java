package org.dualmip.mobileip.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.dualmip.mobileip.extension.RevocationSupport;
import org.dualmip.mobileip.net.MalformedException;
import org.dualmip.mobileip.net.Octets;
import org.dualmip.mobileip.packet.IcmpEcho;
import org.dualmip.mobileip.packet.Ip4Packet;
import org.dualmip.mobileip.packet.TunnelData;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** No octets, however wrong, lead anywhere but to a record or to one exception. */
class MalformedTest {
  private static final int[] TYPES = {
    RegistrationRequest.TYPE,
    RegistrationReply.TYPE,
    RevocationMessage.TYPE,
    RevocationAcknowledgment.TYPE,
    GenericNotification.TYPE,
    GenericNotificationAcknowledgment.TYPE
  };

  /** Reads as what the first octet says, and expects the record to be written at equal length. */
  private static boolean readable(byte[] bytes) {
    try {
      ControlMessage message = ControlMessage.read(bytes);
      byte[] written = message.toBytes();
      if (message.extension(RevocationSupport.class).isPresent()) {
        assertThat(written).hasSizeLessThanOrEqualTo(bytes.length); // RFC 3543 §3.2: may be longer
      } else {
        assertThat(written).hasSameSizeAs(bytes);
      }
      return true;
    } catch (MalformedException malformed) {
      assertThat(malformed.offset()).isBetween(0, bytes.length);
      return false;
    }
  }

  @Test
  void every_prefix_of_a_message_is_malformed_or_lacks_extensions() {
    for (byte[] message : Samples.messages()) {
      assertThat(readable(message)).isTrue();
      int fixed =
          switch (message[0]) {
            case RegistrationReply.TYPE, RevocationMessage.TYPE -> 20;
            case RevocationAcknowledgment.TYPE -> 12;
            default -> 24;
          };
      for (int length = 0; length < message.length; length++) {
        boolean readable = readable(Arrays.copyOf(message, length));
        if (length < fixed || length > message.length - 20) {
          assertThat(readable).as("%d of %d octets", length, message.length).isFalse();
        }
      }
    }
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4})
  void random_octets_never_escape_the_exception(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int readable = 0;
    for (int i = 0; i < 50_000; i++) {
      byte[] bytes = new byte[random.nextInt(120)];
      random.nextBytes(bytes);
      if (bytes.length > 0) {
        bytes[0] = (byte) TYPES[random.nextInt(TYPES.length)];
      }
      readable += readable(bytes) ? 1 : 0;
      others(bytes);
    }
    assertThat(readable).as("seed %d reads something, so the test looks deep", seed).isPositive();
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {5, 6, 7, 8})
  void damaged_messages_never_escape_the_exception(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    for (byte[] message : Samples.messages()) {
      for (int i = 0; i < 100; i++) {
        byte[] damaged = Arrays.copyOf(message, message.length + random.nextInt(3));
        for (int change = random.nextInt(1, 5); change > 0; change--) {
          damaged[random.nextInt(1, damaged.length)] = (byte) random.nextInt();
        }
        readable(damaged);
      }
    }
  }

  /** Tunnel data, packets and echoes. */
  private static void others(byte[] bytes) {
    try {
      TunnelData data = TunnelData.read(withFirst(bytes, TunnelData.TYPE));
      assertThat(data.toBytes()).hasSameSizeAs(bytes);
    } catch (MalformedException malformed) {
      assertThat(bytes.length).isLessThan(TunnelData.HEADER);
    }
    try {
      Ip4Packet.read(withFirst(bytes, 0x45));
    } catch (MalformedException malformed) {
      assertThat(malformed).hasMessageContaining(malformed.field());
    }
    try {
      IcmpEcho.read(Octets.of(withFirst(bytes, 8)));
    } catch (MalformedException malformed) {
      assertThat(malformed).hasMessageContaining(malformed.field());
    }
  }

  private static byte[] withFirst(byte[] bytes, int first) {
    byte[] copy = bytes.clone();
    if (copy.length > 0) {
      copy[0] = (byte) first;
    }
    return copy;
  }
}
