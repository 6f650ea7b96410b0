package io.github.basicallocator.segregated;

import io.github.basicallocator.os.MmapException;

/**
 * How many bytes an allocator may ask of the kernel, all its heaps and mappings together. What it notes about
 * its heaps comes on top: up to 1.2 % of them.
 *
 * <p><b>Thread safety.</b> None.
 */
public final class MemoryLimit {
  private final long limit;
  private long taken;

  /** A limit of so many bytes; {@link Long#MAX_VALUE} is none. */
  public MemoryLimit(long limit) {
    this.limit = limit;
  }

  /**
   * Asks for more.
   *
   * @throws MmapException if it is beyond the limit
   */
  void take(long bytes) {
    if (bytes > limit - taken) {
      throw MmapException.noMemory(
          "%d bytes beyond the limit of %d that was set for this allocator"
              .formatted(bytes, limit));
    }
    taken += bytes;
  }

  /** Bytes that may still be asked for. */
  long left() {
    return limit - taken;
  }

  void giveBack(long bytes) {
    taken -= bytes;
  }
}
