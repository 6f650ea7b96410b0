package io.github.basicallocator.ffm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.basicallocator.os.ToyHeap;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What an arena asks of its allocator, and what is in the memory. */
@ParameterizedClass
@EnumSource(names = "JDK_.*", mode = EnumSource.Mode.MATCH_NONE)
class ArenaMemoryTest {
  @Parameter ArenaKind kind;

  private final RecordingAllocator allocator = new RecordingAllocator();

  @Test
  void anArenaThatIsNotUsedTakesNothing() {
    kind.open(allocator).close();
    assertEquals(List.of(), allocator.sizes());
  }

  @Test
  void smallRequestsShareBlocksThatDouble() {
    try (Arena arena = kind.open(allocator)) {
      for (int i = 0; i < 1000; i++) {
        arena.allocate(16);
      }
      assertEquals(List.of(1024L, 2048L, 4096L, 8192L, 16_384L), allocator.sizes());
    }
    allocator.assertAllGivenBack();
  }

  @Test
  void blocksStopDoublingAtOneMebibyte() {
    try (Arena arena = kind.open(allocator)) {
      for (int i = 0; i < 5000; i++) {
        arena.allocate(1024);
      }
      assertEquals(1 << 20, allocator.sizes().getLast());
      assertEquals(1 << 20, allocator.sizes().stream().mapToLong(s -> s).max().orElseThrow());
    }
    allocator.assertAllGivenBack();
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 600, 1024})
  void theFirstBlockIsOneKibibyteForWhatFitsIn(long size) {
    try (Arena arena = kind.open(allocator)) {
      arena.allocate(size);
      assertEquals(List.of(1024L), allocator.sizes());
    }
    allocator.assertAllGivenBack();
  }

  @ParameterizedTest
  @ValueSource(longs = {1025, 5000, 1 << 20, 50_000_000})
  void aFirstRequestThatIsLargerTakesExactlyItsSize(long size) {
    try (Arena arena = kind.open(allocator)) {
      arena.allocate(size);
      assertEquals(List.of(size), allocator.sizes());
    }
    allocator.assertAllGivenBack();
  }

  @Test
  void whatIsLargerThanHalfOfTheNextBlockTakesExactlyItsSize() {
    try (Arena arena = kind.open(allocator)) {
      arena.allocate(1024);
      arena.allocate(1025); // half of the next would be 1024
      arena.allocate(1000);
      arena.allocate(1000);
      assertEquals(List.of(1024L, 1025L, 2050L), allocator.sizes());
    }
    allocator.assertAllGivenBack();
  }

  @Test
  void aLargeRequestInBetweenLeavesTheRestOfTheBlockInUse() {
    try (Arena arena = kind.open(allocator)) {
      MemorySegment before = arena.allocate(16);
      arena.allocate(100_000);
      assertEquals(before.address() + 16, arena.allocate(16).address());
      assertEquals(List.of(1024L, 100_000L), allocator.sizes());
    }
    allocator.assertAllGivenBack();
  }

  @Test
  void everyAddressIsAMultipleOfSixteen() {
    try (Arena arena = kind.open(allocator)) {
      for (int i = 0; i < 100; i++) {
        assertEquals(0, arena.allocate(i, 1).address() % 16);
      }
    }
  }

  /** The allocator hands out dirt; whoever wants zeroes must ask for them. */
  @ParameterizedTest
  @ValueSource(longs = {1, 16, 100, 512, 1024, 5000, 524_288, 524_289, 3_000_000})
  void memoryIsZeroedWhereThatWasAskedForAndNowhereElse(long size) {
    for (int round = 0; round < 2; round++) {
      try (Arena arena = kind.open(allocator)) {
        for (int i = 0; i < 5; i++) {
          assertFilled(kind.zeroed ? 0 : RecordingAllocator.DIRT, arena.allocate(size));
        }
      }
      allocator.assertAllGivenBack();
    }
  }

  @Test
  void whenTheAllocatorRefusesNothingIsLostAndSmallerRequestsAreServed() {
    try (ToyHeap heap = new ToyHeap(8192, 64)) {
      RecordingAllocator small = new RecordingAllocator(heap);
      try (Arena arena = kind.open(small)) {
        MemorySegment first = arena.allocate(5000).fill((byte) 1);
        assertThrows(OutOfMemoryError.class, () -> arena.allocate(5000));
        assertThrows(OutOfMemoryError.class, () -> arena.allocate(16, 1 << 30));
        MemorySegment second = arena.allocate(2000).fill((byte) 2);
        assertFilled((byte) 1, first);
        assertFilled((byte) 2, second);
      }
      small.assertAllGivenBack();
    }
  }

  @Test
  void memoryIsUsedToTheLastWhenNoWholeBlockIsLeft() {
    try (ToyHeap heap = new ToyHeap(8192, 64)) {
      RecordingAllocator small = new RecordingAllocator(heap);
      try (Arena arena = kind.open(small)) {
        for (int i = 0; i < 8192 / 64; i++) {
          arena.allocate(64);
        }
        assertThrows(OutOfMemoryError.class, () -> arena.allocate(1));
      }
      small.assertAllGivenBack();
    }
  }

  @Test
  void anAllocatorIsNeeded() {
    assertThrows(NullPointerException.class, () -> kind.open(null));
  }

  private static void assertFilled(byte expected, MemorySegment segment) {
    byte[] bytes = segment.toArray(ValueLayout.JAVA_BYTE);
    assertTrue(bytes.length > 0);
    for (byte b : bytes) {
      assertEquals(expected, b);
    }
  }
}
