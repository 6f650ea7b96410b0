package io.github.basicallocator.samples.allocators;

import io.github.basicallocator.Allocator;
import io.github.basicallocator.AllocatorStats;
import io.github.basicallocator.samples.TheUnsafe;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import sun.misc.Unsafe;

/**
 * What a JVM program can use without this library: {@code Unsafe.allocateMemory}, which is the C
 * library's {@code malloc} plus some bookkeeping of the JVM. It is here for comparison only: it knows
 * no figures, so all of its {@link #stats()} are zero, and closing it frees nothing.
 *
 * <p>Addresses that come out of it are aligned to 16. For more than that some more is allocated, and
 * the address that it will have to be freed by is kept in a map.
 */
final class UnsafeAllocator implements Allocator {
  private static final Unsafe UNSAFE = TheUnsafe.get();

  private final Map<Long, Long> rawAddresses = new ConcurrentHashMap<>();

  @Override
  public long allocate(long size, long alignment) {
    if (alignment <= DEFAULT_ALIGNMENT) {
      return UNSAFE.allocateMemory(atLeastOne(size));
    }
    long raw = UNSAFE.allocateMemory(atLeastOne(size) + alignment);
    long address = (raw + alignment - 1) & -alignment;
    rawAddresses.put(address, raw);
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
    if (alignment <= DEFAULT_ALIGNMENT) {
      return UNSAFE.reallocateMemory(address, atLeastOne(newSize));
    }
    long moved = allocate(newSize, alignment);
    UNSAFE.copyMemory(address, moved, Math.min(oldSize, newSize));
    deallocate(address, oldSize, alignment);
    return moved;
  }

  @Override
  public void deallocate(long address, long size, long alignment) {
    UNSAFE.freeMemory(alignment <= DEFAULT_ALIGNMENT ? address : rawAddresses.remove(address));
  }

  @Override
  public AllocatorStats stats() {
    return new AllocatorStats(0, 0, 0, 0, 0, 0);
  }

  @Override
  public void check() {}

  @Override
  public void close() {}

  /** For size 0 {@code Unsafe} returns the null address. */
  private static long atLeastOne(long size) {
    return Math.max(size, 1);
  }
}
