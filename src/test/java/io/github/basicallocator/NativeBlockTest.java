package io.github.basicallocator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.basicallocator.memory.Memory;
import io.github.basicallocator.os.ToyHeap;
import java.nio.ByteOrder;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Blocks from their allocation to their end, over every allocator, and over a toy heap. */
@ParameterizedClass
@EnumSource
class NativeBlockTest {
  enum Kind {
    UNIX,
    MAGAZINE,
    TOY
  }

  private final ToyHeap toyHeap = new ToyHeap();
  private final Kind kind;
  private final Allocator allocator;

  NativeBlockTest(Kind kind) {
    this.kind = kind;
    allocator =
        switch (kind) {
          case UNIX -> new UnixAllocator();
          case MAGAZINE -> new MagazineAllocator();
          case TOY -> new UnixAllocator(toyHeap);
        };
  }

  @AfterEach
  void nothingIsLost() {
    allocator.check();
    assertEquals(0, allocator.stats().live());
    allocator.close();
    toyHeap.close();
  }

  @Test
  void aBlockIsMemoryOfItsAllocator() {
    try (NativeBlock block = NativeBlock.allocate(allocator, 1000)) {
      assertEquals(1000, block.size());
      assertTrue(block.isOpen());
      assertEquals(1008, allocator.stats().live());
      block.putLong(992, 42);
      assertEquals(42, Memory.getLong(block.address() + 992));
    }
  }

  @Test
  void alignmentsAreThoseAskedFor() {
    try (NativeBlock plain = NativeBlock.allocate(allocator, 10);
        NativeBlock aligned = NativeBlock.allocate(allocator, 10, 4096);
        NativeBlock zeroed = NativeBlock.allocateZeroed(allocator, 10, 1024)) {
      assertEquals(0, plain.address() % Allocator.DEFAULT_ALIGNMENT);
      assertEquals(0, aligned.address() % 4096);
      assertEquals(0, zeroed.address() % 1024);
    }
  }

  @Test
  void zeroedBlocksAreZeroAlsoInUsedMemory() {
    try (NativeBlock used = NativeBlock.allocate(allocator, 5000)) {
      used.fill((byte) -1);
    }
    try (NativeBlock block = NativeBlock.allocateZeroed(allocator, 4000);
        NativeBlock other = NativeBlock.allocateZeroed(allocator, 500, 64)) {
      assertEachByteIs(0, block);
      assertEachByteIs(0, other);
    }
  }

  @Test
  void theShortFormsTakeFromTheAllocatorOfTheProcess() {
    long before = Allocator.global().stats().live();
    try (NativeBlock block = NativeBlock.allocate(100);
        NativeBlock zeroed = NativeBlock.allocateZeroed(200)) {
      assertEquals(before + 112 + 208, Allocator.global().stats().live());
      block.fill((byte) 1);
      assertEachByteIs(0, zeroed);
    }
    assertEquals(before, Allocator.global().stats().live());
  }

  @Test
  void anEmptyBlockHasNothingToAccess() {
    try (NativeBlock empty = NativeBlock.allocate(allocator, 0);
        NativeBlock other = NativeBlock.allocateZeroed(allocator, 0)) {
      assertEquals(0, empty.size());
      assertNotEquals(empty.address(), other.address());
      assertThrows(IndexOutOfBoundsException.class, () -> empty.getByte(0));
      empty.fill((byte) 1);
      empty.copyTo(0, other, 0, 0);
      empty.copyToArray(0, new int[3], 3, 0);
      assertEquals(0, empty.slice(0, 0).size());
      empty.resize(16);
      empty.putLong(8, 1);
      empty.resize(0);
      assertThrows(IndexOutOfBoundsException.class, () -> empty.getByte(0));
    }
  }

  @Test
  void whatTheAllocatorRefusesIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> NativeBlock.allocate(allocator, -1).close());
    assertThrows(
        IllegalArgumentException.class, () -> NativeBlock.allocate(allocator, 1, 3).close());
    assertThrows(
        OutOfMemoryError.class, () -> NativeBlock.allocateZeroed(allocator, 1L << 47).close());
  }

  @Test
  void aClosedBlockIsOnlySizeAndName() {
    NativeBlock block = NativeBlock.allocate(allocator, 100);
    NativeBlock open = NativeBlock.allocate(allocator, 100);
    long address = block.address();
    assertEquals("block of 100 bytes at 0x%x".formatted(address), block.toString());
    block.close();
    assertFalse(block.isOpen());
    assertEquals(100, block.size());
    assertEquals("block of 100 bytes at 0x%x, no longer open".formatted(address), block.toString());
    List<Executable> uses =
        List.of(
            block::address,
            () -> block.fill((byte) 1),
            () -> block.fill(0, 0, (byte) 1),
            () -> block.copyTo(0, open, 0, 1),
            () -> block.copyFrom(0, open, 0, 1),
            () -> open.copyTo(0, block, 0, 1),
            () -> open.copyFrom(0, block, 0, 1),
            () -> block.copyToArray(0, new byte[1], 0, 1),
            () -> block.copyFromArray(0, new byte[1], 0, 1),
            () -> block.slice(0, 1),
            block::asByteBuffer,
            () -> block.resize(200),
            block::close);
    for (Executable use : uses) {
      String message = assertThrows(IllegalStateException.class, use).getMessage();
      assertEquals("the block is closed", message);
    }
    open.close();
  }

  @Test
  void closingABlockOfAClosedAllocatorIsRefusedByThat() {
    Allocator other = kind == Kind.MAGAZINE ? new MagazineAllocator() : new UnixAllocator();
    NativeBlock block = NativeBlock.allocate(other, 100);
    other.close();
    String message = assertThrows(IllegalStateException.class, block::close).getMessage();
    assertEquals("this allocator is closed", message);
    assertFalse(block.isOpen());
  }

  @Test
  void fillWritesItsRangeOnly() {
    try (NativeBlock block = NativeBlock.allocateZeroed(allocator, 100)) {
      block.fill(10, 20, (byte) 7);
      assertEachByteIs(0, block.slice(0, 10));
      assertEachByteIs(7, block.slice(10, 20));
      assertEachByteIs(0, block.slice(30, 70));
      block.slice(40, 10).fill((byte) 9);
      assertEachByteIs(0, block.slice(30, 10));
      assertEachByteIs(9, block.slice(40, 10));
      assertEachByteIs(0, block.slice(50, 50));
      for (long[] range : outsideOf(100)) {
        assertThrows(
            IndexOutOfBoundsException.class, () -> block.fill(range[0], range[1], (byte) 1));
      }
    }
  }

  @Test
  void aSliceIsAViewOfItsBlock() {
    try (NativeBlock block = NativeBlock.allocateZeroed(allocator, 100)) {
      NativeBlock slice = block.slice(40, 20);
      assertEquals(20, slice.size());
      assertEquals(block.address() + 40, slice.address());
      assertTrue(slice.toString().startsWith("slice of 20 bytes at 0x"), slice.toString());
      slice.putInt(4, 0x01020304, ByteOrder.BIG_ENDIAN);
      assertEquals(0x01020304, block.getInt(44, ByteOrder.BIG_ENDIAN));
      assertEquals(3, slice.slice(6, 1).getByte(0));
      for (long[] range : outsideOf(20)) {
        String message =
            assertThrows(IndexOutOfBoundsException.class, () -> slice.slice(range[0], range[1]))
                .getMessage();
        assertTrue(message.contains(Long.toString(range[0])), message);
        assertTrue(message.contains("20"), message);
      }
    }
  }

  @Test
  void aSliceDiesWithItsBlockAndNotBefore() {
    NativeBlock block = NativeBlock.allocate(allocator, 100);
    NativeBlock slice = block.slice(0, 100);
    NativeBlock part = slice.slice(10, 10);
    assertThrows(UnsupportedOperationException.class, slice::close);
    assertThrows(UnsupportedOperationException.class, () -> slice.resize(10));
    assertTrue(block.isOpen() && slice.isOpen() && part.isOpen());
    block.close();
    assertFalse(block.isOpen() || slice.isOpen() || part.isOpen());
    assertThrows(IllegalStateException.class, () -> part.getByte(0));
    assertThrows(IllegalStateException.class, () -> slice.slice(0, 1));
    assertEquals(10, part.size());
  }

  @Test
  void resizingKeepsTheContentsWhereverTheyMove() {
    try (NativeBlock block = NativeBlock.allocate(allocator, 100);
        NativeBlock obstacle = NativeBlock.allocate(allocator, 100)) {
      block.fill((byte) 5);
      obstacle.fill((byte) 6);
      for (long size : new long[] {200, 10_000, 40, 100_000, 100}) {
        long common = Math.min(size, block.size());
        block.resize(size);
        assertEquals(size, block.size());
        assertTrue(block.isOpen());
        assertEachByteIs(5, block.slice(0, common));
        assertThrows(IndexOutOfBoundsException.class, () -> block.getByte(size));
        block.fill((byte) 5);
        assertEachByteIs(6, obstacle);
        allocator.check();
      }
    }
  }

  @Test
  void resizingKeepsTheAlignment() {
    try (NativeBlock block = NativeBlock.allocate(allocator, 100, 1024)) {
      for (long size : new long[] {5000, 10, 20_000}) {
        block.resize(size);
        assertEquals(0, block.address() % 1024);
      }
    }
  }

  @Test
  void resizingEndsEverySliceAlsoWhereNothingMoves() {
    try (NativeBlock block = NativeBlock.allocate(allocator, 100)) {
      NativeBlock slice = block.slice(0, 10);
      long address = block.address();
      block.resize(100);
      assertEquals(address, block.address());
      assertFalse(slice.isOpen());
      String message = assertThrows(IllegalStateException.class, slice::address).getMessage();
      assertEquals(
          "the block has been resized; slices taken before it are no longer valid", message);
      assertEquals(address, block.slice(0, 10).address());
    }
  }

  @Test
  void resizingThatIsRefusedChangesNothing() {
    try (NativeBlock block = NativeBlock.allocate(allocator, 100)) {
      NativeBlock slice = block.slice(10, 10);
      slice.fill((byte) 3);
      assertThrows(IllegalArgumentException.class, () -> block.resize(-1));
      assertThrows(OutOfMemoryError.class, () -> block.resize(1L << 47));
      assertEquals(100, block.size());
      assertEachByteIs(3, slice);
    }
  }

  static long[][] outsideOf(long size) {
    return new long[][] {
      {-1, 1},
      {0, -1},
      {0, size + 1},
      {1, size},
      {size, 1},
      {size + 1, 0},
      {size + 1, -1},
      {Long.MAX_VALUE, 1},
      {1, Long.MAX_VALUE},
      {Long.MAX_VALUE, Long.MAX_VALUE},
      {Long.MIN_VALUE, Long.MIN_VALUE},
      {Long.MIN_VALUE, Long.MAX_VALUE},
      {-size, size},
    };
  }

  private static void assertEachByteIs(int expected, NativeBlock block) {
    for (long i = 0; i < block.size(); i++) {
      if (block.getByte(i) != expected) {
        assertEquals(expected, block.getByte(i), "byte " + i + " of " + block);
      }
    }
  }
}
