package io.github.basicallocator.benchmarks.peers;

import static org.lwjgl.system.mimalloc.mimalloc.nmi_free;
import static org.lwjgl.system.mimalloc.mimalloc.nmi_malloc;
import static org.lwjgl.system.mimalloc.mimalloc.nmi_malloc_aligned;
import static org.lwjgl.system.mimalloc.mimalloc.nmi_realloc;
import static org.lwjgl.system.mimalloc.mimalloc.nmi_realloc_aligned;
import static org.lwjgl.system.mimalloc.mimalloc.nmi_zalloc;
import static org.lwjgl.system.mimalloc.mimalloc.nmi_zalloc_aligned;

/** mimalloc as LWJGL binds it. Its sized deallocation ignores the size, so the plain one is used. */
final class LwjglMimalloc extends PeerAllocator {
  @Override
  public long allocate(long size) {
    return nmi_malloc(size);
  }

  @Override
  public void deallocate(long address, long size) {
    nmi_free(address);
  }

  @Override
  public long allocate(long size, long alignment) {
    return alignment <= DEFAULT_ALIGNMENT ? nmi_malloc(size) : nmi_malloc_aligned(size, alignment);
  }

  @Override
  public long allocateZeroed(long size, long alignment) {
    return alignment <= DEFAULT_ALIGNMENT ? nmi_zalloc(size) : nmi_zalloc_aligned(size, alignment);
  }

  @Override
  public long reallocate(long address, long oldSize, long newSize, long alignment) {
    return alignment <= DEFAULT_ALIGNMENT
        ? nmi_realloc(address, newSize)
        : nmi_realloc_aligned(address, newSize, alignment);
  }

  @Override
  public void deallocate(long address, long size, long alignment) {
    nmi_free(address);
  }
}
