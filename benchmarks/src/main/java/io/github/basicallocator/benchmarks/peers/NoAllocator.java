package io.github.basicallocator.benchmarks.peers;

import static org.openjdk.jmh.annotations.CompilerControl.Mode.DONT_INLINE;

import org.openjdk.jmh.annotations.CompilerControl;

/**
 * What a workload costs by itself: each slot has one block for ever, and nothing is allocated. A block
 * is a cache line long, whatever is asked for, which is enough for workloads that write eight bytes.
 */
final class NoAllocator implements Source {
  private static final int BLOCK_BYTES = 64;

  @Override
  public Slots slots(int count) {
    return new FixedBlocks(RawMemory.UNSAFE.allocateMemory((long) count * BLOCK_BYTES), count);
  }

  @Override
  public void close() {}

  private final class FixedBlocks implements Slots {
    private final long start;
    private final long[] addresses;
    private final int[] sizes;

    FixedBlocks(long start, int count) {
      this.start = start;
      addresses = new long[count];
      sizes = new int[count];
    }

    @Override
    public void allocate(int slot, int size, int alignment) {
      addresses[slot] = start + (long) slot * BLOCK_BYTES;
      sizes[slot] = size;
    }

    @Override
    public void allocateZeroed(int slot, int size, int alignment) {
      allocate(slot, size, alignment);
    }

    @Override
    @CompilerControl(DONT_INLINE)
    public void reallocate(int slot, int size, int alignment) {
      sizes[slot] = size;
    }

    @Override
    public void free(int slot, int alignment) {
      addresses[slot] = 0;
    }

    @Override
    public void allocateAndFree(int size) {}

    @Override
    public long address(int slot) {
      return addresses[slot];
    }

    @Override
    public int size(int slot) {
      return sizes[slot];
    }
  }
}
