package io.github.basicallocator.samples;

/**
 * Fills memory with bytes that depend on a seed, and tells later whether they are still there. The
 * byte at an offset depends on nothing else, so that a part of what was filled can be checked alone.
 */
public final class BytePattern {
  private static final long GOLDEN_RATIO = 0x9e3779b97f4a7c15L;

  private BytePattern() {}

  /** Writes the pattern of {@code seed} to {@code size} bytes from {@code address} on. */
  public static void fill(long address, long size, long seed) {
    long words = size & -8;
    for (long offset = 0; offset < words; offset += 8) {
      RawBytes.putLong(address + offset, word(seed, offset));
    }
    for (long offset = words; offset < size; offset++) {
      RawBytes.putByte(address + offset, tailByte(seed, offset));
    }
  }

  /** Whether the pattern of {@code seed} is in {@code size} bytes from {@code address} on. */
  public static boolean isIntact(long address, long size, long seed) {
    long words = size & -8;
    for (long offset = 0; offset < words; offset += 8) {
      if (RawBytes.getLong(address + offset) != word(seed, offset)) {
        return false;
      }
    }
    for (long offset = words; offset < size; offset++) {
      if (RawBytes.getByte(address + offset) != tailByte(seed, offset)) {
        return false;
      }
    }
    return true;
  }

  /** Whether {@code size} bytes from {@code address} on are zero. */
  public static boolean isZero(long address, long size) {
    for (long offset = 0; offset < size; offset++) {
      if (RawBytes.getByte(address + offset) != 0) {
        return false;
      }
    }
    return true;
  }

  private static long word(long seed, long offset) {
    long mixed = (seed + offset) * GOLDEN_RATIO;
    return mixed ^ (mixed >>> 32);
  }

  /** A byte of the word that would be at {@code offset}, as little-endian memory has it. */
  private static byte tailByte(long seed, long offset) {
    return (byte) (word(seed, offset & -8) >>> (8 * (offset & 7)));
  }
}
