package io.github.basicallocator.freelist;

import io.github.basicallocator.memory.Alignment;
import io.github.basicallocator.memory.Layout;
import io.github.basicallocator.os.HeapGrower;
import io.github.basicallocator.os.HeapGrower.Growth;

/**
 * A heap grower that is held to its contract: memory that is not as {@link HeapGrower} promises would
 * corrupt the heap later, and far from the cause.
 */
final class CheckedGrower {
  private final HeapGrower grower;
  private final PageRanges held;

  /** Checks {@code grower}, of which {@code held} is all memory that was obtained and not released. */
  CheckedGrower(HeapGrower grower, PageRanges held) {
    this.grower = grower;
    this.held = held;
  }

  /** See {@link HeapGrower#pageSize()}. */
  long pageSize() {
    long pageSize = grower.pageSize();
    if (!Alignment.isPowerOfTwo(pageSize) || pageSize < Layout.GRANULE) {
      throw broken("its page size is " + pageSize);
    }
    return pageSize;
  }

  /** See {@link HeapGrower#grow}. Makes no Java object of its own as long as all is well. */
  Growth grow(long needed) {
    long pageSize = pageSize();
    Growth growth = grower.grow(needed);
    if (growth == null || !arePages(growth, pageSize) || isPartlyHeld(growth)) {
      // It does not tell which memory could be given back without harm to other memory.
      throw broken("asked for %d bytes it returned %s".formatted(needed, growth));
    }
    if (growth.size() < needed) {
      throw withoutKeeping(
          growth, broken("asked for %d bytes it returned %s".formatted(needed, growth)));
    }
    return growth;
  }

  private static boolean arePages(Growth growth, long pageSize) {
    return growth.address() > 0
        && growth.size() > 0
        && growth.address() <= Long.MAX_VALUE - growth.size()
        && Alignment.isAligned(growth.address() | growth.size(), pageSize);
  }

  private boolean isPartlyHeld(Growth growth) {
    return held.overlaps(growth.address(), growth.size());
  }

  private RuntimeException withoutKeeping(Growth growth, RuntimeException error) {
    try {
      grower.release(growth.address(), growth.size());
    } catch (RuntimeException e) {
      error.addSuppressed(e);
    }
    return error;
  }

  private IllegalStateException broken(String what) {
    return new IllegalStateException(
        "%s broke the contract of HeapGrower: %s".formatted(grower, what));
  }
}
