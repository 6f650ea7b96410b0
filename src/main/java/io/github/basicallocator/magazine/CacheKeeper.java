package io.github.basicallocator.magazine;

import io.github.basicallocator.segregated.Heaps;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Set;

/**
 * Looks after all caches: what each of them may keep, those whose threads have died, and the depot.
 *
 * <p><b>Thread safety.</b> None; it is used under the lock of {@link SharedHeap}. <b>Cost.</b> O(1), but for what
 * concerns all caches, and amortised: what a visit gives to the heap was once kept by another.
 */
final class CacheKeeper {
  /** Grants are made in pieces, so that not every raise of a limit asks for one. */
  private static final long GRANT = 16L << 10;

  /** The depot gets the budget divided by two so many times. */
  private static final int DEPOT_SHIFT = 3;

  /** Large blocks may take the share that small ones may, multiplied by two so many times. */
  private static final int LARGE_SHIFT = 8;

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

  /** A visit that has waited for the lock counts like so many that have not. */
  private static final int WAITED = 16;

  /** When so many count for waiting more than against it, threads are taken to be in each other's way. */
  private static final int CONTENDED = 1 << 11;

  /** They still are for so many visits after that was last so. */
  private static final int CALM = 1 << 15;

  private final Heaps heaps;
  private final Cache.BlockSink toHeap;
  private final ThreadCaches threads = new ThreadCaches();

  /** The caches of threads that have died, the latest first. */
  private final Deque<ThreadCache> orphans = new ArrayDeque<>();

  private final Cache depot = new Cache();
  private final CacheBudget budget;
  private final CacheBudget depotBudget;
  private final CacheBudget largeBudget;
  private long visits;
  private long largestExtent;
  private long grewAt;
  private int waiting;
  private long calmAt;

  /** The fewest orphans since idle ones were last noted. */
  private int leastOrphans;

  private int idleOrphans;
  private int looked;

  /** What a dead thread leaves of large blocks, in bytes of their limits: the heir may do nothing, and keep them for ever. */
  private final long mostInherited;

  CacheKeeper(Heaps heaps, Cache.BlockSink toHeap, long budgetBytes, int budgetShift) {
    this.heaps = heaps;
    this.toHeap = toHeap;
    this.mostInherited = budgetBytes;
    long threadBytes = budgetBytes - (budgetBytes >>> DEPOT_SHIFT);
    this.budget = new CacheBudget(threadBytes, budgetShift, 0, CacheBudget.MINIMUM);
    this.depotBudget = new CacheBudget(budgetBytes, budgetShift, DEPOT_SHIFT, CacheBudget.MINIMUM);
    this.largeBudget =
        new CacheBudget(budgetBytes / 2, Math.max(budgetShift - LARGE_SHIFT, 0), 0, 0);
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
    leastOrphans = Math.min(leastOrphans, orphans.size());
    ThreadCache cache = orphan == null ? new ThreadCache(thread) : new ThreadCache(thread, orphan);
    threads.register(cache);
    addCache();
    return cache;
  }

  private void addCache() {
    budget.addCache();
    largeBudget.addCache();
  }

  /** Makes orphans of the caches of threads that have died, of the next {@code count} in turn. */
  private void lookForDead(int count) {
    for (int i = 0; i < count; i++) {
      ThreadCache dead = threads.removeNextIfDead();
      if (dead != null) {
        dead.noteDeath(visits);
        orphans.push(dead);
        budget.removeCache();
        largeBudget.removeCache();
        limitInheritance(dead.large);
      }
    }
  }

  private void limitInheritance(Allowance left) {
    while (left.grant() > mostInherited) {
      shrink(left, left.grant() - mostInherited, largeBudget);
    }
  }

  /** The cache of a stripe, which is given a share of the budget the first time. */
  Cache share(Stripes.Stripe stripe) {
    if (!stripe.shares) {
      stripe.shares = true;
      addCache();
    }
    return stripe.cache;
  }

  /** Raises a limit, if the grant of the cache allows it or can be raised. */
  boolean raise(Cache cache, Magazine magazine) {
    CacheBudget from = magazine.isLarge() ? largeBudget : budget;
    return raise(cache.allowance(magazine), magazine, magazine.raisedLimit(), from);
  }

  /** Raises the limit of a magazine of small blocks, as long as half of the budget is left: nobody does without for it. */
  void raiseEarly(Cache cache, Magazine magazine, int limit) {
    if (magazine.limit() < limit && budget.granted() < budget.total(heaps.usedBytes()) / 2) {
      raise(cache.small, magazine, limit, budget);
    }
  }

  boolean raiseDepot(Magazine magazine) {
    return raise(depot.small, magazine, magazine.raisedLimit(), depotBudget);
  }

  private boolean raise(Allowance allowance, Magazine magazine, int limit, CacheBudget from) {
    if (allowance.raise(magazine, limit)) {
      return true;
    }
    long used = heaps.usedBytes();
    if (magazine.isLarge()) {
      used = usedForLarge(used);
    }
    long missing = allowance.missing(magazine, limit);
    long more = Math.max(missing, GRANT);
    if (!from.grant(allowance.grant(), more, used)) {
      more = missing;
      if (!from.grant(allowance.grant(), more, used)) {
        return false;
      }
    }
    allowance.addGrant(more);
    return allowance.raise(magazine, limit);
  }

  /** What is done at each visit, of whichever cache. */
  void noteVisit(Cache cache) {
    threads.vote(cache);
    noteGrowth();
    noteWaiting();
    long used = heaps.usedBytes();
    giveExcess(cache.small, budget, used);
    giveExcess(cache.large, largeBudget, usedForLarge(used));
    giveExcess(depot.small, depotBudget, used);
    if ((++visits & (LOOKED_AFTER - 1)) == 0) {
      cache.large.scavenge(1, toHeap);
      lookForDead(1);
      if (!orphans.isEmpty()) {
        lookAfterOrphans(used);
      }
    }
  }

  /** What dead threads have left does not keep living ones from their share. */
  private void lookAfterOrphans(long used) {
    for (ThreadCache orphan : orphans) {
      standBack(orphan.small, budget, used);
      standBack(orphan.large, largeBudget, usedForLarge(used));
    }
    if (orphans.size() > MOST_ORPHANS || orphans.getLast().isDeadFor(GRACE, visits)) {
      emptyOldestOrphan();
    }
  }

  private void standBack(Allowance left, CacheBudget from, long used) {
    giveExcess(left, from, used);
    if (from.isShort()) {
      shrink(left, left.grant(), from);
    }
  }

  /**
   * What the budget of large blocks is a share of: the memory in use, which has what is kept as well. What large
   * magazines keep is bounded by being given up, when they idle or the heap would grow. But no more than is available:
   * what one thread keeps does not serve another one that is refused memory.
   */
  private long usedForLarge(long used) {
    return Math.min(used, heaps.availableBytes());
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
    largeBudget.setGrowing(growing);
  }

  /** Notes that somebody has waited for the lock. */
  void noteWait() {
    waiting = Math.min(waiting + WAITED, CONTENDED);
    if (waiting == CONTENDED) {
      calmAt = visits + CALM;
    }
  }

  private void noteWaiting() {
    boolean contended = visits < calmAt;
    budget.setContended(contended);
    depotBudget.setContended(contended);
    waiting = Math.max(waiting - 1, 0);
  }

  /** Who has more than its share gives some to one that has less, or to the heap if that is growing. */
  private void giveExcess(Allowance allowance, CacheBudget from, long used) {
    long excess = from.excess(allowance.grant(), used);
    if (excess > 0) {
      shrink(allowance, excess, from);
    }
  }

  /**
   * A cache gives up some of a grant, at most {@code most}; if less is unclaimed, some magazines first give up half of
   * what they may keep.
   */
  private void shrink(Allowance allowance, long most, CacheBudget from) {
    if (allowance.unclaimed() < most) {
      allowance.shrink(Exchange.SCAVENGED, toHeap);
    }
    giveBack(allowance, Math.min(most, allowance.unclaimed()), from);
  }

  private static void giveBack(Allowance allowance, long bytes, CacheBudget to) {
    allowance.addGrant(-bytes);
    to.giveBack(bytes);
  }

  /**
   * Gives the heap large blocks, so that it need not grow for one of {@code size} bytes: of this cache, if there is one, or
   * else of what dead threads have left, the earliest first. False if nobody has any.
   */
  boolean giveUpLarge(Cache cache, long size) {
    if (cache != null && cache.large.giveUpRounds(size, toHeap)) {
      return true;
    }
    for (Iterator<ThreadCache> earliest = orphans.descendingIterator(); earliest.hasNext(); ) {
      if (earliest.next().large.giveUpRounds(size, toHeap)) {
        return true;
      }
    }
    return false;
  }

  /** How often a cache had to come here. */
  long visits() {
    return visits;
  }

  /** Gives all that a cache has to the heap. */
  void empty(Cache cache) {
    empty(cache.small, budget);
    empty(cache.large, largeBudget);
  }

  /** It is still there when one of its rounds turns out to be none. */
  private void emptyOldestOrphan() {
    empty(orphans.peekLast());
    orphans.removeLast();
    leastOrphans = Math.min(leastOrphans, orphans.size());
  }

  /** Looks whether some more threads have ended. Returns whether some are left until all have been looked at once. */
  boolean lookForMore() {
    int before = threads.all().size();
    lookForDead(LOOKED_AFTER);
    int removed = before - threads.all().size();
    looked += LOOKED_AFTER - removed;
    boolean more = looked < threads.all().size();
    looked = more ? looked : 0;
    return more;
  }

  /** Notes which threads have ended since this was last called, and which before, for {@link #recoverIdle}. */
  void noteIdle() {
    idleOrphans = leastOrphans;
    leastOrphans = orphans.size();
  }

  /**
   * Gives the heap what one thread has left that had ended already when {@link #noteIdle} was last called but one. New
   * threads take over what was left last; so of the others there are as many as there were at least. Returns whether there
   * was one.
   */
  boolean recoverIdle() {
    idleOrphans = Math.min(idleOrphans, leastOrphans);
    if (idleOrphans == 0) {
      return false;
    }
    emptyOldestOrphan();
    idleOrphans--;
    return true;
  }

  /** Whether a thread has a cache, or has left one that nobody has taken over or recovered. */
  boolean hasThreads() {
    return !threads.all().isEmpty() || !orphans.isEmpty();
  }

  /** Gives the heap what is on its way between threads. Returns whether there was anything. */
  boolean emptyDepot() {
    long before = heaps.usedBytes();
    empty(depot.small, depotBudget);
    return heaps.usedBytes() < before;
  }

  private void empty(Allowance allowance, CacheBudget to) {
    allowance.empty(toHeap);
    giveBack(allowance, allowance.grant(), to);
  }

  /** Gives what no living thread may be using to the heap. Returns the bytes. */
  long emptyIdle() {
    long before = heaps.usedBytes();
    emptyDepot();
    lookForDead(threads.all().size());
    while (!orphans.isEmpty()) {
      emptyOldestOrphan();
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
