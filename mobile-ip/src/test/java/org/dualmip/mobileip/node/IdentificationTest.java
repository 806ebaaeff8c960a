package org.dualmip.mobileip.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.dualmip.mobileip.node.Bench.CAFE;
import static org.dualmip.mobileip.node.Bench.CELL;

import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;
import org.dualmip.mobileip.message.RegistrationReply;
import org.dualmip.mobileip.message.RegistrationRequest;
import org.dualmip.mobileip.message.ReplyCode;
import org.dualmip.mobileip.security.NtpTimestamp;
import org.dualmip.mobileip.security.ReplayProtection;
import org.junit.jupiter.api.Test;

/** Replay protection from the mobile node's side (RFC 5944 §5.7). */
class IdentificationTest {
  private static final Instant WALL = Instant.parse("2026-11-21T22:00:00.25Z");

  private static Identification timestamps() {
    return new Identification(ReplayProtection.TIMESTAMPS, new SplittableRandom(3));
  }

  @Test
  void aTimestampTellsTheTimeOfDay() {
    Instant told = NtpTimestamp.toInstant(timestamps().next(WALL), WALL);
    assertThat(Duration.between(told, WALL).abs()).isLessThan(Duration.ofNanos(100));
  }

  @Test
  void theBitsThatNoClockGivesAreRandom() {
    Set<Long> low = new HashSet<>();
    for (int seed = 0; seed < 50; seed++) {
      Identification one =
          new Identification(ReplayProtection.TIMESTAMPS, new SplittableRandom(seed));
      long stamp = one.next(WALL);
      assertThat(stamp >>> 8).isEqualTo(NtpTimestamp.of(WALL) >>> 8);
      low.add(stamp & 0xff);
    }
    assertThat(low).hasSizeGreaterThan(30);
  }

  @Test
  void timestampsGrowEvenIfTheClockStandsOrIsSetBack() {
    Identification identification = timestamps();
    long last = identification.next(WALL);
    for (int i = 0; i < 1000; i++) {
      long next = identification.next(i % 2 == 0 ? WALL : WALL.minusSeconds(i));
      assertThat(next - last).isPositive();
      last = next;
    }
  }

  @Test
  void timestampsGrowAcrossTheEndOfTheEraIn2036() {
    Identification identification = timestamps();
    long before = identification.next(Instant.parse("2036-02-07T06:28:15.9Z"));
    long after = identification.next(Instant.parse("2036-02-07T06:28:16.1Z"));
    assertThat(after - before).isPositive();
    assertThat(NtpTimestamp.toInstant(after, Instant.parse("2036-02-07T06:28:16Z")))
        .isBetween(
            Instant.parse("2036-02-07T06:28:16.09Z"), Instant.parse("2036-02-07T06:28:16.11Z"));
  }

  @Test
  void aTimestampThatWasRefusedIsCorrectedByTheHomeAgentsClock() {
    Bench bench = Bench.withTimestamps();
    bench.stepClock(Duration.ofHours(1)); // ours is fast
    bench.register(CAFE);
    long asked = bench.request().identification();
    Instant theirs = bench.now().wall().minus(Duration.ofHours(1));
    bench.passMillis(20);
    RegistrationReply mismatch = bench.reply(ReplyCode.IDENTIFICATION_MISMATCH, 0);
    bench.receive(
        CAFE,
        Bench.with(
            mismatch, (NtpTimestamp.of(theirs) & 0xffff_ffff_0000_0000L) | (asked & 0xffff_ffffL)));
    assertThat(bench.last())
        .isEqualTo(new MobileNode.Output.Denied(CAFE, ReplyCode.IDENTIFICATION_MISMATCH));
    bench.passMillis(970);
    assertThat(bench.requests()).as("not within the second").hasSize(1);
    bench.passMillis(20);
    Instant told = NtpTimestamp.toInstant(bench.request().identification(), bench.now().wall());
    assertThat(Duration.between(theirs, told).abs()).isLessThan(Duration.ofSeconds(2));
  }

  @Test
  void aRefusedTimestampIsNoReasonToCorrectAClockThatAgrees() {
    Identification identification = timestamps();
    long first = identification.next(WALL);
    long theirs = NtpTimestamp.of(WALL.minusMillis(900)) & 0xffff_ffff_0000_0000L;
    identification.mismatch(theirs | (first & 0xffff_ffffL), WALL);
    long next = identification.next(WALL.plusMillis(10));
    assertThat(next - first).isPositive();
    assertThat(NtpTimestamp.toInstant(next, WALL)).isAfterOrEqualTo(WALL);
  }

  @Test
  void afterACorrectionTimestampsStillExceedTheLastAcceptedOne() {
    Identification identification = timestamps();
    long accepted = identification.next(WALL);
    identification.accepted(accepted);
    long ahead = identification.next(WALL.plusSeconds(3600));
    // Their clock went back a little: what they accepted last is ahead of it.
    long theirs = NtpTimestamp.of(WALL.minusSeconds(10)) & 0xffff_ffff_0000_0000L;
    identification.mismatch(theirs | (ahead & 0xffff_ffffL), WALL.plusSeconds(3600));
    long next = identification.next(WALL.plusSeconds(3601));
    assertThat(next - accepted).isPositive();
    assertThat(next - ahead).isNegative();
  }

  @Test
  void anUnansweredTimestampIsNotSentAgain() {
    Bench bench = Bench.withTimestamps();
    bench.register(CAFE);
    bench.passMillis(1_100);
    assertThat(bench.requests())
        .extracting(RegistrationRequest::identification)
        .hasSize(2)
        .doesNotHaveDuplicates();
  }

  @Test
  void anUnansweredNonceIsSentAgainUnchanged() {
    Bench bench = Bench.withNonces();
    bench.register(CAFE);
    bench.passMillis(3_100);
    assertThat(bench.sent).hasSize(3);
    assertThat(bench.sent.get(1)).isEqualTo(bench.sent.get(0));
    assertThat(bench.sent.get(2)).isEqualTo(bench.sent.get(0));
  }

  @Test
  void theNonceOfAReplyIsUsedInTheNextRequestWithANewLowHalf() {
    Bench bench = Bench.withNonces();
    bench.register(CAFE);
    long first = bench.request().identification();
    bench.receive(
        CAFE,
        Bench.with(
            bench.reply(ReplyCode.ACCEPTED, 600), 0x0badcafe_0000_0000L | (first & 0xffff_ffffL)));
    assertThat(bench.node.boundTo()).isEqualTo(CAFE);
    bench.register(CELL);
    long second = bench.request().identification();
    assertThat(second >>> 32).isEqualTo(0x0badcafeL);
    assertThat((int) second).isNotEqualTo((int) first);
  }

  @Test
  void aRefusedNonceIsReplacedByTheOneInTheReply() {
    Bench bench = Bench.withNonces();
    bench.register(CAFE);
    long first = bench.request().identification();
    bench.receive(
        CAFE,
        Bench.with(
            bench.reply(ReplyCode.IDENTIFICATION_MISMATCH, 0),
            0x12345678_0000_0000L | (first & 0xffff_ffffL)));
    bench.passMillis(1_100);
    assertThat(bench.requests()).hasSize(2);
    assertThat(bench.request().identification() >>> 32).isEqualTo(0x12345678L);
    assertThat((int) bench.request().identification()).isNotEqualTo((int) first);
  }
}
