package io.github.basicallocator;

import java.util.Objects;

/**
 * A range of the memory of one lifetime: all of it, or a slice. It never changes, so that no thread can
 * see the start of one range with the size of another, however it came by it.
 *
 * @param start bytes from the start of the memory
 * @param size bytes
 */
record Extent(Lifetime lifetime, long start, long size) {
  /**
   * The address of {@code bytes} bytes at {@code offset}, which may be accessed now.
   *
   * @throws IllegalStateException if the lifetime has ended
   * @throws IndexOutOfBoundsException if not all of them are within this range
   */
  long at(long offset, long bytes) {
    lifetime.requireOpen();
    return lifetime.address() + start + Objects.checkFromIndexSize(offset, bytes, size);
  }

  /** The address of the first byte, also when it may no longer be accessed. */
  long address() {
    return lifetime.address() + start;
  }

  Extent slice(long offset, long bytes) {
    lifetime.requireOpen();
    return new Extent(lifetime, start + Objects.checkFromIndexSize(offset, bytes, size), bytes);
  }
}
