package io.github.basicallocator.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class AlignmentTest {
  @Test
  void powersOfTwoAreThePositiveNumbersWithOneBit() {
    assertTrue(Alignment.isPowerOfTwo(1));
    assertTrue(Alignment.isPowerOfTwo(1L << 62));
    assertFalse(Alignment.isPowerOfTwo(0));
    assertFalse(Alignment.isPowerOfTwo(3));
    assertFalse(Alignment.isPowerOfTwo(-8));
    assertFalse(Alignment.isPowerOfTwo(Long.MIN_VALUE));
  }

  @Test
  void roundingUpAndDownMeetAtMultiples() {
    assertEquals(0, Alignment.alignUp(0, 16));
    assertEquals(16, Alignment.alignUp(1, 16));
    assertEquals(16, Alignment.alignUp(16, 16));
    assertEquals(32, Alignment.alignUp(17, 16));
    assertEquals(0, Alignment.alignDown(15, 16));
    assertEquals(16, Alignment.alignDown(16, 16));
    assertTrue(Alignment.isAligned(64, 32));
    assertFalse(Alignment.isAligned(48, 32));
  }

  @Test
  void everyRequestTakesWholeGranulesAndAtLeastOne() {
    assertEquals(16, Layout.blockSize(0));
    assertEquals(16, Layout.blockSize(1));
    assertEquals(16, Layout.blockSize(16));
    assertEquals(32, Layout.blockSize(17));
  }
}
