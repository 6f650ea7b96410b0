package io.github.basicallocator.ffm;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.basicallocator.Allocator;
import io.github.basicallocator.AllocatorStats;
import io.github.basicallocator.UnixAllocator;
import io.github.basicallocator.os.HeapGrower;
import io.github.basicallocator.os.MmapHeapGrower;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Knows every block that is out, fails where one comes back that is not, or comes back with another
 * size or alignment, and hands out and takes back nothing but dirt.
 */
final class RecordingAllocator implements Allocator {
  static final byte DIRT = 0x5a;

  private record Request(long size, long alignment) {}

  private final UnixAllocator delegate;
  private final Map<Long, Request> out = new HashMap<>();
  private final List<Long> sizes = new ArrayList<>();

  RecordingAllocator() {
    this(new MmapHeapGrower());
  }

  RecordingAllocator(HeapGrower grower) {
    delegate = new UnixAllocator(grower);
  }

  /** The size of every block that was ever asked for, in order. */
  synchronized List<Long> sizes() {
    return List.copyOf(sizes);
  }

  /** Fails unless every block came back. */
  synchronized void assertAllGivenBack() {
    assertEquals(Map.of(), out);
    assertEquals(0, delegate.stats().live());
    delegate.check();
  }

  @Override
  public synchronized long allocate(long size, long alignment) {
    return remember(dirty(delegate.allocate(size, alignment), size), size, alignment);
  }

  @Override
  public synchronized long allocateZeroed(long size, long alignment) {
    return remember(delegate.allocateZeroed(size, alignment), size, alignment);
  }

  @Override
  public synchronized void deallocate(long address, long size, long alignment) {
    assertEquals(out.remove(address), new Request(size, alignment));
    delegate.deallocate(dirty(address, size), size, alignment);
  }

  private long remember(long address, long size, long alignment) {
    out.put(address, new Request(size, alignment));
    sizes.add(size);
    return address;
  }

  @SuppressWarnings("restricted")
  private static long dirty(long address, long size) {
    MemorySegment.ofAddress(address).reinterpret(size).fill(DIRT);
    return address;
  }

  @Override
  public long reallocate(long address, long oldSize, long newSize, long alignment) {
    throw new UnsupportedOperationException("no arena needs it");
  }

  @Override
  public AllocatorStats stats() {
    return delegate.stats();
  }

  @Override
  public void check() {
    delegate.check();
  }

  @Override
  public void close() {
    delegate.close();
  }
}
