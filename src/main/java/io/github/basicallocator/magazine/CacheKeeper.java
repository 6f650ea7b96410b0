package io.github.basicallocator.magazine;

import io.github.basicallocator.segregated.Heaps;
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

  private final Heaps heaps;
  private final Cache.BlockSink toHeap;
  private final ThreadCaches threads = new ThreadCaches();
  private final Cache depot = new Cache();
  private final CacheBudget budget;
  private final CacheBudget depotBudget;

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

  void register(ThreadCache cache) {
    threads.register(cache);
    budget.addCache();
    // More than one, so that threads that come and go do not leave more than they find.
    retireDead(2);
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

  /** What is done now and then, by whoever comes: other threads get their share, dead ones are recovered. */
  void lookAfter(Cache cache) {
    long excess = budget.excess(cache.grant(), heaps.usedBytes());
    if (excess > 0) {
      cache.shrink(Exchange.SCAVENGED, toHeap);
      long given = Math.min(excess, cache.unusedGrant());
      cache.addGrant(-given);
      budget.giveBack(given);
    }
    retireDead(1);
  }

  private void retireDead(int lookedAt) {
    ThreadCache dead = threads.removeDead(lookedAt);
    if (dead != null) {
      budget.removeCache();
      empty(dead);
    }
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
    for (int i = threads.all().size(); i > 0; i--) {
      retireDead(1);
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
