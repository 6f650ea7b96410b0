package io.github.basicallocator.segregated;

import static io.github.basicallocator.segregated.FreeBlocks.require;

import io.github.basicallocator.memory.Alignment;
import io.github.basicallocator.memory.Layout;
import io.github.basicallocator.os.HugePages;
import io.github.basicallocator.os.MmapException;
import io.github.basicallocator.os.Syscall;

/**
 * A heap in one range of addresses, every operation of which is O(1): the free list of {@code RawAlloc}
 * divided by sizes, and with a bitmap in place of its order.
 *
 * <p>Allocation takes the smallest free block that is large enough, or nearly (<em>good fit</em>), and cuts
 * off what is needed: from a small block its tail, so that the header of what remains stays where it is, and from
 * one of a page or more its head, which was more likely in use a moment ago. Deallocation merges with free
 * neighbours at once. For many blocks of one small size it takes 4 KiB at a time, of which it keeps account otherwise
 * ({@link Slabs}). When nothing fits, the heap grows at its <em>top</em>.
 *
 * <pre>
 *     granule 0     1                                       top               end of the range
 *     | never used  | used ███ free ░░░ used ███ free ░░░░░░ | not used yet    |
 * </pre>
 *
 * <p>All sizes are bytes, multiples of 16; nothing is written down about a block in use.
 *
 * <pre>
 *     H1  F1 and F2 of FreeBlocks, D1 and D2 of DirtyPages, L1 and L2 of Slabs.
 *     H2  Every granule from 1 to top is either used, a slab being used as a whole, or in one free block.
 * </pre>
 *
 * <p><b>Errors.</b> A call that throws has changed nothing. <b>Thread safety.</b> None. <b>Cost.</b> O(1), and
 * a bit for each page of the block; growing is some system calls, and purging a few blocks.
 */
public final class SegregatedHeap {
  /** The largest block that lies in a slab, in bytes. */
  static final long LARGEST_IN_SLAB = Granules.bytes(Slabs.LARGEST);

  /** Bytes of a slab. */
  static final long SLAB_BYTES = Granules.bytes(SlabTable.GRANULES);

  /** The largest range, in bytes: as far as 31 bits of granules reach. Its last page is not used. */
  public static final long MAX_SIZE = 1L << 35;

  /** So many calls of {@link #allocateSmall} after the heap was last larger than ever before it counts as growing. */
  private static final int GROWING = 1 << 13;

  private final HeapRanges ranges;
  private final FreeBlocks blocks;
  private final DirtyPages pages;
  private final long base;
  private final Purger purger;
  private final HeapTop top;
  private final SlabTable table;
  private final Slabs slabs;
  private final int[] starts = new int[SlabTable.GRANULES];
  private boolean fresh;
  private int highestTop;
  private int smallSinceGrowth;
  private int runLength;

  /**
   * A heap that may grow up to {@code size} bytes, whole pages and at most {@link #MAX_SIZE}.
   *
   * @throws MmapException if so many addresses cannot be reserved
   */
  public SegregatedHeap(long size, MemoryLimit limit) {
    ranges = HeapRanges.reserve(size, limit);
    base = ranges.heap.start();
    int pageGranules = Granules.of(Syscall.pageSize());
    table = new SlabTable(ranges.slabs.start());
    EdgeMap edges = new EdgeMap(ranges.edges.start(), table);
    pages =
        new DirtyPages(edges, ranges.dirty.start(), Integer.numberOfTrailingZeros(pageGranules));
    blocks = new FreeBlocks(base, edges, pages, pageGranules);
    purger = new Purger(ranges, blocks, pages);
    top = new HeapTop(ranges, blocks, pages, purger);
    slabs = new Slabs(new SlabsOfHeap(), table, new Bitmap(ranges.edges.start()));
  }

  // -------------------------------------------------------------------------------------------
  // Allocation

  /**
   * Allocates {@code size} bytes.
   *
   * @return the address, a multiple of 16, or 0 if this range is full
   * @throws MmapException if the kernel refuses memory
   */
  public long allocate(long size) {
    return allocateRun(size, 1);
  }

  /**
   * Allocates {@code size} bytes, and behind them as many times more as the same free block has, up to {@code most}
   * times in all. Each of these may be freed by itself.
   *
   * @return the address of the first, a multiple of 16, or 0 if this range is full; {@link #runLength} is how many
   * @throws MmapException if the kernel refuses memory
   */
  long allocateRun(long size, int most) {
    int granules = Granules.of(size);
    int block = blocks.find(granules);
    if (block == Bins.NONE) {
      block = top.grow(granules);
      if (block == Bins.NONE) {
        return 0;
      }
    }
    runLength = most == 1 ? 1 : Math.min(most, blocks.size(block) / granules);
    return address(take(block, runLength * granules));
  }

  /**
   * Allocates up to {@code most} blocks, at most {@value SlabTable#GRANULES}, of {@code size} bytes, at most {@link
   * #LARGEST_IN_SLAB}. They lie in slabs; but rather than that another slab is added to a heap that grows, they fill what
   * is left between other blocks.
   *
   * @param addresses is given their addresses, multiples of 16
   * @return how many; 0 if this range is full
   * @throws MmapException if the kernel refuses memory
   */
  int allocateSmall(long size, int most, long[] addresses) {
    int granules = Granules.of(size);
    int count = 0;
    noteGrowth();
    if (smallSinceGrowth < GROWING && !slabs.hasRoomFor(granules)) {
      count = takeFragments(granules, most);
    }
    if (count == 0) {
      count = slabs.allocate(granules, most, starts);
    }
    for (int i = 0; i < count; i++) {
      addresses[i] = address(starts[i]);
    }
    return count;
  }

  /** Notes for how many calls the top has not been higher than ever before. */
  private void noteGrowth() {
    if (top.granule() > highestTop) {
      highestTop = top.granule();
      smallSinceGrowth = 0;
    }
    smallSinceGrowth = Math.min(smallSinceGrowth + 1, GROWING);
  }

  /** Takes up to {@code most} blocks, into {@code starts}, from free ones in which there is no room for a slab. */
  private int takeFragments(int granules, int most) {
    int count = 0;
    while (count < most) {
      int block = blocks.find(granules);
      if (block == Bins.NONE || blocks.size(block) >= SlabTable.GRANULES) {
        break;
      }
      starts[count++] = take(block, granules);
    }
    return count;
  }

  /** Whether {@link #allocateSmall} need not grow. */
  boolean hasRoomForSmall(long size) {
    return slabs.hasRoomFor(Granules.of(size)) || blocks.findSlab() != Bins.NONE;
  }

  /** Whether a free block is found for so many bytes at a multiple of {@code alignment}. */
  boolean hasRoomFor(long size, long alignment) {
    return blocks.find(Granules.of(Layout.withSlack(size, alignment))) != Bins.NONE;
  }

  int runLength() {
    return runLength;
  }

  /**
   * Allocates {@code size} bytes at a multiple of {@code alignment}, a power of two. There is no waste that
   * lasts: what was needed to find such an address is free again.
   *
   * @return the address, or 0 if this range is full
   * @throws MmapException if the kernel refuses memory
   */
  public long allocate(long size, long alignment) {
    if (alignment <= Layout.GRANULE) {
      return allocate(size);
    }
    long address = allocate(Layout.withSlack(size, alignment));
    if (address != 0) {
      long aligned = Alignment.alignUp(address, alignment);
      long end = address + Layout.withSlack(size, alignment);
      freeUnlessEmpty(address, aligned);
      freeUnlessEmpty(aligned + size, end);
      return aligned;
    }
    return 0;
  }

  /** Whether every page that lies wholly in what was allocated last is known to be zero. */
  public boolean isFresh() {
    return fresh;
  }

  private int take(int block, int granules) {
    int size = blocks.size(block);
    if (blocks.isLarge(size)) {
      fresh = takeHead(block, size, granules);
      return block;
    }
    fresh = false;
    if (size == granules) {
      blocks.remove(block, size);
    } else {
      blocks.cutTail(block, size, granules);
    }
    return block + size - granules;
  }

  /**
   * Takes the start of a free block, or all of it. Returns whether every page that lies wholly in that is known to be
   * zero.
   */
  private boolean takeHead(int block, int size, int granules) {
    if (size == granules) {
      blocks.remove(block, size);
    } else {
      blocks.cutHead(block, size, granules);
    }
    if (!blocks.isLarge(size)) {
      return false;
    }
    boolean clean = pages.soil(block, block + granules);
    pages.noteFewer();
    return clean;
  }

  /** Gives slabs, and takes them back. */
  private final class SlabsOfHeap implements Slabs.Source {
    @Override
    public int allocateSlab() {
      int block = blocks.findSlab();
      if (block == Bins.NONE) {
        block = top.grow(2 * SlabTable.GRANULES - 1);
        if (block == Bins.NONE) {
          return SlabTable.NONE;
        }
      }
      int start = FreeBlocks.firstSlabFrom(block);
      takeHead(block, blocks.size(block), start + SlabTable.GRANULES - block);
      if (start > block) {
        merge(block, start);
      }
      return start;
    }

    @Override
    public void freeSlab(int start, int blocks) {
      merge(start, start + SlabTable.GRANULES);
      purger.afterFree(Granules.bytes(SlabTable.GRANULES), blocks, usedBytes());
    }
  }

  // -------------------------------------------------------------------------------------------
  // Deallocation and resizing

  /**
   * Frees what was allocated. Of the middle of a free block nothing is known: who frees that breaks the heap, and is
   * not always told.
   *
   * @return whether it was in a slab
   * @throws IllegalStateException if it cannot be in use: because of where it is, or because a free block
   *     starts or ends with it
   */
  public boolean free(long address, long size) {
    int start = granule(address);
    int end = start + Granules.of(size);
    requireUsed(start, end);
    boolean inSlab = table.isInSlab(start);
    if (inSlab) {
      slabs.free(start, end - start);
    } else {
      merge(start, end);
    }
    return inSlab;
  }

  /**
   * Frees blocks of {@code size} bytes: those of {@code addresses[from..to-1]}, which are at most {@value
   * SlabTable#GRANULES} and multiples of 16, up to the first that is not in use in a slab of this heap.
   *
   * @return the index of the first that is not free now; with all bits inverted if that was in a slab when this was called, so
   *     that it cannot have been in use
   */
  int freeInSlabs(long[] addresses, int from, int to, long size) {
    int count = 0;
    while (from + count < to && isInSlab(addresses[from + count])) {
      starts[count] = granule(addresses[from + count]);
      count++;
    }
    int freed = slabs.free(starts, count, Granules.of(size));
    return freed == count ? from + freed : ~(from + freed);
  }

  /** Whether an address, of anything, is in a slab of this heap. */
  private boolean isInSlab(long address) {
    return owns(address) && granule(address) < top.granule() && table.isInSlab(granule(address));
  }

  /**
   * Resizes what was allocated, where it is. In a slab no other size works; elsewhere a smaller one always does, and a
   * larger one if what lies behind is free.
   *
   * @throws IllegalStateException if it cannot be in use
   */
  public boolean resize(long address, long oldSize, long newSize) {
    int start = granule(address);
    int oldEnd = start + Granules.of(oldSize);
    requireUsed(start, oldEnd);
    int newEnd = start + Granules.of(newSize);
    if (table.isInSlab(start)) {
      return newEnd == oldEnd;
    }
    if (newEnd > oldEnd) {
      return growInto(oldEnd, newEnd);
    }
    if (newEnd < oldEnd) {
      merge(newEnd, oldEnd);
    }
    return true;
  }

  private boolean growInto(int oldEnd, int newEnd) {
    if (oldEnd == top.granule() || !blocks.isEdge(oldEnd)) {
      return false;
    }
    int size = blocks.size(oldEnd);
    int missing = newEnd - oldEnd;
    if (missing > size) {
      return false;
    }
    takeHead(oldEnd, size, missing);
    return true;
  }

  private void freeUnlessEmpty(long from, long to) {
    if (from < to) {
      merge(granule(from), granule(to));
    }
  }

  /** Adds {@code start..end-1} to the free blocks, as one with its free neighbours. */
  private void merge(int start, int end) {
    int from = start;
    int to = end;
    int fromPage = -1;
    int toPage = -1;
    int dirtyPages = 0;
    if (start > 1 && blocks.isEdge(start - 1)) {
      from = blocks.startOfBlockEndingAt(start);
      if (blocks.isLarge(start - from)) {
        dirtyPages += pages.dirtyPages(from);
        fromPage = Math.max(pages.endOfWhole(start), pages.startOfWhole(from));
      }
      blocks.remove(from, start - from);
    }
    if (end < top.granule() && blocks.isEdge(end)) {
      int size = blocks.size(end);
      to = end + size;
      if (blocks.isLarge(size)) {
        dirtyPages += pages.dirtyPages(end);
        toPage = Math.min(pages.startOfWhole(end), pages.endOfWhole(to));
      }
      blocks.remove(end, size);
    }
    if (blocks.isLarge(to - from)) {
      // The neighbours' whole pages are counted already; what is between them is not.
      fromPage = fromPage < 0 ? pages.startOfWhole(from) : fromPage;
      toPage = toPage < 0 ? pages.endOfWhole(to) : toPage;
      dirtyPages += pages.countDirty(fromPage, toPage);
    }
    blocks.add(from, to - from, dirtyPages);
  }

  /** Whether nothing tells that {@code start..end-1}, which is inside, is not in use. */
  private boolean seemsUsed(int start, int end) {
    return table.isInSlab(start)
        ? slabs.isUsed(start, end - start)
        : !table.isInSlab(end - 1) && !blocks.isEdge(start) && !blocks.isEdge(end - 1);
  }

  private boolean isInside(int start, int end) {
    return start >= 1 && end <= top.granule() && end > start;
  }

  private void requireUsed(int start, int end) {
    if (!isInside(start, end)) {
      throw new IllegalStateException(
          "%d bytes at 0x%x do not lie in the used part of this heap"
              .formatted(Granules.bytes(end - start), address(start)));
    }
    if (!seemsUsed(start, end)) {
      throw notInUse(address(start), Granules.bytes(end - start));
    }
  }

  static IllegalStateException notInUse(long address, long size) {
    return new IllegalStateException(
        "%d bytes at 0x%x are free already, all or some, or were never allocated"
            .formatted(size, address));
  }

  // -------------------------------------------------------------------------------------------
  // Giving memory to the kernel

  /** Adds slabs that are kept although nothing in them is in use to the free blocks. Returns whether there were any. */
  boolean trimSlabs() {
    return slabs.trim();
  }

  /** What takes the memory behind free pages. */
  Purger purger() {
    return purger;
  }

  /** Gives back the promise of free pages below the top. Returns their bytes. */
  public long shrink() {
    return top.shrink();
  }

  /** Asks for huge pages; see {@link HugePages}. */
  void preferHugePages() {
    ranges.heap.preferHugePages();
  }

  /** Gives every page back, whoever may still use it. Nothing may be called after that. */
  public void release() {
    ranges.release();
  }

  // -------------------------------------------------------------------------------------------
  // Looking at it

  /** Whether an address lies in the range of this heap. */
  public boolean owns(long address) {
    return address - base >= 0 && address - base < ranges.heap.size();
  }

  /** Whether nothing tells that a block is not in use. */
  boolean isUsed(long address, long size) {
    int start = granule(address);
    int end = start + Granules.of(size);
    return isInside(start, end) && seemsUsed(start, end);
  }

  /** Bytes from the start to the top, in use or free. */
  long extent() {
    return Granules.bytes(top.granule() - 1);
  }

  /** Bytes in use. */
  public long usedBytes() {
    return extent() - freeBytes();
  }

  /** Bytes in free blocks. */
  public long freeBytes() {
    return Granules.bytes(1) * (blocks.freeGranules() + slabs.freeGranules());
  }

  /** Bytes that may be used, what the heap notes about itself included. */
  public long committedBytes() {
    return ranges.committed();
  }

  /** Bytes of addresses. */
  public long reservedBytes() {
    return ranges.reserved();
  }

  /** Is told each stretch of memory by {@link #walk}. */
  public interface Visitor {
    void visit(long address, long size, boolean free);
  }

  /** Tells the free blocks and the used stretches between them, from the lowest address on. O(n). */
  public void walk(Visitor visitor) {
    FreeBlocks.Visitor byGranule =
        (start, size, free) -> visitor.visit(address(start), Granules.bytes(size), free);
    blocks.walk(
        top.granule(),
        (start, size, free) -> {
          if (free) {
            byGranule.visit(start, size, true);
          } else {
            slabs.walk(start, start + size, byGranule);
          }
        });
  }

  /**
   * Checks H1 and H2. O(n).
   *
   * @throws IllegalStateException naming the first invariant that is broken, and where
   */
  public void check() {
    blocks.check(top.granule());
    pages.check(blocks, top.granule());
    slabs.check(top.granule());
    long[] sum = new long[1];
    walk((address, size, free) -> sum[0] += free ? 0 : size);
    require(sum[0] == usedBytes(), "H2", "%d bytes are used, not %d", sum[0], usedBytes());
  }

  private int granule(long address) {
    return Granules.of(address - base);
  }

  private long address(int granule) {
    return base + Granules.bytes(granule);
  }
}
