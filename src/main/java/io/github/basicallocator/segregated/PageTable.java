package io.github.basicallocator.segregated;

import static io.github.basicallocator.segregated.FreeBlocks.require;

import io.github.basicallocator.memory.Memory;

/**
 * What is known about each page of a heap, beside the heap: the headers of large free blocks, and which
 * pages are dirty.
 *
 * <p>A free block of a page or more keeps nothing inside itself. Its pages can so be purged, and it is
 * linked and unlinked without touching memory that nobody has used for long. At most one such block starts in
 * a page and at most one ends there; so there is one record for each page, with the header of the block that
 * starts in it and the start of the one that ends in it.
 *
 * <p>A page is <em>dirty</em> from when any of it is handed out, or written to by the heap, until it is
 * purged. Before that it is zero and takes no memory.
 *
 * <pre>
 *     T1  A record's start is that of the large free block starting in its page, or 0.
 *     T2  A record's ending is the start of the large free block that ends in its page, or 0.
 *     T3  A page that is not dirty lies wholly inside one large free block, or above everything.
 *     T4  A large free block with whole dirty pages is on the age list, which starts with the oldest.
 * </pre>
 */
final class PageTable {
  static final int RECORD_SHIFT = 5;

  // A record. The first three are where every free block has them; see FreeBlocks.
  private static final int START = 12;
  private static final int DIRTY_PAGES = 16;
  private static final int YOUNGER = 20;
  private static final int OLDER = 24;
  private static final int ENDING = 28;

  private final long records;
  private final Bitmap dirty;
  private final int pageGranulesShift;
  private int oldest;
  private int youngest;
  private long dirtyFreePages;
  private long wholeFreePages;

  /**
   * A table with every page clean.
   *
   * @param records the address of zeroed memory for the records
   * @param dirty the address of zeroed memory for a bit for each page
   */
  PageTable(long records, long dirty, int pageGranulesShift) {
    this.records = records;
    this.dirty = new Bitmap(dirty);
    this.pageGranulesShift = pageGranulesShift;
  }

  // -------------------------------------------------------------------------------------------
  // Large free blocks

  /** Where the header of the large free block at {@code start} is. */
  long header(int start) {
    return record(page(start));
  }

  boolean startsLarge(int start) {
    return Memory.getInt(header(start) + START) == start;
  }

  /** The start of the large free block whose last granule is in the same page as this one, or 0. */
  int startOfBlockEndingIn(int lastGranule) {
    return Memory.getInt(record(page(lastGranule)) + ENDING);
  }

  int dirtyPages(int start) {
    return Memory.getInt(header(start) + DIRTY_PAGES);
  }

  void add(int start, int end, int dirtyPages) {
    Memory.putInt(header(start) + START, start);
    Memory.putInt(record(page(end - 1)) + ENDING, start);
    Memory.putInt(header(start) + DIRTY_PAGES, 0);
    setDirtyPages(start, dirtyPages);
    wholeFreePages += wholePages(start, end);
  }

  void remove(int start, int end) {
    wholeFreePages -= wholePages(start, end);
    setDirtyPages(start, 0);
    Memory.putInt(header(start) + START, Bins.NONE);
    Memory.putInt(record(page(end - 1)) + ENDING, Bins.NONE);
  }

  /** The block's end moves down. */
  void shorten(int start, int end, int newEnd) {
    Memory.putInt(record(page(end - 1)) + ENDING, Bins.NONE);
    Memory.putInt(record(page(newEnd - 1)) + ENDING, start);
    wholeFreePages -= endOfWhole(end) - endOfWhole(newEnd);
    int dirtyPages = dirtyPages(start);
    if (dirtyPages != 0) {
      setDirtyPages(start, dirtyPages - dirty.count(endOfWhole(newEnd), endOfWhole(end)));
    }
  }

  private void setDirtyPages(int start, int count) {
    long header = header(start);
    int before = Memory.getInt(header + DIRTY_PAGES);
    Memory.putInt(header + DIRTY_PAGES, count);
    dirtyFreePages += count - before;
    if (before == 0 && count != 0) {
      appendToAges(start, header);
    } else if (before != 0 && count == 0) {
      unlinkFromAges(header);
    }
  }

  private void appendToAges(int start, long header) {
    Memory.putInt(header + OLDER, youngest);
    Memory.putInt(header + YOUNGER, Bins.NONE);
    if (youngest == Bins.NONE) {
      oldest = start;
    } else {
      Memory.putInt(header(youngest) + YOUNGER, start);
    }
    youngest = start;
  }

  private void unlinkFromAges(long header) {
    int older = Memory.getInt(header + OLDER);
    int younger = Memory.getInt(header + YOUNGER);
    if (older == Bins.NONE) {
      oldest = younger;
    } else {
      Memory.putInt(header(older) + YOUNGER, younger);
    }
    if (younger == Bins.NONE) {
      youngest = older;
    } else {
      Memory.putInt(header(younger) + OLDER, older);
    }
  }

  // -------------------------------------------------------------------------------------------
  // Dirty pages

  /** Marks every page that {@code start..end-1} touches; returns whether all that lie wholly in it were clean. */
  boolean soil(int start, int end) {
    int from = page(start);
    int to = page(end - 1) + 1;
    int clean = to - from - dirty.count(from, to);
    if (clean == 0) {
      return false;
    }
    int whole = endOfWhole(end) - startOfWhole(start);
    boolean wholeAreClean =
        whole > 0 && (clean == to - from || dirty.count(startOfWhole(start), endOfWhole(end)) == 0);
    dirty.setAll(from, to);
    return wholeAreClean;
  }

  /** The dirty ones of the pages {@code from..to-1}. */
  int countDirty(int from, int to) {
    return dirty.count(from, to);
  }

  int firstDirtyPage(int fromPage, int toPage) {
    return dirty.next(fromPage, toPage);
  }

  /** The block whose dirty pages have been free for longest, or 0. */
  int oldest() {
    return oldest;
  }

  /** How many those are. */
  int dirtyPagesOfOldest() {
    return oldest == Bins.NONE ? 0 : dirtyPages(oldest);
  }

  private int younger(int start) {
    return Memory.getInt(header(start) + YOUNGER);
  }

  /** Dirty pages wholly inside large free blocks. */
  long dirtyFreePages() {
    return dirtyFreePages;
  }

  /** Pages wholly inside large free blocks that take no memory. */
  long cleanFreePages() {
    return wholeFreePages - dirtyFreePages;
  }

  /** The pages are no longer below the top. */
  void forget(int fromPage, int toPage) {
    dirty.clearAll(fromPage, toPage);
  }

  /** The pages were purged; they are all those that lie wholly inside the large free block. */
  void purged(int start, int fromPage, int toPage) {
    dirty.clearAll(fromPage, toPage);
    setDirtyPages(start, 0);
  }

  // -------------------------------------------------------------------------------------------
  // Pages

  int page(int granule) {
    return granule >>> pageGranulesShift;
  }

  /** The first page that starts at {@code granule} or above. */
  int startOfWhole(int granule) {
    return (granule + (1 << pageGranulesShift) - 1) >>> pageGranulesShift;
  }

  /** The page behind the last one that ends at {@code granule} or below. */
  int endOfWhole(int granule) {
    return granule >>> pageGranulesShift;
  }

  /** A large block may lie across two pages and have none of them whole. */
  private int wholePages(int start, int end) {
    return Math.max(endOfWhole(end) - startOfWhole(start), 0);
  }

  int firstGranule(int page) {
    return page << pageGranulesShift;
  }

  /** Checks T1 to T4 against the free blocks of the granules below {@code top}. O(n). */
  void check(FreeBlocks blocks, int top) {
    long dirtyPages = 0;
    long wholePages = 0;
    int aged = 0;
    int end = 1;
    for (int block = blocks.nextFree(1, top); block < top; block = blocks.nextFree(end, top)) {
      checkDirty(end, block);
      end = block + blocks.size(block);
      if (blocks.isLarge(end - block)) {
        require(
            startOfBlockEndingIn(end - 1) == block, "T2", "the end of %d does not know it", block);
        int count = countDirty(startOfWhole(block), endOfWhole(end));
        require(count == dirtyPages(block), "T4", "block %d has %d dirty pages", block, count);
        dirtyPages += count;
        wholePages += wholePages(block, end);
        aged += count > 0 ? 1 : 0;
      } else {
        require(!startsLarge(block), "T1", "block %d is small", block);
        checkDirty(block, end);
      }
    }
    checkDirty(end, top);
    require(
        dirtyPages == dirtyFreePages, "T4", "%d dirty pages, not %d", dirtyPages, dirtyFreePages);
    require(wholePages == wholeFreePages, "T4", "%d pages, not %d", wholePages, wholeFreePages);
    for (int block = oldest; block != Bins.NONE; block = younger(block)) {
      aged--;
    }
    require(aged == 0, "T4", "the age list is wrong by %d blocks", aged);
  }

  private void checkDirty(int start, int end) {
    if (start < end) {
      int from = page(start);
      int to = page(end - 1) + 1;
      require(countDirty(from, to) == to - from, "T3", "a page of %d..%d is clean", start, end);
    }
  }

  private long record(int page) {
    return records + ((long) page << RECORD_SHIFT);
  }
}
