package org.dualmip.mobileip.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

/** {@link ByteReader}, {@link ByteWriter} and {@link Octets}. */
class BytesTest {
  private static ByteReader reader(String hex) {
    return Octets.ofHex(hex).reader();
  }

  @Test
  void numbers_are_big_endian_and_unsigned() throws MalformedException {
    ByteReader in = reader("ff" + "fffe" + "80000001" + "ffeeddccbbaa9988" + "0a000001");
    assertThat(in.u8("a")).isEqualTo(255);
    assertThat(in.u16("b")).isEqualTo(65534);
    assertThat(in.i32("c")).isEqualTo(0x8000_0001);
    assertThat(in.i64("d")).isEqualTo(0xffee_ddcc_bbaa_9988L);
    assertThat(in.ip4("e")).isEqualTo(Ip4.of("10.0.0.1"));
    assertThat(in.remaining()).isZero();
    in.expectEnd("end");
  }

  @Test
  void writing_is_the_reverse_of_reading() {
    ByteWriter out = new ByteWriter();
    out.u8(255).u16(65534).i32(0x8000_0001).i64(0xffee_ddcc_bbaa_9988L).ip4(Ip4.of("10.0.0.1"));
    assertThat(Octets.of(out.toBytes()))
        .hasToString("ff" + "fffe" + "80000001" + "ffeeddccbbaa9988" + "0a000001");
  }

  @Test
  void a_writer_grows_and_can_be_patched() {
    ByteWriter out = new ByteWriter();
    for (int i = 0; i < 1000; i++) {
      out.u8(i & 0xff);
    }
    out.bytes(new byte[70_000]).patch16(998, 0xabcd);
    assertThat(out.length()).isEqualTo(71_000);
    assertThat(out.toBytes()[998]).isEqualTo((byte) 0xab);
    assertThatIllegalArgumentException().isThrownBy(() -> out.patch16(70_999, 0));
    assertThatIllegalArgumentException().isThrownBy(() -> out.patch16(-1, 0));
  }

  @Test
  void a_number_that_does_not_fit_is_an_error_of_the_caller() {
    ByteWriter out = new ByteWriter();
    assertThatIllegalArgumentException().isThrownBy(() -> out.u8(256));
    assertThatIllegalArgumentException().isThrownBy(() -> out.u8(-1));
    assertThatIllegalArgumentException().isThrownBy(() -> out.u16(65536));
  }

  @Test
  void what_is_missing_is_named_with_its_place() {
    assertThatExceptionOfType(MalformedException.class)
        .isThrownBy(() -> {
          ByteReader in = reader("010203");
          in.u8("first");
          in.i32("second");
        })
        .withMessage("second at offset 1: needs 4 octets, 2 are left")
        .satisfies(malformed -> {
          assertThat(malformed.field()).isEqualTo("second");
          assertThat(malformed.offset()).isEqualTo(1);
        });
  }

  @Test
  void a_slice_ends_where_it_should_and_counts_from_the_start_of_the_message()
      throws MalformedException {
    ByteReader in = reader("0102030405");
    in.u8("first");
    ByteReader slice = in.slice(2, "slice");
    assertThat(in.u8("behind")).isEqualTo(4);
    assertThat(slice.u16("inside")).isEqualTo(0x0203);
    assertThat(slice.position()).isEqualTo(3);
    assertThatExceptionOfType(MalformedException.class)
        .isThrownBy(() -> slice.u8("too much"))
        .satisfies(malformed -> assertThat(malformed.offset()).isEqualTo(3));
    assertThatExceptionOfType(MalformedException.class).isThrownBy(() -> in.slice(2, "too long"));
    assertThatExceptionOfType(MalformedException.class).isThrownBy(() -> in.expectEnd("end"));
  }

  @Test
  void what_was_read_so_far_is_all_from_the_start() throws MalformedException {
    ByteReader in = reader("010203");
    in.u16("first");
    assertThat(in.soFar()).containsExactly(1, 2);
  }

  @Test
  void octets_are_a_value_that_nobody_can_change() {
    byte[] bytes = {1, 2, (byte) 255};
    Octets octets = Octets.of(bytes);
    bytes[0] = 9;
    octets.toBytes()[1] = 9;
    assertThat(octets).isEqualTo(Octets.ofHex("0102ff")).hasToString("0102ff");
    assertThat(octets).hasSameHashCodeAs(Octets.ofHex("0102ff"));
    assertThat(octets.at(2)).isEqualTo(255);
    assertThat(octets.slice(1, 2)).isEqualTo(Octets.ofHex("02"));
    assertThat(octets).isNotEqualTo(Octets.EMPTY);
  }
}
