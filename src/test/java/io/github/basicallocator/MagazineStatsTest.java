package io.github.basicallocator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What can be seen of a MagazineAllocator from outside: by size, by cache, and stretch by stretch. */
class MagazineStatsTest {
  private static final long MIB = 1 << 20;

  private final MagazineAllocator allocator = new MagazineAllocator();

  @AfterEach
  void close() {
    allocator.check();
    allocator.close();
  }

  @Test
  void eachSizeIsCountedByItself() {
    long freed = allocator.allocate(1000);
    allocator.allocate(993);
    allocator.allocate(1008);
    allocator.allocate(5000);
    allocator.allocate(2 * MIB);
    allocator.allocate(40 * MIB);
    allocator.deallocate(freed, 1000);
    assertEquals(
        List.of(
            new SizeClassStats(1008, 2016, 1008),
            new SizeClassStats(5120, 5120, 0),
            new SizeClassStats(Long.MAX_VALUE, 42 * MIB, 0)),
        allocator.sizeClassStats());
  }

  @Test
  void aBlockThatIsResizedWhereItIsChangesItsSize() {
    long address = allocator.allocate(64 << 10);
    assertEquals(address, allocator.reallocate(address, 64 << 10, 32 << 10));
    assertEquals(List.of(new SizeClassStats(32 << 10, 32 << 10, 0)), allocator.sizeClassStats());
    allocator.deallocate(address, 32 << 10);
    allocator.trim();
    assertEquals(List.of(), allocator.sizeClassStats());
  }

  @Test
  void eachThreadIsShownWithItsCache() throws InterruptedException {
    allocator.deallocate(allocator.allocate(50), 50);
    Thread thread =
        new Thread(() -> allocator.deallocate(allocator.allocate(1000), 1000), "worker");
    thread.start();
    thread.join();
    List<CacheStats> caches = allocator.cacheStats();
    assertEquals(1008, cached(caches, "worker"));
    assertEquals(64, cached(caches, Thread.currentThread().getName()));
    assertEquals(0, cached(caches, "depot"));
    assertTrue(
        caches.stream().allMatch(cache -> cache.cached() <= cache.granted()), caches::toString);
  }

  /** Whatever happened: all views have the same bytes. */
  @Test
  void allFiguresAgree() throws InterruptedException {
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      int seed = i;
      threads.add(new Thread(() -> churn(new Random(seed))));
    }
    threads.forEach(Thread::start);
    for (Thread thread : threads) {
      thread.join();
    }
    AllocatorStats stats = allocator.stats();
    List<SizeClassStats> sizes = allocator.sizeClassStats();
    assertTrue(sizes.size() > 50, sizes::toString);
    assertEquals(stats.live(), sizes.stream().mapToLong(SizeClassStats::live).sum());
    assertEquals(stats.cached(), sizes.stream().mapToLong(SizeClassStats::cached).sum());
    assertEquals(
        stats.cached(), allocator.cacheStats().stream().mapToLong(CacheStats::cached).sum());
    long[] walked = new long[2];
    allocator.walk((address, size, free) -> walked[free ? 1 : 0] += size);
    assertEquals(stats.live() + stats.cached(), walked[0]);
    assertEquals(stats.free(), walked[1]);
  }

  @Test
  void aWalkTellsStretchAfterStretch() {
    long block = allocator.allocate(3000);
    long mapping = allocator.allocate(40 * MIB);
    List<Long> ends = new ArrayList<>();
    List<Boolean> found = new ArrayList<>();
    boolean[] last = new boolean[1];
    allocator.walk(
        (address, size, free) -> {
          if (!ends.isEmpty() && ends.get(ends.size() - 1) == address) {
            assertTrue(free != last[0], "free neighbours are one block");
          }
          ends.add(address + size);
          last[0] = free;
          if (address <= block && block < address + size || address == mapping) {
            assertFalse(free);
            found.add(true);
          }
        });
    assertEquals(List.of(true, true), found);
  }

  private static long cached(List<CacheStats> caches, String owner) {
    return caches.stream()
        .filter(cache -> cache.owner().equals(owner))
        .mapToLong(CacheStats::cached)
        .sum();
  }

  /** Ends with about 500 blocks live, all of them of some size up to 100 KB. */
  private void churn(Random random) {
    List<long[]> blocks = new ArrayList<>();
    for (int i = 0; i < 20_000; i++) {
      if (blocks.size() > 500) {
        long[] block = blocks.remove(random.nextInt(blocks.size()));
        allocator.deallocate(block[0], block[1]);
      }
      long size = (long) Math.exp(random.nextDouble() * Math.log(100_000));
      blocks.add(new long[] {allocator.allocate(size), size});
    }
  }
}
