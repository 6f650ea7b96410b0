package io.github.basicallocator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.function.IntConsumer;
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Closing in one thread and accesses in others. Some race on purpose, which a program must not: they read
 * only, and what they read stays mapped until the allocator is closed.
 */
class NativeBlockThreadsTest {
  private static final int ROUNDS = 200_000;

  private final UnixAllocator allocator = new UnixAllocator();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final NativeBlock[] blocks = new NativeBlock[ROUNDS];
  private final AtomicInteger arrivals = new AtomicInteger();

  @AfterEach
  void close() throws InterruptedException {
    threads.shutdown();
    assertTrue(threads.awaitTermination(1, TimeUnit.MINUTES), "a thread hangs");
    allocator.check();
    assertEquals(0, allocator.stats().live());
    allocator.close();
  }

  /**
   * If the state were a plain field, compiled code would read it once, and spin for ever. With accesses
   * to memory some compilers do not, by chance; so there is a check without one.
   */
  @Test
  void aThreadThatOnlyReadsIsRefusedOnceTheBlockIsClosed() throws Exception {
    for (ToLongFunction<NativeBlock> reading :
        List.<ToLongFunction<NativeBlock>>of(NativeBlock::address, block -> block.getByte(0))) {
      NativeBlock block = NativeBlock.allocateZeroed(allocator, 8);
      Future<Long> reader = threads.submit(() -> sumUntilRefused(block, reading));
      Thread.sleep(500); // until it is compiled; if that took longer, the test would see less
      assertFalse(reader.isDone(), "it reads as long as the block is open");
      block.close();
      reader.get(30, TimeUnit.SECONDS);
    }
  }

  private static long sumUntilRefused(NativeBlock block, ToLongFunction<NativeBlock> reading) {
    long sum = 0;
    try {
      while (true) {
        sum += reading.applyAsLong(block);
      }
    } catch (IllegalStateException e) {
      return sum;
    }
  }

  /**
   * One thread closes the block and then looks whether the other has begun; that one says that it has
   * begun, and then accesses the block. If the first saw nothing, the close had returned before the access
   * began. No happens-before order says so, only the one order of all volatile accesses.
   */
  @Test
  void anAccessThatBeginsAfterTheCloseIsRefusedWithoutAnyOtherSynchronisation() throws Exception {
    AtomicIntegerArray begun = new AtomicIntegerArray(ROUNDS);
    boolean[] closedFirst = new boolean[ROUNDS];
    boolean[] refused = new boolean[ROUNDS];
    inTwoThreads(
        round -> {
          blocks[round].close();
          closedFirst[round] = begun.get(round) == 0;
        },
        round -> {
          begun.set(round, 1);
          refused[round] = isRefused(() -> blocks[round].getByte(0));
        });
    for (int round = 0; round < ROUNDS; round++) {
      assertTrue(refused[round] || !closedFirst[round], "round " + round);
    }
  }

  @Test
  void ofTwoThreadsThatCloseABlockExactlyOneIsRefused() throws Exception {
    AtomicIntegerArray refusals = new AtomicIntegerArray(ROUNDS);
    IntConsumer closing =
        round -> refusals.addAndGet(round, isRefused(blocks[round]::close) ? 1 : 0);
    inTwoThreads(closing, closing);
    for (int round = 0; round < ROUNDS; round++) {
      assertEquals(1, refusals.get(round), "round " + round);
    }
  }

  @Test
  void ofTwoThreadsThatCloseAndResizeABlockOneIsRefusedOrTheyFollowEachOther() throws Exception {
    AtomicIntegerArray refusals = new AtomicIntegerArray(ROUNDS);
    inTwoThreads(
        round -> refusals.addAndGet(round, isRefused(blocks[round]::close) ? 1 : 0),
        round -> refusals.addAndGet(round, isRefused(() -> blocks[round].resize(100)) ? 1 : 0));
    for (int round = 0; round < ROUNDS; round++) {
      assertTrue(refusals.get(round) <= 1, "round " + round);
      if (blocks[round].isOpen()) {
        blocks[round].close();
      }
    }
  }

  /** Runs both with every round in order, each round in both threads at the same time. */
  private void inTwoThreads(IntConsumer first, IntConsumer second) throws Exception {
    Arrays.setAll(blocks, round -> NativeBlock.allocateZeroed(allocator, 8));
    List<Future<?>> results = new ArrayList<>();
    for (IntConsumer body : List.of(first, second)) {
      results.add(threads.submit(() -> IntStream.range(0, ROUNDS).peek(this::meet).forEach(body)));
    }
    for (Future<?> result : results) {
      result.get(1, TimeUnit.MINUTES);
    }
  }

  private void meet(int round) {
    arrivals.incrementAndGet();
    for (int looks = 0; arrivals.get() < 2 * (round + 1); looks++) {
      if (looks < 1000) {
        Thread.onSpinWait(); // so that both go on at the same moment
      } else {
        Thread.yield(); // the other one may need this processor
      }
    }
  }

  private static boolean isRefused(Runnable use) {
    try {
      use.run();
      return false;
    } catch (IllegalStateException e) {
      return true;
    }
  }
}
