package io.github.basicallocator.ffm;

import io.github.basicallocator.Allocator;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The arena of all threads. The lock is held while memory is taken, and all through a close; whoever
 * comes later sees a dead scope.
 */
final class SharedArena extends AllocatorArena {
  // Reentrant: cleanup actions run under it, and may try to use the arena that is being closed.
  private final ReentrantLock lock = new ReentrantLock();

  SharedArena(Allocator allocator, boolean zeroing) {
    super(Arena.ofShared(), allocator, zeroing);
  }

  @Override
  public MemorySegment allocate(long byteSize, long byteAlignment) {
    checkRequest(byteSize, byteAlignment);
    return segment(takeLocked(byteSize, byteAlignment), byteSize);
  }

  private long takeLocked(long byteSize, long byteAlignment) {
    lock.lock();
    try {
      checkAlive();
      return take(byteSize, byteAlignment);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    lock.lock();
    try {
      closeAndGiveBack();
    } finally {
      lock.unlock();
    }
  }
}
