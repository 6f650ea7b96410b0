package io.github.basicallocator.segregated;

import static io.github.basicallocator.segregated.FreeBlocks.require;

import io.github.basicallocator.memory.Memory;

/**
 * Which pages of a heap are dirty, and for how long those of free blocks have been.
 *
 * <p>A page is <em>dirty</em> from when any of it is handed out, or written to by the heap, until it is
 * purged. Before that it is zero and takes no memory.
 *
 * <p>Only a free block of a page or more can have whole pages, and it keeps nothing inside itself. Its pages can so be
 * purged, and it is linked and unlinked without touching memory that nobody has used for long: the links of the
 * <em>age list</em> are in its header, which is in the {@link EdgeMap}.
 *
 * <pre>
 *     D1  A page that is not dirty lies wholly inside one large free block, or above everything.
 *     D2  A large free block with whole dirty pages is on the age list, which starts with the oldest.
 * </pre>
 */
final class DirtyPages {
  // In a header, behind what every free block has there; see FreeBlocks.
  private static final int DIRTY_PAGES = 12;
  private static final int YOUNGER = 16;
  private static final int OLDER = 20;

  private final EdgeMap edges;
  private final Bitmap dirty;
  private final int pageGranulesShift;
  private int oldest;
  private int youngest;
  private long dirtyFreePages;
  private long wholeFreePages;
  private long reusedPages;
  private long leastDirtyFreePages;

  /**
   * Every page is clean.
   *
   * @param dirty the address of zeroed memory for a bit for each page
   */
  DirtyPages(EdgeMap edges, long dirty, int pageGranulesShift) {
    this.edges = edges;
    this.dirty = new Bitmap(dirty);
    this.pageGranulesShift = pageGranulesShift;
  }

  // -------------------------------------------------------------------------------------------
  // Large free blocks

  /** The dirty ones of the whole pages in the large free block at {@code start}. */
  int dirtyPages(int start) {
    return Memory.getInt(edges.header(start) + DIRTY_PAGES);
  }

  /** A large free block is added, whose header is zero as far as it concerns pages. */
  void add(int start, int end, int dirtyPages) {
    setDirtyPages(start, dirtyPages);
    wholeFreePages += wholePages(start, end);
  }

  /** A large free block is about to be removed. */
  void remove(int start, int end) {
    wholeFreePages -= wholePages(start, end);
    setDirtyPages(start, 0);
  }

  /** The end of a large free block moves down. */
  void shorten(int start, int end, int newEnd) {
    wholeFreePages -= endOfWhole(end) - endOfWhole(newEnd);
    int dirtyPages = dirtyPages(start);
    if (dirtyPages != 0) {
      setDirtyPages(start, dirtyPages - dirty.count(endOfWhole(newEnd), endOfWhole(end)));
    }
  }

  private void setDirtyPages(int start, int count) {
    long header = edges.header(start);
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
      Memory.putInt(edges.header(youngest) + YOUNGER, start);
    }
    youngest = start;
  }

  private void unlinkFromAges(long header) {
    int older = Memory.getInt(header + OLDER);
    int younger = Memory.getInt(header + YOUNGER);
    if (older == Bins.NONE) {
      oldest = younger;
    } else {
      Memory.putInt(edges.header(older) + YOUNGER, younger);
    }
    if (younger == Bins.NONE) {
      youngest = older;
    } else {
      Memory.putInt(edges.header(younger) + OLDER, older);
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
    reusedPages += clean;
    int whole = endOfWhole(end) - startOfWhole(start);
    boolean wholeAreClean =
        whole > 0 && (clean == to - from || dirty.count(startOfWhole(start), endOfWhole(end)) == 0);
    dirty.setAll(from, to);
    return wholeAreClean;
  }

  /** So many pages are below the top that never were before: they are used soon, but not again. */
  void noteNew(int count) {
    reusedPages -= count;
  }

  /**
   * How many pages have become dirty since this was last asked, without as many as were new; below 0 if there were more
   * of those.
   */
  long takeReused() {
    long taken = reusedPages;
    reusedPages = 0;
    return taken;
  }

  /** The dirty ones of the pages {@code from..to-1}. */
  int countDirty(int from, int to) {
    return dirty.count(from, to);
  }

  /** The first of the last {@code count} dirty pages among {@code fromPage..toPage-1}; if there are no more, of all. */
  int startOfLastDirty(int count, int fromPage, int toPage) {
    return dirty.startOfLast(count, fromPage, toPage);
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
    return Memory.getInt(edges.header(start) + YOUNGER);
  }

  /** Dirty pages wholly inside large free blocks. */
  long dirtyFreePages() {
    return dirtyFreePages;
  }

  /** Notes that there are fewer than before, perhaps than ever. */
  void noteFewer() {
    leastDirtyFreePages = Math.min(leastDirtyFreePages, dirtyFreePages);
  }

  /** The least that {@link #dirtyFreePages} was since it was last taken. */
  long leastDirty() {
    noteFewer();
    return leastDirtyFreePages;
  }

  /** The same, which from now on counts anew. */
  long takeLeastDirty() {
    long least = leastDirty();
    leastDirtyFreePages = dirtyFreePages;
    return least;
  }

  /** Pages wholly inside large free blocks that take no memory. */
  long cleanFreePages() {
    return wholeFreePages - dirtyFreePages;
  }

  /** The pages are no longer below the top. */
  void forget(int fromPage, int toPage) {
    dirty.clearAll(fromPage, toPage);
  }

  /** The last pages that lie wholly inside a large free block were purged. Returns how many of them had been dirty. */
  int purged(int start, int fromPage, int toPage) {
    int count = dirty.count(fromPage, toPage);
    dirty.clearAll(fromPage, toPage);
    setDirtyPages(start, dirtyPages(start) - count);
    noteFewer();
    return count;
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

  /** Checks D1 and D2 against the free blocks of the granules below {@code top}. O(n). */
  void check(FreeBlocks blocks, int top) {
    long dirtyPages = 0;
    long wholePages = 0;
    int aged = 0;
    int end = 1;
    for (int block = blocks.nextFree(1, top); block < top; block = blocks.nextFree(end, top)) {
      checkDirty(end, block);
      end = block + blocks.size(block);
      if (blocks.isLarge(end - block)) {
        int count = countDirty(startOfWhole(block), endOfWhole(end));
        require(count == dirtyPages(block), "D2", "block %d has %d dirty pages", block, count);
        dirtyPages += count;
        wholePages += wholePages(block, end);
        aged += count > 0 ? 1 : 0;
      } else {
        checkDirty(block, end);
      }
    }
    checkDirty(end, top);
    require(
        dirtyPages == dirtyFreePages, "D2", "%d dirty pages, not %d", dirtyPages, dirtyFreePages);
    require(wholePages == wholeFreePages, "D2", "%d pages, not %d", wholePages, wholeFreePages);
    for (int block = oldest; block != Bins.NONE; block = younger(block)) {
      aged--;
    }
    require(aged == 0, "D2", "the age list is wrong by %d blocks", aged);
  }

  private void checkDirty(int start, int end) {
    if (start < end) {
      int from = page(start);
      int to = page(end - 1) + 1;
      require(countDirty(from, to) == to - from, "D1", "a page of %d..%d is clean", start, end);
    }
  }
}
