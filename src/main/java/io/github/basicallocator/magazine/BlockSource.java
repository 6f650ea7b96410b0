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

  /** The most blocks that are taken at once. */
  private static final int MOST = 128;

  private final Heaps heaps;
  private final long[] addresses = new long[MOST];
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

  /** How many blocks of this size are in a slab, if they are not of a larger alignment; 0 if they do not lie in slabs. */
  static int blocksInSlab(long blockSize) {
    return isInSlab(blockSize) ? (int) (Heaps.SLAB_BYTES / blockSize) : 0;
  }

  private static boolean isInSlab(long blockSize) {
    return blockSize <= Heaps.LARGEST_IN_SLAB;
  }

  /**
   * Allocates a block for a magazine that is empty, and up to {@code more} into it, for which it has room: such that lie
   * right behind the block, or where blocks are small any. The next to be taken is the lowest, of its
   * slab or run.
   *
   * <p>Throws what {@link Heaps#allocate} throws.
   *
   * @return what {@link #allocate} returns
   */
  long fill(Magazine magazine, int more) {
    return isInSlab(magazine.blockSize) ? fillSmall(magazine, more) : fillByRun(magazine, more);
  }

  private long fillSmall(Magazine magazine, int more) {
    int taken = heaps.allocateSmall(magazine.blockSize, Math.min(1 + more, MOST), addresses);
    for (int i = taken - 1; i > 0; i--) {
      magazine.push(addresses[i]);
    }
    count(magazine.blockSize, taken * magazine.blockSize);
    return addresses[0];
  }

  private long fillByRun(Magazine magazine, int more) {
    long size = magazine.blockSize;
    long address = heaps.allocateRun(size, 1 + more);
    for (int i = heaps.runLength() - 1; i > 0; i--) {
      magazine.push(address + i * size);
    }
    count(size, heaps.runLength() * size);
    return heaps.isFresh() ? address + FRESH : address;
  }

  /** Whether a block so large can be had without growing. */
  boolean hasRoomFor(long size, long alignment) {
    return heaps.hasRoomFor(size, alignment);
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
   * Frees the upper {@code count} rounds of a magazine.
   *
   * <p>Throws what {@link Heaps#free} throws, when it comes to the first round that cannot have been in use; those
   * before it are free then, and those behind it are still in the magazine. Of a block that is there twice and in the middle of a
   * free one by the second time, that is noticed only where both were in a slab, among the same {@value #MOST} rounds.
   */
  void free(Magazine magazine, int count) {
    if (!isInSlab(magazine.blockSize)) {
      freeByRun(magazine, count);
      return;
    }
    for (int left = count; left > 0; left -= MOST) {
      freeSmall(magazine, Math.min(left, MOST));
    }
  }

  private void freeSmall(Magazine magazine, int count) {
    long size = magazine.blockSize;
    for (int i = 0; i < count; i++) {
      addresses[i] = magazine.pop();
    }
    int next = 0;
    try {
      while (next < count) {
        int first = next;
        int end = heaps.freeInSlabs(addresses, first, count, size);
        next = end < 0 ? ~end : end;
        count(size, (first - next) * size);
        if (end < 0) {
          throw Heaps.notInUse(addresses[next++], size);
        }
        if (next < count) {
          free(addresses[next++], size);
        }
      }
    } finally {
      for (int i = count - 1; i >= next; i--) { // those behind a wrong one stay
        magazine.push(addresses[i]);
      }
    }
  }

  /**
   * Frees the upper {@code count} rounds of a magazine: those as one that lie side by side, as blocks do that were
   * allocated one after the other, and are no longer needed one after the other.
   */
  private void freeByRun(Magazine magazine, int count) {
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
    throw Heaps.notInUse(address, size);
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
