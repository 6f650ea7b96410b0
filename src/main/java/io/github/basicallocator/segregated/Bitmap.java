package io.github.basicallocator.segregated;

import io.github.basicallocator.memory.Memory;
import java.nio.ByteOrder;

/**
 * Bits in native memory that starts as zeros, numbered from 0 on: eight to a byte, the lowest first, on every machine.
 *
 * <p><b>Thread safety.</b> None. <b>Cost.</b> O(1); what concerns a range of bits is O(n / 64).
 */
final class Bitmap {
  private static final boolean BIG_ENDIAN = ByteOrder.nativeOrder() == ByteOrder.BIG_ENDIAN;

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
    return (loadByte(bit >>> 3) >>> (bit & 7) & 1) != 0;
  }

  void set(int bit) {
    long word = word(bit);
    store(word, load(word) | mask(bit));
  }

  /** Sets a bit; false if it was set already. */
  boolean setIfClear(int bit) {
    long word = word(bit);
    long before = load(word);
    store(word, before | mask(bit));
    return (before & mask(bit)) == 0;
  }

  void clear(int bit) {
    long word = word(bit);
    store(word, load(word) & ~mask(bit));
  }

  /** Whether this bit and the two behind it are set. */
  boolean areThreeSet(int bit) {
    return (loadTwoBytes(bit) & three(bit)) == three(bit);
  }

  /** Sets a bit and the two behind it. */
  void setThree(int bit) {
    storeTwoBytes(bit, loadTwoBytes(bit) | three(bit));
  }

  /** Clears a bit and the two behind it. */
  void clearThree(int bit) {
    storeTwoBytes(bit, loadTwoBytes(bit) & ~three(bit));
  }

  /** How many bits are set in {@code from..to-1}. */
  int count(int from, int to) {
    int count = 0;
    for (int bit = from; bit < to; bit = nextWord(bit)) {
      count += Long.bitCount(load(word(bit)) & maskOf(bit, to));
    }
    return count;
  }

  void setAll(int from, int to) {
    for (int bit = from; bit < to; bit = nextWord(bit)) {
      store(word(bit), load(word(bit)) | maskOf(bit, to));
    }
  }

  /** Sets {@code from}, and from there on every bit that is {@code step} above the last, below {@code to}. */
  void setEach(int step, int from, int to) {
    for (int bit = from; bit < to; ) {
      long word = word(bit);
      long bits = load(word);
      for (int behind = nextWord(bit); bit < behind && bit < to; bit += step) {
        bits |= mask(bit);
      }
      store(word, bits);
    }
  }

  void clearAll(int from, int to) {
    for (int bit = from; bit < to; bit = nextWord(bit)) {
      store(word(bit), load(word(bit)) & ~maskOf(bit, to));
    }
  }

  /** The first bit set in {@code from..to-1}, or {@code to}. */
  int next(int from, int to) {
    for (int bit = from; bit < to; bit = nextWord(bit)) {
      long found = load(word(bit)) & maskOf(bit, to);
      if (found != 0) {
        return (bit & -64) + Long.numberOfTrailingZeros(found);
      }
    }
    return to;
  }

  /**
   * Clears the first bits that are set in {@code from..to-1}, up to {@code most}, and stores which these are from {@code
   * found[index]} on. Returns how many.
   */
  int takeFirst(int most, int from, int to, int[] found, int index) {
    int count = 0;
    for (int bit = from; bit < to && count < most; bit = nextWord(bit)) {
      long word = word(bit);
      long before = load(word);
      long left = before & maskOf(bit, to);
      long kept = before & ~left;
      for (; left != 0 && count < most; left &= left - 1) {
        found[index + count++] = (bit & -64) + Long.numberOfTrailingZeros(left);
      }
      store(word, kept | left);
    }
    return count;
  }

  /**
   * The lowest of the last {@code count} bits set in {@code from..to-1}; if there are no more, the lowest one, or {@code
   * to}.
   */
  int startOfLast(int count, int from, int to) {
    int lowest = to;
    int missing = count;
    for (int end = to; end > from && missing > 0; ) {
      int start = Math.max((end - 1) & -64, from);
      long found = load(word(start)) & maskOf(start, end);
      for (int surplus = Long.bitCount(found) - missing; surplus > 0; surplus--) {
        found &= found - 1; // without the lowest
      }
      if (found != 0) {
        lowest = (start & -64) + Long.numberOfTrailingZeros(found);
      }
      missing -= Long.bitCount(found);
      end = start;
    }
    return lowest;
  }

  /** The byte that a bit is in and the one behind it, in which three bits always lie. */
  private int loadTwoBytes(int bit) {
    int first = bit >>> 3;
    return loadByte(first) | loadByte(first + 1) << Byte.SIZE;
  }

  private void storeTwoBytes(int bit, int bytes) {
    short stored = (short) bytes;
    Memory.putShort(start + (bit >>> 3), BIG_ENDIAN ? Short.reverseBytes(stored) : stored);
  }

  /**
   * A byte, and no more: what was stored right before is handed on to a load that lies within one store; any other waits
   * until the stores are in the cache.
   */
  private int loadByte(int index) {
    return Byte.toUnsignedInt(Memory.getByte(start + index));
  }

  private static int three(int bit) {
    return 0b111 << (bit & 7);
  }

  private static long load(long word) {
    long bits = Memory.getLong(word);
    return BIG_ENDIAN ? Long.reverseBytes(bits) : bits;
  }

  private static void store(long word, long bits) {
    Memory.putLong(word, BIG_ENDIAN ? Long.reverseBytes(bits) : bits);
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
