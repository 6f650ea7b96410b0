package io.github.basicallocator;

import java.util.Objects;

/**
 * A range of the memory of one lifetime: all of it, or a slice. It never changes, so that no thread can
 * see the address of one range with the size of another, however it came by it.
 */
record Extent(Lifetime lifetime, long address, long size) {
  /**
   * The address of {@code bytes} bytes at {@code offset}, which may be accessed now.
   *
   * @throws IllegalStateException if the lifetime has ended
   * @throws IndexOutOfBoundsException if not all of them are within this range
   */
  long at(long offset, long bytes) {
    lifetime.requireOpen();
    return address + Objects.checkFromIndexSize(offset, bytes, size);
  }

  Extent slice(long offset, long bytes) {
    return new Extent(lifetime, at(offset, bytes), bytes);
  }
}
