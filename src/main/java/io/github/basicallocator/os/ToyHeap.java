package io.github.basicallocator.os;

import io.github.basicallocator.memory.Alignment;
import io.github.basicallocator.memory.Memory;
import org.apache.commons.lang3.Validate;

/**
 * A heap small enough to be drawn: a fixed array of native memory, handed out from its lower end in
 * pages of 64 bytes, and refused with {@code ENOMEM} when it is used up. Tests and teaching material
 * use it in place of the kernel.
 *
 * <pre>
 *     address()            address() + used()        address() + capacity
 *     | page | page | page | page | . . . . . . . . . . . . |
 *     |  grown so far              |  what is left           |
 * </pre>
 *
 * <p>Like the <em>program break</em> of early Unix it can only shrink at its end: released memory
 * that lies elsewhere is not found again before {@link #close}.
 */
public final class ToyHeap implements HeapGrower, AutoCloseable {
  /** Used where no size is given: 256 KiB. */
  public static final long DEFAULT_CAPACITY = 256 * 1024;

  /** Used where no page size is given: 64 bytes. */
  public static final long DEFAULT_PAGE_SIZE = 64;

  private final long capacity;
  private final long pageSize;
  private final long address;
  private long used;
  private boolean closed;

  /** A heap of 256 KiB in pages of 64 bytes. */
  public ToyHeap() {
    this(DEFAULT_CAPACITY, DEFAULT_PAGE_SIZE);
  }

  /**
   * A heap of another size.
   *
   * @param capacity bytes, a multiple of {@code pageSize} above 0
   * @param pageSize bytes, a power of two of at least 16, at most the page size of the system
   */
  public ToyHeap(long capacity, long pageSize) {
    Validate.isTrue(
        Alignment.isPowerOfTwo(pageSize) && pageSize >= 16 && pageSize <= Syscall.pageSize(),
        "the page size must be a power of two from 16 to the system's: %d",
        pageSize);
    Validate.isTrue(
        capacity > 0 && Alignment.isAligned(capacity, pageSize),
        "the capacity must be whole pages: %d",
        capacity);
    this.capacity = capacity;
    this.pageSize = pageSize;
    this.address =
        Syscall.mmap(
            0,
            capacity,
            Constants.PROT_READ | Constants.PROT_WRITE,
            Constants.MAP_PRIVATE | Constants.MAP_ANONYMOUS,
            -1,
            0);
  }

  /** The address of the array. */
  public long address() {
    return address;
  }

  /** How many bytes of it have been grown into and not released. */
  public long used() {
    return used;
  }

  @Override
  public long pageSize() {
    return pageSize;
  }

  @Override
  public Growth grow(long size) {
    requireOpen();
    long wholePages = Alignment.alignUp(size, pageSize);
    if (size > capacity - used || wholePages > capacity - used) {
      throw new MmapException(
          "a toy heap with %d of %d bytes left, asked for %d"
              .formatted(capacity - used, capacity, size),
          Errno.ENOMEM);
    }
    Growth growth = new Growth(address + used, wholePages);
    used += wholePages;
    return growth;
  }

  @Override
  public void release(long address, long size) {
    requireOpen();
    long start = address - this.address;
    Validate.isTrue(
        start >= 0 && size > 0 && size <= used - start, "not memory of this heap: 0x%x", address);
    Memory.fill(address, size, (byte) 0); // so that it grows again as promised, zeroed
    if (start + size == used) {
      used = start;
    }
  }

  /** Gives the array back to the kernel. Closing twice is fine. */
  @Override
  public void close() {
    if (!closed) {
      closed = true;
      Syscall.munmap(address, capacity);
    }
  }

  private void requireOpen() {
    Validate.validState(!closed, "this toy heap is closed");
  }
}
