package io.github.basicallocator.freelist;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FreeBlockTest {
  /** A block of 32 bytes at 1000 against one of {@code size} at {@code address}. */
  @ParameterizedTest
  @CsvSource({
    "1048, 16, BEFORE",
    "1032, 16, ADJACENT_BEFORE",
    "1031, 16, OVERLAPPING",
    "1000, 32, OVERLAPPING",
    "1016, 8, OVERLAPPING",
    "900, 200, OVERLAPPING",
    "969, 32, OVERLAPPING",
    "968, 32, ADJACENT_AFTER",
    "967, 32, AFTER"
  })
  void twoBlocksAreRelatedInOneOfFiveWays(long address, long size, Relation expected) {
    assertEquals(expected, new FreeBlock(1000, 32).relationTo(new FreeBlock(address, size)));
  }
}
