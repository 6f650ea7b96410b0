package io.github.basicallocator.magazine;

import io.github.basicallocator.memory.Layout;

/**
 * The sizes that blocks are cached in: every request is rounded up to one of them, so that a block freed by one
 * request serves another.
 *
 * <p>The finer the classes the less is lost to rounding, and the more blocks lie about that serve no other request.
 * Small classes are fine because small blocks are many; large ones because each byte of rounding is a byte of memory.
 * Between lie the sizes of which a program has a few blocks each, and there a step of a thirty-second of a doubling
 * costs 1.1 % at most on average and needs half the cached blocks that steps of 16 bytes would.
 *
 * <pre>
 *     request         step               class
 *     0 …  1 KiB      16 bytes             1 …  64
 *       …  4 KiB      1/32 of 1, 2 KiB    65 … 128
 *       …  1 MiB      1/16 of 4 … 512    129 … 256
 * </pre>
 *
 * <p>Requests of 0 bytes are of class 1. Class 0 is that of all that is not cached: no block is ever of it.
 */
public final class SizeClasses {
  /** The largest request that is cached, in bytes. */
  public static final long LARGEST = 1L << 20;

  private static final int LARGEST_OF_16_BYTES = 1 << 10;
  private static final int LARGEST_OF_32_STEPS = 1 << 12;
  private static final int STEPS_SHIFT = 4;

  /** The class of 4 KiB, from which on classes are computed. */
  private static final int TABLED = 128;

  /** Behind the last class. */
  public static final int COUNT = 257;

  /** Bytes of a block of each class. */
  private static final int[] BLOCK_SIZES = blockSizes();

  /** The class of each number of granules up to 4 KiB: looked up, as bits counted and a branch cost 4 ns more. */
  private static final byte[] CLASSES = classes();

  private SizeClasses() {}

  /** The class of a request of {@code size} bytes; 0 where it is not from 0 to {@link #LARGEST}. */
  public static int of(long size) {
    return Long.compareUnsigned(size, LARGEST_OF_32_STEPS) <= 0
        ? CLASSES[(int) ((size + Layout.GRANULE - 1) >>> 4)] & 0xff
        : ofLarge(size);
  }

  /** For a size that is not from 0 to 4 KiB. */
  private static int ofLarge(long size) {
    if (size < 0 || size > LARGEST) {
      return 0;
    }
    int last = (int) size - 1;
    int level = Integer.SIZE - 1 - Integer.numberOfLeadingZeros(last);
    int step = (last >>> (level - STEPS_SHIFT)) & ((1 << STEPS_SHIFT) - 1);
    int doublings = level - Integer.numberOfTrailingZeros(LARGEST_OF_32_STEPS);
    return TABLED + 1 + (doublings << STEPS_SHIFT) + step;
  }

  /** The bytes of a block of a class. */
  public static long blockSize(int sizeClass) {
    return BLOCK_SIZES[sizeClass];
  }

  /** The bytes of the block that serves a request of {@code size} bytes, however large. */
  public static long blockSizeFor(long size) {
    return size <= LARGEST ? blockSize(of(size)) : Layout.blockSize(size);
  }

  private static int[] blockSizes() {
    int[] sizes = new int[COUNT];
    int size = 0;
    for (int sizeClass = 1; sizeClass < COUNT; sizeClass++) {
      size += stepAbove(size);
      sizes[sizeClass] = size;
    }
    return sizes;
  }

  private static int stepAbove(int size) {
    if (size < LARGEST_OF_16_BYTES) {
      return (int) Layout.GRANULE;
    }
    int doubling = Integer.highestOneBit(size);
    return size < LARGEST_OF_32_STEPS ? doubling / 32 : doubling >>> STEPS_SHIFT;
  }

  private static byte[] classes() {
    byte[] classes = new byte[LARGEST_OF_32_STEPS / (int) Layout.GRANULE + 1];
    int sizeClass = 1;
    for (int granules = 0; granules < classes.length; granules++) {
      if (granules * Layout.GRANULE > BLOCK_SIZES[sizeClass]) {
        sizeClass++;
      }
      classes[granules] = (byte) sizeClass;
    }
    return classes;
  }
}
