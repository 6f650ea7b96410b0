package io.github.basicallocator.magazine;

import io.github.basicallocator.memory.Layout;
import io.github.basicallocator.segregated.Bins;

/**
 * The sizes that blocks are cached in: every request is rounded up to one of them, so that a block freed by one
 * request serves another.
 *
 * <p>They are the smallest sizes of the heap's {@link Bins}: every 16 bytes up to 4 KiB, then 16 steps for
 * each doubling up to 1 MiB. So a block is never more than 1/17 larger than the request needs, and a block
 * that the heap has in the bin of a class always fits that class. A class's number is that of the bin.
 *
 * <p>Class 0 is that of requests of 0 bytes, and the same as class 1.
 */
public final class SizeClasses {
  /** The largest request that is cached, in bytes. */
  public static final long LARGEST = 1L << 20;

  /** Up to here each multiple of 16 bytes is a class. */
  static final long LARGEST_FINE = 1L << 12;

  /** The number of classes. */
  public static final int COUNT = Bins.of((int) (LARGEST / Layout.GRANULE)) + 1;

  private SizeClasses() {}

  /** The class of a request of {@code size} bytes, from 0 to {@link #LARGEST}. */
  public static int of(long size) {
    return size <= LARGEST_FINE ? ofFine(size) : ofCoarse(size);
  }

  private static int ofFine(long size) {
    return (int) ((size + Layout.GRANULE - 1) >>> 4);
  }

  private static int ofCoarse(long size) {
    return Bins.of((int) ((size - 1) >>> 4)) + 1;
  }

  /** The bytes of a block of a class. */
  public static long blockSize(int sizeClass) {
    return Layout.GRANULE * Math.max(Bins.smallestOf(sizeClass), 1);
  }

  /** The bytes of the block that serves a request of {@code size} bytes, however large. */
  public static long blockSizeFor(long size) {
    return size <= LARGEST ? blockSize(of(size)) : Layout.blockSize(size);
  }
}
