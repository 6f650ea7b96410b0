package io.github.basicallocator.magazine;

/**
 * A magazine for each size class, and how the bytes that were granted to them are shared out.
 *
 * <p>A magazine's limit starts at 0. It grows by a quarter when it is full, up to a batch, and beyond that when it is
 * empty and has been full before: then, and only then, a larger one would have helped. It does so as long as the sum of
 * limits times sizes stays within the grant. When it does not, the next few magazines in turn are asked whether they are
 * still in use (<em>scavenging</em>): limits of idle ones fall, and their rounds go back to the heap. So what
 * a program is busy with wins the room back from what it was busy with before.
 *
 * <pre>
 *     C1  limitBytes is the sum of the magazines' limits times sizes, and at most the grant.
 * </pre>
 *
 * <p><b>Thread safety.</b> None: whoever calls is the owner, or holds the lock that this cache is behind.
 */
class Cache extends Stacks {
  private final Magazine[] magazines;
  private long grant;
  private long limitBytes;
  private int nextScavenged = 1;

  Cache() {
    magazines = new Magazine[SizeClasses.COUNT];
  }

  /** Takes over all that another cache has, which nobody may use any more. */
  Cache(Cache former) {
    super(former);
    magazines = former.magazines;
    for (Magazine magazine : magazines) {
      if (magazine != null) {
        magazine.moveTo(this);
      }
    }
    grant = former.grant;
    limitBytes = former.limitBytes;
    nextScavenged = former.nextScavenged;
  }

  /** The magazine of a class, which may be given rounds from now on. */
  Magazine magazine(int sizeClass) {
    Magazine magazine = magazines[sizeClass];
    if (magazine == null) {
      magazine = new Magazine(this, sizeClass);
      magazines[sizeClass] = magazine;
    }
    return magazine;
  }

  /** Raises the limit of a magazine, if what was granted allows. */
  boolean raise(Magazine magazine) {
    int step = step(magazine);
    long bytes = step * magazine.blockSize;
    if (limitBytes + bytes > grant) {
      return false;
    }
    magazine.setLimit(magazine.limit() + step);
    limitBytes += bytes;
    return true;
  }

  /** The bytes of grant that are missing to raise this magazine's limit. */
  long missing(Magazine magazine) {
    return Math.max(limitBytes + step(magazine) * magazine.blockSize - grant, 0);
  }

  private static int step(Magazine magazine) {
    return Math.max(magazine.limit() / 4, 1);
  }

  /** Lowers the limits of those of the next {@code count} magazines that do not deserve theirs. */
  void scavenge(int count, BlockSink sink) {
    for (int i = 0; i < count; i++) {
      Magazine magazine = nextInTurn();
      if (magazine != null) {
        lower(magazine, magazine.deservedLimit(), sink);
      }
    }
  }

  /** Halves the limits of the next {@code count} magazines, whether they deserve theirs or not. */
  void shrink(int count, BlockSink sink) {
    for (int i = 0; i < count; i++) {
      Magazine magazine = nextInTurn();
      if (magazine != null) {
        lower(magazine, magazine.limit() / 2, sink);
      }
    }
  }

  /** The magazine of the next class, or null if it has none. */
  private Magazine nextInTurn() {
    Magazine magazine = magazines[nextScavenged];
    nextScavenged = nextScavenged == magazines.length - 1 ? 1 : nextScavenged + 1;
    return magazine;
  }

  private void lower(Magazine magazine, int limit, BlockSink sink) {
    if (limit < magazine.limit()) {
      if (magazine.count() > limit) {
        sink.free(magazine, magazine.count() - limit);
      }
      limitBytes -= (magazine.limit() - limit) * magazine.blockSize;
      magazine.setLimit(limit);
    }
  }

  /** Gives every round back, and all limits. */
  void empty(BlockSink sink) {
    for (int i = 1; i < magazines.length; i++) {
      if (magazines[i] != null) {
        lower(magazines[i], 0, sink);
      }
    }
  }

  long grant() {
    return grant;
  }

  /** How much of the grant no limit claims. */
  long unusedGrant() {
    return grant - limitBytes;
  }

  void addGrant(long bytes) {
    grant += bytes;
  }

  /** The bytes of all rounds; exact when the owner rests. */
  long bytes() {
    long bytes = 0;
    for (int i = 1; i < magazines.length; i++) {
      bytes += bytes(i);
    }
    return bytes;
  }

  /** The bytes of the rounds of one class; exact when the owner rests. */
  long bytes(int sizeClass) {
    return count(sizeClass) * SizeClasses.blockSize(sizeClass);
  }

  /** Checks M1 and C1, and that the rounds satisfy {@code test}. */
  void check(RoundTest test) {
    checkStacks();
    long limits = 0;
    for (int i = 1; i < magazines.length; i++) {
      long blockSize = SizeClasses.blockSize(i);
      for (int index = 0; index < count(i); index++) {
        test.check(round(i, index), blockSize);
      }
      limits += limit(i) * blockSize;
    }
    if (limits != limitBytes || limits > grant) {
      throw new IllegalStateException(
          "C1 broken: the limits are %d bytes, not %d, of a grant of %d"
              .formatted(limits, limitBytes, grant));
    }
  }

  /** Where rounds go that a cache gives up. */
  interface BlockSink {
    /** Takes the upper {@code count} rounds, at least one. */
    void free(Magazine magazine, int count);
  }

  /** Throws if a block cannot be a round. */
  interface RoundTest {
    void check(long address, long size);
  }
}
