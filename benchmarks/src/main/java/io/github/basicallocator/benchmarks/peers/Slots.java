package io.github.basicallocator.benchmarks.peers;

/**
 * Numbered places for blocks of memory, all from one allocator. Workloads are written against slots,
 * so that an allocator of addresses and one of buffer objects can do the same work.
 *
 * <p>No method makes an object, unless the allocator does. Whoever passes slots on to another thread
 * publishes them; slots themselves are plain arrays.
 */
public interface Slots {
  /** What blocks are aligned to where nothing else is asked for, in bytes. */
  int DEFAULT_ALIGNMENT = 16;

  /** Puts a block of {@code size} bytes into an empty slot. */
  void allocate(int slot, int size, int alignment);

  /** Puts a block of zeroes into an empty slot. */
  void allocateZeroed(int slot, int size, int alignment);

  /**
   * Changes the size of the block in a slot; what was in it stays. No implementation lets it be inlined: copying is much code, and would
   * take registers from the loop of a workload, which allocates and frees most of the time.
   */
  void reallocate(int slot, int size, int alignment);

  /** Frees the block in a slot, which is empty from then on. */
  void free(int slot, int alignment);

  /** Allocates and frees a block that nobody keeps. */
  void allocateAndFree(int size);

  /** Where the block in a slot is; 0 if the slot is empty. */
  long address(int slot);

  /** Bytes that were asked for, for the block in a slot. */
  int size(int slot);

  default void allocate(int slot, int size) {
    allocate(slot, size, DEFAULT_ALIGNMENT);
  }

  default void free(int slot) {
    free(slot, DEFAULT_ALIGNMENT);
  }
}
