package io.github.basicallocator.benchmarks.peers;

import io.github.basicallocator.Allocator;
import io.github.basicallocator.AllocatorStats;

/**
 * Another allocator of addresses in the guise of {@link Allocator}. Most serve the whole process, so
 * there is nothing to close; and it tells no figures.
 *
 * <p>Arguments are not checked: nothing may be added to what a peer costs.
 */
abstract class PeerAllocator implements Allocator {
  /** Size 0 is served as 1 byte, where the peer would return the null address or is undefined. */
  static long atLeastOne(long size) {
    return Math.max(size, 1);
  }

  void enterThread() {}

  void leaveThread() {}

  /** For peers whose reallocation knows no alignments. */
  final long moveTo(long address, long oldSize, long newSize, long alignment) {
    long moved = allocate(newSize, alignment);
    RawMemory.copy(address, moved, Math.min(oldSize, newSize));
    deallocate(address, oldSize, alignment);
    return moved;
  }

  @Override
  public AllocatorStats stats() {
    return new AllocatorStats(0, 0, 0, 0, 0, 0);
  }

  @Override
  public void check() {}

  @Override
  public void close() {}
}
