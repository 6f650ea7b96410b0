package io.github.basicallocator.segregated;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class PurgePolicyTest {
  private static final long MIB = 1 << 20;

  private static final int PRICE_OF_100 = 1024 + 64 * 100;

  private final PurgePolicy policy = new PurgePolicy(MIB, 4);

  @Test
  void aShareOfTheMemoryInUseStays() {
    assertEquals(2 * MIB, policy.kept(16 * MIB));
    assertEquals(0, blocksOf(10_000, 16 * MIB, 2 * MIB, 1));
  }

  @Test
  void whileTheHeapGrowsOnlyWhatIsSetStays() {
    assertEquals(MIB, policy.keptWhileGrowing());
  }

  @Test
  void aLittleMoreIsPaidForByDeallocations() {
    assertEquals(0, blocksOf(1024 + 64 - 1, 16 * MIB, 2 * MIB + 1, 1));
    assertEquals(1, blocksOf(1, 16 * MIB, 2 * MIB + 1, 1));
    assertEquals(0, blocksOf(1024 + 64 - 1, 16 * MIB, 2 * MIB + 1, 1));
  }

  @Test
  void largeBlocksCostMoreAndAtFirstOneIsExpectedBackForEachThatIsNot() {
    assertPriceOf100(PRICE_OF_100);
  }

  @Test
  void thePriceGoesByTheOddsThatPurgedPagesAreUsedAgain() {
    policy.notePurged(256); // with 128 of the first 256 a quarter was used again
    assertPriceOf100(PRICE_OF_100 / 3);

    policy.noteReused(128);
    assertPriceOf100(PRICE_OF_100);

    policy.noteReused(128);
    assertPriceOf100(PRICE_OF_100 * 3);

    policy.noteReused(10_000); // more than were purged
    assertPriceOf100(PRICE_OF_100 * 32);
  }

  /** No block is so dear that it could never be paid for. */
  @Test
  void thePriceHasALimit() {
    policy.noteReused(10_000);
    assertEquals(0, blocksOf((1 << 20) - 1, 16 * MIB, 2 * MIB + 1, 100_000));
    assertEquals(1, blocksOf(1, 16 * MIB, 2 * MIB + 1, 100_000));
  }

  @Test
  void everythingMayBeKept() {
    PurgePolicy never = new PurgePolicy(Long.MAX_VALUE, 8);
    assertEquals(0, never.blocksToPurge(MIB, 1, 16 * MIB, 1, 1));
    assertEquals(0, never.blocksToPurge(MIB, 1, 16 * MIB, 1L << 40, 1));
  }

  @Test
  void blocksAreNeverForNothing() {
    policy.notePurged(1 << 30);
    policy.noteReused(-10_000);
    assertEquals(0, blocksOf(15, 16 * MIB, 2 * MIB + 1, 1));
    assertEquals(1, blocksOf(1, 16 * MIB, 2 * MIB + 1, 1));
  }

  @Test
  void whatWasPurgedLongAgoIsForgotten() {
    policy.notePurged(1 << 20);
    policy.notePurged(1 << 14);
    policy.noteReused(1 << 14);
    assertEquals(0, blocksOf(PRICE_OF_100 / 4, 16 * MIB, 2 * MIB + 1, 100));
  }

  @Test
  void muchMoreGoesAtOnce() {
    policy.noteReused(-(1 << 20));
    assertEquals(0, policy.blocksToPurge(16, 1, 16 * MIB, 10 * MIB, 1));
    assertEquals(8, policy.blocksToPurge(16, 1, 16 * MIB, 10 * MIB + 1, 1));
  }

  @Test
  void moreStaysForAWhileWherePagesAreUsedAgain() {
    regretEverything();
    assertEquals(0, policy.blocksToPurge(16, 1, 16 * MIB, 18 * MIB, 1));
    assertEquals(8, policy.blocksToPurge(16, 1, 16 * MIB, 18 * MIB + 1, 1));
  }

  @Test
  void blocksThatAreFreedTogetherPayForAsMuchAsOneByOne() {
    assertEquals(80, policy.blocksToPurge(160, 10, 16 * MIB, 18 * MIB + 1, 1));
    int many = 1024 + 64;
    int oneByOne = blocksOf(many, 16 * MIB, 3 * MIB, 1);
    assertEquals(oneByOne, policy.blocksToPurge(16 * many, many, 16 * MIB, 3 * MIB, 1));
  }

  @Test
  void aWaveIsWaitedForAndThenForgotten() {
    policy.blocksToPurge(16, 1, 64 * MIB, 0, 1);
    long dirty = 50 * MIB; // of 64 MiB that were in use, 16 still are
    assertEquals(0, policy.blocksToPurge(48 * MIB, 1, 16 * MIB, dirty, 10_000));
    long freed = 0;
    while (policy.blocksToPurge(MIB, 1, 16 * MIB, dirty, 10_000) == 0) {
      freed += MIB;
      assertTrue(freed < 17 * 16 * MIB, "the wave is not forgotten");
    }
    assertTrue(freed > 8 * 16 * MIB, "the wave is forgotten after " + freed);
  }

  private void assertPriceOf100(int price) {
    assertEquals(0, blocksOf(price - 1, 16 * MIB, 2 * MIB + 1, 100));
    assertEquals(1, blocksOf(1, 16 * MIB, 2 * MIB + 1, 100));
  }

  private void regretEverything() {
    policy.noteReused(1 << 20);
  }

  /** All that so many deallocations of 16 bytes say. */
  private int blocksOf(int deallocations, long usedBytes, long dirtyBytes, int pages) {
    int blocks = 0;
    for (int i = 0; i < deallocations; i++) {
      blocks += policy.blocksToPurge(16, 1, usedBytes, dirtyBytes, pages);
    }
    return blocks;
  }
}
