package io.github.basicallocator.ffm;

import io.github.basicallocator.Allocator;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** The arena of one thread: every other is turned away before it sees anything. */
final class ConfinedArena extends AllocatorArena {
  private final Thread owner = Thread.currentThread();

  ConfinedArena(Allocator allocator, boolean zeroing) {
    super(Arena.ofConfined(), allocator, zeroing);
  }

  @Override
  public MemorySegment allocate(long byteSize, long byteAlignment) {
    checkRequest(byteSize, byteAlignment);
    checkOwner();
    checkAlive();
    return segment(take(byteSize, byteAlignment), byteSize);
  }

  @Override
  public void close() {
    checkOwner();
    closeAndGiveBack();
  }

  private void checkOwner() {
    if (Thread.currentThread() != owner) {
      throw new WrongThreadException("this arena belongs to another thread, %s".formatted(owner));
    }
  }
}
