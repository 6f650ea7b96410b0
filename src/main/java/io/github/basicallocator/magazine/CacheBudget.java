package io.github.basicallocator.magazine;

/**
 * How many bytes all caches together may keep from the heap, and how much of it each was granted.
 *
 * <p>Idle blocks in caches are memory that the program pays for and does not use; without a budget real
 * programs lose a third of their memory to them. The idea of one budget for all threads, of which the busy
 * ones get more, is that of tcmalloc's thread caches (Ghemawat and Menage, “TCMalloc: Thread-Caching Malloc”,
 * 2007).
 *
 * <p><b>Thread safety.</b> None; it is used under the lock of {@link SharedHeap}.
 */
final class CacheBudget {
  /** A grant of so many bytes is never refused, so that the last thread is not left with nothing. */
  static final long MINIMUM = 32L << 10;

  private static final int STAND_BACK = 16;

  static final int PROCESSORS = Runtime.getRuntime().availableProcessors();

  private final long floor;
  private final int heapShift;
  private long granted;
  private int caches;
  private boolean growing;

  /** So often those stand back that have their share. */
  private int stoodBack;

  /**
   * A budget of {@code floor} bytes for each thread, up to the number of processors, as only so many are busy at
   * once; or of a share of the memory in use where that is more.
   *
   * @param heapShift the share: the memory in use is divided by two so many times
   */
  CacheBudget(long floor, int heapShift) {
    this.floor = floor;
    this.heapShift = heapShift;
  }

  /** What all together may keep: while the heap grows half of it, so that what idles serves before new memory does. */
  long total(long usedBytes) {
    long busy = Math.min(Math.max(caches, 1), PROCESSORS);
    return Math.max(floor * busy, usedBytes >>> heapShift) >>> (growing ? 1 : 0);
  }

  void setGrowing(boolean newGrowing) {
    growing = newGrowing;
  }

  /**
   * Whether a cache that was granted {@code held} bytes may have {@code more}. One that has its fair share stands back for
   * a while when one that has less was refused.
   */
  boolean grant(long held, long more, long usedBytes) {
    boolean fair = held + more <= fairShare(usedBytes);
    if (!fair && stoodBack > 0) {
      stoodBack--;
      return false;
    }
    if (held + more <= MINIMUM || granted + more <= total(usedBytes)) {
      granted += more;
      return true;
    }
    if (fair) {
      stoodBack = STAND_BACK;
    }
    return false;
  }

  void giveBack(long bytes) {
    granted -= bytes;
  }

  /** Whether a cache that has less than its share was refused lately. */
  boolean isShort() {
    return stoodBack > 0;
  }

  /** How much of {@code held} bytes a cache should give back, because one that has less was refused. */
  long excess(long held, long usedBytes) {
    boolean over = granted > total(usedBytes);
    long excess = held - Math.max(fairShare(usedBytes), MINIMUM);
    return (isShort() || over) && excess > 0 ? (excess + 1) / 2 : 0;
  }

  private long fairShare(long usedBytes) {
    return total(usedBytes) / Math.max(caches, 1);
  }

  void addCache() {
    caches++;
  }

  void removeCache() {
    caches--;
  }

  long granted() {
    return granted;
  }
}
