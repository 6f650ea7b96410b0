package io.github.basicallocator.segregated;

import io.github.basicallocator.memory.Memory;

/**
 * A bit for each granule, set for the first and the last one of each free block. The bits between these two say
 * nothing about anyone; so that is where a large free block, of a page or more, has its header. Nothing is kept in its
 * own memory, which can be purged, and no memory is taken for it elsewhere.
 *
 * <pre>
 *     small    1 0 0  …  0 1             of one granule: 1, of two: 1 1
 *     large    1 1 1 | header, 24 bytes | 0  …  0 | size, 4 bytes | 1 1 1
 * </pre>
 *
 * <p>In {@link Slabs} the bits mean something else: whoever finds one set asks whether it is there. And three bits in a
 * row tell a large block from a small one, unless the last of them is in a slab beside it. Header and size lie at the nearest
 * bytes; the 256 bits of the smallest page have 30 whole bytes between those three at its start and those at its end,
 * and 28 are needed.
 *
 * <p><b>Thread safety.</b> None. <b>Cost.</b> O(1).
 */
final class EdgeMap {
  /** The bits that a large block has set at each end. */
  private static final int THREE = 3;

  private static final int HEADER_BYTES = 24;
  private static final int SIZE_BYTES = 4;

  private final long start;
  private final Bitmap bits;
  private final SlabTable slabs;

  /**
   * A map without any block.
   *
   * @param start the address of zeroed memory of {@link #bytesFor} bytes
   * @param slabs those of the same granules, whose bits say something else
   */
  EdgeMap(long start, SlabTable slabs) {
    this.slabs = slabs;
    this.start = start;
    this.bits = new Bitmap(start);
  }

  /** The bytes that a map of so many granules takes: the byte behind the last bit is looked at, too. */
  static long bytesFor(long granules) {
    return Bitmap.bytesFor(granules + Byte.SIZE);
  }

  /** Whether a free block starts or ends with this granule, which must not be inside one. */
  boolean isEdge(int granule) {
    return bits.get(granule) && !slabs.isInSlab(granule);
  }

  /** Whether the free block that starts here is large. */
  boolean startsLarge(int granule) {
    return bits.areThreeSet(granule) && !slabs.isInSlab(granule + THREE - 1);
  }

  /** Whether the free block that ends right below {@code end} is large. */
  boolean endsLarge(int end) {
    return end >= THREE && bits.areThreeSet(end - THREE) && !slabs.isInSlab(end - THREE);
  }

  /** The address of the header of the large free block at {@code granule}: zeros when it is added. */
  long header(int granule) {
    return start + ((granule + THREE - 1) >>> 3) + 1;
  }

  /** The size, in granules, of the large free block that ends right below {@code end}. */
  int sizeOfLargeEndingAt(int end) {
    return Memory.getInt(sizeAtEnd(end));
  }

  private long sizeAtEnd(int end) {
    return start + ((end - THREE) >>> 3) - SIZE_BYTES;
  }

  void addSmall(int from, int to) {
    bits.set(from);
    bits.set(to - 1);
  }

  void removeSmall(int from, int to) {
    bits.clear(from);
    bits.clear(to - 1);
  }

  /** The end of a small block moves down. */
  void shortenSmall(int to, int newTo) {
    bits.clear(to - 1);
    bits.set(newTo - 1);
  }

  void addLarge(int from, int to) {
    bits.setThree(from);
    addEnd(from, to);
  }

  void removeLarge(int from, int to) {
    bits.clearThree(from);
    long header = header(from);
    for (int offset = 0; offset < HEADER_BYTES; offset += Long.BYTES) {
      Memory.putLong(header + offset, 0);
    }
    removeEnd(to);
  }

  /** The end of a large block moves down. */
  void shortenLarge(int from, int to, int newTo) {
    removeEnd(to);
    addEnd(from, newTo);
  }

  private void addEnd(int from, int to) {
    bits.setThree(to - THREE);
    Memory.putInt(sizeAtEnd(to), to - from);
  }

  private void removeEnd(int to) {
    bits.clearThree(to - THREE);
    Memory.putInt(sizeAtEnd(to), 0);
  }

  /** The first granule of a free block at or above one that is not inside such a block, or {@code top}. */
  int nextFree(int granule, int top) {
    int found = bits.next(granule, top);
    while (found < top && slabs.isInSlab(found)) {
      int behind = SlabTable.firstGranule(SlabTable.slabOf(found) + 1);
      found = behind < top ? bits.next(behind, top) : top;
    }
    return found;
  }

  /** Whether all bits are as they should be for a free block; for checks. */
  boolean isMarked(int from, int to, boolean large) {
    if (!bits.get(from) || !bits.get(to - 1)) {
      return false;
    }
    if (!large) {
      return areClear(from + 1, to - 1);
    }
    long header = header(from);
    long sizeAtEnd = sizeAtEnd(to);
    return startsLarge(from)
        && endsLarge(to)
        && sizeOfLargeEndingAt(to) == to - from
        && areClear(from + THREE, bitOf(header))
        && areClear(bitOf(header + HEADER_BYTES), bitOf(sizeAtEnd))
        && areClear(bitOf(sizeAtEnd + SIZE_BYTES), to - THREE);
  }

  private boolean areClear(int from, int to) {
    return bits.next(from, to) == to;
  }

  private int bitOf(long address) {
    return (int) (address - start) << 3;
  }
}
