package io.github.basicallocator.benchmarks.peers;

import io.github.basicallocator.AllocatorStats;

/** An allocator that is ready to be measured. Several threads may have slots of their own from it. */
public interface Source extends AutoCloseable {
  /** So many empty slots. */
  Slots slots(int count);

  /** Where its memory is, if it tells; otherwise all figures are zero. */
  default AllocatorStats stats() {
    return new AllocatorStats(0, 0, 0, 0, 0, 0);
  }

  /** To be called by a thread before it uses slots, for allocators that want to know. */
  default void enterThread() {}

  /** To be called by a thread that entered, before it ends. */
  default void leaveThread() {}

  @Override
  void close();
}
