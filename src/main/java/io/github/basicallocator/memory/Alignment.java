package io.github.basicallocator.memory;

/**
 * The arithmetic of alignment. An address is <em>aligned</em> to a power of two when it is a
 * multiple of it, that is, when its low bits are zero; so all of this is masking.
 */
public final class Alignment {
  private Alignment() {}

  /** Whether {@code value} is 1, 2, 4, 8 … */
  public static boolean isPowerOfTwo(long value) {
    // A power of two has a single bit, and subtracting one clears it.
    return value > 0 && (value & (value - 1)) == 0;
  }

  /** Whether {@code value} is a multiple of {@code alignment}, a power of two. */
  public static boolean isAligned(long value, long alignment) {
    return (value & (alignment - 1)) == 0;
  }

  /** Whether {@code value}, which is not 0, is a multiple of {@code alignment}, and that a power of two. */
  public static boolean isValidAndAligned(long value, long alignment) {
    return ((value | alignment) & (alignment - 1)) == 0; // 0 less one has all bits
  }

  /** The largest multiple of {@code alignment}, a power of two, that is not above {@code value}. */
  public static long alignDown(long value, long alignment) {
    return value & -alignment;
  }

  /**
   * The smallest multiple of {@code alignment}, a power of two, that is not below {@code value}.
   * Overflows to a negative number within {@code alignment} of {@link Long#MAX_VALUE}.
   */
  public static long alignUp(long value, long alignment) {
    return alignDown(value + alignment - 1, alignment);
  }
}
