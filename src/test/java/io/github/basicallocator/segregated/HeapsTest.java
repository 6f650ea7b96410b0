package io.github.basicallocator.segregated;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.basicallocator.os.MmapException;
import io.github.basicallocator.os.Syscall;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HeapsTest {
  private static final long SIZE = 1L << 20;
  private static final long LIMIT = 64L << 20;

  /** A heap starts with a granule that is never used, so blocks of a heap do not start with pages. */
  private static final long WHOLE_PAGES = SIZE - Syscall.pageSize();

  private final Heaps heaps =
      new Heaps(new MemoryLimit(LIMIT), Long.MAX_VALUE, Long.SIZE - 1, false);

  /** Of a test that says how much free memory these keep. */
  private Heaps keeping = keeping(0);

  @AfterEach
  void release() {
    heaps.releaseAll();
    keeping.releaseAll();
  }

  @Test
  void aSmallBlockFarAboveTheTopIsNone() {
    long block = heaps.allocate(64, 16);
    for (long distance = SIZE; distance < 16L << 30; distance *= 2) {
      long wrong = block + distance;
      assertThrows(IllegalStateException.class, () -> heaps.free(wrong, 64));
      assertThrows(IllegalStateException.class, () -> heaps.free(wrong, 320));
      assertFalse(heaps.isUsed(wrong, 64));
    }
    heaps.check();
  }

  @Test
  void aMappingIsNoSmallerBlock() {
    long mapping = heaps.allocate(64 << 20, 16);
    assertTrue(heaps.isUsed(mapping, 64 << 20));
    assertFalse(heaps.isUsed(mapping, 320));
    assertThrows(IllegalStateException.class, () -> heaps.free(mapping, 320));
    heaps.free(mapping, 64 << 20);
    assertFalse(heaps.isUsed(mapping, 64 << 20));
  }

  @Test
  void whatIsFreeInSlabsServesWhenMemoryIsRefused() {
    Heaps full = new Heaps(new MemoryLimit(SIZE), Long.MAX_VALUE, Long.SIZE - 1, false);
    try {
      List<Long> blocks = fill(full, 48);
      full.onRefusal(
          () -> {
            for (int i = blocks.size() - 1; i >= 0; i -= 2) {
              full.free(blocks.remove(i), 48);
            }
            return true;
          });
      long[] addresses = new long[10];
      assertEquals(10, full.allocateSmall(48, 10, addresses));
      assertTrue(full.hasRoomFor(48, 16));
      full.allocate(48, 16);
      full.check();
    } finally {
      full.releaseAll();
    }
  }

  @Test
  void slabsThatNothingIsInServeOthersWhenMemoryIsRefused() {
    Heaps full = new Heaps(new MemoryLimit(SIZE), Long.MAX_VALUE, Long.SIZE - 1, false);
    try {
      full.allocate(4096 - 16, 16); // nothing is left before the first slab
      List<Long> blocks = fill(full, 256);
      assertFalse(full.hasRoomFor(240, 16));
      long left = full.freeBytes();
      for (long block : blocks.subList(0, 16)) {
        full.free(block, 256);
      }
      assertEquals(left + 16 * 256, full.freeBytes());
      full.allocate(2048, 16);
      full.check();
    } finally {
      full.releaseAll();
    }
  }

  /** Allocates blocks until memory is refused. */
  private static List<Long> fill(Heaps full, long size) {
    List<Long> blocks = new ArrayList<>();
    try {
      while (true) {
        blocks.add(full.allocate(size, 16));
      }
    } catch (MmapException e) {
      return blocks;
    }
  }

  @Test
  void thereIsRoomForWhatFitsExactly() {
    assertFalse(heaps.hasRoomFor(SIZE, 16));
    long block = heaps.allocate(SIZE, 16);
    heaps.allocate(heaps.freeBytes(), 16);
    assertEquals(0, heaps.freeBytes());
    heaps.free(block, SIZE);

    assertTrue(heaps.hasRoomFor(SIZE, 16));
    assertTrue(heaps.hasRoomFor(SIZE, 1));
    assertFalse(heaps.hasRoomFor(SIZE + 16, 16));
    assertFalse(heaps.hasRoomFor(SIZE, 32), "it might not be aligned");
    assertTrue(heaps.hasRoomFor(SIZE - 16, 32));
    assertTrue(heaps.hasRoomFor(Heaps.OWN_MAPPING, 16), "it gets a mapping");
    long extent = heaps.extent();
    assertEquals(block, heaps.allocate(SIZE, 16));
    assertEquals(extent, heaps.extent());
  }

  @Test
  void freeMemoryIsAvailableAndSoIsWhatTheLimitLeaves() {
    assertEquals(LIMIT, heaps.availableBytes());
    long block = heaps.allocate(LIMIT / 4, 16);
    long used = LIMIT - heaps.availableBytes();
    assertEquals(LIMIT / 4, used, 4096);
    heaps.free(block, LIMIT / 4);
    assertEquals(LIMIT, heaps.availableBytes(), 4096);
    assertEquals(Long.MAX_VALUE, unlimited().availableBytes());
  }

  /** Of nine blocks with others in between; so much is in use that deallocations purge nothing. */
  @Test
  void whatWasFreeAllTheTimeIsPurgedButForWhatIsKept() {
    keeping = keeping(WHOLE_PAGES);
    long[] blocks = allocate(64);
    long unused = keeping.purgedBytes(); // the heap grows by more than is asked for
    for (int i = 0; i < 9; i++) {
      keeping.free(blocks[2 * i], SIZE);
    }
    purgeIdle(keeping);
    assertEquals(unused, keeping.purgedBytes(), "all was in use a moment ago");

    for (int i = 0; i < 4; i++) {
      blocks[i] = keeping.allocate(SIZE, 16);
    }
    for (int i = 0; i < 4; i++) {
      keeping.free(blocks[i], SIZE);
    }
    purgeIdle(keeping);
    assertEquals(5 * WHOLE_PAGES + unused, keeping.purgedBytes(), "of nine, four were in use");

    purgeIdle(keeping);
    purgeIdle(keeping);
    assertEquals(8 * WHOLE_PAGES + unused, keeping.purgedBytes(), "one is kept");
    keeping.check();
  }

  @Test
  void whatABlockHasGrownIntoWasNotFreeAllTheTime() {
    keeping = keeping(0);
    long[] blocks = allocate(64);
    long unused = keeping.purgedBytes();
    keeping.free(blocks[1], SIZE);
    keeping.noteIdle();
    assertEquals(blocks[0], keeping.resize(blocks[0], SIZE, 2 * SIZE, 16));
    assertEquals(blocks[0], keeping.resize(blocks[0], 2 * SIZE, SIZE, 16));
    purgeIdle(keeping);
    assertEquals(unused, keeping.purgedBytes());
  }

  @Test
  void whatIsToBeKeptIsNotPurgedHoweverLongItIdles() {
    long block = heaps.allocate(LIMIT / 4, 16);
    long unused = heaps.purgedBytes();
    heaps.free(block, LIMIT / 4);
    purgeIdle(heaps);
    purgeIdle(heaps);
    assertEquals(unused, heaps.purgedBytes());
  }

  /** Allocations take the start of a free block, so its end is what idles. */
  @Test
  void ofOneBlockTheEndIsPurgedThatWasFreeAllTheTime() {
    keeping = keeping(SIZE);
    long[] blocks = allocate(128);
    long unused = keeping.purgedBytes();
    for (int i = 0; i < 48; i++) {
      keeping.free(blocks[i], SIZE);
    }
    keeping.noteIdle();
    long used = keeping.allocate(8 * SIZE, 16);
    keeping.free(used, 8 * SIZE);
    purgeIdle(keeping);
    assertEquals(40 * SIZE - Syscall.pageSize() + unused, keeping.purgedBytes());
    assertEquals(blocks[0], keeping.allocate(8 * SIZE, 16));
    assertEquals(40 * SIZE - Syscall.pageSize() + unused, keeping.purgedBytes());
    keeping.check();
    keeping.free(blocks[0], 8 * SIZE);
    purgeIdle(keeping);
    purgeIdle(keeping);
    assertEquals(47 * SIZE - Syscall.pageSize() + unused, keeping.purgedBytes(), "one is kept");
  }

  private static void purgeIdle(Heaps heaps) {
    heaps.noteIdle();
    while (heaps.purgeIdle()) {
      // the next ones
    }
  }

  private long[] allocate(int count) {
    long[] blocks = new long[count];
    Arrays.setAll(blocks, i -> keeping.allocate(SIZE, 16));
    return blocks;
  }

  private static Heaps unlimited() {
    return keeping(Long.MAX_VALUE);
  }

  private static Heaps keeping(long bytes) {
    return new Heaps(new MemoryLimit(Long.MAX_VALUE), bytes, Long.SIZE - 1, false);
  }
}
