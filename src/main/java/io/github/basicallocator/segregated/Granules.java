package io.github.basicallocator.segregated;

import io.github.basicallocator.memory.Layout;

/**
 * Positions and lengths inside one heap, counted in granules of 16 bytes: 32 bits of them reach over 32
 * GiB, so a link between two free blocks takes four bytes in place of eight.
 */
final class Granules {
  static final int SHIFT = Long.numberOfTrailingZeros(Layout.GRANULE);

  private Granules() {}

  /** The granules that {@code bytes}, a multiple of 16, are. */
  static int of(long bytes) {
    return (int) (bytes >>> SHIFT);
  }

  static long bytes(int granules) {
    return (long) granules << SHIFT;
  }
}
