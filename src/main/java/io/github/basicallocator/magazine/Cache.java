package io.github.basicallocator.magazine;

/**
 * A magazine for each size class, and what they may keep.
 *
 * <p>Limits start at 0. Magazines of <em>small</em> blocks share one {@link Allowance}. Their limit grows by a quarter
 * when it is reached, up to a batch, and beyond that when the magazine is empty and has been full before: then, and
 * only then, a larger one would have helped. Magazines of <em>large</em> blocks share another one, and only grow when a
 * larger one would have helped. Both also grow for a run, and the former for a slab, when they are filled.
 *
 * <p><b>Thread safety.</b> None: whoever calls is the owner, or holds the lock that this cache is behind.
 */
class Cache extends Stacks {
  private static final int FIRST_LARGE = SizeClasses.of(Magazine.LARGEST_SMALL) + 1;

  /** What magazines of small blocks may keep. */
  final Allowance small;

  /** What magazines of large blocks may keep. */
  final Allowance large;

  private final Magazine[] magazines;

  Cache() {
    magazines = new Magazine[SizeClasses.COUNT];
    small = new Allowance(magazines, 1, FIRST_LARGE);
    large = new Allowance(magazines, FIRST_LARGE, SizeClasses.COUNT);
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
    small = former.small;
    large = former.large;
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

  /** What the magazine counts against. */
  Allowance allowance(Magazine magazine) {
    return magazine.isLarge() ? large : small;
  }

  /** The bytes that it may keep. */
  long grant() {
    return small.grant() + large.grant();
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

  /** Checks M1, M2 and C1, and that the rounds satisfy {@code test}. */
  void check(RoundTest test) {
    checkStacks();
    for (int i = 1; i < magazines.length; i++) {
      for (int index = 0; index < count(i); index++) {
        test.check(round(i, index), SizeClasses.blockSize(i));
      }
    }
    small.check();
    large.check();
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
