package io.github.basicallocator.segregated;

import io.github.basicallocator.memory.Memory;

/**
 * The free blocks of a heap: a doubly linked list for each bin, and a bitmap that finds the free neighbours
 * of a block in O(1).
 *
 * <p>A free block has a header: the links of its list, and its size. Small ones, of less than a page, keep these twelve
 * bytes at their start and their size once more in their last four; that just fits a block of one granule. Large ones
 * have both in the {@link EdgeMap}, and behind the twelve bytes those of {@link DirtyPages}.
 *
 * <pre>
 *     small    | next | prev | size |   …   | size |        four bytes each, in granules
 *     large    nothing; all of this is in the bits of its granules
 * </pre>
 *
 * <p>Nothing is kept about blocks in use, so one that is freed must find out whether its neighbours are free
 * (Knuth's boundary tags, “The Art of Computer Programming”, volume 1, section 2.5, algorithm C, have a tag
 * in each block in use as well). That is what the bits are for: the first and the last granule of each free block have
 * theirs set.
 *
 * <pre>
 *     F1  The bits of free blocks are as EdgeMap says, those of all other granules are 0.
 *     F2  Each free block is in the list of the bin of its size, and no other block is.
 * </pre>
 *
 * <p><b>Thread safety.</b> None. <b>Cost.</b> O(1), for large blocks and one bit for each page of what is added
 * or cut off.
 */
final class FreeBlocks {
  private static final int NEXT = 0;
  private static final int PREVIOUS = 4;
  private static final int SIZE = 8;

  private final long base;
  private final Bins bins = new Bins();
  private final EdgeMap edges;
  private final DirtyPages pages;
  private final int largeFrom;
  private final int largeBinsFrom;
  private long freeGranules;

  /**
   * No blocks yet.
   *
   * @param base the address of granule 0
   * @param pageGranules the size of a page
   */
  FreeBlocks(long base, EdgeMap edges, DirtyPages pages, int pageGranules) {
    this.base = base;
    this.edges = edges;
    this.pages = pages;
    this.largeFrom = pageGranules;
    this.largeBinsFrom = Bins.of(pageGranules);
  }

  // -------------------------------------------------------------------------------------------
  // Finding

  /** A block of at least {@code granules}, nearly the smallest there is; or {@code NONE}. */
  int find(int granules) {
    int bin = Bins.of(granules);
    if (granules != Bins.smallestOf(bin)) {
      // Only some blocks of this bin are large enough; of the next ones all are.
      int head = bins.head(bin);
      if (head != Bins.NONE && size(head) >= granules) {
        return head;
      }
      bin++;
    }
    int found = bins.firstFrom(bin);
    return found == Bins.NO_BIN ? Bins.NONE : bins.head(found);
  }

  /** A block in which there is room for a slab; or {@code NONE}. Looks at 16 bins at most in which there may be none. */
  int findSlab() {
    int bin = bins.firstFrom(Bins.of(SlabTable.GRANULES));
    while (bin != Bins.NO_BIN) {
      int head = bins.head(bin);
      if (firstSlabFrom(head) + SlabTable.GRANULES <= head + size(head)) {
        return head;
      }
      bin = bins.firstFrom(bin + 1);
    }
    return Bins.NONE;
  }

  /** The first granule at or above one at which a slab may start. */
  static int firstSlabFrom(int granule) {
    return SlabTable.firstGranule(SlabTable.slabOf(granule + SlabTable.GRANULES - 1));
  }

  /** Whether a free block starts or ends with this granule, which must not be inside one. */
  boolean isEdge(int granule) {
    return edges.isEdge(granule);
  }

  boolean isLarge(int size) {
    return size >= largeFrom;
  }

  /** The size of the free block at {@code start}, in granules. */
  int size(int start) {
    long header = edges.startsLarge(start) ? edges.header(start) : address(start);
    return Memory.getInt(header + SIZE);
  }

  /** The start of the free block that ends right below {@code end}; there must be one. */
  int startOfBlockEndingAt(int end) {
    return edges.endsLarge(end)
        ? end - edges.sizeOfLargeEndingAt(end)
        : end - Memory.getInt(address(end) - 4);
  }

  // -------------------------------------------------------------------------------------------
  // Changing

  /** Adds a block. If it is small its pages are dirty; {@code dirtyPages} is for large ones. */
  void add(int start, int size, int dirtyPages) {
    int end = start + size;
    long header;
    if (isLarge(size)) {
      header = edges.header(start);
      edges.addLarge(start, end);
      pages.add(start, end, dirtyPages);
    } else {
      header = address(start);
      edges.addSmall(start, end);
      Memory.putInt(address(end) - 4, size);
    }
    Memory.putInt(header + SIZE, size);
    push(Bins.of(size), start, header);
    freeGranules += size;
  }

  /** Removes a block. */
  void remove(int start, int size) {
    int end = start + size;
    if (isLarge(size)) {
      unlink(Bins.of(size), edges.header(start));
      pages.remove(start, end);
      edges.removeLarge(start, end);
    } else {
      unlink(Bins.of(size), address(start));
      edges.removeSmall(start, end);
    }
    freeGranules -= size;
  }

  /** Takes {@code cut} granules from the start of a block, which has more. */
  void cutHead(int start, int size, int cut) {
    int rest = size - cut;
    boolean staysLarge = isLarge(rest);
    int dirtyPages = 0;
    if (staysLarge) {
      int head = pages.countDirty(pages.startOfWhole(start), pages.startOfWhole(start + cut));
      dirtyPages = pages.dirtyPages(start) - head;
    }
    remove(start, size);
    if (isLarge(size) && !staysLarge) {
      pages.soil(start + cut, start + size); // its header is inside from now on
    }
    add(start + cut, rest, dirtyPages);
  }

  /** Takes {@code cut} granules from the end of a block, which has more. */
  void cutTail(int start, int size, int cut) {
    int rest = size - cut;
    boolean staysInItsBin = Bins.of(rest) == Bins.of(size);
    if (!staysInItsBin) {
      boolean staysLarge = isLarge(rest);
      int dirtyPages = staysLarge ? dirtyPagesWithoutTail(start, size, rest) : 0;
      remove(start, size);
      if (isLarge(size) && !staysLarge) {
        pages.soil(start, start + rest); // its header is inside from now on
      }
      add(start, rest, dirtyPages);
      return;
    }
    int end = start + size;
    int newEnd = start + rest;
    if (isLarge(size)) {
      pages.shorten(start, end, newEnd);
      edges.shortenLarge(start, end, newEnd);
      Memory.putInt(edges.header(start) + SIZE, rest);
    } else {
      edges.shortenSmall(end, newEnd);
      Memory.putInt(address(start) + SIZE, rest);
      Memory.putInt(address(newEnd) - 4, rest);
    }
    freeGranules -= cut;
  }

  private int dirtyPagesWithoutTail(int start, int size, int rest) {
    int tail = pages.countDirty(pages.endOfWhole(start + rest), pages.endOfWhole(start + size));
    return pages.dirtyPages(start) - tail;
  }

  private void push(int bin, int start, long header) {
    int head = bins.head(bin);
    Memory.putInt(header + NEXT, head);
    Memory.putInt(header + PREVIOUS, Bins.NONE);
    if (head != Bins.NONE) {
      Memory.putInt(header(bin, head) + PREVIOUS, start);
    }
    bins.setHead(bin, start);
  }

  private void unlink(int bin, long header) {
    int next = Memory.getInt(header + NEXT);
    int previous = Memory.getInt(header + PREVIOUS);
    if (next != Bins.NONE) {
      Memory.putInt(header(bin, next) + PREVIOUS, previous);
    }
    if (previous != Bins.NONE) {
      Memory.putInt(header(bin, previous) + NEXT, next);
    } else {
      bins.setHead(bin, next);
    }
  }

  /** Where the header of a block of this bin is. */
  private long header(int bin, int start) {
    return bin >= largeBinsFrom ? edges.header(start) : address(start);
  }

  private long address(int granule) {
    return base + Granules.bytes(granule);
  }

  // -------------------------------------------------------------------------------------------
  // Looking at it

  long freeGranules() {
    return freeGranules;
  }

  /** The start of the first free block at or above a granule that is not inside one, or {@code top}. */
  int nextFree(int granule, int top) {
    return edges.nextFree(granule, top);
  }

  /** Is told each stretch of granules by {@link #walk}. */
  interface Visitor {
    void visit(int start, int size, boolean free);
  }

  /** Tells the free blocks below {@code top} and the used stretches between them. O(n). */
  void walk(int top, Visitor visitor) {
    int end = 1;
    while (end < top) {
      int block = nextFree(end, top);
      if (block > end) {
        visitor.visit(end, block - end, false);
      }
      end = block;
      if (block < top) {
        int size = size(block);
        visitor.visit(block, size, true);
        end += size;
      }
    }
  }

  /** Checks F1 and F2 for the heap of the granules below {@code top}. O(n). */
  void check(int top) {
    long listed = 0;
    int count = 0;
    for (int bin = 1; bin < Bins.COUNT; bin++) {
      require(bins.marked(bin), "F2", "the bits of bin %d are wrong", bin);
      int previous = Bins.NONE;
      for (int block = bins.head(bin); block != Bins.NONE; ) {
        require(
            block < top && edges.isEdge(block),
            "F2",
            "granule %d in bin %d is not free",
            block,
            bin);
        long header = header(bin, block);
        int size = Memory.getInt(header + SIZE);
        require(
            size == size(block) && Bins.of(size) == bin,
            "F2",
            "block %d of %d granules is in bin %d",
            block,
            size,
            bin);
        require(
            Memory.getInt(header + PREVIOUS) == previous, "F2", "block %d has a wrong link", block);
        listed += size;
        count++;
        require(count <= top, "F2", "the list of bin %d has a cycle", bin);
        previous = block;
        block = Memory.getInt(header + NEXT);
      }
    }
    require(listed == freeGranules, "F2", "%d granules are listed, not %d", listed, freeGranules);
    checkEdges(top, count);
  }

  private void checkEdges(int top, int listed) {
    int count = 0;
    int end = 0;
    for (int block = nextFree(1, top); block < top; block = nextFree(end, top)) {
      require(block > end || count == 0, "F1", "two free blocks touch at %d", block);
      int size = size(block);
      end = block + size;
      require(
          size > 0 && end <= top && edges.isMarked(block, end, isLarge(size)),
          "F1",
          "block %d of %d granules has wrong bits",
          block,
          size);
      require(
          startOfBlockEndingAt(end) == block, "F1", "the end of block %d does not know it", block);
      count++;
    }
    require(count == listed, "F1", "the bits show %d blocks, the lists %d", count, listed);
  }

  /** Throws if an invariant does not hold; the message is only made then. */
  @SuppressWarnings("AnnotateFormatMethod") // the annotation would be one more dependency
  static void require(boolean holds, String invariant, String message, Object... values) {
    if (!holds) {
      throw new IllegalStateException(invariant + " broken: " + message.formatted(values));
    }
  }
}
