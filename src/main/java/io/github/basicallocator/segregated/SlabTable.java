package io.github.basicallocator.segregated;

import io.github.basicallocator.memory.Memory;

/**
 * What is noted about each slab of a heap: 16 bytes for every 4 KiB of addresses, zeros where there is no slab.
 *
 * <pre>
 *     | size of its blocks | free blocks | next | previous |        four bytes each
 * </pre>
 *
 * <p>Slabs have the number of their place, and sizes are in granules. Number 0 is no slab's, as granule 0 is never used.
 *
 * <p><b>Thread safety.</b> None. <b>Cost.</b> O(1).
 */
final class SlabTable {
  /** No slab. */
  static final int NONE = 0;

  /** The granules of a slab: 4 KiB, whatever the size of a page is. */
  static final int GRANULES = 1 << 8;

  private static final int ENTRY_BYTES = 16;
  private static final int BLOCK_SIZE = 0;
  private static final int FREE = 4;
  private static final int NEXT = 8;
  private static final int PREVIOUS = 12;

  private final long start;

  /** A table without any slab, in zeroed memory of {@link #bytesFor} bytes. */
  SlabTable(long start) {
    this.start = start;
  }

  /** The bytes that a table for so many granules takes. */
  static long bytesFor(long granules) {
    return (granules + GRANULES - 1) / GRANULES * ENTRY_BYTES;
  }

  /** The number of the slab that a granule would be in. */
  static int slabOf(int granule) {
    return granule / GRANULES;
  }

  static int firstGranule(int slab) {
    return slab * GRANULES;
  }

  /** Whether a granule is in a slab. */
  boolean isInSlab(int granule) {
    return blockSize(slabOf(granule)) != 0;
  }

  /** The size of a slab's blocks; 0 if it is none. */
  int blockSize(int slab) {
    return Memory.getInt(entry(slab) + BLOCK_SIZE);
  }

  void setBlockSize(int slab, int size) {
    Memory.putInt(entry(slab) + BLOCK_SIZE, size);
  }

  /** How many blocks of a slab are free. */
  int freeBlocks(int slab) {
    return Memory.getInt(entry(slab) + FREE);
  }

  void setFreeBlocks(int slab, int count) {
    Memory.putInt(entry(slab) + FREE, count);
  }

  int next(int slab) {
    return Memory.getInt(entry(slab) + NEXT);
  }

  void setNext(int slab, int next) {
    Memory.putInt(entry(slab) + NEXT, next);
  }

  int previous(int slab) {
    return Memory.getInt(entry(slab) + PREVIOUS);
  }

  void setPrevious(int slab, int previous) {
    Memory.putInt(entry(slab) + PREVIOUS, previous);
  }

  /** Whether nothing is noted about a slab, which is none then. */
  boolean isClear(int slab) {
    long first = Memory.getLong(entry(slab));
    return (first | Memory.getLong(entry(slab) + Long.BYTES)) == 0;
  }

  private long entry(int slab) {
    return start + (long) slab * ENTRY_BYTES;
  }
}
