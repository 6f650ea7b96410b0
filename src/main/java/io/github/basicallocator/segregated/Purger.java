package io.github.basicallocator.segregated;

import io.github.basicallocator.os.MmapException;
import io.github.basicallocator.os.Syscall;

/**
 * Takes the memory behind whole pages of large free blocks, and leaves the addresses: the kernel has the memory
 * for others, and gives zeroed pages when these are touched again.
 *
 * <p><b>Thread safety.</b> None. <b>Cost.</b> A system call for each block, which takes longer the more pages there
 * are.
 */
final class Purger {
  /** Blocks that are purged when the heap grows. */
  private static final int AT_GROWTH = 8;

  /** Idle bytes that are purged at once: others wait meanwhile, a millisecond or a few. */
  private static final int IDLE_AT_ONCE = 4 << 20;

  private final HeapRanges ranges;
  private final FreeBlocks blocks;
  private final DirtyPages pages;
  private final long pageSize = Syscall.pageSize();
  private long idlePages;
  private PurgePolicy policy = new PurgePolicy(Long.MAX_VALUE, Long.SIZE - 1);

  Purger(HeapRanges ranges, FreeBlocks blocks, DirtyPages pages) {
    this.ranges = ranges;
    this.blocks = blocks;
    this.pages = pages;
  }

  /** Sets what is to be purged without being told; that is nothing at first. */
  void setPolicy(PurgePolicy policy) {
    this.policy = policy;
  }

  /** Purges what the policy says, after so many blocks, {@code size} bytes in all, were freed. */
  void afterFree(long size, int blocks, long usedBytes) {
    policy.noteReused(pages.takeReused());
    int purged =
        policy.blocksToPurge(size, blocks, usedBytes, dirtyBytes(), pages.dirtyPagesOfOldest());
    if (purged > 0) {
      purge(policy.kept(usedBytes), purged);
    }
  }

  /** Purges some of what did not serve, although the heap had to grow; but not the block that has {@code grown}. */
  void afterGrowth(int grown) {
    purge(policy.keptWhileGrowing(), AT_GROWTH, grown);
  }

  /** Notes how much was free and dirty all the time since this was last called. */
  void noteIdle() {
    idlePages = pages.takeLeastDirty();
  }

  /**
   * Purges some of that, beyond what is kept: of the block that has been dirty for longest, and of that the end, as
   * allocations take the start. Returns whether there was any.
   */
  boolean purgeIdle(long usedBytes) {
    idlePages = Math.min(idlePages, pages.leastDirty());
    long surplus = pages.dirtyFreePages() - policy.kept(usedBytes) / pageSize;
    long wanted = Math.max(Math.min(idlePages, surplus), 0);
    int count =
        (int) Math.min(wanted, Math.min(pages.dirtyPagesOfOldest(), IDLE_AT_ONCE / pageSize));
    if (count == 0 || !purge(pages.oldest(), count)) {
      return false;
    }
    idlePages -= count;
    return true;
  }

  /**
   * Purges the blocks that have been dirty for longest, until no more than {@code kept} bytes are dirty; but at most
   * {@code count} blocks.
   */
  void purge(long kept, int count) {
    purge(kept, count, Bins.NONE);
  }

  /** The same up to a block that is spared, with those that are younger. */
  private void purge(long kept, int count, int spared) {
    for (int i = 0; i < count && dirtyBytes() > kept; i++) {
      if (pages.oldest() == spared || !purge(pages.oldest(), Integer.MAX_VALUE)) {
        return;
      }
    }
  }

  /** Purges the last {@code count} dirty pages of a block that has some, or all. */
  private boolean purge(int block, int count) {
    int fromPage = pages.startOfWhole(block);
    int toPage = pages.endOfWhole(block + blocks.size(block));
    int end = pages.startOfLastDirty(1, fromPage, toPage) + 1;
    int first = pages.startOfLastDirty(count, fromPage, end);
    long from = fromPage * pageSize;
    long to = toPage * pageSize;
    long dirty = first * pageSize;
    try {
      ranges.heap.purge(ranges.heap.start() + dirty, end * pageSize - dirty);
      // What the block itself has noted is about its first page and its last, or beyond these.
      ranges.purgeNotes(from + pageSize, to - pageSize, dirty, to);
    } catch (MmapException e) {
      return false; // locked in memory, or the kernel has no room to note it: they stay dirty
    }
    policy.notePurged(pages.purged(block, first, toPage));
    return true;
  }

  /** Bytes that could be purged: whole pages in free blocks that take memory. */
  long dirtyBytes() {
    return pages.dirtyFreePages() * pageSize;
  }

  /** Bytes of whole pages in free blocks that take none: never touched, or purged. */
  long purgedBytes() {
    return pages.cleanFreePages() * pageSize;
  }
}
