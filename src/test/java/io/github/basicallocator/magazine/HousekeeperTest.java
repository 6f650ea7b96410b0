package io.github.basicallocator.magazine;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.basicallocator.segregated.Heaps;
import io.github.basicallocator.segregated.MemoryLimit;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class HousekeeperTest {
  private static final long SIZE = 1L << 24;

  /** One deallocation does not pay for so much, and there is none that follows. */
  @Test
  void whatAProgramHasFreedIsTheKernelsThoughItNeverCallsAgain() {
    SharedHeap heap = newHeap(Duration.ofMillis(20));
    long address = heap.allocate(SIZE, 16, false);
    heap.free(address, SIZE, 16);
    await(() -> purged(heap) >= SIZE);
    heap.check();
    heap.close();
    assertTrue(heap.housekeeper.isStopped());
  }

  @Test
  void whatThreadsHaveLeftIsFreeThoughNobodyCallsAgain() throws Exception {
    SharedHeap heap = newHeap(Duration.ofMillis(20));
    Thread thread = new Thread(() -> allocateAndFree(heap));
    thread.start();
    thread.join();
    await(() -> heap.survey(survey -> survey.heaps().usedBytes()) == 0);
    heap.check();
    heap.close();
  }

  private static void allocateAndFree(SharedHeap heap) {
    long[] blocks = new long[1000];
    for (int i = 0; i < blocks.length; i++) {
      blocks[i] = heap.allocate(64, 16, false);
    }
    for (long block : blocks) {
      heap.free(block, 64, 16);
    }
  }

  @Test
  void aHeapIsNotKeptAliveByBeingLookedAfter() {
    Housekeeper housekeeper = newHeap(Duration.ofMillis(20)).housekeeper;
    assertFalse(housekeeper.isStopped());
    await(
        () -> {
          System.gc();
          return housekeeper.isStopped();
        });
  }

  private static SharedHeap newHeap(Duration interval) {
    Heaps heaps = new Heaps(new MemoryLimit(Long.MAX_VALUE), 0, Long.SIZE - 1, false);
    return new SharedHeap(heaps, 1L << 20, 8, interval);
  }

  private static long purged(SharedHeap heap) {
    return heap.survey(survey -> survey.heaps().purgedBytes());
  }

  private static void await(BooleanSupplier condition) {
    while (!condition.getAsBoolean()) {
      try {
        Thread.sleep(10);
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
