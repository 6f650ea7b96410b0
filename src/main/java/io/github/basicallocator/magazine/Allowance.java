package io.github.basicallocator.magazine;

/**
 * What the magazines of some of a cache's size classes may keep together: bytes that were granted, and are claimed by
 * the magazines' limits.
 *
 * <p>When they are all claimed and one more is wanted, the next few magazines in turn are asked whether they are still
 * in use (<em>scavenging</em>): limits of idle ones fall, and their rounds go back to the heap. So what a program is
 * busy with wins the room back from what it was busy with before.
 *
 * <pre>
 *     C1  limitBytes is the sum of the magazines' limits times sizes, and at most the grant.
 * </pre>
 *
 * <p><b>Thread safety.</b> None: whoever calls is the owner of the cache, or holds the lock that it is behind.
 */
final class Allowance {
  private final Magazine[] magazines;
  private final int firstClass;
  private final int endClass;
  private int nextInTurn;
  private long grant;
  private long limitBytes;

  /**
   * Nothing is granted yet.
   *
   * @param magazines by size class, null where there is none
   */
  Allowance(Magazine[] magazines, int firstClass, int endClass) {
    this.magazines = magazines;
    this.firstClass = firstClass;
    this.endClass = endClass;
    this.nextInTurn = firstClass;
  }

  /** Raises the limit of a magazine to a higher one, if what was granted allows. */
  boolean raise(Magazine magazine, int limit) {
    if (missing(magazine, limit) > 0) {
      return false;
    }
    limitBytes += (limit - magazine.limit()) * magazine.blockSize;
    magazine.setLimit(limit);
    return true;
  }

  /** The bytes of grant that are missing to raise this magazine's limit. */
  long missing(Magazine magazine, int limit) {
    return Math.max(limitBytes + (limit - magazine.limit()) * magazine.blockSize - grant, 0);
  }

  /** Lowers the limits of those of the next {@code count} magazines that do not deserve theirs. */
  void scavenge(int count, Cache.BlockSink sink) {
    for (int i = 0; i < count; i++) {
      Magazine magazine = nextInTurn();
      if (magazine != null) {
        lower(magazine, magazine.deservedLimit(), sink);
      }
    }
  }

  /** Halves the limits of the next {@code count} magazines, whether they deserve theirs or not. */
  void shrink(int count, Cache.BlockSink sink) {
    for (int i = 0; i < count; i++) {
      Magazine magazine = nextInTurn();
      if (magazine != null) {
        lower(magazine, magazine.limit() / 2, sink);
      }
    }
  }

  /** The magazine of the next class, or null if it has none. */
  private Magazine nextInTurn() {
    Magazine magazine = magazines[nextInTurn];
    nextInTurn = nextInTurn == endClass - 1 ? firstClass : nextInTurn + 1;
    return magazine;
  }

  private void lower(Magazine magazine, int limit, Cache.BlockSink sink) {
    if (limit < magazine.limit()) {
      if (magazine.count() > limit) {
        sink.free(magazine, magazine.count() - limit);
      }
      limitBytes -= (magazine.limit() - limit) * magazine.blockSize;
      magazine.setLimit(limit);
    }
  }

  /**
   * Gives back rounds to make room for a block of {@code size} bytes: the smallest one in which it fits, or if none is so
   * large, all of the largest size there is, which may merge; no limit falls. False if there is none.
   */
  boolean giveUpRounds(long size, Cache.BlockSink sink) {
    if (limitBytes == 0) { // there is no room for one anywhere
      return false;
    }
    // Even the smallest large round has room for a slab, wherever it starts.
    int fitting =
        size > SizeClasses.LARGEST ? endClass : Math.max(SizeClasses.of(size), firstClass);
    for (int i = fitting; i < endClass; i++) {
      if (hasRounds(i)) {
        sink.free(magazines[i], 1);
        return true;
      }
    }
    for (int i = fitting - 1; i >= firstClass; i--) {
      if (hasRounds(i)) {
        sink.free(magazines[i], magazines[i].count());
        return true;
      }
    }
    return false;
  }

  private boolean hasRounds(int sizeClass) {
    return magazines[sizeClass] != null && magazines[sizeClass].count() > 0;
  }

  /** Gives every round back, and all limits. */
  void empty(Cache.BlockSink sink) {
    for (int i = firstClass; i < endClass; i++) {
      if (magazines[i] != null) {
        lower(magazines[i], 0, sink);
      }
    }
  }

  long grant() {
    return grant;
  }

  /** How much of the grant limits claim. */
  long claimed() {
    return limitBytes;
  }

  /** How much of the grant no limit claims. */
  long unclaimed() {
    return grant - limitBytes;
  }

  void addGrant(long bytes) {
    grant += bytes;
  }

  /** Checks C1. */
  void check() {
    long limits = 0;
    for (int i = firstClass; i < endClass; i++) {
      limits += magazines[i] == null ? 0 : magazines[i].limit() * magazines[i].blockSize;
    }
    if (limits != limitBytes || limits > grant) {
      throw new IllegalStateException(
          "C1 broken: the limits are %d bytes, not %d, of a grant of %d"
              .formatted(limits, limitBytes, grant));
    }
  }
}
