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

  /**
   * Up to here classes are looked up by granules, and beyond by kibibytes, which are the smallest step there. Which it will
   * be nobody can predict where a program asks for sizes on both sides in any order: so the border is where few do.
   */
  private static final int LARGEST_BY_GRANULES = 1 << 14;

  private static final int GRANULE_SHIFT = 4;
  private static final int KIBIBYTE_SHIFT = 10;

  /** Behind the last class. */
  public static final int COUNT = 257;

  /** Bytes of a block of each class. */
  private static final int[] BLOCK_SIZES = blockSizes();

  // Looked up, as to count bits takes longer. The first has bytes, as it is what most requests
  // read: half the lines of the cache.
  private static final byte[] BY_GRANULES = bytes(classes(LARGEST_BY_GRANULES, GRANULE_SHIFT));
  private static final short[] BY_KIBIBYTES = classes((int) LARGEST, KIBIBYTE_SHIFT);

  private SizeClasses() {}

  /** The class of a request of {@code size} bytes; 0 where it is not from 0 to {@link #LARGEST}. */
  public static int of(long size) {
    return Long.compareUnsigned(size, LARGEST_BY_GRANULES) <= 0
        ? BY_GRANULES[index(size, GRANULE_SHIFT)] & 0xff
        : ofLarge(size);
  }

  private static int index(long size, int shift) {
    return (int) ((size + (1 << shift) - 1) >>> shift);
  }

  /** For a size that is not from 0 to 16 KiB. */
  private static int ofLarge(long size) {
    return Long.compareUnsigned(size, LARGEST) <= 0 ? BY_KIBIBYTES[index(size, KIBIBYTE_SHIFT)] : 0;
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

  /** The class of each size up to {@code largest} that is a multiple of two to the power of {@code shift}. */
  private static short[] classes(int largest, int shift) {
    short[] classes = new short[(largest >>> shift) + 1];
    short sizeClass = 1;
    for (int i = 0; i < classes.length; i++) {
      while (BLOCK_SIZES[sizeClass] < i << shift) {
        sizeClass++;
      }
      classes[i] = sizeClass;
    }
    return classes;
  }

  private static byte[] bytes(short[] classes) {
    byte[] bytes = new byte[classes.length];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) classes[i];
    }
    return bytes;
  }
}
