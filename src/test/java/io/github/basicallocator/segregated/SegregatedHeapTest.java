package io.github.basicallocator.segregated;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.basicallocator.memory.Memory;
import io.github.basicallocator.os.MmapException;
import io.github.basicallocator.os.Syscall;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.opentest4j.TestAbortedException;

class SegregatedHeapTest {
  private static final long PAGE = Syscall.pageSize();
  private static final long SIZE = 4096 * PAGE;

  private final MemoryLimit limit = new MemoryLimit(Long.MAX_VALUE);
  private final SegregatedHeap heap = new SegregatedHeap(SIZE, limit);

  @AfterEach
  void checkAndRelease() {
    heap.check();
    heap.release();
  }

  @Test
  void freeingEverythingLeavesOneFreeBlock() {
    List<Long> addresses = new ArrayList<>();
    for (int i = 1; i <= 500; i++) {
      addresses.add(heap.allocate(16L * i));
      heap.check();
    }
    for (int i = 0; i < 500; i += 2) {
      heap.free(addresses.get(i), 16L * (i + 1));
      heap.check();
    }
    for (int i = 1; i < 500; i += 2) {
      heap.free(addresses.get(i), 16L * (i + 1));
      heap.check();
    }
    assertEquals(0, heap.usedBytes());
    assertEquals(List.of(true), stretches());
  }

  @Test
  void aHeapThatGrowsFillsWhatIsLeftBeforeItAddsASlab() {
    long left = heap.allocate(5 * 48);
    heap.allocate(16);
    heap.free(left, 5 * 48);
    long[] blocks = new long[20];
    assertEquals(5, heap.allocateSmall(48, 20, blocks));
    heap.free(blocks[0], 48);
    heap.free(blocks[1], 48);
    assertEquals(2, heap.allocateSmall(48, 20, blocks));
    assertEquals(20, heap.allocateSmall(48, 20, blocks), "of a slab");
    for (int i = 0; i < 10_000; i++) { // without growing
      heap.free(blocks[0], 48);
      heap.allocateSmall(48, 1, blocks);
    }
    long fragment = heap.allocate(64);
    heap.allocateSmall(64, 1, blocks);
    assertTrue(heap.free(blocks[0], 64), "it does not grow any more");
    assertFalse(heap.free(fragment, 64));
  }

  @Test
  void noBlockEndsInASlab() {
    long before = heap.allocate(4096 - 16);
    long[] blocks = new long[16];
    assertEquals(16, heap.allocateSmall(256, 16, blocks));
    assertEquals(before + 4096 - 16, blocks[0]);
    assertThrows(IllegalStateException.class, () -> heap.free(before, 4096 - 16 + 256));
    heap.free(before, 4096 - 16);
  }

  @Test
  void aSlabTakesThePlaceOfAnotherOne() {
    heap.allocate(4096 - 16); // nothing is left before the first slab
    long[] first = new long[16];
    long[] second = new long[16];
    heap.allocateSmall(256, 16, first);
    heap.allocateSmall(256, 16, second);
    heap.allocateSmall(240, 1, new long[1]);
    heap.free(second[0], 256);
    for (long block : first) {
      heap.free(block, 256); // the slab is given back, as another one has a free block
    }
    assertTrue(heap.hasRoomForSmall(64));
    long[] other = new long[1];
    heap.allocateSmall(64, 1, other);
    assertEquals(first[0], other[0]);
    assertThrows(IllegalStateException.class, () -> heap.free(first[0], 256));
    assertThrows(IllegalStateException.class, () -> heap.free(second[2] - 512, 4096 - 16));
    heap.free(heap.allocate(1 << 16), 1 << 16);
    heap.purger().purge(0, 99);
    assertFalse(heap.resize(other[0], 64, 48));
    assertTrue(heap.free(other[0], 64));
  }

  @Test
  void theSmallestBlockThatFitsIsTaken() {
    long small = heap.allocate(160);
    heap.allocate(16);
    long smaller = heap.allocate(96);
    heap.allocate(16);
    heap.free(small, 160);
    heap.free(smaller, 96);
    assertEquals(smaller, heap.allocate(96));
    assertEquals(small + 160 - 112, heap.allocate(112)); // the tail
  }

  @Test
  void whatIsFreeAlreadyCannotBeFreed() {
    long address = heap.allocate(320);
    long neighbour = heap.allocate(16);
    heap.free(address, 320);
    assertThrows(IllegalStateException.class, () -> heap.free(address, 320));
    assertThrows(IllegalStateException.class, () -> heap.free(address, 16));
    assertThrows(IllegalStateException.class, () -> heap.free(address + 304, 16));
    assertThrows(IllegalStateException.class, () -> heap.free(address + 1 << 20, 16));
    heap.check();
    heap.free(neighbour, 16);
  }

  @Test
  void whatLiesOutsideTheUsedPartCannotBeFreed() {
    long address = heap.allocate(16);
    long granuleZero = address + 16 - 16 * PAGE;
    assertThrows(IllegalStateException.class, () -> heap.free(granuleZero, 16));
    assertThrows(IllegalStateException.class, () -> heap.free(address, 32));
    assertThrows(IllegalStateException.class, () -> heap.free(address + SIZE / 2, 16));
    assertThrows(IllegalStateException.class, () -> heap.free(address, SIZE));
  }

  @Test
  void aFullRangeAnswersWithZeroAndGoesOnWorking() {
    long large = heap.allocate(SIZE / 2);
    assertNotEquals(0, large);
    assertEquals(0, heap.allocate(SIZE / 2));
    heap.check();
    heap.free(large, SIZE / 2);
    assertNotEquals(0, heap.allocate(SIZE / 2 + PAGE));
  }

  @Test
  void beyondTheLimitIsARefusalThatChangesNothing() {
    MemoryLimit low = new MemoryLimit(32 * PAGE);
    SegregatedHeap limited = new SegregatedHeap(SIZE, low);
    long address = limited.allocate(20 * PAGE);
    long used = limited.usedBytes();
    assertThrows(MmapException.class, () -> limited.allocate(20 * PAGE));
    limited.check();
    assertEquals(used, limited.usedBytes());
    limited.free(address, 20 * PAGE);
    assertNotEquals(0, limited.allocate(30 * PAGE)); // what is free below the top counts
    limited.release();
    new SegregatedHeap(SIZE, low).allocate(30 * PAGE); // released memory is given back to the limit
  }

  @Test
  void alignedBlocksLeaveNothingBehind() {
    for (long alignment = 16; alignment <= 1024 * PAGE; alignment *= 2) {
      long address = heap.allocate(48, alignment);
      assertEquals(0, address % alignment);
      assertEquals(48, heap.usedBytes());
      heap.check();
      heap.free(address, 48);
    }
  }

  @Test
  void resizingUsesTheFreeNeighbourAndGivesBackTheTail() {
    long address = heap.allocate(3 * PAGE);
    long behind = heap.allocate(2 * PAGE);
    long low = Math.min(address, behind);
    long lowSize = low == address ? 3 * PAGE : 2 * PAGE;
    long high = Math.max(address, behind);
    long highSize = 5 * PAGE - lowSize;
    assertFalse(heap.resize(low, lowSize, lowSize + 16));
    heap.free(high, highSize);
    for (long size : new long[] {lowSize + 16, lowSize + PAGE + 32, 5 * PAGE}) {
      assertTrue(heap.resize(low, lowSize, size));
      heap.check();
      assertEquals(size, heap.usedBytes());
      assertTrue(heap.resize(low, size, lowSize));
      heap.check();
    }
    heap.free(low, lowSize);
  }

  @Test
  void newMemoryIsFreshAndUsedMemoryIsNot() {
    long address = heap.allocate(8 * PAGE);
    assertTrue(heap.isFresh());
    Memory.fill(address, 8 * PAGE, (byte) 1);
    heap.free(address, 8 * PAGE);
    heap.allocate(8 * PAGE);
    assertFalse(heap.isFresh());
  }

  @Test
  void purgedMemoryIsFreshAgainAndZero() {
    long kept = heap.allocate(16);
    long address = heap.allocate(9 * PAGE);
    Memory.fill(address, 9 * PAGE, (byte) 1);
    heap.free(address, 9 * PAGE);
    assertTrue(heap.purger().dirtyBytes() >= 8 * PAGE);
    heap.purger().purge(0, 1000);
    assertEquals(0, heap.purger().dirtyBytes());
    heap.check();
    long again = heap.allocate(5 * PAGE);
    assertTrue(heap.isFresh());
    for (long i = PAGE; i < 4 * PAGE; i += 8) {
      assertEquals(0, Memory.getLong(again + i));
    }
    heap.check();
    heap.free(kept, 16);
  }

  /** The end of the largest range is one granule more than an int counts. Nothing is touched. */
  @Test
  void theLargestHeapIsUsedToItsLastPage() {
    SegregatedHeap largest;
    try {
      largest = new SegregatedHeap(SegregatedHeap.MAX_SIZE, new MemoryLimit(Long.MAX_VALUE));
    } catch (MmapException e) {
      throw new TestAbortedException("this process has not so many addresses", e);
    }
    try {
      List<Long> blocks = new ArrayList<>();
      long size = 1L << 30;
      while (size >= 16) {
        long address = allocateIfPromised(largest, size);
        if (address != 0) {
          blocks.add(address);
          blocks.add(size);
        } else {
          size /= 2;
        }
      }
      long used = largest.usedBytes();
      assertTrue(used >= SegregatedHeap.MAX_SIZE - 2 * PAGE, () -> used + " bytes in use");
      largest.check();
      for (int i = 0; i < blocks.size(); i += 2) {
        largest.free(blocks.get(i), blocks.get(i + 1));
      }
      largest.check();
      assertEquals(0, largest.usedBytes());
    } finally {
      largest.release();
    }
  }

  private static long allocateIfPromised(SegregatedHeap heap, long size) {
    try {
      return heap.allocate(size);
    } catch (MmapException e) {
      throw new TestAbortedException("this system does not promise so much memory", e);
    }
  }

  @Test
  void growingPurgesWhatDoesNotServe() {
    heap.purger().setPolicy(new PurgePolicy(0, 0));
    long[] small = new long[10];
    for (int i = 0; i < small.length; i++) {
      small[i] = heap.allocate(4 * PAGE);
      heap.allocate(16);
    }
    for (long address : small) {
      heap.free(address, 4 * PAGE);
    }
    long dirty = heap.purger().dirtyBytes();
    assertTrue(dirty >= 10 * 3 * PAGE);
    heap.allocate(4 * PAGE);
    assertTrue(heap.purger().dirtyBytes() >= dirty - 4 * PAGE, "one of them serves");
    heap.allocate(100 * PAGE);
    assertTrue(heap.purger().dirtyBytes() <= dirty - 8 * 3 * PAGE);
    heap.check();
  }

  /** The free block below the top need not be the first of its bin. */
  @Test
  void theHeapDoesNotGrowDownwards() {
    long first = heap.allocate(1030 * PAGE);
    heap.allocate(16);
    long second = heap.allocate(1070 * PAGE);
    heap.free(second, 1070 * PAGE);
    heap.free(first, 1030 * PAGE);
    long committed = heap.committedBytes();
    assertEquals(second, heap.allocate(1040 * PAGE));
    heap.check();
    assertEquals(committed, heap.committedBytes());
  }

  /** What is given back and obtained again is used again as well. */
  @Test
  void shrinkingDoesNotLowerThePriceOfPurging() {
    heap.purger().setPolicy(new PurgePolicy(0, Long.SIZE - 1));
    heap.allocate(1000 * PAGE);
    long block = heap.allocate(500 * PAGE);
    heap.free(block, 500 * PAGE);
    heap.purger().purge(0, Integer.MAX_VALUE);
    assertTrue(heap.shrink() >= 500 * PAGE);
    assertEquals(block, heap.allocate(500 * PAGE));
    heap.allocate(16);
    heap.free(block, 500 * PAGE);
    // Of 500 purged pages all are used again, of 256 that were purged before any half of them.
    double odds = (500 + 128) / 128.0;
    double price = (1024 + 64 * 500) * odds;
    assertEquals(price, deallocationsToPurge(), price / 4); // the heap grew by a few pages more
  }

  /** Nobody has used those pages again. */
  @Test
  void shrinkingDoesNotRaiseThePriceOfPurging() {
    heap.purger().setPolicy(new PurgePolicy(0, Long.SIZE - 1));
    heap.allocate(1000 * PAGE);
    long other = heap.allocate(100 * PAGE);
    heap.allocate(16);
    long block = heap.allocate(500 * PAGE);
    heap.free(block, 500 * PAGE);
    heap.purger().purge(0, Integer.MAX_VALUE);
    heap.shrink();
    heap.free(other, 100 * PAGE);
    double odds = 128 / (128 + 500.0);
    double price = (1024 + 64 * 100) * odds;
    assertEquals(price, deallocationsToPurge(), price / 4);
  }

  @Test
  void purgingCostsLessTheFewerPagesAreUsedAgain() {
    heap.purger().setPolicy(new PurgePolicy(0, Long.SIZE - 1));
    heap.allocate(1000 * PAGE); // half as much may be dirty for a while
    long[] blocks = new long[3];
    for (int i = 0; i < blocks.length; i++) {
      blocks[i] = heap.allocate(100 * PAGE);
      heap.allocate(16);
    }
    heap.free(blocks[0], 100 * PAGE);
    int price = deallocationsToPurge();
    heap.free(blocks[1], 100 * PAGE);
    int less = deallocationsToPurge();
    assertTrue(less < price * 0.9, () -> less + " in place of " + price);

    heap.allocate(500 * PAGE); // new pages, which nobody has purged
    heap.free(blocks[2], 100 * PAGE);
    int evenLess = deallocationsToPurge();
    assertTrue(evenLess < less * 0.9, () -> evenLess + " in place of " + less);

    for (int i = 0; i < blocks.length; i++) {
      blocks[i] = heap.allocate(100 * PAGE);
    }
    heap.free(blocks[0], 100 * PAGE);
    int more = deallocationsToPurge();
    assertTrue(more > price * 1.2, () -> more + " after " + price);
  }

  /** What is dirty costs so many deallocations of 16 bytes. */
  private int deallocationsToPurge() {
    long dirty = heap.purger().dirtyBytes();
    int count = 0;
    do {
      heap.purger().afterFree(16, 1, heap.usedBytes());
      count++;
    } while (heap.purger().dirtyBytes() == dirty);
    return count;
  }

  @Test
  void shrinkingGivesTheTopBack() {
    long below = heap.allocate(PAGE);
    heap.allocate(100 * PAGE);
    long top = heap.allocate(100 * PAGE);
    long high = Math.max(below, top);
    heap.free(high, high == top ? 100 * PAGE : PAGE);
    long before = heap.freeBytes();
    assertTrue(heap.shrink() > 0);
    heap.check();
    assertTrue(heap.freeBytes() < before);
    assertEquals(0, heap.shrink());
    assertNotEquals(0, heap.allocate(200 * PAGE));
    assertTrue(heap.isFresh());
  }

  private List<Boolean> stretches() {
    List<Boolean> free = new ArrayList<>();
    heap.walk((address, size, isFree) -> free.add(isFree));
    return free;
  }
}
