package io.github.basicallocator.magazine;

import io.github.basicallocator.magazine.Stripes.Stripe;
import io.github.basicallocator.memory.Alignment;
import io.github.basicallocator.memory.Layout;
import io.github.basicallocator.memory.Memory;
import io.github.basicallocator.memory.SpinLock;
import io.github.basicallocator.segregated.Heaps;
import java.util.function.Function;

/**
 * What all threads share: the heaps, a depot of rounds on their way from threads that free to threads that
 * allocate, the budget of the caches, and the one lock around all of it.
 *
 * <p>Only what a thread cannot do with its own cache comes here. When a magazine is empty it is refilled from
 * the depot, by a batch, or else from the heap: with one block, since carving more would scatter blocks that were
 * asked for at once among those that may never be; but where a program only allocates, with a <em>run</em> of blocks
 * side by side, each time twice as long. When a magazine is full, half of it goes to
 * the depot, and to the heap what the depot has no room for; {@link Cache} says when its limit is raised.
 *
 * <p><b>Thread safety.</b> Everything is read and written under {@code lock}. The lock of a {@link Stripe} may be
 * held by the caller; no other is taken under this one. <b>Cost.</b> O(1): a batch is {@value #BATCH} rounds at most, a run twice as many.
 */
public final class SharedHeap {
  /** Magazines that are looked at for each refusal to raise a limit: all of them in 64. */
  static final int SCAVENGED = 4;

  /** At one visit of so many, a power of two, caches are looked after. */
  private static final int LOOKED_AFTER = 16;

  /** Larger blocks are worth less effort: what they need is soon more than a magazine saves. */
  private static final long LARGEST_SOUGHT_AFTER = 8L << 10;

  private static final int BATCH = 32;

  /** The most that is carved from the heap at once, in bytes. */
  private static final long LARGEST_RUN = 32L << 10;

  /** Blocks of a larger alignment are not cached: a request for less would waste it. */
  private static final long LARGEST_CACHED_ALIGNMENT = 1L << 12;

  private final SpinLock lock = new SpinLock();
  private final Heaps heaps;
  private final BlockSource source;
  private final Cache.BlockSink toHeap;
  private final Stripes stripes = new Stripes();
  private final CacheKeeper keeper;
  private final Survey survey;
  private volatile boolean closed;
  private long visits;

  /**
   * A shared heap.
   *
   * @param budgetBytes what caches may keep in any case
   * @param budgetShift or the share of the memory in use, divided by two so many times, where it is more
   */
  public SharedHeap(Heaps heaps, long budgetBytes, int budgetShift) {
    this.heaps = heaps;
    this.source = new BlockSource(heaps);
    this.toHeap = source::free;
    this.keeper = new CacheKeeper(heaps, toHeap, budgetBytes, budgetShift);
    this.survey = new Survey(heaps, source, keeper, stripes);
    heaps.onRefusal(() -> keeper.emptyIdle() > 0);
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
    requireOpen();
    long result;
    if (VirtualThreads.isVirtual(Thread.currentThread())) {
      Stripe stripe = stripes.lockOne();
      try {
        result = allocateBy(stripe.cache, size, alignment);
      } finally {
        stripe.lock.unlock();
      }
    } else {
      result = allocateBy(ownCache(), size, alignment);
    }
    long address = BlockSource.address(result);
    if (zeroed && BlockSource.isFresh(result)) {
      Heaps.zeroEdges(address, size);
    } else if (zeroed) {
      Memory.fill(address, size, (byte) 0);
    }
    return address;
  }

  private long allocateBy(Cache cache, long size, long alignment) {
    if (size > SizeClasses.LARGEST) {
      lock.lock();
      try {
        return source.allocate(Layout.blockSize(size), alignment);
      } finally {
        lock.unlock();
      }
    }
    int sizeClass = SizeClasses.of(size);
    long cached = cache.peek(sizeClass);
    if (cached != 0 && Alignment.isAligned(cached, alignment)) {
      return cache.pop(sizeClass);
    }
    lock.lock();
    try {
      return refill(cache, sizeClass, alignment);
    } finally {
      lock.unlock();
    }
  }

  private long refill(Cache cache, int sizeClass, long alignment) {
    noteVisit(cache);
    Magazine magazine = cache.magazine(sizeClass);
    if (magazine.takeSpilled()) {
      grow(cache, magazine); // larger, it would not have spilled what is missing now
    }
    Magazine shared = keeper.depot().magazine(sizeClass);
    long round = shared.peek();
    if (round == 0 && alignment <= Layout.GRANULE && magazine.count() == 0) {
      return carve(cache, magazine);
    }
    if (round == 0 || !Alignment.isAligned(round, alignment)) {
      return source.allocate(shared.blockSize, alignment);
    }
    shared.pop();
    if (magazine.limit() < BATCH) {
      keeper.raise(cache, magazine);
    }
    magazine.takeFrom(shared, Math.min(magazine.limit(), BATCH));
    return round;
  }

  /** A block from the heap, and some from right behind it where the program only allocates. */
  private long carve(Cache cache, Magazine magazine) {
    int wanted = (int) Math.min(magazine.nextRun(), LARGEST_RUN / magazine.blockSize) - 1;
    while (magazine.limit() < wanted && keeper.raise(cache, magazine)) {
      // until there is room for them, or the budget is spent
    }
    int more = Math.max(Math.min(wanted, magazine.limit()), 0);
    long result = source.allocateRun(magazine.blockSize, 1 + more);
    long first = BlockSource.address(result);
    for (int i = source.runLength() - 1; i > 0; i--) {
      magazine.push(first + i * magazine.blockSize); // so that the lowest is the next to be taken
    }
    magazine.noteRefill();
    return result;
  }

  private void noteVisit(Cache cache) {
    if ((++visits & (LOOKED_AFTER - 1)) == 0) {
      keeper.lookAfter(cache);
    }
  }

  // -------------------------------------------------------------------------------------------
  // Deallocation and resizing

  /**
   * Frees memory that the caller's own cache had no room for.
   *
   * @throws IllegalStateException if it, or a block that was freed earlier, cannot have been in use
   */
  public void free(long address, long size, long alignment) {
    requireOpen();
    if (size > SizeClasses.LARGEST || alignment > LARGEST_CACHED_ALIGNMENT) {
      lock.lock();
      try {
        source.free(address, SizeClasses.blockSizeFor(size));
      } finally {
        lock.unlock();
      }
    } else if (VirtualThreads.isVirtual(Thread.currentThread())) {
      Stripe stripe = stripes.lockOne();
      try {
        freeBy(stripe.cache, address, SizeClasses.of(size));
      } finally {
        stripe.lock.unlock();
      }
    } else {
      freeBy(ownCache(), address, SizeClasses.of(size));
    }
  }

  private void freeBy(Cache cache, long address, int sizeClass) {
    if (!cache.push(sizeClass, address)) {
      lock.lock();
      try {
        overflow(cache, address, sizeClass);
      } finally {
        lock.unlock();
      }
    }
  }

  private void overflow(Cache cache, long address, int sizeClass) {
    noteVisit(cache);
    Magazine magazine = cache.magazine(sizeClass);
    if (magazine.limit() < BATCH) {
      grow(cache, magazine);
    }
    if (magazine.push(address)) {
      return;
    }
    if (magazine.blockSize > LARGEST_SOUGHT_AFTER) {
      source.free(address, magazine.blockSize);
      return;
    }
    magazine.noteSpill();
    int batch = Math.min(magazine.count() / 2, BATCH);
    spill(address, magazine, batch);
  }

  /** Gives up a block and so many rounds: to the depot, and to the heap what the depot has no room for. */
  private void spill(long address, Magazine magazine, int batch) {
    Magazine shared = keeper.depot().magazine(SizeClasses.of(magazine.blockSize));
    while (shared.limit() - shared.count() <= batch && keeper.raiseDepot(shared)) {
      // until there is room for all of them
    }
    if (!shared.push(address)) {
      keeper.depot().scavenge(SCAVENGED, toHeap);
      source.free(address, magazine.blockSize);
    }
    int moved = shared.takeFrom(magazine, batch);
    for (int left = batch - moved; left > 0; left--) {
      source.free(magazine.pop(), magazine.blockSize);
    }
  }

  private void grow(Cache cache, Magazine magazine) {
    if (!keeper.raise(cache, magazine)) {
      boolean soughtAfter = magazine.blockSize <= LARGEST_SOUGHT_AFTER;
      cache.scavenge(soughtAfter ? SCAVENGED : 1, toHeap);
      if (soughtAfter) {
        keeper.raise(cache, magazine);
      }
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
    lock.lock();
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
      cache = new ThreadCache(Thread.currentThread());
      lock.lock();
      try {
        keeper.register(cache);
      } finally {
        lock.unlock();
      }
    }
    return cache;
  }

  /** Gives all memory to the kernel that is neither in use nor in the cache of another thread. */
  public long trim() {
    requireOpen();
    for (Stripe stripe : stripes.all()) {
      stripe.lock.lock();
      try {
        emptyUnderLock(stripe.cache);
      } finally {
        stripe.lock.unlock();
      }
    }
    ThreadCache own = keeper.threads().lookUp();
    if (own != null) {
      emptyUnderLock(own);
    }
    lock.lock();
    try {
      keeper.emptyIdle();
      return heaps.trim();
    } finally {
      lock.unlock();
    }
  }

  private void emptyUnderLock(Cache cache) {
    lock.lock();
    try {
      keeper.empty(cache);
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
        keeper.threads().close();
        heaps.releaseAll();
      }
    } finally {
      lock.unlock();
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
    requireOpen();
    lock.lock();
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
      return visits;
    } finally {
      lock.unlock();
    }
  }

  /** Checks heaps and caches, while no other thread allocates or frees. O(n). */
  public void check() {
    survey(
        everything -> {
          everything.check();
          return null;
        });
  }
}
