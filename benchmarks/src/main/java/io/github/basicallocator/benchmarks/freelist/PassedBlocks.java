package io.github.basicallocator.benchmarks.freelist;

import io.github.basicallocator.UnixAllocator;
import java.util.Arrays;

/**
 * Prepares a free list in which a request must pass n blocks before one fits.
 *
 * <p>Any allocator of this kind can be brought there by the same operations, so that several can be
 * compared:
 *
 * <ol>
 *   <li>A chunk of 1 MiB + 64 n bytes, rounded up to 4 KiB, is allocated and freed; from now on all
 *       tails come from it, at descending addresses.
 *   <li>A block of 1 MiB is allocated, then 2 n blocks of 32 bytes.
 *   <li>What is left of the chunk is allocated, so that nothing is free.
 *   <li>Every second one of the small blocks is freed, the lowest first, and the block of 1 MiB above
 *       them all.
 * </ol>
 *
 * <p>A request of 256 bytes now passes n blocks of 32 bytes and takes the tail of the 1 MiB; and
 * freeing it passes them again.
 */
final class PassedBlocks {
  static final long REQUEST = 256;

  private static final long SMALL = 32;
  private static final long LARGE = 1 << 20;
  private static final long ALIGNMENT = 16;

  private PassedBlocks() {}

  static void prepare(UnixAllocator allocator, int n) {
    long chunk = (LARGE + 2 * SMALL * n + 4095) / 4096 * 4096;
    allocator.deallocate(allocator.allocate(chunk, ALIGNMENT), chunk, ALIGNMENT);

    long large = allocator.allocate(LARGE, ALIGNMENT);
    long[] small = new long[2 * n];
    for (int i = 0; i < small.length; i++) {
      small[i] = allocator.allocate(SMALL, ALIGNMENT);
    }
    long rest = allocator.freeList().size();
    if (rest > 0) {
      allocator.allocate(rest, ALIGNMENT);
    }

    Arrays.sort(small);
    for (int i = 0; i < small.length; i += 2) {
      allocator.deallocate(small[i], SMALL, ALIGNMENT);
    }
    allocator.deallocate(large, LARGE, ALIGNMENT);
    requireListOf(n, allocator, small.length == 0 || small[small.length - 1] < large);
  }

  private static void requireListOf(int n, UnixAllocator allocator, boolean inOrder) {
    allocator.check();
    if (!inOrder || allocator.freeList().length() != n + 1) {
      throw new IllegalStateException(
          "not %d blocks to pass: %s".formatted(n, allocator.freeList()));
    }
  }
}
