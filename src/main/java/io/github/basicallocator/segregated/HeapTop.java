package io.github.basicallocator.segregated;

import io.github.basicallocator.memory.Alignment;
import io.github.basicallocator.os.MmapException;
import io.github.basicallocator.os.Syscall;

/**
 * The end of what a heap has obtained of its range, its <em>top</em>: it moves up when nothing fits, and down when
 * free pages below it are given back.
 *
 * <p><b>Thread safety.</b> None. <b>Cost.</b> Some system calls, and those of the purging.
 */
final class HeapTop {
  /** The heap grows by at least so many pages. They are not touched before they are used. */
  private static final int GROWTH_PAGES = 16;

  private final HeapRanges ranges;
  private final FreeBlocks blocks;
  private final DirtyPages pages;
  private final Purger purger;
  private final long pageSize = Syscall.pageSize();

  /** The highest that the top may be: in the largest range the end itself is one granule more than 31 bits count. */
  private final long highest;

  private int top = 1;

  /** Pages above the top that were below it before. */
  private int givenBack;

  HeapTop(HeapRanges ranges, FreeBlocks blocks, DirtyPages pages, Purger purger) {
    this.ranges = ranges;
    this.blocks = blocks;
    this.pages = pages;
    this.purger = purger;
    this.highest = Math.min(ranges.heap.size(), SegregatedHeap.MAX_SIZE - pageSize);
  }

  /** The granule behind the last one. */
  int granule() {
    return top;
  }

  /**
   * Raises the top until the free block below it has so many granules, unless it has them already. Returns its start,
   * or {@code Bins.NONE} if the range is full.
   *
   * @throws MmapException if the kernel refuses memory
   */
  int grow(int granules) {
    int start = startOfFree();
    long needed = Alignment.alignUp(Granules.bytes(start) + Granules.bytes(granules), pageSize);
    if (needed <= Granules.bytes(top)) {
      return start; // large enough, but not the first of its bin
    }
    long wanted = needed + (GROWTH_PAGES - 1) * pageSize;
    long newTop = Math.min(wanted, highest);
    if (needed > newTop) {
      return Bins.NONE;
    }
    try {
      ranges.commit(newTop);
    } catch (MmapException e) {
      ranges.commit(needed);
      newTop = needed;
    }
    int dirtyPages = 0;
    if (start < top) {
      dirtyPages = blocks.isLarge(top - start) ? pages.dirtyPages(start) : 0;
      blocks.remove(start, top - start);
    }
    noteGrown(pages.page(Granules.of(newTop)) - pages.page(top));
    top = Granules.of(newTop);
    blocks.add(start, top - start, dirtyPages);
    purger.afterGrowth(start);
    return start;
  }

  private void noteGrown(int count) {
    int again = Math.min(count, givenBack);
    givenBack -= again;
    pages.noteNew(count - again);
  }

  /** Gives back the promise of free pages below the top. Returns their bytes. */
  long shrink() {
    int start = startOfFree();
    int newTop = pages.firstGranule(pages.startOfWhole(start));
    if (newTop >= top) {
      return 0;
    }
    try {
      ranges.uncommit(Granules.bytes(newTop));
    } catch (MmapException e) {
      return 0;
    }
    blocks.remove(start, top - start);
    givenBack += pages.page(top) - pages.page(newTop);
    pages.forget(pages.page(newTop), pages.page(top));
    if (start < newTop) {
      pages.soil(start, newTop);
      blocks.add(start, newTop - start, 0);
    }
    long given = Granules.bytes(top - newTop);
    top = newTop;
    return given;
  }

  /** The start of the free block below the top, or the top if there is none. */
  private int startOfFree() {
    return top > 1 && blocks.isEdge(top - 1) ? blocks.startOfBlockEndingAt(top) : top;
  }
}
