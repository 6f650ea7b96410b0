package io.github.basicallocator.magazine;

import io.github.basicallocator.memory.SpinLock;

/**
 * A few caches that all virtual threads share, each behind a lock of its own. There may be a million of such
 * threads, and most allocate so rarely that a cache of their own would be memory for nothing.
 *
 * <p>A thread starts at the stripe of its number and takes the next one that is free; at most as many threads
 * run at once as there are processors, and there are twice as many stripes. A virtual thread that waits for the lock
 * of {@link SharedHeap} may lose its carrier while it holds a stripe; those that come meanwhile take another one.
 */
final class Stripes {
  /** A cache and its lock. */
  static final class Stripe {
    final SpinLock lock = new SpinLock();
    final Cache cache = new Cache();

    /** Whether it has a share of the budget; an unused one has none. */
    boolean used;
  }

  private final Stripe[] stripes;

  Stripes() {
    int processors = Runtime.getRuntime().availableProcessors();
    stripes = new Stripe[Integer.highestOneBit(Math.min(processors, 64) * 2)];
    for (int i = 0; i < stripes.length; i++) {
      stripes[i] = new Stripe();
    }
  }

  /** A stripe that is locked for this thread. */
  @SuppressWarnings("deprecation")
  Stripe lockOne() {
    int first = (int) Thread.currentThread().getId();
    for (int i = 0; i < stripes.length; i++) {
      Stripe stripe = stripes[(first + i) & (stripes.length - 1)];
      if (stripe.lock.tryLock()) {
        return stripe;
      }
    }
    Stripe stripe = stripes[first & (stripes.length - 1)];
    stripe.lock.lock();
    return stripe;
  }

  Stripe[] all() {
    return stripes;
  }
}
