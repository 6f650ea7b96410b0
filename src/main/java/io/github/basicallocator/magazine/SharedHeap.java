package io.github.basicallocator.magazine;

import io.github.basicallocator.magazine.Stripes.Stripe;
import io.github.basicallocator.memory.Alignment;
import io.github.basicallocator.memory.Layout;
import io.github.basicallocator.memory.Memory;
import io.github.basicallocator.memory.SpinLock;
import io.github.basicallocator.segregated.Heaps;
import java.time.Duration;
import java.util.function.Function;

/**
 * What all threads share: the heaps, a depot of rounds on their way from threads that free to threads that
 * allocate, the budget of the caches, and the one lock around all of it.
 *
 * <p>Only what a thread cannot do with its own cache comes here: {@link Exchange} says what becomes of it.
 *
 * <p><b>Thread safety.</b> Everything is read and written under {@code lock}. Under it a {@link Stripe} may be entered,
 * and never the other way round: nobody waits while in a stripe, where a virtual thread might lose its carrier.
 * <b>Cost.</b> That of {@link Exchange}.
 */
public final class SharedHeap {
  /** Blocks of a larger alignment are not cached: a request for less would waste it. */
  public static final long LARGEST_CACHED_ALIGNMENT = 1L << 12;

  private final SpinLock lock = new SpinLock();
  private final Heaps heaps;
  private final BlockSource source;
  private final Stripes stripes = new Stripes();
  private final CacheKeeper keeper;
  private final Exchange exchange;
  private final Survey survey;
  private final Housekeeping housekeeping;
  private volatile boolean closed;

  /**
   * A shared heap.
   *
   * @param budgetBytes what caches may keep in any case
   * @param budgetShift or the share of the memory in use, divided by two so many times, where it is more
   * @param idleTime between two looks at what idles; zero if nobody shall look
   */
  public SharedHeap(Heaps heaps, long budgetBytes, int budgetShift, Duration idleTime) {
    this.heaps = heaps;
    this.source = new BlockSource(heaps);
    this.keeper = new CacheKeeper(heaps, source::free, budgetBytes, budgetShift);
    this.exchange = new Exchange(source, keeper);
    this.survey = new Survey(heaps, source, keeper, stripes);
    heaps.onRefusal(() -> keeper.emptyIdle() > 0);
    this.housekeeping = new Housekeeping(lock, keeper, heaps, idleTime);
  }

  /** The caches of platform threads. */
  public ThreadCaches caches() {
    return keeper.threads();
  }

  // -------------------------------------------------------------------------------------------
  // Allocation

  /**
   * Allocates memory, of which the caller's own cache had none.
   *
   * @param zeroed whether every byte must be zero
   * <p>Throws what {@link Heaps#allocate} throws.
   */
  public long allocate(long size, long alignment, boolean zeroed) {
    return OutOfLine.allocate(this, size, alignment, zeroed);
  }

  /** What {@link #allocate} does; apart, so that it can be out of line. */
  long allocateHere(long size, long alignment, boolean zeroed) {
    requireOpen();
    long result;
    if (size > SizeClasses.LARGEST) {
      result = allocateUncached(size, alignment);
    } else if (VirtualThreads.isVirtual(Thread.currentThread())) {
      result = allocateByStripe(SizeClasses.of(size), alignment);
    } else {
      result = allocateBy(ownCache(), SizeClasses.of(size), alignment);
    }
    long address = BlockSource.address(result);
    if (zeroed && BlockSource.isFresh(result)) {
      Heaps.zeroEdges(address, size);
    } else if (zeroed) {
      Memory.fill(address, size, (byte) 0);
    }
    return address;
  }

  private long allocateUncached(long size, long alignment) {
    boolean virtual = VirtualThreads.isVirtual(Thread.currentThread());
    Cache own = virtual ? null : keeper.threads().lookUp();
    lockToUse();
    try {
      return exchange.allocate(own, Layout.blockSize(size), alignment);
    } finally {
      lock.unlock();
    }
  }

  private long allocateBy(Cache cache, int sizeClass, long alignment) {
    long round = cache.pop(sizeClass, alignment);
    if (round != 0) {
      return round;
    }
    lockForVisit();
    try {
      return exchange.refill(cache, sizeClass, alignment);
    } finally {
      lock.unlock();
    }
  }

  /** As {@link #allocateBy}, with whichever stripe is free, before and behind the wait for the lock. */
  private long allocateByStripe(int sizeClass, long alignment) {
    Stripe stripe = stripes.tryEnter();
    if (stripe != null) {
      long round = stripe.cache.pop(sizeClass, alignment);
      stripe.leave();
      if (round != 0) {
        return round;
      }
    }
    stripe = null;
    lockForVisit();
    try {
      stripe = stripes.tryEnter();
      return stripe != null
          ? exchange.refill(keeper.share(stripe), sizeClass, alignment)
          : exchange.allocate(null, SizeClasses.blockSize(sizeClass), alignment);
    } finally {
      leaveAndUnlock(stripe);
    }
  }

  private void leaveAndUnlock(Stripe stripe) {
    if (stripe != null) {
      stripe.leave();
    }
    lock.unlock();
  }

  // -------------------------------------------------------------------------------------------
  // Deallocation and resizing

  /**
   * Frees memory that the caller's own cache had no room for.
   *
   * @throws IllegalStateException if it, or a block that was freed earlier, cannot have been in use
   */
  public void free(long address, long size, long alignment) {
    OutOfLine.free(this, address, size, alignment);
  }

  /** What {@link #free} does; apart, so that it can be out of line. */
  void freeHere(long address, long size, long alignment) {
    requireOpen();
    if (size > SizeClasses.LARGEST
        || alignment > LARGEST_CACHED_ALIGNMENT
        || address < 0
        || !Alignment.isAligned(address, Layout.GRANULE)) { // no block: the heap says what is wrong
      lockToUse();
      try {
        source.free(address, SizeClasses.blockSizeFor(size));
      } finally {
        lock.unlock();
      }
    } else if (VirtualThreads.isVirtual(Thread.currentThread())) {
      freeByStripe(address, SizeClasses.of(size));
    } else {
      freeBy(ownCache(), address, SizeClasses.of(size));
    }
  }

  private void freeBy(Cache cache, long address, int sizeClass) {
    if (!cache.push(sizeClass, address)) {
      lockForVisit();
      try {
        exchange.overflow(cache, address, sizeClass);
      } finally {
        lock.unlock();
      }
    }
  }

  /** As {@link #freeBy}, with whichever stripe is free, before and behind the wait for the lock. */
  private void freeByStripe(long address, int sizeClass) {
    Stripe stripe = stripes.tryEnter();
    if (stripe != null) {
      boolean pushed = stripe.cache.push(sizeClass, address);
      stripe.leave();
      if (pushed) {
        return;
      }
    }
    stripe = null;
    lockForVisit();
    try {
      stripe = stripes.tryEnter();
      if (stripe != null) {
        exchange.overflow(keeper.share(stripe), address, sizeClass);
      } else {
        source.free(address, SizeClasses.blockSize(sizeClass));
      }
    } finally {
      leaveAndUnlock(stripe);
    }
  }

  /**
   * Resizes memory without copying it.
   *
   * <p>Throws what {@link Heaps#resize} throws.
   *
   * @return its address, or 0 if that is not possible
   */
  public long resize(long address, long oldSize, long newSize, long alignment) {
    requireOpen();
    long oldBlock = SizeClasses.blockSizeFor(oldSize);
    long newBlock = SizeClasses.blockSizeFor(newSize);
    if (oldBlock == newBlock) {
      return address;
    }
    lockToUse();
    try {
      return source.resize(address, oldBlock, newBlock, alignment);
    } finally {
      lock.unlock();
    }
  }

  // -------------------------------------------------------------------------------------------
  // Caches

  private ThreadCache ownCache() {
    ThreadCache cache = keeper.threads().lookUp();
    if (cache == null) {
      lockToUse();
      try {
        cache = keeper.register(Thread.currentThread());
      } finally {
        lock.unlock();
      }
    }
    return cache;
  }

  /** Gives all memory to the kernel that is neither in use nor in the cache of another thread. */
  public long trim() {
    ThreadCache own = keeper.threads().lookUp();
    lockOpen();
    try {
      if (own != null) {
        keeper.empty(own);
      }
      stripes.tryEnterAll(stripe -> keeper.empty(stripe.cache));
      keeper.emptyIdle();
      housekeeping.throwError();
      return heaps.trim();
    } finally {
      lock.unlock();
    }
  }

  /** Gives everything to the kernel, whoever may still use it. Twice is fine. */
  public void close() {
    lock.lock();
    try {
      if (!closed) {
        closed = true;
        housekeeping.close();
        keeper.threads().close();
        heaps.releaseAll();
      }
    } finally {
      lock.unlock();
    }
  }

  /** The thread that looks after this heap, or null. */
  Thread housekeeper() {
    lock.lock();
    try {
      return housekeeping.housekeeper();
    } finally {
      lock.unlock();
    }
  }

  // -------------------------------------------------------------------------------------------
  // The lock

  /**
   * Takes the lock of a heap that is open, also when a thread that closes it was faster. Returns whether it had to
   * wait.
   */
  private boolean lockOpen() {
    boolean waited = lock.lock();
    if (closed) {
      lock.unlock();
      requireOpen();
    }
    return waited;
  }

  /** The same for who allocates or frees: it is noted that there may be work for a housekeeper. */
  private boolean lockToUse() {
    boolean waited = lockOpen();
    housekeeping.noteUse();
    return waited;
  }

  /** The same for a visit with a cache: it is noted whether it had to wait. */
  private void lockForVisit() {
    if (lockToUse()) {
      keeper.noteWait();
    }
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException("this allocator is closed");
    }
  }

  // -------------------------------------------------------------------------------------------
  // Looking at it

  /** Looks at everything, which does not change meanwhile but for the caches of other threads. */
  public <T> T survey(Function<Survey, T> reader) {
    lockOpen();
    try {
      return reader.apply(survey);
    } finally {
      lock.unlock();
    }
  }

  /** How often a thread could not do with its own cache, since the start. */
  public long visits() {
    lock.lock();
    try {
      return keeper.visits();
    } finally {
      lock.unlock();
    }
  }

  /** Checks heaps and caches, while no other thread allocates or frees. O(n). */
  public void check() {
    survey(
        everything -> {
          housekeeping.throwError();
          everything.check();
          return null;
        });
  }
}
