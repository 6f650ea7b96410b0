package io.github.basicallocator.samples.heapmap;

/**
 * A block that the user of this program allocated.
 *
 * @param number what the user calls it
 * @param offset of its first byte, from the start of the heap
 * @param size bytes, as they were asked for
 * @param alignment bytes, as it was asked for
 */
record UsedBlock(int number, long offset, long size, long alignment) {
  private static final long GRANULE = 16;

  /** The offset behind its last byte, padding included: the allocator deals in 16 bytes. */
  long end() {
    return offset + blockSize();
  }

  /** What it takes, in whole granules. */
  long blockSize() {
    return (Math.max(size, 1) + GRANULE - 1) / GRANULE * GRANULE;
  }
}
