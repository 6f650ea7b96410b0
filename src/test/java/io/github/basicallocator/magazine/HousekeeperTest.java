package io.github.basicallocator.magazine;

import static io.github.basicallocator.ThreadsOfTests.runInThread;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.basicallocator.os.Syscall;
import io.github.basicallocator.segregated.Heaps;
import io.github.basicallocator.segregated.MemoryLimit;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class HousekeeperTest {
  private static final long SIZE = 1L << 24;
  private static final long PAGE = Syscall.pageSize();
  private static final Duration SHORT = Duration.ofMillis(20);

  /** It is more than what the last deallocation pays for, and less than what goes at once. */
  @Test
  void whatAProgramHasFreedIsTheKernelsThoughItNeverCallsAgain() {
    SharedHeap heap = newHeap(SHORT);
    long other = heap.allocate(SIZE, 16, false);
    long address = heap.allocate(SIZE / 2, 16, false);
    heap.free(address, SIZE / 2, 16);
    await(() -> purged(heap) >= SIZE / 2);
    heap.free(other, SIZE, 16);
    heap.check();
    heap.close();
  }

  @Test
  void nothingIsPurgedWhereNobodyLooks() throws Exception {
    SharedHeap heap = newHeap(Duration.ZERO);
    heap.allocate(SIZE, 16, false);
    long address = heap.allocate(SIZE / 2, 16, false);
    heap.free(address, SIZE / 2, 16);
    Thread.sleep(200);
    assertTrue(purged(heap) < SIZE / 2, purged(heap) + " bytes");
    heap.close();
  }

  @Test
  void whatThreadsHaveLeftIsFreeThoughNobodyCallsAgain() throws Exception {
    SharedHeap heap = newHeap(SHORT);
    for (int i = 0; i < 40; i++) {
      runInThread(() -> allocateAndFree(heap));
    }
    await(() -> heap.survey(survey -> survey.heaps().usedBytes()) == 0);
    await(() -> purged(heap) + PAGE >= heap.survey(survey -> survey.heaps().freeBytes()));
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
  void itEndsWithTheLastThreadAndComesBackWithTheNext() throws Exception {
    SharedHeap heap = newHeap(SHORT);
    for (int i = 0; i < 3; i++) {
      assertNull(heap.housekeeper());
      Thread[] found = new Thread[1];
      runInThread(
          () -> {
            allocateAndFree(heap);
            found[0] = heap.housekeeper();
          });
      assertTrue(found[0].isDaemon());
      found[0].join();
    }
    heap.close();
  }

  @Test
  void itCannotBeInterrupted() throws Exception {
    SharedHeap heap = newHeap(Duration.ofHours(1));
    allocateAndFree(heap);
    Thread thread = heap.housekeeper();
    thread.interrupt();
    await(() -> !thread.isInterrupted() && thread.getState() == Thread.State.TIMED_WAITING);
    heap.close();
    thread.join();
  }

  @Test
  void itEndsWithItsHeap() throws Exception {
    SharedHeap heap = newHeap(Duration.ofHours(1));
    heap.allocate(64, 16, false);
    Thread thread = heap.housekeeper();
    assertTrue(thread.isAlive());
    heap.close();
    thread.join();
  }

  /** As long as this thread lives, which has a cache, it would not end for another reason. */
  @Test
  void aHeapIsNotKeptAliveByBeingLookedAfter() {
    Thread thread = threadOfForgottenHeap();
    await(
        () -> {
          System.gc();
          LockSupport.unpark(thread);
          return !thread.isAlive();
        });
  }

  private static Thread threadOfForgottenHeap() {
    SharedHeap heap = newHeap(Duration.ofHours(1));
    heap.allocate(64, 16, false);
    return heap.housekeeper();
  }

  @Test
  void anErrorThatItFindsIsForWhoAsksNext() throws Exception {
    SharedHeap heap = newHeap(SHORT);
    runInThread(
        () -> {
          long address = heap.allocate(64, 16, false);
          heap.free(address, 64, 16);
          heap.free(address, 64, 16);
        });
    await(() -> heap.housekeeper() == null);
    assertThrows(IllegalStateException.class, heap::check);
    heap.check();
    heap.close();
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
