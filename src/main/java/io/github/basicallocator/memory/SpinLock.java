package io.github.basicallocator.memory;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;

/**
 * A lock for critical sections of some nanoseconds: one word that is either {@code FREE} or {@code
 * HELD}.
 *
 * <p>It is a <em>test-and-test-and-set</em> lock with exponential backoff (Mellor-Crummey and Scott,
 * “Algorithms for Scalable Synchronization on Shared-Memory Multiprocessors”, 1991, section 2.1;
 * Anderson 1990). A waiter reads the word until it looks free and only then tries to take it, so
 * that waiting does not pull the cache line away from the holder.
 *
 * <p>Pure spinning would be a trap: when the holder loses the processor, and the waiter is on the
 * only one there is, the waiter burns its whole time slice waiting for something that cannot happen.
 * So a waiter spins, then yields, then parks for growing times; parking, it leaves the processor to
 * the holder whatever the scheduler thinks of priorities.
 *
 * <p><b>Thread safety.</b> Everything done while holding the lock happens before everything done by
 * later holders. <em>Mutual exclusion:</em> only a successful compare-and-set from {@code FREE}
 * enters, and only the holder stores {@code FREE}. <em>Visibility:</em> the store in {@link
 * #unlock} is a release, the compare-and-set in {@link #lock} an acquire of the same word; with a
 * plain store in {@code unlock} the compiler could move writes of the critical section behind it.
 * <em>Progress:</em> some waiter gets in whenever the lock is free, but not in order of arrival.
 * One that has waited so long that it was parked asks others to pause before they take the lock, so that a thread
 * which comes back at once does not keep it out.
 *
 * <p>Not reentrant: a thread that takes the lock twice waits for itself for ever.
 *
 * <p><b>Cost.</b> Uncontended, one atomic instruction to lock and one store to unlock.
 */
public final class SpinLock {
  private static final int FREE = 0;
  private static final int HELD = 1;

  /**
   * Pauses between two looks double up to this many; some microseconds in all, or twenty where pauses are long. A
   * waiter that looked more often would get the lock sooner, but what it guards would move from one processor's cache to the
   * other's each time.
   */
  private static final int MAX_PAUSES = 256;

  /** A waiter that has been parked asks others to give way, and looks so often before it is parked again. */
  private static final int LOOKS = 64;

  /** Pauses between two of these, and of those that give way. */
  private static final int SHORT_PAUSES = 8;

  private static final int YIELDS = 16;
  private static final long MIN_PARK_NANOS = 20_000;
  private static final long MAX_PARK_NANOS = 1_000_000;

  private static final VarHandle STATE;

  static {
    try {
      STATE = MethodHandles.lookup().findVarHandle(SpinLock.class, "state", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private volatile int state = FREE;

  /** Whether somebody has waited for long; a hint, for which no order of writes matters. */
  private volatile boolean wanted;

  /**
   * Waits until the lock is free and takes it. Does not return early when interrupted.
   *
   * @return whether somebody else had it, or was waiting for it
   */
  public boolean lock() {
    boolean waited = wanted;
    if (waited) {
      pause(SHORT_PAUSES);
    }
    if (!tryLock()) {
      waited = true;
      lockContended();
    }
    return waited;
  }

  /** Takes the lock if it is free now. */
  public boolean tryLock() {
    return STATE.compareAndSet(this, FREE, HELD); // acquires what the last holder released
  }

  /** Releases the lock. Must be called by its holder, once. */
  public void unlock() {
    assert state == HELD : "released twice, or by somebody who does not hold it";
    STATE.setRelease(this, FREE); // publishes every write made under the lock
  }

  private void lockContended() {
    for (int pauses = 1; pauses <= MAX_PAUSES; pauses *= 2) {
      pause(pauses);
      if (takeIfFree()) {
        return;
      }
    }
    for (int i = 0; i < YIELDS; i++) {
      Thread.yield();
      if (takeIfFree()) {
        return;
      }
    }
    parkUntilTaken();
  }

  private void parkUntilTaken() {
    // A parked thread that is interrupted would not sleep again; the flag is handed back below.
    boolean interrupted = false;
    long nanos = MIN_PARK_NANOS;
    do {
      LockSupport.parkNanos(this, nanos);
      interrupted |= Thread.interrupted();
      nanos = Math.min(nanos * 2, MAX_PARK_NANOS);
    } while (!takeFromOthers());
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Looks often, while others give way: one that comes back at once would else take the lock each time. */
  private boolean takeFromOthers() {
    wanted = true;
    boolean taken = takeIfFree();
    for (int look = 0; look < LOOKS && !taken; look++) {
      pause(SHORT_PAUSES);
      taken = takeIfFree();
    }
    wanted = false;
    return taken;
  }

  /** The test before the test-and-set: a read leaves the cache line where it is. */
  private boolean takeIfFree() {
    return state == FREE && tryLock();
  }

  private static void pause(int times) {
    for (int i = 0; i < times; i++) {
      Thread.onSpinWait();
    }
  }
}
