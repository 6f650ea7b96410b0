package io.github.basicallocator.freelist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.basicallocator.memory.Layout;
import io.github.basicallocator.os.ToyHeap;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Random allocations and deallocations, with the bytes that went each way added up beside. */
class RawAllocStressTest {
  private static final int SLOTS = 128;
  private static final int STEPS = 10_240;

  @Test
  void whatIsAllocatedAndNotFreedIsExactlyWhatIsMissingFromTheList() {
    long seed = Long.getLong("stress.seed", System.nanoTime());
    try {
      run(new Random(seed));
    } catch (AssertionError | RuntimeException e) {
      throw new AssertionError("repeat it with -Dtest.flags=-Dstress.seed=" + seed, e);
    }
  }

  private static void run(Random random) {
    try (ToyHeap heap = new ToyHeap()) {
      RawAlloc raw = new RawAlloc(heap);
      long[] addresses = new long[SLOTS];
      long[] sizes = new long[SLOTS];
      long allocated = 0;
      long freed = 0;
      for (int step = 0; step < STEPS; step++) {
        int slot = random.nextInt(SLOTS);
        if (addresses[slot] == 0) {
          sizes[slot] = (1L + random.nextInt(32)) * (1 + random.nextInt(32));
          addresses[slot] = raw.allocate(sizes[slot], 1L << random.nextInt(5));
          allocated += Layout.blockSize(sizes[slot]);
        } else {
          raw.deallocate(addresses[slot], sizes[slot], 1);
          addresses[slot] = 0;
          freed += Layout.blockSize(sizes[slot]);
        }
        assertTrue(raw.blocks().validity().isValid());
        assertEquals(allocated - freed, heap.used() - raw.blocks().stats().size());
        raw.check();
      }
    }
  }
}
