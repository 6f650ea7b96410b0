package io.github.basicallocator.benchmarks.peers;

import static io.github.basicallocator.benchmarks.peers.RawMemory.UNSAFE;

import io.github.basicallocator.magazine.SizeClasses;
import io.github.basicallocator.memory.Alignment;
import java.util.ArrayList;
import java.util.List;

/**
 * About the least that work with memory can cost which is used again and again: a stack of free blocks for each size
 * class, chained through their first words, and new blocks cut side by side. No thread is told from another, no stack has a
 * limit, nothing is checked, and nothing is ever merged or given back. One thread may use it.
 *
 * <p>It is no allocator to use, but tells how much faster one could still become. Its memory is freed at {@link #close}.
 */
final class BareStacks extends PeerAllocator {
  private static final long CHUNK_BYTES = 64L << 20;

  /** Beyond the largest class there is one for each power of two; and as many for blocks of larger alignments. */
  private static final int COUNT = SizeClasses.COUNT + Long.SIZE;

  private final List<Long> chunks = new ArrayList<>();

  /** The block on top of each stack, or 0. */
  private final long[] heads = new long[2 * COUNT];

  private long next;
  private long end;

  private static int stackOf(long size, long alignment) {
    int sizeClass = SizeClasses.of(size);
    int stack = sizeClass != 0 ? sizeClass : SizeClasses.COUNT + log2(size);
    return alignment > DEFAULT_ALIGNMENT ? COUNT + stack : stack;
  }

  private static int log2(long size) {
    return Long.SIZE - Long.numberOfLeadingZeros(size - 1);
  }

  @Override
  public long allocate(long size, long alignment) {
    int stack = stackOf(size, alignment);
    long address = heads[stack];
    if (address == 0 || !Alignment.isAligned(address, alignment)) {
      return allocateNew(size, alignment);
    }
    heads[stack] = UNSAFE.getLong(address);
    return address;
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
    int stack = stackOf(size, alignment);
    UNSAFE.putLong(address, heads[stack]);
    heads[stack] = address;
  }

  @Override
  public long allocateZeroed(long size, long alignment) {
    long address = allocate(size, alignment);
    RawMemory.fill(address, size, (byte) 0);
    return address;
  }

  @Override
  public long reallocate(long address, long oldSize, long newSize, long alignment) {
    return stackOf(oldSize, alignment) == stackOf(newSize, alignment)
        ? address
        : moveTo(address, oldSize, newSize, alignment);
  }

  @Override
  public void close() {
    chunks.forEach(UNSAFE::freeMemory);
    chunks.clear();
  }
}
