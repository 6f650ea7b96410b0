package io.github.basicallocator.magazine;

import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Finds the cache of the thread that asks.
 *
 * <p>A {@link ThreadLocal} knows it, but takes half as long as the rest of an allocation. In front of it stands a table
 * indexed by the low bits of the thread's number. Two threads may share an entry, then the last to look has it; so each
 * checks that it is the owner of what it finds, and asks the thread-local if not. In front of the table stands the
 * <em>favourite</em>: the thread that needs the shared heap more often than all others together, if one does. It is
 * found by a vote (Boyer and Moore, “MJRTY – A Fast Majority Vote Algorithm”, 1991), and most programs have one.
 *
 * <p><b>Why the races do no harm.</b> Whatever a reader sees in the table or as favourite, old or new, is a cache,
 * whose owner it reads from a final field. If that is the reader, it has made the cache itself; if not, it is not used.
 * Closing sets {@code closed} before the empty table, with a release fence in between; who is about to write an entry
 * reads the table before {@code closed}, with an acquire fence. So the entry comes into the former table, or not at
 * all.
 */
public final class ThreadCaches {
  private static final int TABLE = 1 << 12;

  /** So many visits of others, and the favourite is no longer. */
  private static final int MOST_VOTES = 64;

  private static final ThreadCache NOBODY = new ThreadCache(null);

  @SuppressWarnings(
      "ThreadLocalUsage") // each allocator has its own caches, and there are few allocators
  private final ThreadLocal<ThreadCache> own = new ThreadLocal<>();

  /** Replaced by an empty one when the allocator is closed, so that every thread must ask then. */
  private ThreadCache[] table = new ThreadCache[TABLE];

  private ThreadCache favourite = NOBODY;

  private boolean closed;

  // Under the lock of SharedHeap.
  private int votes;
  private final List<ThreadCache> all = new ArrayList<>();
  private int nextLooked;

  ThreadCaches() {
    clearTable();
  }

  /** The cache of this thread, or null where {@link #lookUp} must be asked. */
  @SuppressWarnings(
      "deprecation") // JDK 19 has a name for it that cannot be overridden; here the owner is
  // checked
  public ThreadCache current() {
    Thread thread = Thread.currentThread();
    ThreadCache cache = favourite;
    if (cache.owner != thread) {
      cache = table[(int) thread.getId() & (TABLE - 1)];
    }
    return cache.owner == thread ? cache : null;
  }

  /** The cache of this thread, or null if it has none yet. */
  @SuppressWarnings("deprecation")
  ThreadCache lookUp() {
    ThreadCache cache = own.get();
    if (cache != null) {
      ThreadCache[] entries = table;
      VarHandle.acquireFence();
      if (!closed) {
        entries[(int) cache.owner.getId() & (TABLE - 1)] = cache;
      }
    }
    return cache;
  }

  /** Gives this thread a cache. */
  void register(ThreadCache cache) {
    all.add(cache);
    own.set(cache);
    vote(cache);
  }

  /** Counts a visit of the shared heap, by the owner of this cache. */
  void vote(Cache visitor) {
    if (visitor == favourite) {
      if (votes < MOST_VOTES) { // others read what lies beside it, so nothing is written in vain
        votes++;
      }
    } else if (votes > 0) {
      votes--;
    } else if (visitor instanceof ThreadCache cache) {
      favourite = cache;
      votes = 1;
    }
  }

  /** Looks at the next cache in turn, and removes it if its owner has died; null otherwise. */
  ThreadCache removeNextIfDead() {
    nextLooked = nextLooked < all.size() ? nextLooked : 0;
    if (all.isEmpty() || all.get(nextLooked).owner.isAlive()) {
      nextLooked++;
      return null;
    }
    if (all.get(nextLooked) == favourite) {
      forgetFavourite();
    }
    ThreadCache last = all.remove(all.size() - 1);
    return nextLooked < all.size() ? all.set(nextLooked, last) : last;
  }

  /** Those whose owner was alive when last looked at. */
  List<ThreadCache> all() {
    return all;
  }

  private void forgetFavourite() {
    favourite = NOBODY;
    votes = 0;
  }

  void close() {
    closed = true;
    VarHandle.releaseFence();
    all.clear();
    forgetFavourite();
    table = new ThreadCache[TABLE];
    clearTable();
  }

  private void clearTable() {
    Arrays.fill(table, NOBODY);
  }
}
