package io.github.basicallocator.magazine;

import java.util.Arrays;

/**
 * A stack of free blocks of one size, each of them a <em>round</em>: Bonwick and Adams, “Magazines and Vmem”
 * (2001), section 3. The addresses are kept in a Java array, so that a block is not touched to be cached.
 *
 * <p>In the paper magazines have a fixed size and are exchanged as a whole. Here a magazine has a
 * <em>limit</em> that its cache raises and lowers, and rounds move in batches.
 *
 * <pre>
 *     M1  0 ≤ count ≤ limit ≤ rounds.length
 * </pre>
 *
 * <p><b>Thread safety.</b> None.
 */
final class Magazine {
  /** What a cache has for a size that it was never given a block of. */
  static final Magazine NONE = new Magazine(0);

  private static final long[] NO_ROUNDS = {};

  final long blockSize;
  private long[] rounds = NO_ROUNDS;
  private int count;
  private int limit;

  /** The number of rounds when somebody last looked whether this magazine is in use. */
  private int countSeen;

  private boolean overflowed;
  private boolean spilled;

  Magazine(long blockSize) {
    this.blockSize = blockSize;
  }

  /** Takes the round that was added last; 0 if there is none. */
  long pop() {
    int last = count - 1;
    if (last < 0) {
      return 0;
    }
    count = last;
    return rounds[last];
  }

  /** The round that was added last; 0 if there is none. */
  long peek() {
    return count == 0 ? 0 : rounds[count - 1];
  }

  /** Adds a round; false if the limit is reached. */
  boolean push(long address) {
    int next = count;
    if (next >= limit) {
      return false;
    }
    rounds[next] = address;
    count = next + 1;
    return true;
  }

  int count() {
    return count;
  }

  int limit() {
    return limit;
  }

  long bytes() {
    return count * blockSize;
  }

  /**
   * Moves up to {@code most} rounds here, those that {@code other} was given last, as the limit allows. Returns how
   * many.
   */
  int takeFrom(Magazine other, int most) {
    int moved = Math.min(Math.min(most, other.count), limit - count);
    System.arraycopy(other.rounds, other.count - moved, rounds, count, moved);
    count += moved;
    other.count -= moved;
    return moved;
  }

  /** Sets a limit that is not below the count. */
  void setLimit(int newLimit) {
    if (newLimit > rounds.length) {
      rounds = Arrays.copyOf(rounds, Math.max(newLimit, rounds.length * 2));
    }
    overflowed |= newLimit > limit;
    limit = newLimit;
  }

  /**
   * The limit this magazine deserves, asked at intervals: half of it if no round came or went since the last
   * time, seven eighths if it was never full, else all.
   */
  int deservedLimit() {
    int deserved = limit;
    if (count == countSeen) {
      deserved = limit / 2;
    } else if (!overflowed) {
      deserved = limit - (limit + 7) / 8;
    }
    overflowed = false;
    countSeen = count;
    return deserved;
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

  /** Each round, for checks. */
  long round(int index) {
    return rounds[index];
  }
}
