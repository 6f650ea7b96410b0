package io.github.basicallocator.magazine;

import io.github.basicallocator.memory.Alignment;
import io.github.basicallocator.memory.Layout;

/**
 * How blocks move between the caches, the depot and the heaps.
 *
 * <p>When a magazine is empty it is refilled from the depot, by a batch, or else from the heap: with one block, since
 * carving more would scatter blocks that were asked for at once among those that may never be; but where a program
 * only allocates, with a <em>run</em> of blocks side by side, each time twice as long. Small blocks lie among their like
 * in any case, and half of the magazine is filled with them, or 127 of them: it is then as far from empty as from full.
 * Such a magazine is also given room for a slab of them when it is first filled, as long as half of the budget is left. What a
 * program does most in its first thousands of calls is what HotSpot takes for the usual case; if that were a visit to
 * the heap, the whole heap might be compiled into whoever allocates.
 *
 * <p>When a magazine is full, half of it goes to the depot, and to the heap what the depot has no room for; {@link Cache}
 * says when its limit is raised.
 *
 * <p>Large blocks do not go through the depot. What a magazine of them has no room for goes to the heap; and before the
 * heap grows, what the visiting cache keeps of them does, and what dead threads have left: <em>deferred coalescing</em>
 * (Wilson, Johnstone, Neely and Boles, “Dynamic Storage Allocation: A Survey and Critical Review”, 1995, section 3.11).
 * The smallest goes in which the block fits that is wanted, and the others are still there when they are asked for.
 *
 * <p><b>Thread safety.</b> None; it is used under the lock of {@link SharedHeap}. <b>Cost.</b> O(1): a batch is
 * {@value Magazine#LARGEST_BATCH} rounds at most, a run {@value Magazine#LONGEST_RUN} blocks, or 128 small ones. Before the heap grows it
 * is O(1) for each round of a large block, amortised, as each was once pushed; to find one it looks at each magazine of
 * large ones, of this cache and of those that dead threads have left.
 */
final class Exchange {
  /** Magazines that are looked at for each refusal to raise a limit. */
  static final int SCAVENGED = 4;

  /** The most that is carved from the heap at once, in bytes. */
  private static final long LARGEST_RUN = 32L << 10;

  /** Nor more than the bytes in use divided by two so many times: there is one run for each size. */
  private static final int RUN_SHIFT = 10;

  private final BlockSource source;
  private final Cache.BlockSink toHeap;
  private final CacheKeeper keeper;

  Exchange(BlockSource source, CacheKeeper keeper) {
    this.source = source;
    this.toHeap = source::free;
    this.keeper = keeper;
  }

  /**
   * A block for a cache that has none, and perhaps some more into the cache.
   *
   * @return what {@link BlockSource#allocate} returns
   */
  long refill(Cache cache, int sizeClass, long alignment) {
    keeper.noteVisit(cache);
    Magazine magazine = cache.magazine(sizeClass);
    if (magazine.takeSpilled()) {
      grow(cache, magazine); // larger, it would not have spilled what is missing now
    }
    Magazine shared = keeper.depot().magazine(sizeClass);
    long round = shared.peek();
    if (round == 0 && alignment <= Layout.GRANULE && magazine.count() == 0) {
      return carve(cache, magazine);
    }
    if (round == 0 || !Alignment.isAligned(round, alignment)) {
      return allocate(cache, shared.blockSize, alignment);
    }
    shared.pop();
    if (magazine.limit() < magazine.batch) {
      keeper.raise(cache, magazine);
    }
    magazine.takeFrom(shared, Math.min(magazine.limit(), magazine.batch));
    return round;
  }

  /**
   * A block from the heap, for whoever has this cache, or none. Returns and throws what {@link BlockSource#allocate}
   * does, and what {@link BlockSource#free} throws.
   */
  long allocate(Cache cache, long blockSize, long alignment) {
    makeRoom(cache, blockSize, alignment);
    return source.allocate(blockSize, alignment);
  }

  /**
   * Before the heap must grow, large blocks of this cache, if there is one, and then of threads that have ended go back to
   * it, until there is room.
   */
  private void makeRoom(Cache cache, long size, long alignment) {
    long needed = Layout.withSlack(size, alignment);
    while (!source.hasRoomFor(size, alignment) && keeper.giveUpLarge(cache, needed)) {
      // the next
    }
  }

  /** A block from the heap, and some more where the program only allocates, or they are small. */
  private long carve(Cache cache, Magazine magazine) {
    long largest = Math.min(LARGEST_RUN, source.totalUsedBytes() >>> RUN_SHIFT);
    int wanted = (int) Math.min(magazine.nextRun(), largest / magazine.blockSize) - 1;
    while (magazine.limit() < wanted && keeper.raise(cache, magazine)) {
      // until there is room for them, or the budget is spent
    }
    int more = Math.max(Math.min(wanted, magazine.limit()), 0);
    int slab = BlockSource.blocksInSlab(magazine.blockSize);
    if (slab > 0) {
      keeper.raiseEarly(cache, magazine, slab);
      more = Math.max(more, magazine.limit() / 2);
    }
    makeRoom(cache, magazine.blockSize, Layout.GRANULE);
    long result = source.fill(magazine, more);
    magazine.noteRefill();
    return result;
  }

  /** Takes a block for which a cache has no room, and perhaps some more from the cache. */
  void overflow(Cache cache, long address, int sizeClass) {
    keeper.noteVisit(cache);
    Magazine magazine = cache.magazine(sizeClass);
    if (!magazine.isLarge() && magazine.limit() < magazine.batch) {
      grow(cache, magazine);
    }
    if (magazine.push(address)) {
      return;
    }
    magazine.noteSpill();
    if (magazine.isLarge()) {
      source.free(address, magazine.blockSize);
      return;
    }
    int batch = Math.min(magazine.count() / 2, magazine.batch);
    spill(address, magazine, batch);
  }

  /** Gives up a block and so many rounds: to the depot, and to the heap what the depot has no room for. */
  private void spill(long address, Magazine magazine, int batch) {
    Magazine shared = keeper.depot().magazine(SizeClasses.of(magazine.blockSize));
    while (shared.limit() - shared.count() <= batch && keeper.raiseDepot(shared)) {
      // until there is room for all of them
    }
    if (!shared.push(address)) {
      keeper.depot().small.scavenge(SCAVENGED, toHeap);
      source.free(address, magazine.blockSize);
    }
    int moved = shared.takeFrom(magazine, batch);
    if (moved < batch) {
      source.free(magazine, batch - moved);
    }
  }

  private void grow(Cache cache, Magazine magazine) {
    if (!keeper.raise(cache, magazine)) {
      cache.allowance(magazine).scavenge(SCAVENGED, toHeap);
      keeper.raise(cache, magazine);
    }
  }
}
