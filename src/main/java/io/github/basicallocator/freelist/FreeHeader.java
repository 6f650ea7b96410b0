package io.github.basicallocator.freelist;

import io.github.basicallocator.memory.Layout;
import io.github.basicallocator.memory.Memory;

/**
 * The header of a free block: its first 16 bytes.
 *
 * <pre>
 *     block                +8                   +16                       +size
 *     | next block, or 0   | size of this block | whatever was there before |
 *     |&lt;------------- header -----------------&gt;|
 *     |&lt;----------------------------- size ------------------------------&gt;|
 * </pre>
 *
 * <p>Free memory is good for nothing else, so the list costs no memory at all. Methods take the
 * address of the block; one that is not free has no header, and its first bytes belong to somebody.
 */
final class FreeHeader {
  /** Bytes that a header takes, and so the smallest block there can be. */
  static final long BYTES = Layout.GRANULE;

  /** Stands for “no block”, where the address of one is expected. */
  static final long NONE = 0;

  private static final long NEXT_OFFSET = 0;
  private static final long SIZE_OFFSET = 8;

  private FreeHeader() {}

  static long next(long block) {
    return Memory.getLong(block + NEXT_OFFSET);
  }

  static long size(long block) {
    return Memory.getLong(block + SIZE_OFFSET);
  }

  static long end(long block) {
    return block + size(block);
  }

  static void setNext(long block, long next) {
    Memory.putLong(block + NEXT_OFFSET, next);
  }

  static void setSize(long block, long size) {
    Memory.putLong(block + SIZE_OFFSET, size);
  }

  static void write(long block, long next, long size) {
    setNext(block, next);
    setSize(block, size);
  }
}
