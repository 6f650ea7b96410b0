package io.github.basicallocator.magazine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.basicallocator.segregated.Heaps;
import io.github.basicallocator.segregated.MemoryLimit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CacheKeeperTest {
  private static final long BUDGET = 1L << 20;
  private static final int SHARE_SHIFT = Long.SIZE - 1;

  private static final long LIMIT = 64L << 20;

  private final Heaps heaps =
      new Heaps(new MemoryLimit(LIMIT), Long.MAX_VALUE, Long.SIZE - 1, false);
  private final CacheKeeper keeper =
      new CacheKeeper(heaps, new BlockSource(heaps)::free, BUDGET, SHARE_SHIFT);
  private final ThreadCache cache = keeper.register(Thread.currentThread());

  /** At first a heap counts as growing. */
  @BeforeEach
  void visitUntilItNoLongerGrows() {
    visitUntilItNoLongerGrows(keeper, cache);
  }

  private static void visitUntilItNoLongerGrows(CacheKeeper keeper, Cache cache) {
    for (int i = 0; i < 10_000; i++) {
      keeper.noteVisit(cache);
    }
  }

  @AfterEach
  void release() {
    heaps.releaseAll();
  }

  @Test
  void whoWaitsForTheLockOftenMayKeepFourTimesAsMuch() {
    long alone = grantOfAll(4096);
    assertEquals(BUDGET - BUDGET / 8, alone, 16 << 10);
    visitAndWait(100); // not often enough
    assertEquals(alone, grantOfAll(4096), 8192);
    visitAndWait(100);
    long contended = grantOfAll(4096);
    assertEquals(4 * alone, contended, 64 << 10);

    for (int i = 0; i < 30_000; i++) {
      keeper.noteVisit(cache);
    }
    assertEquals(contended, grantOfAll(4096), 8192);
    for (int i = 0; i < 5_000; i++) {
      keeper.noteVisit(cache);
    }
    assertTrue(
        cache.small.grant() <= alone * 5 / 4, () -> cache.small.grant() + " bytes stay granted");
  }

  @Test
  void oneVisitOfManyThatWaitsChangesNothing() {
    long alone = grantOfAll(4096);
    for (int i = 0; i < 10_000; i++) {
      if (i % 20 == 0) {
        keeper.noteWait();
      }
      keeper.noteVisit(cache);
    }
    assertEquals(alone, grantOfAll(4096), 8192);
  }

  /** What is kept of small blocks is no reason not to keep large ones, nor the other way round. */
  @Test
  void smallAndLargeBlocksHaveAllowancesOfTheirOwn() {
    long small = grantOfAll(4096);
    assertEquals(BUDGET / 2, grantOfAll(64 << 10), 64 << 10);
    assertEquals(small, cache.small.grant());
    assertEquals(cache.grant(), cache.small.grant() + cache.large.grant());
    keeper.empty(cache);
    assertEquals(0, cache.grant());
    assertEquals(BUDGET / 2, grantOfAll(64 << 10), 64 << 10);
    assertEquals(small, grantOfAll(4096));
  }

  /** A third of the limit is in use, and large blocks may take as much; then nearly all, and that would be refused to others. */
  @Test
  void largeBlocksAreNotKeptWhereTheLimitIsNear() {
    CacheKeeper ofShare = new CacheKeeper(heaps, new BlockSource(heaps)::free, 0, 8);
    ThreadCache own = ofShare.register(Thread.currentThread());
    Magazine magazine = own.magazine(SizeClasses.of(64 << 10));
    heaps.allocate(20 << 20, 16);
    visitUntilItNoLongerGrows(ofShare, own);
    while (ofShare.raise(own, magazine)) {
      // until the budget is spent
    }
    assertEquals(20 << 20, own.large.grant(), 2 << 20);
    heaps.allocate(20 << 20, 16);
    heaps.allocate(23 << 20, 16);
    visitUntilItNoLongerGrows(ofShare, own);
    assertTrue(own.large.grant() <= 2 << 20, () -> own.large.grant() + " bytes are granted");
  }

  @Test
  void roomIsGivenEarlyAsLongAsHalfOfTheBudgetIsLeft() {
    keeper.raiseEarly(cache, cache.magazine(1), 256);
    assertEquals(256, cache.magazine(1).limit());
    grantOfAll(4096);
    keeper.raiseEarly(cache, cache.magazine(2), 128);
    assertEquals(0, cache.magazine(2).limit());
  }

  private void visitAndWait(int times) {
    for (int i = 0; i < times; i++) {
      keeper.noteWait();
      keeper.noteVisit(cache);
    }
  }

  /** Raises the limit for blocks of this size as far as possible; returns what is granted to blocks like them. */
  private long grantOfAll(int blockSize) {
    Magazine magazine = cache.magazine(SizeClasses.of(blockSize));
    while (keeper.raise(cache, magazine)) {
      // until the budget is spent
    }
    while (!magazine.isLarge() && keeper.raise(cache, cache.magazine(1))) {
      // until the rest is spent
    }
    return magazine.isLarge() ? cache.large.grant() : cache.small.grant();
  }
}
