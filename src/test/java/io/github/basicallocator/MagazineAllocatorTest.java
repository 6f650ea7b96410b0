package io.github.basicallocator;

import static io.github.basicallocator.ThreadsOfTests.SHORT_LIVED;
import static io.github.basicallocator.ThreadsOfTests.runInThread;
import static io.github.basicallocator.ThreadsOfTests.runVirtual;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.github.basicallocator.magazine.SharedHeap;
import io.github.basicallocator.memory.Memory;
import io.github.basicallocator.os.Constants;
import io.github.basicallocator.os.Syscall;
import io.github.basicallocator.segregated.Heaps;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MagazineAllocatorTest extends AllocatorContract {
  /** Nothing changes while a test rests, however long a machine has no time for it. */
  private static final MagazineOptions NOT_LOOKED_AFTER =
      MagazineOptions.DEFAULTS.withIdleTime(Duration.ZERO);

  /** A block that is large, but cached. */
  private static final long LARGE = 96 << 10;

  private static final long MIB = 1 << 20;

  @Override
  Allocator create() {
    return new MagazineAllocator();
  }

  @Test
  void aThreadsLastBlockIsItsNextOne() {
    try (Allocator allocator = create()) {
      long address = allocator.allocate(100);
      allocator.deallocate(address, 100);
      assertEquals(address, allocator.allocate(100));
      assertEquals(112, allocator.stats().live());
    }
  }

  /** The fast path is fast because it is taken: a regression shows here without a clock. */
  @Test
  void aBusyThreadRarelyLeavesItsCache() {
    try (MagazineAllocator allocator = new MagazineAllocator()) {
      Churn churn = new Churn(allocator, 1024, 16, 4096);
      churn.run(500_000);
      long before = allocator.visits();
      churn.run(500_000);
      long visits = allocator.visits() - before;
      assertTrue(visits < 20_000, visits + " of 1,000,000 operations took the lock");
      assertTrue(allocator.stats().cached() < 4 * MIB, () -> allocator.stats().toString());
      churn.freeAll();
      allocator.check();
    }
  }

  @Test
  void aThreadThatOnlyAllocatesRarelyLeavesItsCache() {
    try (MagazineAllocator allocator = new MagazineAllocator()) {
      allocateMany(allocator, 100_000); // runs are longer the more is in use
      long before = allocator.visits();
      allocateMany(allocator, 10_000);
      long visits = allocator.visits() - before;
      assertTrue(visits < 200, visits + " of 10,000 took the lock");
      assertTrue(allocator.stats().cached() < 64 * 64, () -> allocator.stats().toString());
      allocator.check();
    }
  }

  /** HotSpot decides what is rare, and not worth compiling into programs, by what it sees first. */
  @Test
  void aNewThreadRarelyLeavesItsCacheForSmallBlocks() {
    try (MagazineAllocator allocator = new MagazineAllocator()) {
      Random random = new Random(1);
      for (int i = 0; i < 2_000; i++) {
        allocator.allocate(1 + random.nextInt(256));
      }
      long visits = allocator.visits();
      assertTrue(visits < 2_000 / 8, visits + " of the first 2,000 took the lock");
      assertTrue(allocator.stats().cached() < 64 << 10, () -> allocator.stats().toString());
      allocator.check();
    }
  }

  @Test
  void blocksGoFromThreadToThreadInBatches() throws Exception {
    int count = 200_000;
    try (MagazineAllocator allocator = new MagazineAllocator(NOT_LOOKED_AFTER)) {
      BlockingQueue<Long> queue = new ArrayBlockingQueue<>(1024);
      Thread producer =
          new Thread(
              () -> {
                for (int i = 0; i < count; i++) {
                  putUninterrupted(queue, allocator.allocate(64));
                }
              });
      producer.start();
      for (int i = 0; i < count; i++) {
        allocator.deallocate(queue.take(), 64);
      }
      producer.join();
      long visits = allocator.visits();
      assertTrue(visits < 8_000, visits + " of 400,000 operations took the lock");
      allocator.check();
    }
  }

  private static void putUninterrupted(BlockingQueue<Long> queue, long address) {
    try {
      queue.put(address);
    } catch (InterruptedException e) {
      throw new IllegalStateException("nobody interrupts this thread", e);
    }
  }

  private static void allocateMany(Allocator allocator, int blocks) {
    for (int i = 0; i < blocks; i++) {
      allocator.allocate(64);
    }
  }

  /** What a program frees is not carved in advance, unless it lies in a slab, where it is free for nothing else. */
  @Test
  void aThreadThatFreesAsMuchAsItAllocatesGetsNoRuns() {
    long size = Heaps.LARGEST_IN_SLAB + 64;
    try (MagazineAllocator allocator = new MagazineAllocator()) {
      for (int i = 0; i < 1000; i++) {
        long first = allocator.allocate(size);
        long second = allocator.allocate(size);
        allocator.deallocate(first, size);
        allocator.deallocate(second, size);
      }
      // The second request of all came without anything freed before; that was a run of two.
      assertTrue(allocator.stats().cached() <= 3 * size, () -> allocator.stats().toString());
    }
  }

  @ParameterizedTest
  @CsvSource({"1024, 16, 4096", "256, 4096, 1048576"})
  void aBusyThreadMakesNoJavaObjects(int slots, int least, int most) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long thread = Thread.currentThread().getId();
    try (MagazineAllocator allocator = new MagazineAllocator()) {
      Churn churn = new Churn(allocator, slots, least, most);
      churn.run(2_000_000);
      long before = threads.getThreadAllocatedBytes(thread);
      churn.run(500_000);
      long bytes = threads.getThreadAllocatedBytes(thread) - before;
      assertTrue(bytes < 100_000, bytes + " bytes of Java heap for 1,000,000 operations");
    }
  }

  @Test
  void cachesOfThreadsThatEndedAreRecovered() throws InterruptedException {
    try (Allocator allocator = create()) {
      for (int i = 0; i < 50; i++) {
        Thread thread = new Thread(() -> new Churn(allocator, 100, 16, 2000).runAndFree(2000));
        thread.start();
        thread.join();
        assertTrue(allocator.stats().cached() < MIB, () -> allocator.stats().toString());
      }
      allocator.check();
      allocator.trim();
      assertEquals(0, allocator.stats().cached());
      assertEquals(0, allocator.stats().live());
    }
  }

  @Test
  void whatOneThreadAllocatesAnotherMayFree() throws InterruptedException {
    try (Allocator allocator = create()) {
      for (int round = 0; round < 20; round++) {
        long[] addresses = new long[1000];
        for (int i = 0; i < addresses.length; i++) {
          addresses[i] = allocator.allocate(64);
          Memory.putLong(addresses[i], i);
        }
        Thread other =
            new Thread(
                () -> {
                  for (long address : addresses) {
                    allocator.deallocate(address, 64);
                  }
                });
        other.start();
        other.join();
        allocator.check();
        assertEquals(0, allocator.stats().live());
      }
      assertTrue(allocator.stats().committed() < 4 * MIB, () -> allocator.stats().toString());
    }
  }

  @Test
  void aNewThreadGoesOnWithWhatAnEndedOneCached() throws InterruptedException {
    try (MagazineAllocator allocator = new MagazineAllocator(NOT_LOOKED_AFTER)) {
      Churn churn = new Churn(allocator, 1024, 16, 4096);
      runInThread(() -> churn.run(100_000));
      long before = allocator.visits();
      for (int i = 0; i < 50; i++) {
        runInThread(() -> churn.run(1_000));
      }
      long visits = allocator.visits() - before;
      assertTrue(visits < 4_000, visits + " of 100,000 operations took the lock");
      assertEquals(1, threadsWithCaches(allocator));
      churn.freeAll();
      allocator.check();
      assertEquals(0, allocator.stats().live());
    }
  }

  /** Of many threads that end at once, only so many caches wait for new threads as may soon start. */
  @Test
  void ofManyThreadsThatEndedFewCachesAreKept() throws InterruptedException {
    int processors = Runtime.getRuntime().availableProcessors();
    int count = 4 * processors + 1;
    try (MagazineAllocator allocator = new MagazineAllocator(NOT_LOOKED_AFTER)) {
      CountDownLatch working = new CountDownLatch(count);
      Thread[] threads = new Thread[count];
      for (int i = 0; i < count; i++) {
        threads[i] =
            new Thread(
                () -> {
                  new Churn(allocator, 100, 16, 4096).runAndFree(10_000);
                  working.countDown();
                  await(working);
                },
                SHORT_LIVED);
        threads[i].start();
      }
      for (Thread thread : threads) {
        thread.join();
      }
      assertEquals(count, threadsWithCaches(allocator));
      visit(allocator, 20 * count); // at one in 16 visits, one cache is looked at
      assertEquals(processors, threadsWithCaches(allocator));
      allocator.check();
      assertEquals(0, allocator.stats().live());
    }
  }

  /** Each cache has its share of the budget, up to the number of processors; one of an ended thread has none. */
  @Test
  void whereOneThreadIsLeftItsShareIsThatOfOne() throws InterruptedException {
    try (MagazineAllocator allocator = new MagazineAllocator()) {
      for (int i = 0; i < 10; i++) {
        runInThread(() -> new Churn(allocator, 100, 16, 4096).runAndFree(10_000));
      }
      allocator.trim();
      churnUntilTheShareIsNeeded(allocator);
      long granted = granted(allocator);
      long share = MagazineOptions.DEFAULTS.cacheBytes();
      assertTrue(granted <= share, granted + " bytes were granted of " + share);
    }
  }

  @Test
  void whileTheHeapGrowsCachesKeepHalf() {
    try (MagazineAllocator allocator = new MagazineAllocator()) {
      long share = MagazineOptions.DEFAULTS.cacheBytes();
      churnUntilTheShareIsNeeded(allocator);
      long before = allocator.stats().committed();
      for (int i = 0; i < 100_000; i++) {
        allocator.allocate(1000);
      }
      assertTrue(allocator.stats().committed() > 2 * before, "the heap does not grow");
      long tolerated = share / 2 / 4;
      assertTrue(
          granted(allocator) <= share / 2 + tolerated, granted(allocator) + " bytes of " + share);
      allocator.check();
    }
  }

  @Test
  void largeBlocksAreKeptByProgramsThatReplaceThem() {
    try (MagazineAllocator allocator = new MagazineAllocator()) {
      Churn churn = new Churn(allocator, 256, 4 << 10, 1 << 20);
      churn.run(200_000);
      long before = allocator.visits();
      churn.run(100_000);
      long visits = allocator.visits() - before;
      assertTrue(visits < 42_000, visits + " visits of 200,000 if nothing were kept");
      churn.freeAll();
      allocator.check();
    }
  }

  @Test
  void beforeTheHeapGrowsLargeBlocksThatAreKeptServeOthers() {
    try (MagazineAllocator allocator = new MagazineAllocator()) {
      keepLargeBlocks(allocator);
      AllocatorStats before = allocator.stats();
      assertTrue(before.cached() >= 5 * LARGE, () -> "too few are kept: " + before);
      long other = LARGE / 4 + 1000;
      List<Long> blocks = new ArrayList<>();
      while (blocks.size() * other < before.free() + before.cached() - 2 * LARGE) {
        blocks.add(allocator.allocate(other));
      }
      assertTrue(blocks.size() * other > before.free() + LARGE, "others fit without");
      assertEquals(before.committed(), allocator.stats().committed());
      blocks.forEach(block -> allocator.deallocate(block, other));
      allocator.check();
    }
  }

  /** Also for blocks that are never kept themselves. */
  @Test
  void beforeTheHeapGrowsLargeBlocksThatAreKeptServeAVeryLargeOne() {
    try (MagazineAllocator allocator = new MagazineAllocator()) {
      keepLargeBlocks(allocator);
      AllocatorStats before = allocator.stats();
      long size = before.free() + before.cached() - LARGE;
      assertTrue(size > MIB, () -> "that would be kept: " + before);
      allocator.deallocate(allocator.allocate(size), size);
      assertEquals(before.committed(), allocator.stats().committed());
      allocator.check();
    }
  }

  @Test
  void largeBlocksThatIdleGoBackToTheHeap() {
    try (MagazineAllocator allocator = new MagazineAllocator()) {
      keepLargeBlocks(allocator);
      assertTrue(allocator.stats().cached() >= 5 * LARGE);
      visit(allocator, 20_000); // each class is looked at at one of 2,000, and its limit halved
      assertTrue(allocator.stats().cached() < LARGE, () -> allocator.stats().toString());
      allocator.check();
    }
  }

  @Test
  void largeBlocksOfAThreadThatEndedServeANewOne() throws InterruptedException {
    try (MagazineAllocator allocator = new MagazineAllocator(NOT_LOOKED_AFTER)) {
      Churn churn = new Churn(allocator, 256, 9_000, 16_000);
      runInThread(() -> churn.run(200_000));
      long before = allocator.visits();
      runInThread(() -> churn.run(50_000));
      long ofOne = allocator.visits() - before;
      for (int i = 0; i < 50; i++) {
        runInThread(() -> churn.run(1_000));
      }
      long ofMany = allocator.visits() - before - ofOne;
      assertTrue(ofMany < ofOne * 5 / 4, ofOne + " visits of one thread, " + ofMany + " of many");
      churn.freeAll();
      allocator.check();
    }
  }

  @Test
  void largeBlocksOfAThreadThatEndedServeAnotherBeforeTheHeapGrows() throws InterruptedException {
    try (MagazineAllocator allocator = new MagazineAllocator(NOT_LOOKED_AFTER)) {
      leaveLargeBlocks(allocator);
      AllocatorStats before = allocator.stats();
      long size = before.free() + before.cached() - LARGE;
      allocator.deallocate(allocator.allocate(size), size);
      assertEquals(before.committed(), allocator.stats().committed());
      assertTrue(allocator.stats().cached() < LARGE, () -> allocator.stats().toString());
      allocator.check();
    }
  }

  @Test
  void largeBlocksOfAThreadThatEndedGoBackToTheHeapIfNoneComes() throws InterruptedException {
    try (MagazineAllocator allocator = new MagazineAllocator(NOT_LOOKED_AFTER)) {
      leaveLargeBlocks(allocator);
      visit(allocator, 30_000);
      assertTrue(allocator.stats().cached() >= 5 * LARGE, () -> allocator.stats().toString());
      visit(allocator, 40_000); // 65,536 are waited for
      assertTrue(allocator.stats().cached() < LARGE, () -> allocator.stats().toString());
      allocator.check();
    }
  }

  /** A thread may be the heir of many large blocks, need none, and live for long. */
  @Test
  void aNewThreadIsNotLeftWithManyLargeBlocks() throws InterruptedException {
    try (MagazineAllocator allocator = new MagazineAllocator(NOT_LOOKED_AFTER)) {
      long[] live = new long[200];
      for (int i = 0; i < live.length; i++) {
        live[i] = allocator.allocate(LARGE);
      }
      long most = MagazineOptions.DEFAULTS.cacheBytes();
      runInThread(
          () -> {
            keepLargeBlocks(allocator);
            long kept = allocator.stats().cached();
            assertTrue(kept > most + LARGE, () -> kept + " bytes are kept");
          });
      visit(allocator, 100); // at one of 16 it is found that the thread has ended
      assertTrue(allocator.stats().cached() <= most, () -> allocator.stats().toString());
      runInThread(
          () -> {
            allocator.deallocate(allocator.allocate(16), 16);
            assertTrue(allocator.stats().cached() <= most, () -> allocator.stats().toString());
          });
      for (long block : live) {
        allocator.deallocate(block, LARGE);
      }
      allocator.check();
    }
  }

  /** This thread has a cache of its own, and so does not go on with what the other one leaves. */
  private static void leaveLargeBlocks(MagazineAllocator allocator) throws InterruptedException {
    visit(allocator, 1);
    runInThread(() -> keepLargeBlocks(allocator));
    visit(allocator, 100); // at one of 16 it is found that the thread has ended
    assertEquals(1, threadsWithCaches(allocator));
    assertTrue(allocator.stats().cached() >= 5 * LARGE, () -> allocator.stats().toString());
  }

  /** Allocates and frees a few large blocks again and again, one after the other. */
  private static void keepLargeBlocks(MagazineAllocator allocator) {
    long[] blocks = new long[40];
    for (int round = 0; round < 1000; round++) {
      for (int i = 0; i < blocks.length; i++) {
        blocks[i] = allocator.allocate(LARGE);
      }
      for (long block : blocks) {
        allocator.deallocate(block, LARGE);
      }
    }
  }

  /** Until more than half of the share is granted, as the heap does not grow any more. */
  private static void churnUntilTheShareIsNeeded(MagazineAllocator allocator) {
    Churn churn = new Churn(allocator, 10_000, 16, 4096);
    for (int i = 0; granted(allocator) <= MagazineOptions.DEFAULTS.cacheBytes() / 2; i++) {
      assertTrue(i < 20, "the churn does not need its share");
      churn.run(500_000);
    }
    churn.freeAll();
  }

  private static long granted(MagazineAllocator allocator) {
    return allocator.cacheStats().stream().mapToLong(CacheStats::granted).sum();
  }

  /** Makes the shared heap be visited so often, by blocks of an alignment that is not cached. */
  private static void visit(MagazineAllocator allocator, int times) {
    long alignment = 2 * SharedHeap.LARGEST_CACHED_ALIGNMENT;
    for (int i = 0; i < times; i++) {
      allocator.deallocate(allocator.allocate(16, alignment), 16, alignment);
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static long threadsWithCaches(MagazineAllocator allocator) {
    return allocator.cacheStats().stream().filter(c -> c.owner().equals(SHORT_LIVED)).count();
  }

  /** Two threads whose numbers collide in the table of caches keep apart. */
  @Test
  void threadsThatClaimTheSameNumberHaveCachesOfTheirOwn() throws InterruptedException {
    try (Allocator allocator = create()) {
      Thread[] threads = new Thread[4];
      List<Throwable> failures = new CopyOnWriteArrayList<>();
      for (int i = 0; i < threads.length; i++) {
        threads[i] =
            new Thread(() -> new Churn(allocator, 200, 16, 500).runAndFree(50_000)) {
              @Override
              public long getId() {
                return 7;
              }
            };
        threads[i].setUncaughtExceptionHandler((thread, e) -> failures.add(e));
        threads[i].start();
      }
      for (Thread thread : threads) {
        thread.join();
      }
      assertEquals(List.of(), failures);
      allocator.check();
      assertEquals(0, allocator.stats().live());
    }
  }

  @Test
  @EnabledForJreRange(min = JRE.JAVA_21)
  void virtualThreadsNeedNoCachesOfTheirOwn() throws Exception {
    try (Allocator allocator = create()) {
      runVirtual(10_000, i -> new Churn(allocator, 5, 16, 500).runAndFree(50));
      allocator.check();
      assertEquals(0, allocator.stats().live());
      assertTrue(allocator.stats().cached() < MIB, () -> allocator.stats().toString());
    }
  }

  @Test
  @EnabledForJreRange(min = JRE.JAVA_21)
  void aVirtualThreadTrimsWhatItCached() throws Exception {
    try (Allocator allocator = create()) {
      runVirtual(
          1,
          i -> {
            new Churn(allocator, 100, 16, 500).runAndFree(1_000);
            assertTrue(allocator.stats().cached() > 0);
            allocator.trim();
            assertEquals(0, allocator.stats().cached());
          });
    }
  }

  @Test
  @EnabledForJreRange(min = JRE.JAVA_21)
  void virtualThreadsRarelyLeaveTheirStripes() throws Exception {
    try (MagazineAllocator allocator = new MagazineAllocator()) {
      new Churn(allocator, 1024, 16, 4096).runAndFree(200_000); // leaves a full cache behind
      Churn[] churns = new Churn[2_000];
      Arrays.setAll(churns, i -> new Churn(allocator, 8, 16, 1024));
      runVirtual(churns.length, i -> churns[i].run(100));
      long before = allocator.visits();
      runVirtual(churns.length, i -> churns[i].run(200));
      long visits = allocator.visits() - before;
      assertTrue(visits < 30_000, visits + " of 800,000 operations took the lock");
      for (Churn churn : churns) {
        churn.freeAll();
      }
      allocator.check();
    }
  }

  @Test
  void theLimitIsARefusalAfterWhichEverythingGoesOn() {
    try (Allocator allocator = new MagazineAllocator(MagazineOptions.DEFAULTS.withLimit(8 * MIB))) {
      int first = fillAndFree(allocator);
      assertTrue(first > 1000, first + " blocks");
      assertTrue(fillAndFree(allocator) >= first * 9 / 10);
      assertThrows(OutOfMemoryError.class, () -> allocator.allocate(64 * MIB));
      allocator.check();
    }
  }

  private static int fillAndFree(Allocator allocator) {
    Deque<Long> blocks = new ArrayDeque<>();
    assertThrows(
        OutOfMemoryError.class,
        () -> {
          while (true) {
            long address = allocator.allocate(5000);
            Memory.putLong(address, address);
            blocks.push(address);
          }
        });
    int count = blocks.size();
    for (long address : blocks) {
      assertEquals(address, Memory.getLong(address));
      allocator.deallocate(address, 5000);
    }
    allocator.check();
    return count;
  }

  @Test
  void aBlockOfItsOwnMappingGrowsWithoutCopying() {
    try (Allocator allocator = create()) {
      long address = allocator.allocate(40 * MIB);
      Memory.putLong(address + 40 * MIB - 8, 42);
      long grown = allocator.reallocate(address, 40 * MIB, 80 * MIB);
      assertEquals(42, Memory.getLong(grown + 40 * MIB - 8));
      long shrunk = allocator.reallocate(grown, 80 * MIB, MIB);
      assertNotEquals(0, shrunk);
      allocator.deallocate(shrunk, MIB);
      assertEquals(0, allocator.stats().live());
    }
  }

  @Test
  void aMappingThatCannotGrowStaysAsItIs() {
    try (Allocator allocator =
        new MagazineAllocator(MagazineOptions.DEFAULTS.withLimit(100 * MIB))) {
      long address = allocator.allocate(40 * MIB);
      Memory.putLong(address + 40 * MIB - 8, 42);
      assertThrows(
          OutOfMemoryError.class, () -> allocator.reallocate(address, 40 * MIB, 120 * MIB));
      assertEquals(42, Memory.getLong(address + 40 * MIB - 8));
      assertEquals(40 * MIB, allocator.stats().live());
      long grown = allocator.reallocate(address, 40 * MIB, 80 * MIB);
      assertEquals(42, Memory.getLong(grown + 40 * MIB - 8));
      allocator.deallocate(grown, 80 * MIB);
      assertEquals(0, allocator.stats().live());
    }
  }

  /** Linux does not move pages of two kinds at once, so the block is copied. */
  @Test
  void aMappingThatTheKernelDoesNotMoveIsCopied() {
    try (Allocator allocator = create()) {
      long address = allocator.allocate(40 * MIB);
      Memory.putLong(address, 41);
      Memory.putLong(address + 40 * MIB - 8, 42);
      Syscall.mprotect(address, Syscall.pageSize(), Constants.PROT_READ);
      long grown = allocator.reallocate(address, 40 * MIB, 80 * MIB);
      assertEquals(41, Memory.getLong(grown));
      assertEquals(42, Memory.getLong(grown + 40 * MIB - 8));
      allocator.deallocate(grown, 80 * MIB);
      assertEquals(0, allocator.stats().live());
    }
  }

  @Test
  void whatReachesTheHeapTwiceIsNoticed() {
    try (Allocator allocator = create()) {
      long address = allocator.allocate(2 * MIB);
      allocator.deallocate(address, 2 * MIB);
      assertThrows(IllegalStateException.class, () -> allocator.deallocate(address, 2 * MIB));
      assertThrows(IllegalStateException.class, () -> allocator.deallocate(16, 2 * MIB));
      allocator.check();
    }
  }

  /** Such a word in a magazine would pass for its end. */
  @Test
  void anAddressBelow0IsNoticedAtOnce() {
    try (Allocator allocator = create()) {
      assertThrows(IllegalStateException.class, () -> allocator.deallocate(-16, 64));
      long one = allocator.allocate(64);
      long other = allocator.allocate(64);
      allocator.deallocate(one, 64);
      allocator.deallocate(other, 64);
      allocator.allocate(64); // so that there is room in the magazine
      assertThrows(IllegalStateException.class, () -> allocator.deallocate(-16, 64));
      allocator.check();
    }
  }

  @Test
  void aBlockInTwoMagazinesIsNoticedByTheCheck() {
    Allocator allocator = create();
    long address = allocator.allocate(100);
    allocator.allocate(100);
    allocator.deallocate(address, 100);
    allocator.deallocate(allocator.allocate(100), 100);
    long other = allocator.allocate(64);
    allocator.deallocate(other, 64);
    allocator.deallocate(other, 64); // wrong
    assertThrows(IllegalStateException.class, allocator::check);
    allocator.close();
  }

  @Test
  void anAddressInsideAGranuleIsRefusedAtOnce() {
    try (MagazineAllocator allocator = new MagazineAllocator()) {
      long block = allocator.allocate(64);
      for (int offset = 1; offset < 16; offset++) {
        long inside = block + offset;
        assertThrows(IllegalStateException.class, () -> allocator.deallocate(inside, 64));
      }
      assertEquals(64, allocator.stats().live());
      allocator.deallocate(block, 64);
      assertEquals(0, allocator.stats().live());
      allocator.check();
    }
  }

  @Test
  void optionsThatMakeNoSenseAreRefused() {
    MagazineOptions options = MagazineOptions.DEFAULTS;
    assertThrows(IllegalArgumentException.class, () -> options.withLimit(-1));
    assertThrows(IllegalArgumentException.class, () -> options.withCaches(-1, 1));
    assertThrows(IllegalArgumentException.class, () -> options.withCaches(1, 64));
    assertThrows(IllegalArgumentException.class, () -> options.withDirty(1, -1));
  }

  /** Blocks of random sizes in slots, each of which is verified when it is replaced. */
  private static final class Churn {
    private final Allocator allocator;
    private final Random random = new Random(1);
    private final long[] addresses;
    private final int[] sizes;
    private final double smallest;
    private final double span;

    Churn(Allocator allocator, int slots, int smallest, int largest) {
      this.allocator = allocator;
      this.addresses = new long[slots];
      this.sizes = new int[slots];
      this.smallest = smallest;
      this.span = Math.log((double) largest / smallest);
    }

    void run(int steps) {
      for (int i = 0; i < steps; i++) {
        int slot = random.nextInt(addresses.length);
        free(slot);
        sizes[slot] = (int) (smallest * Math.exp(random.nextDouble() * span));
        addresses[slot] = allocator.allocate(sizes[slot]);
        Memory.putLong(addresses[slot], addresses[slot] + slot);
      }
    }

    void runAndFree(int steps) {
      run(steps);
      freeAll();
    }

    void freeAll() {
      for (int slot = 0; slot < addresses.length; slot++) {
        free(slot);
      }
    }

    private void free(int slot) {
      if (addresses[slot] != 0) {
        assertEquals(addresses[slot] + slot, Memory.getLong(addresses[slot]));
        allocator.deallocate(addresses[slot], sizes[slot]);
        addresses[slot] = 0;
      }
    }
  }
}
