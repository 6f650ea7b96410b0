package io.github.basicallocator.os;

/**
 * Where an allocator gets its heap from: it asks here when nothing free is large enough.
 *
 * <p>Not thread-safe; whoever uses it calls under a lock of its own.
 */
public interface HeapGrower {
  /**
   * Memory that was obtained by one call.
   *
   * @param address of the first byte, a multiple of {@link #pageSize()}
   * @param size in bytes, a multiple of {@link #pageSize()} too
   */
  record Growth(long address, long size) {}

  /**
   * The unit of every growth and its alignment, in bytes: a power of two, at least 16. Memory that must be aligned
   * better than that is found inside a larger growth.
   *
   * @throws MmapException if it has to be asked of the kernel, which refuses
   */
  long pageSize();

  /**
   * Obtains memory that nobody else uses and every byte of which is zero.
   *
   * @param size the bytes needed, more than 0; there may be more in the result, never fewer
   * @throws MmapException if it is refused; then nothing has changed, and later calls may succeed
   */
  Growth grow(long size);

  /**
   * Gives memory back, after which nobody may touch it.
   *
   * @param address of a page that {@link #grow} returned
   * @param size in bytes, whole pages; they may come from several growths that lie side by side
   * @throws MmapException if it is refused
   */
  void release(long address, long size);
}
