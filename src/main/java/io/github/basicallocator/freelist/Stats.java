package io.github.basicallocator.freelist;

/**
 * The extent of a free list.
 *
 * @param length how many blocks are in it
 * @param size bytes in all of them
 */
public record Stats(long length, long size) {
  /** Goes along {@code blocks} and sums them up. */
  static Stats of(Iterable<FreeBlock> blocks) {
    long length = 0;
    long size = 0;
    for (FreeBlock block : blocks) {
      length++;
      size += block.size();
    }
    return new Stats(length, size);
  }

  @Override
  public String toString() {
    return "%,d free %s, %,d bytes".formatted(length, length == 1 ? "block" : "blocks", size);
  }
}
