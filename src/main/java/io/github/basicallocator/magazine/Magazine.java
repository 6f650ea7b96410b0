package io.github.basicallocator.magazine;

/**
 * A stack of free blocks of one size, each of them a <em>round</em>: Bonwick and Adams, “Magazines and Vmem”
 * (2001), section 3. Its addresses are in the array of its {@link Cache}, so that a block is not touched to be
 * cached.
 *
 * <p>In the paper magazines have a fixed size and are exchanged as a whole. Here a magazine has a
 * <em>limit</em> that its cache raises and lowers, and rounds move in batches.
 *
 * <p><b>Thread safety.</b> None.
 */
final class Magazine {
  /**
   * Larger blocks are large ones: each may be worth as much as a hundred others, and what they need is soon more than a
   * magazine saves.
   */
  static final long LARGEST_SMALL = 8L << 10;

  static final int LONGEST_RUN = 64;

  /** Bytes of rounds that move at once, if so many are enough and not too many. */
  private static final long BATCH_BYTES = 16L << 10;

  private static final int SMALLEST_BATCH = 32;
  static final int LARGEST_BATCH = 256;

  final long blockSize;

  /** The rounds that move between magazines at once; the smaller they are, the more. */
  final int batch;

  private Cache cache;
  private final int sizeClass;

  /** The number of rounds when somebody last looked whether this magazine is in use. */
  private int countSeen;

  /** And the round that was on top then. */
  private long topSeen;

  private boolean overflowed;
  private int run;
  private long mark;
  private boolean spilled;

  Magazine(Cache cache, int sizeClass) {
    this.cache = cache;
    this.sizeClass = sizeClass;
    this.blockSize = SizeClasses.blockSize(sizeClass);
    this.batch = (int) Math.max(SMALLEST_BATCH, Math.min(BATCH_BYTES / blockSize, LARGEST_BATCH));
  }

  /** Notes which cache has its rounds from now on. */
  void moveTo(Cache newCache) {
    cache = newCache;
  }

  /** Whether its blocks are large. */
  boolean isLarge() {
    return blockSize > LARGEST_SMALL;
  }

  /** Takes the round that was added last; 0 if there is none. */
  long pop() {
    return cache.pop(sizeClass);
  }

  /** The round that was added last; 0 if there is none. */
  long peek() {
    return cache.peek(sizeClass);
  }

  /** Adds a round; false if the limit is reached. */
  boolean push(long address) {
    return cache.push(sizeClass, address);
  }

  int count() {
    return cache.count(sizeClass);
  }

  int limit() {
    return cache.limit(sizeClass);
  }

  /**
   * Moves up to {@code most} rounds here, those that {@code other} was given last, as the limit allows. Returns how
   * many.
   */
  int takeFrom(Magazine other, int most) {
    int moved = Math.min(Math.min(most, other.count()), limit() - count());
    cache.take(sizeClass, other.cache, moved);
    return moved;
  }

  /** Sets a limit that is not below the count. */
  void setLimit(int newLimit) {
    boolean raised = newLimit > limit();
    cache.setLimit(sizeClass, newLimit);
    overflowed |= raised;
  }

  /** The limit after this one, a quarter higher. */
  int raisedLimit() {
    return limit() + Math.max(limit() / 4, 1);
  }

  /**
   * The limit this magazine deserves, asked at intervals: half of it if it looks as it did the last
   * time, seven eighths if it was never raised and is one of many rounds, else all.
   */
  int deservedLimit() {
    int deserved = limit();
    if (count() == countSeen && peek() == topSeen) {
      deserved = deserved / 2;
    } else if (!overflowed && !isLarge()) {
      deserved = deserved - (deserved + 7) / 8;
    }
    overflowed = false;
    countSeen = count();
    topSeen = peek();
    return deserved;
  }

  /**
   * How many blocks a refill should carve, now that this magazine is empty: twice as many as the last time if blocks
   * have only been taken since, for then the program's memory grows; else one.
   */
  int nextRun() {
    boolean onlyTaken = run > 0 && cache.isOnlyPoppedSince(sizeClass, mark);
    run = onlyTaken ? Math.min(2 * run, LONGEST_RUN) : 1;
    return run;
  }

  /** Notes that it was refilled, with what {@link #nextRun} said, or less; or more, where that does not matter. */
  void noteRefill() {
    mark = cache.mark(sizeClass);
  }

  /** Notes that rounds had to be given up because the limit was reached. */
  void noteSpill() {
    spilled = true;
  }

  /** Whether that has happened since this was last asked. */
  boolean takeSpilled() {
    boolean was = spilled;
    spilled = false;
    return was;
  }
}
