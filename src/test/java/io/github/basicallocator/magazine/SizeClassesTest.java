package io.github.basicallocator.magazine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class SizeClassesTest {
  @Test
  void everyRequestGetsTheSmallestClassThatFits() {
    for (int size = 1; size <= SizeClasses.LARGEST; size++) {
      int sizeClass = SizeClasses.of(size);
      assertTrue(SizeClasses.blockSize(sizeClass) >= size, size + " bytes do not fit");
      assertTrue(SizeClasses.blockSize(sizeClass - 1) < size, size + " bytes fit a smaller class");
    }
  }

  @Test
  void noByteIsServedLikeOne() {
    assertEquals(SizeClasses.of(1), SizeClasses.of(0));
    assertEquals(16, SizeClasses.blockSizeFor(0));
  }

  @Test
  void roundingCostsSixteenBytesOrASixteenth() {
    for (int size = 1; size <= SizeClasses.LARGEST; size++) {
      long waste = SizeClasses.blockSizeFor(size) - size;
      long most = size <= 1 << 10 ? 15 : size <= 1 << 12 ? (size - 1) / 32 : (size - 1) / 16;
      assertTrue(waste <= most, waste + " bytes more than " + size);
    }
  }

  @Test
  void blocksAreWholeGranules() {
    for (int sizeClass = 1; sizeClass < SizeClasses.COUNT; sizeClass++) {
      assertEquals(0, SizeClasses.blockSize(sizeClass) % 16);
    }
    assertEquals(SizeClasses.COUNT - 1, SizeClasses.of(SizeClasses.LARGEST));
    for (long notCached :
        new long[] {SizeClasses.LARGEST + 1, 1L << 32, Long.MAX_VALUE, -1, Long.MIN_VALUE}) {
      assertEquals(0, SizeClasses.of(notCached), () -> notCached + " bytes");
    }
  }

  @Test
  void largerRequestsAreOnlyRoundedToGranules() {
    assertEquals((1 << 20) + 16, SizeClasses.blockSizeFor((1 << 20) + 1));
  }
}
