package io.github.basicallocator.memory;

import org.apache.commons.lang3.Validate;

/**
 * The rules for what may be asked of an allocator, and the unit in which every request is served.
 *
 * <p>Memory is handed out in <em>granules</em> of 16 bytes. That is the alignment the C world
 * expects of {@code malloc} on 64-bit machines, and exactly the room that the header of a free block
 * needs; so whatever is left over when a block is cut in two can always hold a header of its own.
 */
public final class Layout {
  /** The granule, in bytes: every block starts at a multiple of it and is a multiple of it long. */
  public static final long GRANULE = 16;

  /**
   * The largest size or alignment that is passed on to the kernel, in bytes. It exceeds every
   * address space there is, while sums of two still fit in a {@code long}.
   */
  public static final long MAX_REQUEST = 1L << 60;

  private Layout() {}

  /**
   * Checks a request before anything is changed for it.
   *
   * @param size bytes, 0 or more
   * @param alignment bytes, a power of two
   * @throws IllegalArgumentException if it could never be served; the message says why
   * @throws OutOfMemoryError if it is well formed but beyond any address space
   */
  public static void check(long size, long alignment) {
    Validate.isTrue(size >= 0, "the size is negative: %d bytes", size);
    Validate.isTrue(
        Alignment.isPowerOfTwo(alignment), "the alignment is not a power of two: %d", alignment);
    if (size > MAX_REQUEST || alignment > MAX_REQUEST) {
      throw new OutOfMemoryError(
          "cannot allocate %d bytes aligned to %d: no address space is that large (ENOMEM)"
              .formatted(size, alignment));
    }
  }

  /**
   * Checks what a caller gives back, before anything is changed for it. Makes no Java object when all
   * is well.
   *
   * @throws IllegalArgumentException if the address is null, or no request could have had this size
   *     and alignment: one that is negative, above {@link #MAX_REQUEST}, or no power of two where it
   *     should be
   */
  public static void check(long address, long size, long alignment) {
    if (address
        == 0) { // not by Validate, which would make an array of no arguments for the message
      throw new IllegalArgumentException(
          "the address is null; only what was allocated can be given back");
    }
    Validate.isTrue(
        size >= 0 && size <= MAX_REQUEST, "nothing of this size was allocated: %d bytes", size);
    Validate.isTrue(
        Alignment.isPowerOfTwo(alignment) && alignment <= MAX_REQUEST,
        "nothing was allocated with this alignment, which is no power of two up to 2^60: %d",
        alignment);
  }

  /**
   * The bytes that a request of {@code size} bytes takes: whole granules, and at least one, so that
   * even an empty block has an address of its own.
   */
  public static long blockSize(long size) {
    return Alignment.alignUp(Math.max(size, 1), GRANULE);
  }

  /** The bytes in which {@code size} bytes, whole granules, are found at a multiple of {@code alignment} for sure. */
  public static long withSlack(long size, long alignment) {
    return size + Math.max(alignment, GRANULE) - GRANULE;
  }
}
