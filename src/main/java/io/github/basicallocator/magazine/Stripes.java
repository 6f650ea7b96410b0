package io.github.basicallocator.magazine;

import io.github.basicallocator.memory.SpinLock;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * A few caches that all virtual threads share. There may be a million of such threads, and most allocate so rarely
 * that a cache of their own would be memory for nothing.
 *
 * <p>Where the JDK allows it, each carrier has a stripe, and whoever it carries raises the carrier's flag to enter
 * ({@link Carriers}). Elsewhere a stripe has a lock: a thread takes that of its number, or the next one that is free;
 * at most as many threads run at once as there are processors, and there are twice as many stripes.
 *
 * <p>Nobody waits for a stripe, or for anything else in one: a virtual thread that waits may lose its carrier, and come
 * back when ten thousand others have found the stripe occupied.
 */
final class Stripes {
  /** A cache, for one virtual thread at a time. */
  static final class Stripe {
    final Cache cache = new Cache();

    /** Whether it has a share of the budget; under the lock of {@link SharedHeap}. */
    boolean shares;

    private final SpinLock lock = new SpinLock();
    private final long flag;

    private Stripe(long flag) {
      this.flag = flag;
    }

    private boolean tryLock() {
      return flag == Carriers.NONE && lock.tryLock();
    }

    /** Leaves it to the next one. */
    void leave() {
      if (flag != Carriers.NONE) {
        Carriers.leave(flag);
      } else {
        lock.unlock();
      }
    }
  }

  /** By the number of the flag; null until it is raised for the first time, by whoever raises it. */
  private final Stripe[] carried = new Stripe[Carriers.COUNT];

  private final Stripe[] locked;

  Stripes() {
    int processors = Runtime.getRuntime().availableProcessors();
    locked = new Stripe[Integer.highestOneBit(Math.min(processors, 64) * 2)];
    for (int i = 0; i < locked.length; i++) {
      locked[i] = new Stripe(Carriers.NONE);
    }
  }

  /** A stripe that is this thread's until it {@linkplain Stripe#leave leaves} it; null if none is free. */
  Stripe tryEnter() {
    long flag = Carriers.enter();
    return flag != Carriers.NONE ? carried(flag) : tryLockOne();
  }

  private Stripe carried(long flag) {
    int number = Carriers.number(flag);
    if (carried[number] == null) {
      try {
        carried[number] = new Stripe(flag);
      } catch (OutOfMemoryError e) { // nobody else would lower the flag
        Carriers.leave(flag);
        throw e;
      }
    }
    return carried[number];
  }

  @SuppressWarnings("deprecation")
  private Stripe tryLockOne() {
    int first = (int) Thread.currentThread().getId();
    for (int i = 0; i < locked.length; i++) {
      Stripe stripe = locked[(first + i) & (locked.length - 1)];
      if (stripe.tryLock()) {
        return stripe;
      }
    }
    return null;
  }

  /** Enters those that can be entered now from here, one after the other. */
  void tryEnterAll(Consumer<Stripe> visitor) {
    long flag = VirtualThreads.isVirtual(Thread.currentThread()) ? Carriers.enter() : Carriers.NONE;
    visit(flag != Carriers.NONE ? carried(flag) : null, visitor);
    for (Stripe stripe : locked) {
      visit(stripe.tryLock() ? stripe : null, visitor);
    }
  }

  private static void visit(Stripe stripe, Consumer<Stripe> visitor) {
    if (stripe != null) {
      try {
        visitor.accept(stripe);
      } finally {
        stripe.leave();
      }
    }
  }

  /** All there are, to look at. */
  Stream<Stripe> all() {
    return Stream.concat(Stream.of(locked), Stream.of(carried).filter(Objects::nonNull));
  }
}
