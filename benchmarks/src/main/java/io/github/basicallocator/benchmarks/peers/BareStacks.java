package io.github.basicallocator.benchmarks.peers;

import static io.github.basicallocator.benchmarks.peers.RawMemory.UNSAFE;

import io.github.basicallocator.magazine.SizeClasses;
import io.github.basicallocator.memory.Alignment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * About the least that work with memory can cost which is used again and again: a stack of free blocks for each size
 * class, and new ones side by side. No thread is told from another, no stack has a limit, and nothing is ever merged or
 * given back. As nobody looks, no contents are zeroed or copied either.
 *
 * <p>It is no allocator to use, but tells how much faster one could still become. Its memory is freed at {@link #close}.
 */
final class BareStacks extends PeerAllocator {
  private static final long CHUNK_BYTES = 1L << 30;

  /** Beyond the largest class there is one for each power of two. */
  private static final int COUNT = SizeClasses.COUNT + Long.SIZE;

  private final List<Long> chunks = new ArrayList<>();
  private final long[][] stacks = new long[COUNT][16];
  private final int[] counts = new int[COUNT];
  private long next;
  private long end;

  private static int stackOf(long size) {
    int sizeClass = SizeClasses.of(size);
    return sizeClass != 0 ? sizeClass : SizeClasses.COUNT + log2(size);
  }

  private static int log2(long size) {
    return Long.SIZE - Long.numberOfLeadingZeros(size - 1);
  }

  @Override
  public long allocate(long size, long alignment) {
    int stack = stackOf(size);
    int count = counts[stack];
    if (count == 0 || !Alignment.isAligned(stacks[stack][count - 1], alignment)) {
      return allocateNew(size, alignment);
    }
    counts[stack] = count - 1;
    return stacks[stack][count - 1];
  }

  private long allocateNew(long size, long alignment) {
    long blockSize =
        size <= SizeClasses.LARGEST ? SizeClasses.blockSizeFor(size) : 1L << log2(size);
    long address = Alignment.alignUp(next, alignment);
    if (address + blockSize > end) {
      long bytes = Math.max(CHUNK_BYTES, blockSize + alignment);
      next = UNSAFE.allocateMemory(bytes);
      chunks.add(next);
      end = next + bytes;
      address = Alignment.alignUp(next, alignment);
    }
    next = address + blockSize;
    return address;
  }

  @Override
  public void deallocate(long address, long size, long alignment) {
    int stack = stackOf(size);
    int count = counts[stack];
    if (count == stacks[stack].length) {
      stacks[stack] = Arrays.copyOf(stacks[stack], 2 * count);
    }
    stacks[stack][count] = address;
    counts[stack] = count + 1;
  }

  @Override
  public long allocateZeroed(long size, long alignment) {
    return allocate(size, alignment);
  }

  @Override
  public long reallocate(long address, long oldSize, long newSize, long alignment) {
    if (stackOf(oldSize) == stackOf(newSize)) {
      return address;
    }
    deallocate(address, oldSize, alignment);
    return allocate(newSize, alignment);
  }

  @Override
  public void close() {
    chunks.forEach(UNSAFE::freeMemory);
  }
}
