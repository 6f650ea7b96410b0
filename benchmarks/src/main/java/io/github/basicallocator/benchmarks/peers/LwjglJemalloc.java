package io.github.basicallocator.benchmarks.peers;

import static org.lwjgl.system.jemalloc.JEmalloc.nje_malloc;
import static org.lwjgl.system.jemalloc.JEmalloc.nje_mallocx;
import static org.lwjgl.system.jemalloc.JEmalloc.nje_rallocx;
import static org.lwjgl.system.jemalloc.JEmalloc.nje_sdallocx;

/** jemalloc as LWJGL binds it, with sized deallocation. */
final class LwjglJemalloc extends PeerAllocator {
  private static final int ZERO = 0x40;

  @Override
  public long allocate(long size) {
    return nje_malloc(size);
  }

  @Override
  public void deallocate(long address, long size) {
    nje_sdallocx(address, atLeastOne(size), 0);
  }

  @Override
  public long allocate(long size, long alignment) {
    return alignment <= DEFAULT_ALIGNMENT
        ? nje_malloc(size)
        : nje_mallocx(atLeastOne(size), log2(alignment));
  }

  @Override
  public long allocateZeroed(long size, long alignment) {
    return nje_mallocx(atLeastOne(size), flags(alignment) | ZERO);
  }

  @Override
  public long reallocate(long address, long oldSize, long newSize, long alignment) {
    return nje_rallocx(address, atLeastOne(newSize), flags(alignment));
  }

  @Override
  public void deallocate(long address, long size, long alignment) {
    nje_sdallocx(address, atLeastOne(size), flags(alignment));
  }

  private static int flags(long alignment) {
    return alignment <= DEFAULT_ALIGNMENT ? 0 : log2(alignment);
  }

  private static int log2(long alignment) {
    return Long.numberOfTrailingZeros(alignment);
  }
}
