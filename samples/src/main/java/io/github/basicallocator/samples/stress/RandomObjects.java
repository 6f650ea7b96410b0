package io.github.basicallocator.samples.stress;

import io.github.basicallocator.Allocator;
import io.github.basicallocator.samples.BytePattern;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** Objects of random sizes, each filled with a pattern of its own. For one thread. */
final class RandomObjects {
  /** Of larger objects only the ends are filled, or a test of huge sizes would fill the machine. */
  private static final long FILLED_WHOLE = 64 * 1024;

  private static final long FILLED_END = FILLED_WHOLE / 2;

  private record Block(long address, long size, long seed) {}

  private final Allocator allocator;
  private final RandomGenerator random;
  private final int log2MaxSize;
  private final List<Block> blocks = new ArrayList<>();
  private long bytes;

  RandomObjects(Allocator allocator, RandomGenerator random, int log2MaxSize) {
    this.allocator = allocator;
    this.random = random;
    this.log2MaxSize = log2MaxSize;
  }

  void create() {
    long size = randomSize();
    Block block = new Block(allocator.allocate(size), size, random.nextLong());
    blocks.add(block);
    bytes += size;
    fill(block);
  }

  /** Frees one of them; there must be one. */
  void destroyAny() {
    destroy(random.nextInt(blocks.size()));
  }

  void destroyAll() {
    while (!blocks.isEmpty()) {
      destroy(blocks.size() - 1);
    }
  }

  int count() {
    return blocks.size();
  }

  /** Of all objects, as they were asked for. */
  long bytes() {
    return bytes;
  }

  /** A power of two, all being equally likely, and then up to as much again. */
  private long randomSize() {
    long power = 1L << random.nextInt(log2MaxSize);
    return power + random.nextLong(power);
  }

  private void destroy(int index) {
    Block block = blocks.get(index);
    blocks.set(index, blocks.get(blocks.size() - 1));
    blocks.remove(blocks.size() - 1);
    requireIntact(block);
    allocator.deallocate(block.address, block.size);
    bytes -= block.size;
  }

  private static void fill(Block block) {
    if (block.size <= FILLED_WHOLE) {
      BytePattern.fill(block.address, block.size, block.seed);
    } else {
      BytePattern.fill(block.address, FILLED_END, block.seed);
      BytePattern.fill(lastEnd(block), FILLED_END, ~block.seed);
    }
  }

  private static void requireIntact(Block block) {
    boolean intact =
        block.size <= FILLED_WHOLE
            ? BytePattern.isIntact(block.address, block.size, block.seed)
            : BytePattern.isIntact(block.address, FILLED_END, block.seed)
                && BytePattern.isIntact(lastEnd(block), FILLED_END, ~block.seed);
    if (!intact) {
      throw new IllegalStateException(
          "the object of %,d bytes at 0x%x has been overwritten"
              .formatted(block.size, block.address));
    }
  }

  private static long lastEnd(Block block) {
    return block.address + block.size - FILLED_END;
  }
}
