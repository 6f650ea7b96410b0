package io.github.basicallocator.benchmarks.peers;

import static io.github.basicallocator.benchmarks.peers.RawMemory.UNSAFE;

/**
 * {@code Unsafe.allocateMemory}: the C library's {@code malloc} and some bookkeeping of the JVM.
 *
 * <p>It knows no alignments. For more than 16 bytes some more is allocated, and the address to free
 * is kept in the eight bytes in front of the block.
 */
final class UnsafeAllocator extends PeerAllocator {
  @Override
  public long allocate(long size) {
    return UNSAFE.allocateMemory(atLeastOne(size));
  }

  @Override
  public void deallocate(long address, long size) {
    UNSAFE.freeMemory(address);
  }

  @Override
  public long allocate(long size, long alignment) {
    if (alignment <= DEFAULT_ALIGNMENT) {
      return allocate(size);
    }
    long start = UNSAFE.allocateMemory(size + alignment);
    long address = (start + alignment) & -alignment;
    UNSAFE.putLong(address - Long.BYTES, start);
    return address;
  }

  @Override
  public long allocateZeroed(long size, long alignment) {
    long address = allocate(size, alignment);
    UNSAFE.setMemory(address, size, (byte) 0);
    return address;
  }

  @Override
  public long reallocate(long address, long oldSize, long newSize, long alignment) {
    return alignment <= DEFAULT_ALIGNMENT
        ? UNSAFE.reallocateMemory(address, atLeastOne(newSize))
        : moveTo(address, oldSize, newSize, alignment);
  }

  @Override
  public void deallocate(long address, long size, long alignment) {
    UNSAFE.freeMemory(
        alignment <= DEFAULT_ALIGNMENT ? address : UNSAFE.getLong(address - Long.BYTES));
  }
}
