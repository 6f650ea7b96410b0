package io.github.basicallocator.samples.replay;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.basicallocator.samples.SampleException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class TraceDecoderTest {
  @Test
  void everyOperationIsDecoded() {
    Trace trace = TraceDecoder.decode("test", TraceBuilder.good().build());
    assertEquals(6, trace.operations());
    assertEquals(2, trace.slots());
    assertEquals(100_020, trace.peakLive());
    assertArrayEquals(new byte[] {0, 3, 2, 1, 0, 1}, trace.kinds());
    assertArrayEquals(new int[] {0, 1, 1, 0, 0, 1}, trace.slotOf());
    assertArrayEquals(new long[] {20, 1000, 100_000, 0, 0, 0}, trace.sizes());
    assertArrayEquals(new byte[] {4, 6, 4, 4, 4, 4}, trace.log2Alignments());
  }

  @Test
  void theSlotFreedLastIsTakenFirst() {
    TraceBuilder builder = new TraceBuilder().header(3, 8, 1, 3);
    builder.bytes(0, 1, 0, 1, 0, 1).bytes(1, 2, 1, 0).bytes(0, 1, 0, 1).bytes(1, 1);
    assertArrayEquals(
        new int[] {0, 1, 2, 2, 0, 0, 2, 1}, TraceDecoder.decode("test", builder.build()).slotOf());
  }

  @Test
  void whereverATraceIsCutItIsNoticed() {
    byte[] whole = TraceBuilder.good().build();
    for (int length = 0; length < whole.length; length++) {
      byte[] part = Arrays.copyOf(whole, length);
      assertThrows(SampleException.class, () -> TraceDecoder.decode("test", part));
    }
    requireCorrupt("truncated", new TraceBuilder().header(1, 1, 1, 1).bytes(0, 0x80));
  }

  @Test
  void whatIsNoTraceIsNamed() {
    byte[] bytes = TraceBuilder.good().magic("MTR2").build();
    SampleException e =
        assertThrows(SampleException.class, () -> TraceDecoder.decode("test", bytes));
    assertTrue(e.getMessage().startsWith("test is no trace"), e.getMessage());
  }

  @Test
  void wrongOperationsAreNamed() {
    requireCorrupt("no operation with code 4", one().bytes(4, 0));
    requireCorrupt("no operation with code 32", one().bytes(32, 0));
    requireCorrupt("alignment of 2 to the power of 31", one().bytes(16, 31, 1));
  }

  @Test
  void wrongNumbersAreNamed() {
    int[] elevenBytes = {0, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 1};
    requireCorrupt("size is overlong", one().bytes(elevenBytes));
    int[] above64Bits = {0, 255, 255, 255, 255, 255, 255, 255, 255, 255, 2};
    requireCorrupt("size is overlong", one().bytes(above64Bits));
    int[] negative = {0, 255, 255, 255, 255, 255, 255, 255, 255, 255, 1};
    requireCorrupt("size is out of range", one().bytes(negative));
    requireCorrupt("a size of 2199023255552", one().bytes(0).varint(1L << 41));
  }

  @Test
  void wrongSlotsAreNamed() {
    requireCorrupt("slot 0 is out of range", one().bytes(1, 0));
    requireCorrupt("slot 0 is out of range", one().bytes(2, 0, 1));
    TraceBuilder twice = new TraceBuilder().header(1, 3, 1, 1).bytes(0, 1, 1, 0, 1, 0);
    requireCorrupt("slot 0 is used, but it is empty", twice);
    TraceBuilder resized = new TraceBuilder().header(1, 3, 1, 1).bytes(0, 1, 1, 0, 2, 0, 5);
    requireCorrupt("slot 0 is used, but it is empty", resized);
  }

  @Test
  void aHeaderThatDoesNotMatchIsNamed() {
    requireCorrupt("slots should be 3", TraceBuilder.good().header(3, 6, 2, 100_020));
    requireCorrupt("threads should be 1", TraceBuilder.good().header(2, 6, 1, 100_020));
    requireCorrupt("peak live bytes should be 7", TraceBuilder.good().header(2, 6, 2, 7));
    requireCorrupt("behind the last operation", TraceBuilder.good().header(2, 5, 2, 100_020));
    requireCorrupt("truncated", TraceBuilder.good().header(2, 7, 2, 100_020));
    requireCorrupt("speaks of 99999999999", TraceBuilder.good().header(2, 99_999_999_999L, 2, 1));
    requireCorrupt("speaks of 4294967295 slots", TraceBuilder.good().header(-1, 6, 2, 1));
    requireCorrupt("out of range", TraceBuilder.good().header(2, -1, 2, 1));
  }

  private static TraceBuilder one() {
    return new TraceBuilder().header(1, 1, 1, 1);
  }

  private static void requireCorrupt(String what, TraceBuilder builder) {
    CorruptTraceException e =
        assertThrows(
            CorruptTraceException.class, () -> TraceDecoder.decode("test", builder.build()));
    assertTrue(e.getMessage().startsWith("test is corrupt: "), e.getMessage());
    assertTrue(e.getMessage().contains(what), e.getMessage());
  }
}
