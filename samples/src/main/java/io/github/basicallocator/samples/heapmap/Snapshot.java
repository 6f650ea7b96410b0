package io.github.basicallocator.samples.heapmap;

import io.github.basicallocator.freelist.FreeBlock;
import java.util.List;
import java.util.Optional;

/**
 * The heap at one moment. All addresses in it are offsets from its start.
 *
 * @param capacity the bytes it can grow to
 * @param grown the bytes it has grown to
 * @param used the blocks in use
 * @param free the free list
 */
record Snapshot(long capacity, long grown, List<UsedBlock> used, List<FreeBlock> free) {
  /** The block in use that has the byte at {@code offset}. */
  Optional<UsedBlock> usedAt(long offset) {
    return used.stream()
        .filter(block -> block.offset() <= offset && offset < block.end())
        .findFirst();
  }

  /** The free block that has the byte at {@code offset}. */
  Optional<FreeBlock> freeAt(long offset) {
    return free.stream()
        .filter(block -> block.address() <= offset && offset < block.end())
        .findFirst();
  }
}
