package io.github.basicallocator.magazine;

import io.github.basicallocator.memory.Layout;
import io.github.basicallocator.segregated.Heaps;
import java.util.Arrays;

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

  /** The most blocks that are taken or freed at once. */
  private static final int MOST = 128;

  private final Heaps heaps;

  /** A batch on its way; when it is freed, how many of it are done with. */
  private final long[] addresses = new long[MOST];

  private int freed;
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
   * Frees the upper {@code count} rounds of a magazine, {@value #MOST} at a time.
   *
   * <p>Throws what {@link Heaps#free} throws, when it comes to a round that cannot have been in use; those before it, small ones
   * from the top down and others by their addresses, are free then, and those behind it are still in the magazine. One that is there twice is noticed among the same {@value
   * #MOST}, of small ones if both were in a slab; else nothing is known of the middle of a free block.
   */
  void free(Magazine magazine, int count) {
    for (int left = count; left > 0; left -= MOST) {
      int batch = Math.min(left, MOST);
      for (int i = 0; i < batch; i++) {
        addresses[i] = magazine.pop();
      }
      freed = 0;
      try {
        if (isInSlab(magazine.blockSize)) {
          freeSmall(batch, magazine.blockSize);
        } else {
          freeByRun(batch, magazine.blockSize);
        }
      } finally {
        for (int i = batch - 1; i >= freed; i--) {
          magazine.push(addresses[i]);
        }
      }
    }
  }

  private void freeSmall(int count, long size) {
    while (freed < count) {
      int first = freed;
      int end = heaps.freeInSlabs(addresses, first, count, size);
      freed = end < 0 ? ~end : end;
      count(size, (first - freed) * size);
      if (end < 0) {
        throw Heaps.notInUse(addresses[freed++], size);
      }
      if (freed < count) {
        free(addresses[freed++], size);
      }
    }
  }

  /**
   * In the order of addresses, so that those are seen to lie side by side, and are freed as one, that a program
   * allocated one after the other and freed in any order.
   */
  private void freeByRun(int count, long size) {
    Arrays.sort(addresses, 0, count);
    int used = countUsed(count, size); // now: free neighbours may hide what is wrong
    while (freed < used) {
      int first = freed;
      freed = endOfRun(first, used, size);
      free(addresses[first], size, freed - first);
    }
    if (used < count) {
      throw Heaps.notInUse(addresses[freed++], size);
    }
  }

  /** How many come before the first that cannot be in use, or overlaps the one before it. */
  private int countUsed(int count, long size) {
    int used = 0;
    while (used < count
        && (used == 0 || addresses[used] - addresses[used - 1] >= size)
        && heaps.isUsed(addresses[used], size)) {
      used++;
    }
    return used;
  }

  private int endOfRun(int first, int to, long size) {
    int end = first + 1;
    while (end < to && addresses[end] - addresses[end - 1] == size) {
      end++;
    }
    return end;
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
