package io.github.basicallocator.magazine;

import io.github.basicallocator.memory.Layout;
import io.github.basicallocator.segregated.Heaps;

/**
 * Where blocks come from and go back to: the heaps, and how much of each size class is out. Counted here, where a
 * lock is held anyway, statistics cost nothing where blocks go in and out of caches.
 *
 * <pre>
 *     S1  The bytes of all size classes are at most those in use; the rest is in blocks that have no class.
 * </pre>
 *
 * <p><b>Thread safety.</b> None; it is used under the lock of {@link SharedHeap}.
 */
final class BlockSource {
  /** Set in an address to say that the whole pages there are zero. */
  private static final long FRESH = 1;

  private final Heaps heaps;
  private final long[] usedBytes = new long[SizeClasses.COUNT];
  private long totalUsedBytes;

  BlockSource(Heaps heaps) {
    this.heaps = heaps;
  }

  static boolean isFresh(long result) {
    return (result & FRESH) != 0;
  }

  static long address(long result) {
    return result & -Layout.GRANULE;
  }

  /**
   * Allocates a block, whose size is that of a class or beyond the largest.
   *
   * <p>Throws what {@link Heaps#allocate} throws.
   *
   * @return what has the {@link #address}, and tells whether it {@link #isFresh}
   */
  long allocate(long blockSize, long alignment) {
    long address = heaps.allocate(blockSize, alignment);
    count(blockSize, blockSize);
    return heaps.isFresh() ? address + FRESH : address;
  }

  /**
   * Allocates a block and up to {@code most} − 1 more that lie right behind it: {@link #runLength} in all.
   *
   * <p>Throws what {@link Heaps#allocate} throws.
   *
   * @return what has the address of the first
   */
  long allocateRun(long blockSize, int most) {
    long address = heaps.allocateRun(blockSize, most);
    count(blockSize, heaps.runLength() * blockSize);
    return heaps.isFresh() ? address + FRESH : address;
  }

  /** Whether blocks so large can be had without growing. */
  boolean hasRoomFor(long size, long alignment) {
    return heaps.hasRoomFor(size, alignment);
  }

  int runLength() {
    return heaps.runLength();
  }

  /** Frees a block; throws what {@link Heaps#free} throws. */
  void free(long address, long blockSize) {
    free(address, blockSize, 1);
  }

  private void free(long address, long blockSize, int blocks) {
    heaps.free(address, blocks * blockSize, blocks);
    count(blockSize, -blocks * blockSize);
  }

  /**
   * Frees the upper {@code count} rounds of a magazine: those as one that lie side by side, as blocks do that were
   * allocated one after the other, and are no longer needed one after the other.
   *
   * <p>Throws what {@link Heaps#free} throws, when it comes to the first round that cannot have been in use; those
   * before it are free then, and those behind it are still in the magazine.
   */
  void free(Magazine magazine, int count) {
    long size = magazine.blockSize;
    long start = 0;
    long end = 0;
    for (int i = 0; i < count; i++) {
      long address = magazine.pop();
      if (!heaps.isUsed(address, size)) {
        freeAfterError(address, start, end, size);
      }
      if (address + size == start) {
        start = address;
      } else if (address == end) {
        end += size;
      } else {
        freeOrPutBack(start, end, magazine, address);
        start = address;
        end = address + size;
      }
    }
    freeNeighbours(start, end, size);
  }

  /** Throws what is wrong with {@code address} before its neighbours become free, as that may hide it. */
  private void freeAfterError(long address, long start, long end, long size) {
    try {
      heaps.free(address, size);
    } finally {
      freeNeighbours(start, end, size);
    }
    throw new IllegalStateException("a block that cannot be in use was freed");
  }

  /** Frees what came before {@code address}; if that is wrong, nobody has missed this one. */
  private void freeOrPutBack(long start, long end, Magazine magazine, long address) {
    try {
      freeNeighbours(start, end, magazine.blockSize);
    } catch (IllegalStateException e) {
      magazine.push(address);
      throw e;
    }
  }

  private void freeNeighbours(long start, long end, long size) {
    if (start < end) {
      free(start, size, (int) ((end - start) / size));
    }
  }

  /** Resizes a block as {@link Heaps#resize} does. */
  long resize(long address, long oldBlockSize, long newBlockSize, long alignment) {
    long resized = heaps.resize(address, oldBlockSize, newBlockSize, alignment);
    if (resized != 0) {
      count(oldBlockSize, -oldBlockSize);
      count(newBlockSize, newBlockSize);
    }
    return resized;
  }

  private void count(long blockSize, long bytes) {
    if (blockSize <= SizeClasses.LARGEST) {
      usedBytes[SizeClasses.of(blockSize)] += bytes;
      totalUsedBytes += bytes;
    }
  }

  /** Bytes in blocks of a class that are in use, as the heaps see it: live, or cached. */
  long usedBytes(int sizeClass) {
    return usedBytes[sizeClass];
  }

  /** Those of all classes. */
  long totalUsedBytes() {
    return totalUsedBytes;
  }
}
