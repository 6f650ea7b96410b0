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
  /** A grant of so many bytes for small blocks is never refused, so that the last thread is not left with nothing. */
  static final long MINIMUM = 32L << 10;

  /** The floor is lower by the memory in use, divided by two so many times: where that is much, caches matter less. */
  private static final int DECLINE_SHIFT = 5;

  /** The floor is multiplied by two so many times where threads wait for each other. */
  private static final int CONTENDED_SHIFT = 2;

  /**
   * Nobody gives back until too much is granted by the total, divided by two so many times: what is in use goes up and
   * down.
   */
  private static final int TOLERANCE_SHIFT = 2;

  /** So that nothing overflows. */
  private static final long LARGEST_FLOOR = 1L << 40;

  private static final int STAND_BACK = 16;

  static final int PROCESSORS = Runtime.getRuntime().availableProcessors();

  private final long floor;
  private final int heapShift;
  private final int partShift;
  private final long minimum;
  private long granted;
  private int caches;
  private boolean growing;
  private boolean contended;

  /** So often those stand back that have their share. */
  private int stoodBack;

  /**
   * A budget of {@code floor} bytes for each thread, up to the number of processors, as only so many are busy at
   * once; or of a share of the memory in use where that is more.
   *
   * @param heapShift the share: the memory in use is divided by two so many times
   * @param partShift all of it is divided by two so many times
   * @param minimum what is never refused to one
   */
  CacheBudget(long floor, int heapShift, int partShift, long minimum) {
    this.floor = Math.min(floor, LARGEST_FLOOR);
    this.heapShift = heapShift;
    this.partShift = partShift;
    this.minimum = minimum;
  }

  /**
   * What all together may keep. While the heap grows it is half, so that what idles serves before new memory does; and
   * where threads wait for each other it is more, since then it takes several times as long to do without.
   */
  long total(long usedBytes) {
    long busy = Math.min(Math.max(caches, 1), PROCESSORS);
    long wanted = (floor * busy) << (contended ? CONTENDED_SHIFT : 0);
    long total = Math.max(wanted - (usedBytes >>> DECLINE_SHIFT), usedBytes >>> heapShift);
    return total >>> partShift >>> (growing ? 1 : 0);
  }

  void setGrowing(boolean newGrowing) {
    growing = newGrowing;
  }

  void setContended(boolean newContended) {
    contended = newContended;
  }

  /**
   * Whether a cache that was granted {@code held} bytes may have {@code more}. One that has its fair share stands back
   * for a while when one that has less was refused.
   */
  boolean grant(long held, long more, long usedBytes) {
    boolean fair = held + more <= fairShare(usedBytes);
    if (!fair && stoodBack > 0) {
      stoodBack--;
      return false;
    }
    if (held + more <= minimum || granted + more <= total(usedBytes)) {
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

  /**
   * How much of {@code held} bytes a cache should give back, because one that has less was refused, or all together
   * have too much.
   */
  long excess(long held, long usedBytes) {
    long total = total(usedBytes);
    boolean over = granted - total > total >>> TOLERANCE_SHIFT;
    if (!over && !isShort()) {
      return 0;
    }
    long excess = held - Math.max(fairShare(usedBytes), minimum);
    return excess > 0 ? (excess + 1) / 2 : 0;
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
