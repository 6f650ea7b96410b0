package io.github.basicallocator.magazine;

import io.github.basicallocator.segregated.Heaps;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;

/**
 * Looks after all caches: what each of them may keep, those whose threads have died, and the depot.
 *
 * <p><b>Thread safety.</b> None; it is used under the lock of {@link SharedHeap}. <b>Cost.</b> O(1), but for what
 * concerns all caches.
 */
final class CacheKeeper {
  /** Larger blocks are not kept: one of them may be as much as the rest of a small program. */
  private static final long LARGEST_KEPT = 512L << 10;

  /** Grants are made in pieces, so that not every raise of a limit asks for one. */
  private static final long GRANT = 16L << 10;

  /** The depot gets the budget divided by two so many times. */
  private static final int DEPOT_SHIFT = 3;

  /** A new thread looks whether so many others have died. */
  private static final int LOOKED_AT = 4;

  /** At one visit of so many, a power of two, somebody looks whether another thread has died. */
  private static final int LOOKED_AFTER = 16;

  /** So many visits later, what a dead thread has left goes to the heap, if no new thread has taken it over. */
  private static final int GRACE = 1 << 16;

  /** No more wait for new threads: so many may start at the same time. */
  private static final int MOST_ORPHANS = CacheBudget.PROCESSORS;

  /** The heap counts as growing until so many visits after it was last larger than ever before. */
  private static final int GROWING = 1 << 13;

  private final Heaps heaps;
  private final Cache.BlockSink toHeap;
  private final ThreadCaches threads = new ThreadCaches();

  /** The caches of threads that have died, the latest first. */
  private final Deque<ThreadCache> orphans = new ArrayDeque<>();

  private final Cache depot = new Cache();
  private final CacheBudget budget;
  private final CacheBudget depotBudget;
  private long visits;
  private long largestExtent;
  private long grewAt;

  CacheKeeper(Heaps heaps, Cache.BlockSink toHeap, long budgetBytes, int budgetShift) {
    this.heaps = heaps;
    this.toHeap = toHeap;
    this.budget = new CacheBudget(budgetBytes - (budgetBytes >>> DEPOT_SHIFT), budgetShift);
    this.depotBudget = new CacheBudget(budgetBytes >>> DEPOT_SHIFT, budgetShift + DEPOT_SHIFT);
  }

  ThreadCaches threads() {
    return threads;
  }

  /** The cache of rounds on their way from threads that free to threads that allocate. */
  Cache depot() {
    return depot;
  }

  Iterable<ThreadCache> orphans() {
    return orphans;
  }

  /** Gives a thread a cache: what one that has ended leaves, or else a new one. */
  ThreadCache register(Thread thread) {
    lookForDead(LOOKED_AT);
    ThreadCache orphan = orphans.poll();
    ThreadCache cache = orphan == null ? new ThreadCache(thread) : new ThreadCache(thread, orphan);
    threads.register(cache);
    budget.addCache();
    return cache;
  }

  /** Makes orphans of the caches of threads that have died, of the next {@code count} in turn. */
  private void lookForDead(int count) {
    for (int i = 0; i < count; i++) {
      ThreadCache dead = threads.removeNextIfDead();
      if (dead != null) {
        dead.noteDeath(visits);
        orphans.push(dead);
        budget.removeCache();
      }
    }
  }

  /** The cache of a stripe, which is given a share of the budget the first time. */
  Cache share(Stripes.Stripe stripe) {
    if (!stripe.shares) {
      stripe.shares = true;
      budget.addCache();
    }
    return stripe.cache;
  }

  /** Raises a limit, if the grant of the cache allows it or can be raised. */
  boolean raise(Cache cache, Magazine magazine) {
    return raise(cache, magazine, budget);
  }

  boolean raiseDepot(Magazine magazine) {
    return raise(depot, magazine, depotBudget);
  }

  private boolean raise(Cache cache, Magazine magazine, CacheBudget from) {
    if (magazine.blockSize > LARGEST_KEPT) {
      return false;
    }
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

  /** What is done at each visit, of whichever cache. */
  void noteVisit(Cache cache) {
    threads.vote(cache);
    noteGrowth();
    giveExcess(cache, budget);
    giveExcess(depot, depotBudget);
    if ((++visits & (LOOKED_AFTER - 1)) == 0) {
      lookForDead(1);
      ThreadCache oldest = orphans.peekLast();
      if (oldest != null) {
        if (orphans.size() > MOST_ORPHANS || oldest.isDeadFor(GRACE, visits)) {
          empty(orphans.removeLast());
        } else if (budget.isShort()) {
          shrink(oldest, oldest.grant(), budget);
        }
      }
    }
  }

  private void noteGrowth() {
    long extent = heaps.extent();
    if (extent > largestExtent) {
      largestExtent = extent;
      grewAt = visits;
    }
    boolean growing = visits - grewAt < GROWING;
    budget.setGrowing(growing);
    depotBudget.setGrowing(growing);
  }

  /** A cache that has more than its share gives some to one that has less, or to the heap if that is growing. */
  private void giveExcess(Cache cache, CacheBudget from) {
    long excess = from.excess(cache.grant(), heaps.usedBytes());
    if (excess > 0) {
      shrink(cache, excess, from);
    }
  }

  /** A cache gives up some of its grant, at most {@code most}; if less is unused, some magazines first give up half of what they may keep. */
  private void shrink(Cache cache, long most, CacheBudget from) {
    if (cache.unusedGrant() < most) {
      cache.shrink(Exchange.SCAVENGED, toHeap);
    }
    long given = Math.min(most, cache.unusedGrant());
    cache.addGrant(-given);
    from.giveBack(given);
  }

  /** How often a cache had to come here. */
  long visits() {
    return visits;
  }

  /** Gives all that a cache has to the heap. */
  void empty(Cache cache) {
    cache.empty(toHeap);
    budget.giveBack(cache.grant());
    cache.addGrant(-cache.grant());
  }

  /** Gives what no living thread may be using to the heap. Returns the bytes. */
  long emptyIdle() {
    long before = heaps.usedBytes();
    depot.empty(toHeap);
    depotBudget.giveBack(depot.grant());
    depot.addGrant(-depot.grant());
    lookForDead(threads.all().size());
    while (!orphans.isEmpty()) {
      empty(orphans.removeLast());
    }
    return before - heaps.usedBytes();
  }

  /** A test for rounds: each is in use as the heap sees it, and in one magazine only. */
  Cache.RoundTest newRoundTest() {
    Set<Long> rounds = new HashSet<>();
    return (address, size) -> {
      if (!heaps.isUsed(address, size) || !rounds.add(address)) {
        throw new IllegalStateException(
            "C2 broken: the round 0x%x of %d bytes is not in use, or in two magazines"
                .formatted(address, size));
      }
    };
  }
}
