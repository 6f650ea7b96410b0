package io.github.basicallocator.magazine;

import io.github.basicallocator.memory.SpinLock;
import io.github.basicallocator.segregated.Heaps;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * What a {@link Housekeeper} does for a shared heap, and whether one is needed: it is called by whoever uses the heap when
 * there is none.
 *
 * <p><b>Thread safety.</b> What {@link SharedHeap} calls it calls under its lock; what a housekeeper calls takes that lock,
 * for one piece of work after the other. <b>Cost.</b> A look at a field for who uses the heap.
 */
final class Housekeeping {
  /** Where there was no room for a thread, it is tried again when the heap has been used so often; a power of two. */
  private static final int CALLED_AGAIN = 1 << 16;

  private static final long PAUSE_NANOS = 50_000;

  // The steps of tidying.
  private static final int LOOK = 0;
  private static final int NOTE = 1;
  private static final int EMPTY_SHARED = 2;
  private static final int GIVE_BACK = 3;
  private static final int GO_ON = 4;

  private final SpinLock lock;
  private final CacheKeeper keeper;
  private final Heaps heaps;
  private final Duration idleTime;
  private boolean closed;

  /** Who looks after the heap, or null. */
  private Thread housekeeper;

  /** Whether something has changed since a housekeeper has looked. */
  private boolean used;

  /** Whether nothing had, when it looked last. */
  private boolean rested;

  /** How often a housekeeper was missed where none could be had. */
  private int missed;

  /** What a housekeeper has found, if nobody was told yet. */
  private IllegalStateException error;

  /**
   * No housekeeper yet.
   *
   * @param idleTime between two looks at what idles; zero if nobody shall look
   */
  Housekeeping(SpinLock lock, CacheKeeper keeper, Heaps heaps, Duration idleTime) {
    this.lock = lock;
    this.keeper = keeper;
    this.heaps = heaps;
    this.idleTime = idleTime;
  }

  // -------------------------------------------------------------------------------------------
  // Called under the lock

  /** Notes that memory is allocated or freed: there may be work for a housekeeper. */
  void noteUse() {
    used = true;
    if (housekeeper == null && !idleTime.isZero() && (missed++ & (CALLED_AGAIN - 1)) == 0) {
      callHousekeeper();
    }
  }

  private void callHousekeeper() {
    try {
      housekeeper = Housekeeper.start(this, idleTime);
      missed = 0;
    } catch (RuntimeException | Error e) {
      // There is no room for a thread, or none is allowed. That is no reason to refuse memory.
    }
  }

  /** The thread that looks after the heap, or null. */
  Thread housekeeper() {
    return housekeeper;
  }

  /** Throws what a housekeeper has found, if nobody was told yet. */
  void throwError() {
    if (error != null) {
      IllegalStateException found = error;
      error = null;
      throw found;
    }
  }

  /** There is nothing to look after any more. */
  void close() {
    closed = true;
    LockSupport.unpark(housekeeper);
  }

  // -------------------------------------------------------------------------------------------
  // Called by a housekeeper

  /**
   * Gives to the kernel what was free and dirty all the time since this was last called, and before that to the heap what
   * threads have left that had ended by then; if nobody has come here since, also what is on its way between threads, and
   * slabs of which nothing is in use.
   *
   * @return whether there was something to do, or may be; if not, the next user calls another housekeeper
   */
  boolean tidy() {
    while (tidyUnderLock(LOOK)) {
      // at the next threads
    }
    if (tidyUnderLock(NOTE)) {
      tidyUnderLock(EMPTY_SHARED);
    }
    while (tidyUnderLock(GIVE_BACK)) {
      LockSupport.parkNanos(PAUSE_NANOS); // others come first
    }
    return tidyUnderLock(GO_ON);
  }

  /**
   * One step of {@link #tidy}; false if the heap is closed. It is no lambda that says which: those are classes that are
   * made when they are first needed, which may be when the process has no address left.
   */
  private boolean tidyUnderLock(int step) {
    lock.lock();
    try {
      if (closed) {
        return false;
      }
      return switch (step) {
        case LOOK -> keeper.lookForMore();
        case NOTE -> noteIdle();
        case EMPTY_SHARED -> emptyShared();
        case GIVE_BACK -> changed(keeper.recoverIdle() || heaps.purgeIdle());
        default -> goOn();
      };
    } finally {
      lock.unlock();
    }
  }

  /** Returns whether nobody has used the heap since. */
  private boolean noteIdle() {
    rested = !used;
    used = false;
    keeper.noteIdle();
    heaps.noteIdle();
    return rested;
  }

  /** Returns whether there was anything. */
  private boolean emptyShared() {
    boolean emptied = keeper.emptyDepot();
    return changed(heaps.trimSlabs() || emptied);
  }

  /** What was just freed idles from now on, and is given to the kernel by a later look. */
  private boolean changed(boolean something) {
    used |= something;
    return something;
  }

  /** What was used a moment ago idles later; and as long as a thread has a cache it may end, and nobody would notice. */
  private boolean goOn() {
    boolean needed = !rested || used || keeper.hasThreads();
    housekeeper = needed ? housekeeper : null;
    return needed;
  }

  /** Notes that the housekeeper ends before its time. */
  void noteEnd() {
    lock.lock();
    housekeeper = null;
    lock.unlock();
  }

  /** Keeps an error that a housekeeper has found, for the next who asks whether all is well. */
  void noteError(IllegalStateException found) {
    lock.lock();
    if (error == null) {
      error = found;
    } else if (error != found) {
      error.addSuppressed(found);
    }
    lock.unlock();
  }
}
