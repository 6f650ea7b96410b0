package io.github.basicallocator.magazine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.basicallocator.segregated.Heaps;
import io.github.basicallocator.segregated.MemoryLimit;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class SharedHeapTest {
  private static final int ROUNDS = 300;

  /** Whoever waits for the lock while another thread closes the heap finds it closed, and does not make a new one. */
  @Test
  @Timeout(60)
  void nothingIsAllocatedOnceItIsClosed() throws Exception {
    ExecutorService thread = Executors.newSingleThreadExecutor();
    try {
      for (int i = 0; i < ROUNDS; i++) {
        Heaps heaps =
            new Heaps(new MemoryLimit(Long.MAX_VALUE), Long.MAX_VALUE, Long.SIZE - 1, false);
        SharedHeap shared = new SharedHeap(heaps, 0, Long.SIZE - 1);
        CountDownLatch first = new CountDownLatch(1);
        Future<?> allocating = thread.submit(() -> allocateUntilClosed(shared, first));
        first.await();
        shared.close();
        allocating.get(10, TimeUnit.SECONDS);
        assertEquals(0, heaps.reservedBytes(), "round " + i);
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
            shared.allocate(SizeClasses.LARGEST + 1, 16, false);
            first.countDown();
          }
        });
  }
}
