package io.github.basicallocator.segregated;

import io.github.basicallocator.memory.Memory;

/**
 * Bits in native memory that starts as zeros, numbered from 0 on.
 *
 * <p><b>Thread safety.</b> None. <b>Cost.</b> O(1); what concerns a range of bits is O(n / 64).
 */
final class Bitmap {
  private final long start;

  /** A bitmap at {@code start}, a multiple of 8; there must be memory behind every bit that is used. */
  Bitmap(long start) {
    this.start = start;
  }

  /** The bytes that {@code bits} bits take. */
  static long bytesFor(long bits) {
    return ((bits + 63) >>> 6) << 3;
  }

  boolean get(int bit) {
    return (Memory.getLong(word(bit)) & mask(bit)) != 0;
  }

  void set(int bit) {
    long word = word(bit);
    Memory.putLong(word, Memory.getLong(word) | mask(bit));
  }

  void clear(int bit) {
    long word = word(bit);
    Memory.putLong(word, Memory.getLong(word) & ~mask(bit));
  }

  /** How many bits are set in {@code from..to-1}. */
  int count(int from, int to) {
    int count = 0;
    for (int bit = from; bit < to; bit = nextWord(bit)) {
      count += Long.bitCount(Memory.getLong(word(bit)) & maskOf(bit, to));
    }
    return count;
  }

  void setAll(int from, int to) {
    for (int bit = from; bit < to; bit = nextWord(bit)) {
      Memory.putLong(word(bit), Memory.getLong(word(bit)) | maskOf(bit, to));
    }
  }

  void clearAll(int from, int to) {
    for (int bit = from; bit < to; bit = nextWord(bit)) {
      Memory.putLong(word(bit), Memory.getLong(word(bit)) & ~maskOf(bit, to));
    }
  }

  /** The first bit set in {@code from..to-1}, or {@code to}. */
  int next(int from, int to) {
    for (int bit = from; bit < to; bit = nextWord(bit)) {
      long found = Memory.getLong(word(bit)) & maskOf(bit, to);
      if (found != 0) {
        return (bit & -64) + Long.numberOfTrailingZeros(found);
      }
    }
    return to;
  }

  private long word(int bit) {
    return start + ((long) (bit >>> 6) << 3);
  }

  private static long mask(int bit) {
    return 1L << bit; // Java shifts by the low six bits only
  }

  /** The bits of one word from {@code bit} on and below {@code to}. */
  private static long maskOf(int bit, int to) {
    long upwards = -1L << bit;
    return to - (bit & -64) >= 64 ? upwards : upwards & ~(-1L << to);
  }

  private static int nextWord(int bit) {
    return (bit & -64) + 64;
  }
}
