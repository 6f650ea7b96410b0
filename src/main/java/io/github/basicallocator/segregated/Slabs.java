package io.github.basicallocator.segregated;

import static io.github.basicallocator.segregated.FreeBlocks.require;
import static io.github.basicallocator.segregated.SlabTable.GRANULES;
import static io.github.basicallocator.segregated.SlabTable.NONE;

/**
 * The small blocks of a heap. Each lies in a <em>slab</em>: 4 KiB that the heap gives for blocks of one size, side by
 * side.
 *
 * <p>To merge a small block with its neighbours and to find it a place in a bin touches several lines of memory that
 * nobody has used for long; and most are soon wanted again in the size that they have. Hence the slabs of Bonwick, “The Slab Allocator: An Object-Caching Kernel Memory Allocator” (1994), section 3: to free is to set a bit, to
 * allocate is to find one; none of it touches the block. Only when all blocks of a slab are free does it go back to the
 * heap, which merges it; but the last slab of a size that has a free block stays, so that a program that frees one block
 * and allocates one does not move it to and fro.
 *
 * <p>The bits are those of the {@link EdgeMap}, where a slab is a block in use that says nothing about its granules: the
 * first granule of each free block has its bit set. Each block has a granule at least, and so a bit of its own.
 *
 * <pre>
 *     slab of blocks of 3 granules      | used | free | free | used | …  | used | rest |
 *     bits                               0 0 0  1 0 0  1 0 0  0 0 0   …   0 0 0   0
 * </pre>
 *
 * <p>A slab knows each of its blocks; so as long as it is one, a free is noticed to be wrong that names a free block, or
 * none, or one of another size.
 *
 * <pre>
 *     L1  The first granules of a slab's free blocks have their bits set, and no others; their number is noted.
 *     L2  In the list of each size are its slabs that have free blocks, and no others. At most one of them has only
 *         free ones, and that is noted.
 * </pre>
 *
 * <p>Sizes are in granules. <b>Thread safety.</b> None. <b>Cost.</b> O(1).
 */
final class Slabs {
  /** Larger blocks are not in slabs. In granules: 16 blocks and more are in a slab then. */
  static final int LARGEST = 16;

  /** Where slabs come from. */
  interface Source {
    /** Allocates a slab; its first granule, or {@code NONE}. */
    int allocateSlab();

    /** Frees a slab again, of so many blocks. */
    void freeSlab(int start, int blocks);
  }

  private final Source source;
  private final SlabTable table;
  private final Bitmap bits;

  /** The first slab of each size that has free blocks. */
  private final int[] heads = new int[LARGEST + 1];

  /** The slab of each size of which all blocks are free, if there is one. */
  private final int[] empty = new int[LARGEST + 1];

  private long freeGranules;

  /**
   * No slab yet.
   *
   * @param bits those of the {@link EdgeMap}
   */
  Slabs(Source source, SlabTable table, Bitmap bits) {
    this.source = source;
    this.table = table;
    this.bits = bits;
  }

  private static int capacity(int size) {
    return GRANULES / size;
  }

  /** Whether a block of this size can be had without a new slab. */
  boolean hasRoomFor(int size) {
    return heads[size] != NONE;
  }

  /**
   * Allocates up to {@code most} blocks, those that are free in slabs; if none is, of a new slab.
   *
   * @param starts is given their first granules
   * @return how many; 0 if there is no room for a slab
   */
  int allocate(int size, int most, int[] starts) {
    if (heads[size] == NONE && !addSlab(size)) {
      return 0;
    }
    int count = 0;
    while (count < most && heads[size] != NONE) {
      count = allocateOf(heads[size], size, most, starts, count);
    }
    return count;
  }

  /** The same of one slab, with {@code already} in {@code starts}. */
  private int allocateOf(int slab, int size, int most, int[] starts, int already) {
    int free = table.freeBlocks(slab);
    int first = SlabTable.firstGranule(slab);
    int taken = bits.takeFirst(most - already, first, first + GRANULES, starts, already);
    table.setFreeBlocks(slab, free - taken);
    freeGranules -= (long) taken * size;
    if (empty[size] == slab) {
      empty[size] = NONE;
    }
    if (taken == free) {
      unlink(slab, size);
    }
    return already + taken;
  }

  /** False if there is no room for it. */
  private boolean addSlab(int size) {
    int start = source.allocateSlab();
    if (start == NONE) {
      return false;
    }
    int slab = SlabTable.slabOf(start);
    table.setBlockSize(slab, size);
    table.setFreeBlocks(slab, capacity(size));
    bits.setEach(size, start, start + capacity(size) * size);
    freeGranules += GRANULES;
    push(slab, size);
    return true;
  }

  /** Whether a block that starts at a granule of a slab is in use. */
  boolean isUsed(int start, int size) {
    int slab = SlabTable.slabOf(start);
    return table.blockSize(slab) == size && isBlock(start, slab, size) && !bits.get(start);
  }

  /** Whether a block of a slab, of blocks of this size, starts at a granule. */
  private static boolean isBlock(int start, int slab, int size) {
    int offset = start - SlabTable.firstGranule(slab);
    return offset >= 0 && offset + size <= GRANULES && offset % size == 0;
  }

  /** Frees a block that {@link #isUsed}. */
  void free(int start, int size) {
    bits.set(start);
    noteFreed(SlabTable.slabOf(start), size, 1);
  }

  /**
   * Frees the blocks that start at {@code starts[0]} to {@code starts[count-1]}, up to the first that is not in use in a
   * slab. What is noted about a slab is changed once for all those that lie in it one after the other. Returns how many.
   */
  int free(int[] starts, int count, int size) {
    int freed = 0;
    while (freed < count) {
      int more = freeOfOneSlab(starts, freed, count, size);
      if (more == 0) {
        break;
      }
      freed += more;
    }
    return freed;
  }

  private int freeOfOneSlab(int[] starts, int from, int to, int size) {
    int slab = SlabTable.slabOf(starts[from]);
    if (table.blockSize(slab) != size) {
      return 0;
    }
    int next = from;
    while (next < to && isBlock(starts[next], slab, size) && bits.setIfClear(starts[next])) {
      next++;
    }
    if (next > from) {
      noteFreed(slab, size, next - from);
    }
    return next - from;
  }

  /** So many blocks of a slab are free that were not. */
  private void noteFreed(int slab, int size, int count) {
    int before = table.freeBlocks(slab);
    int free = before + count;
    table.setFreeBlocks(slab, free);
    freeGranules += (long) count * size;
    if (before == 0) {
      push(slab, size);
    }
    if (free == capacity(size)) {
      if (isAlone(slab, size)) {
        empty[size] = slab;
      } else {
        giveBack(slab, size);
      }
    }
  }

  private boolean isAlone(int slab, int size) {
    return heads[size] == slab && table.next(slab) == NONE;
  }

  private void giveBack(int slab, int size) {
    int start = SlabTable.firstGranule(slab);
    unlink(slab, size);
    table.setBlockSize(slab, 0);
    table.setFreeBlocks(slab, 0);
    bits.clearAll(start, start + GRANULES);
    freeGranules -= GRANULES;
    source.freeSlab(start, capacity(size));
  }

  /** Gives back those slabs that stayed although all their blocks are free. Returns whether there were any. */
  boolean trim() {
    boolean trimmed = false;
    for (int size = 1; size <= LARGEST; size++) {
      if (empty[size] != NONE) {
        giveBack(empty[size], size);
        empty[size] = NONE;
        trimmed = true;
      }
    }
    return trimmed;
  }

  private void push(int slab, int size) {
    int head = heads[size];
    table.setNext(slab, head);
    table.setPrevious(slab, NONE);
    if (head != NONE) {
      table.setPrevious(head, slab);
    }
    heads[size] = slab;
  }

  private void unlink(int slab, int size) {
    int next = table.next(slab);
    int previous = table.previous(slab);
    if (next != NONE) {
      table.setPrevious(next, previous);
    }
    if (previous != NONE) {
      table.setNext(previous, next);
    } else {
      heads[size] = next;
    }
    table.setNext(slab, NONE);
    table.setPrevious(slab, NONE);
  }

  // -------------------------------------------------------------------------------------------
  // Looking at it

  /** Granules of slabs that are in no block in use: those of free blocks, and what is left over at the end of a slab. */
  long freeGranules() {
    return freeGranules;
  }

  /** Tells what is used and what is free of {@code start..end-1}, which is used as the heap sees it. O(n). */
  void walk(int start, int end, FreeBlocks.Visitor visitor) {
    int told = start;
    int block = start;
    while (block < end) {
      int slab = SlabTable.slabOf(block);
      int size = table.blockSize(slab);
      int slabEnd = SlabTable.firstGranule(slab + 1);
      if (size == 0) {
        block = slabEnd;
        continue;
      }
      int rest = slabEnd - GRANULES % size;
      int free = block < rest ? bits.next(block, rest) : rest;
      int freeEnd = free;
      while (freeEnd < rest && bits.get(freeEnd)) {
        freeEnd += size;
      }
      freeEnd = freeEnd == rest ? slabEnd : freeEnd;
      if (free < freeEnd) {
        tell(told, free, false, visitor);
        visitor.visit(free, freeEnd - free, true);
        told = freeEnd;
      }
      block = freeEnd;
    }
    tell(told, end, false, visitor);
  }

  private static void tell(int from, int to, boolean free, FreeBlocks.Visitor visitor) {
    if (from < to) {
      visitor.visit(from, to - from, free);
    }
  }

  /** Checks L1 and L2 for the heap of the granules below {@code top}. O(n). */
  void check(int top) {
    long free = 0;
    int withFree = 0;
    for (int slab = 1; SlabTable.firstGranule(slab) < top; slab++) {
      int size = table.blockSize(slab);
      if (size != 0) {
        int count = checkBits(slab, size);
        require(count == table.freeBlocks(slab), "L1", "slab %d has %d free blocks", slab, count);
        free += GRANULES - (long) (capacity(size) - count) * size;
        withFree += count > 0 ? 1 : 0;
      } else {
        require(
            table.isClear(slab),
            "L1",
            "there is something noted about slab %d, which is none",
            slab);
      }
    }
    require(
        free == freeGranules, "L1", "%d granules are free in slabs, not %d", free, freeGranules);
    for (int size = 1; size <= LARGEST; size++) {
      withFree -= checkList(size, withFree);
    }
    require(withFree == 0, "L2", "%d slabs with free blocks are in no list", withFree);
  }

  /** Returns how many blocks of a slab are free. */
  private int checkBits(int slab, int size) {
    int start = SlabTable.firstGranule(slab);
    int end = start + GRANULES;
    for (int free = bits.next(start, end); free < end; free = bits.next(free + 1, end)) {
      int offset = free - start;
      boolean starts = offset % size == 0 && offset + size <= GRANULES;
      require(starts, "L1", "no block of slab %d starts at %d", slab, free);
    }
    return bits.count(start, end);
  }

  /** Returns how many slabs are in a list, in which there should be {@code most} at most. */
  private int checkList(int size, int most) {
    int count = 0;
    int previous = NONE;
    for (int slab = heads[size]; slab != NONE; slab = table.next(slab)) {
      require(++count <= most, "L2", "the list of size %d is too long", size);
      boolean listed = table.blockSize(slab) == size && table.freeBlocks(slab) > 0;
      require(listed, "L2", "slab %d is in the list of size %d", slab, size);
      require(table.previous(slab) == previous, "L2", "slab %d has a wrong link", slab);
      boolean isEmpty = table.freeBlocks(slab) == capacity(size);
      require(isEmpty == (slab == empty[size]), "L2", "slab %d is empty: %b", slab, isEmpty);
      previous = slab;
    }
    return count;
  }
}
