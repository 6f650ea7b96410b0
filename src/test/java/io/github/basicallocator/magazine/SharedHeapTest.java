package io.github.basicallocator.magazine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.basicallocator.segregated.Heaps;
import io.github.basicallocator.segregated.MemoryLimit;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class SharedHeapTest {
  private static final int ROUNDS = 300;
  private static final long SIZE = SizeClasses.LARGEST + 1;

  /** Whoever waits for the lock while another thread closes the heap finds it closed, and does not make a new one. */
  @Test
  @Timeout(60)
  void nothingIsAllocatedOnceItIsClosed() throws Exception {
    ExecutorService thread = Executors.newSingleThreadExecutor();
    try {
      for (int i = 0; i < ROUNDS; i++) {
        Heaps heaps =
            new Heaps(new MemoryLimit(Long.MAX_VALUE), Long.MAX_VALUE, Long.SIZE - 1, false);
        SharedHeap shared = new SharedHeap(heaps, 0, Long.SIZE - 1, Duration.ZERO);
        CountDownLatch first = new CountDownLatch(1);
        try {
          Future<?> allocating = thread.submit(() -> allocateUntilClosed(shared, first));
          assertTrue(first.await(10, TimeUnit.SECONDS), "nothing was allocated");
          shared.close();
          allocating.get(10, TimeUnit.SECONDS);
          assertEquals(0, heaps.reservedBytes(), "round " + i);
        } finally {
          shared.close();
        }
      }
    } finally {
      thread.shutdownNow();
    }
  }

  private static void allocateUntilClosed(SharedHeap shared, CountDownLatch first) {
    assertThrows(
        IllegalStateException.class,
        () -> {
          while (true) {
            long address = shared.allocate(SIZE, 16, false);
            first.countDown();
            shared.free(address, SIZE, 16);
          }
        });
  }
}
