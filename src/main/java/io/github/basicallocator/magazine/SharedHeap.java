package io.github.basicallocator.magazine;

import io.github.basicallocator.magazine.Stripes.Stripe;
import io.github.basicallocator.memory.Alignment;
import io.github.basicallocator.memory.Layout;
import io.github.basicallocator.memory.Memory;
import io.github.basicallocator.memory.SpinLock;
import io.github.basicallocator.segregated.Heaps;
import java.util.HashSet;
import java.util.Set;

/**
 * What all threads share: the heaps, a depot of rounds on their way from threads that free to threads that
 * allocate, the budget of the caches, and the one lock around all of it.
 *
 * <p>Only what a thread cannot do with its own cache comes here. When a magazine is empty it is refilled from
 * the depot, by a batch, or else with one block from the heap: carving a batch from the heap would scatter
 * blocks that were asked for at once among those that may never be. When a magazine is full its limit is raised
 * if the budget allows; if not, half of it goes to the depot, and to the heap what the depot has no room for.
 *
 * <p><b>Thread safety.</b> Everything is read and written under {@code lock}. The lock of a {@link Stripe} may be
 * held by the caller; no other is taken under this one. <b>Cost.</b> O(1): a batch is {@value #BATCH} rounds at most.
 */
public final class SharedHeap {
  private static final int BATCH = 32;
  private static final long GRANT = 16L << 10;

  /** Blocks of a larger alignment are not cached: a request for less would waste it. */
  private static final long LARGEST_CACHED_ALIGNMENT = 1L << 12;

  /** Set in an address to say that the whole pages there are zero. */
  private static final long FRESH = 1;

  private final SpinLock lock = new SpinLock();
  private final Heaps heaps;
  private final ThreadCaches caches = new ThreadCaches();
  private final Stripes stripes = new Stripes();
  private final Cache depot = new Cache();
  private final CacheBudget budget;
  private final CacheBudget depotBudget;
  private final Cache.BlockSink toHeap;
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
    this.toHeap = heaps::free;
    heaps.onRefusal(() -> emptyIdleCaches() > 0);
    this.budget = new CacheBudget(budgetBytes - budgetBytes / 4, budgetShift);
    this.depotBudget = new CacheBudget(budgetBytes / 4, budgetShift + 2);
  }

  /** The caches of platform threads. */
  public ThreadCaches caches() {
    return caches;
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
    long address;
    if (VirtualThreads.isVirtual(Thread.currentThread())) {
      Stripe stripe = stripes.lockOne();
      try {
        address = allocateBy(stripe.cache, size, alignment);
      } finally {
        stripe.lock.unlock();
      }
    } else {
      address = allocateBy(ownCache(), size, alignment);
    }
    boolean fresh = (address & FRESH) != 0;
    address &= -Layout.GRANULE;
    if (zeroed && fresh) {
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
        return fromHeap(Layout.blockSize(size), alignment);
      } finally {
        lock.unlock();
      }
    }
    int sizeClass = SizeClasses.of(size);
    long cached = cache.magazines[sizeClass].peek();
    if (cached != 0 && Alignment.isAligned(cached, alignment)) {
      return cache.magazines[sizeClass].pop();
    }
    lock.lock();
    try {
      return refill(cache, sizeClass, alignment);
    } finally {
      lock.unlock();
    }
  }

  private long refill(Cache cache, int sizeClass, long alignment) {
    visits++;
    lookAfter(cache);
    Magazine shared = depot.magazine(sizeClass);
    long round = shared.peek();
    if (round == 0 || !Alignment.isAligned(round, alignment)) {
      return fromHeap(shared.blockSize, alignment);
    }
    shared.pop();
    Magazine magazine = cache.magazine(sizeClass);
    if (magazine.limit() < BATCH) {
      raise(cache, magazine, budget);
    }
    magazine.takeFrom(shared, Math.min(magazine.limit(), BATCH));
    return round;
  }

  private long fromHeap(long blockSize, long alignment) {
    long address = heaps.allocate(blockSize, alignment);
    return heaps.isFresh() ? address + FRESH : address;
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
        heaps.free(address, SizeClasses.blockSizeFor(size));
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
    if (!cache.magazines[sizeClass].push(address)) {
      lock.lock();
      try {
        overflow(cache, address, sizeClass);
      } finally {
        lock.unlock();
      }
    }
  }

  private void overflow(Cache cache, long address, int sizeClass) {
    visits++;
    lookAfter(cache);
    Magazine magazine = cache.magazine(sizeClass);
    if (!raise(cache, magazine, budget)) {
      cache.scavenge(toHeap);
      raise(cache, magazine, budget);
    }
    if (!magazine.push(address)) {
      toDepot(address, sizeClass);
      int batch = Math.min(magazine.count() / 2, BATCH);
      for (int i = 0; i < batch; i++) {
        toDepot(magazine.pop(), sizeClass);
      }
    }
  }

  private void toDepot(long address, int sizeClass) {
    Magazine magazine = depot.magazine(sizeClass);
    if (!magazine.push(address)) {
      if (raise(depot, magazine, depotBudget)) {
        magazine.push(address);
      } else {
        depot.scavenge(toHeap);
        heaps.free(address, magazine.blockSize);
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
      return heaps.resize(address, oldBlock, newBlock, alignment);
    } finally {
      lock.unlock();
    }
  }

  // -------------------------------------------------------------------------------------------
  // Caches

  private ThreadCache ownCache() {
    ThreadCache cache = caches.lookUp();
    if (cache == null) {
      cache = new ThreadCache(Thread.currentThread());
      lock.lock();
      try {
        caches.register(cache);
        budget.addCache();
        retireDead(2);
      } finally {
        lock.unlock();
      }
    }
    return cache;
  }

  private boolean raise(Cache cache, Magazine magazine, CacheBudget from) {
    if (cache.raise(magazine)) {
      return true;
    }
    long used = heaps.usedBytes();
    long missing = cache.missing(magazine);
    long more = Math.max(missing, GRANT);
    if (!from.grant(cache.grant(), more, used)) {
      more = missing;
      if (!from.grant(cache.grant(), more, used)) {
        return false;
      }
    }
    cache.addGrant(more);
    return cache.raise(magazine);
  }

  /** What is done now and then, by whoever comes: other threads get their share, dead ones are recovered. */
  private void lookAfter(Cache cache) {
    long excess = budget.excess(cache.grant(), heaps.usedBytes());
    if (excess > 0) {
      cache.scavenge(toHeap);
      long given = Math.min(excess, cache.unusedGrant());
      cache.addGrant(-given);
      budget.giveBack(given);
    }
    retireDead(1);
  }

  private void retireDead(int lookedAt) {
    ThreadCache dead = caches.removeDead(lookedAt);
    if (dead != null) {
      dead.empty(toHeap);
      budget.giveBack(dead.grant());
      budget.removeCache();
    }
  }

  /** Gives what nobody may be using to the heap. Returns the bytes. */
  private long emptyIdleCaches() {
    long before = heaps.usedBytes();
    depot.empty(toHeap);
    depotBudget.giveBack(depot.grant());
    depot.addGrant(-depot.grant());
    for (int i = caches.all().size(); i > 0; i--) {
      retireDead(1);
    }
    return before - heaps.usedBytes();
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
    ThreadCache own = caches.lookUp();
    if (own != null) {
      emptyUnderLock(own);
    }
    lock.lock();
    try {
      emptyIdleCaches();
      return heaps.trim();
    } finally {
      lock.unlock();
    }
  }

  private void emptyUnderLock(Cache cache) {
    lock.lock();
    try {
      cache.empty(toHeap);
      budget.giveBack(cache.grant());
      cache.addGrant(-cache.grant());
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
        caches.close();
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

  /** Is told the figures of the heaps, consistent with each other. */
  public interface StatsReader<T> {
    T read(Heaps heaps, long cachedBytes);
  }

  /** Reads figures; those of the caches are exact when their threads rest. */
  public <T> T stats(StatsReader<T> reader) {
    requireOpen();
    lock.lock();
    try {
      return reader.read(heaps, cachedBytes());
    } finally {
      lock.unlock();
    }
  }

  private long cachedBytes() {
    long bytes = depot.bytes();
    for (ThreadCache cache : caches.all()) {
      bytes += cache.bytes();
    }
    for (Stripe stripe : stripes.all()) {
      bytes += stripe.cache.bytes();
    }
    return bytes;
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
    requireOpen();
    lock.lock();
    try {
      heaps.check();
      Set<Long> rounds = new HashSet<>();
      Cache.RoundTest test =
          (address, size) -> {
            if (!heaps.isUsed(address, size) || !rounds.add(address)) {
              throw new IllegalStateException(
                  "C2 broken: the round 0x%x of %d bytes is not in use, or in two magazines"
                      .formatted(address, size));
            }
          };
      depot.check(test);
      caches.all().forEach(cache -> cache.check(test));
      for (Stripe stripe : stripes.all()) {
        stripe.cache.check(test);
      }
    } finally {
      lock.unlock();
    }
  }
}
