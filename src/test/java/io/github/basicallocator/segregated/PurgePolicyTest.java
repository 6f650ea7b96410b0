package io.github.basicallocator.segregated;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class PurgePolicyTest {
  private static final long MIB = 1 << 20;

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
    assertEquals(0, blocksOf(271, 16 * MIB, 2 * MIB + 1, 1));
    assertEquals(1, blocksOf(1, 16 * MIB, 2 * MIB + 1, 1));
    assertEquals(0, blocksOf(271, 16 * MIB, 2 * MIB + 1, 1));
  }

  @Test
  void largeBlocksCostMore() {
    assertEquals(0, blocksOf(256 + 16 * 100 - 1, 16 * MIB, 2 * MIB + 1, 100));
    assertEquals(1, blocksOf(1, 16 * MIB, 2 * MIB + 1, 100));
  }

  @Test
  void blocksCostLessWhilePurgedPagesAreNotUsedAgain() {
    policy.notePurged(3 * 256); // with the 256 that were expected to be used again a quarter is
    assertEquals(0, blocksOf(64 + 4 * 100 - 1, 16 * MIB, 2 * MIB + 1, 100));
    assertEquals(1, blocksOf(1, 16 * MIB, 2 * MIB + 1, 100));

    policy.noteReused(256);
    assertEquals(0, blocksOf(128 + 8 * 100 - 1, 16 * MIB, 2 * MIB + 1, 100));
    assertEquals(1, blocksOf(1, 16 * MIB, 2 * MIB + 1, 100));

    policy.noteReused(10_000); // more than were purged
    assertEquals(0, blocksOf(256 + 16 * 100 - 1, 16 * MIB, 2 * MIB + 1, 100));
    assertEquals(1, blocksOf(1, 16 * MIB, 2 * MIB + 1, 100));
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
    int full = 256 + 16 * 100;
    assertEquals(0, blocksOf(full / 4, 16 * MIB, 2 * MIB + 1, 100));
  }

  @Test
  void muchMoreGoesAtOnce() {
    assertEquals(0, policy.blocksToPurge(16, 1, 16 * MIB, 10 * MIB, 1));
    assertEquals(8, policy.blocksToPurge(16, 1, 16 * MIB, 10 * MIB + 1, 1));
  }

  @Test
  void blocksThatAreFreedTogetherPayForAsMuchAsOneByOne() {
    assertEquals(80, policy.blocksToPurge(160, 10, 16 * MIB, 10 * MIB + 1, 1));
    int oneByOne = blocksOf(256 + 16, 16 * MIB, 3 * MIB, 1);
    assertEquals(oneByOne, policy.blocksToPurge(16 * 272, 272, 16 * MIB, 3 * MIB, 1));
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

  /** All that so many deallocations of 16 bytes say. */
  private int blocksOf(int deallocations, long usedBytes, long dirtyBytes, int pages) {
    int blocks = 0;
    for (int i = 0; i < deallocations; i++) {
      blocks += policy.blocksToPurge(16, 1, usedBytes, dirtyBytes, pages);
    }
    return blocks;
  }
}
