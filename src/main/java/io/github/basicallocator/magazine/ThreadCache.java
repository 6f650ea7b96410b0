package io.github.basicallocator.magazine;

/**
 * The cache of one thread, which is the only one to touch it as long as the thread lives: no lock, no atomic
 * instruction and no memory barrier are needed.
 *
 * <p>It does not refer to the allocator: a thread's {@link ThreadLocal} refers to its cache, and must not keep
 * an allocator alive that nobody uses any more.
 */
public final class ThreadCache extends Cache {
  final Thread owner;
  private long deadSince;

  ThreadCache(Thread owner) {
    this.owner = owner;
  }

  /** With all that the cache of a thread has left which has died. */
  ThreadCache(Thread owner, ThreadCache dead) {
    super(dead);
    this.owner = owner;
  }

  /**
   * Takes a block of the class for a request of {@code size} bytes, at a multiple of {@code alignment}; 0 if there is
   * none on top, or nothing like it is cached, or the request is wrong.
   */
  public long popFor(long size, long alignment) {
    return pop(SizeClasses.of(size), alignment);
  }

  /**
   * Adds a block of the class for a request of {@code size} bytes; false if its magazine is full, or none is cached.
   */
  public boolean pushFor(long size, long address) {
    return push(SizeClasses.of(size), address);
  }

  /** Notes when its owner was found to have died, in visits. */
  void noteDeath(long now) {
    deadSince = now;
  }

  /** Whether its owner has been dead for so many visits. */
  boolean isDeadFor(long visits, long now) {
    return now - deadSince >= visits;
  }
}
