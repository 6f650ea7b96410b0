package io.github.basicallocator.benchmarks.peers;

import static org.lwjgl.system.rpmalloc.RPmalloc.nrpaligned_alloc;
import static org.lwjgl.system.rpmalloc.RPmalloc.nrpaligned_calloc;
import static org.lwjgl.system.rpmalloc.RPmalloc.nrpaligned_realloc;
import static org.lwjgl.system.rpmalloc.RPmalloc.nrpcalloc;
import static org.lwjgl.system.rpmalloc.RPmalloc.nrpfree;
import static org.lwjgl.system.rpmalloc.RPmalloc.nrpmalloc;
import static org.lwjgl.system.rpmalloc.RPmalloc.nrprealloc;
import static org.lwjgl.system.rpmalloc.RPmalloc.rpmalloc_initialize;
import static org.lwjgl.system.rpmalloc.RPmalloc.rpmalloc_thread_finalize;
import static org.lwjgl.system.rpmalloc.RPmalloc.rpmalloc_thread_initialize;

/** rpmalloc as LWJGL binds it. Every thread that uses it has to tell. */
final class LwjglRpmalloc extends PeerAllocator {
  LwjglRpmalloc() {
    rpmalloc_initialize(null);
  }

  @Override
  void enterThread() {
    rpmalloc_thread_initialize();
  }

  @Override
  void leaveThread() {
    rpmalloc_thread_finalize();
  }

  @Override
  public long allocate(long size) {
    return nrpmalloc(size);
  }

  @Override
  public void deallocate(long address, long size) {
    nrpfree(address);
  }

  @Override
  public long allocate(long size, long alignment) {
    return alignment <= DEFAULT_ALIGNMENT ? nrpmalloc(size) : nrpaligned_alloc(alignment, size);
  }

  @Override
  public long allocateZeroed(long size, long alignment) {
    return alignment <= DEFAULT_ALIGNMENT
        ? nrpcalloc(1, size)
        : nrpaligned_calloc(alignment, 1, size);
  }

  @Override
  public long reallocate(long address, long oldSize, long newSize, long alignment) {
    return alignment <= DEFAULT_ALIGNMENT
        ? nrprealloc(address, newSize)
        : nrpaligned_realloc(address, alignment, newSize, oldSize, 0);
  }

  @Override
  public void deallocate(long address, long size, long alignment) {
    nrpfree(address);
  }
}
