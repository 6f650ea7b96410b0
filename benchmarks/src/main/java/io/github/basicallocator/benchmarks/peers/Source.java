package io.github.basicallocator.benchmarks.peers;

/** An allocator that is ready to be measured. Several threads may have slots of their own from it. */
public interface Source extends AutoCloseable {
  /** So many empty slots. */
  Slots slots(int count);

  /** To be called by a thread before it uses slots, for allocators that want to know. */
  default void enterThread() {}

  /** To be called by a thread that entered, before it ends. */
  default void leaveThread() {}

  @Override
  void close();
}
