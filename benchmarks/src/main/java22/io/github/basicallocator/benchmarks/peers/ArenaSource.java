package io.github.basicallocator.benchmarks.peers;

import java.lang.foreign.Arena;

/** An arena for each block, the JDK's own way; its blocks are zeroed. */
final class ArenaSource implements Source {
  /** What is kept of a block. */
  record Block(Arena arena, long address) {}

  @Override
  public Slots slots(int count) {
    return new ObjectSlots<Block>(count) {
      @Override
      Block take(int size) {
        Arena arena = Arena.ofConfined();
        return new Block(arena, arena.allocate(size, DEFAULT_ALIGNMENT).address());
      }

      @Override
      void give(Block block) {
        block.arena().close();
      }

      @Override
      long addressOf(Block block) {
        return block.address();
      }
    };
  }

  @Override
  public void close() {}
}
