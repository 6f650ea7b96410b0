package io.github.basicallocator.samples.stress;

import io.github.basicallocator.Allocator;
import io.github.basicallocator.UnixAllocator;
import io.github.basicallocator.freelist.Validity;
import io.github.basicallocator.samples.allocators.Figures;

/** Looks at a heap while it is in use, as closely as its allocator allows. For one thread. */
interface HeapWatch {
  /** Throws if the heap is broken. */
  void requireValid();

  /** The heap in a few words. */
  String describe();

  /** How to look at an allocator that so many threads use. */
  static HeapWatch of(Allocator allocator, int threads) {
    if (allocator instanceof UnixAllocator unix) {
      return new FreeListWatch(unix);
    }
    return new CheckWatch(allocator, threads == 1);
  }

  /** The free list can be walked at any time: its lock is taken for that. */
  record FreeListWatch(UnixAllocator allocator) implements HeapWatch {
    @Override
    public void requireValid() {
      Validity validity = allocator.validity();
      if (!validity.isValid()) {
        throw new IllegalStateException("the free list is broken: " + validity);
      }
    }

    @Override
    public String describe() {
      return "%,d KiB in use, %,d free blocks"
          .formatted(allocator.stats().live() / 1024, allocator.freeList().length());
    }
  }

  /**
   * Any other allocator checks itself, but not while other threads use it; and now and then, as that takes a
   * millisecond where a walk of the free list takes some microseconds.
   */
  final class CheckWatch implements HeapWatch {
    private static final int EVERY = 64;

    private final Allocator allocator;
    private final boolean alone;
    private int step;

    CheckWatch(Allocator allocator, boolean alone) {
      this.allocator = allocator;
      this.alone = alone;
    }

    @Override
    public void requireValid() {
      if (alone && step++ % EVERY == 0) {
        allocator.check();
      }
    }

    @Override
    public String describe() {
      return Figures.tells(allocator)
          ? "%,d KiB in use, %,d KiB in caches"
              .formatted(allocator.stats().live() / 1024, allocator.stats().cached() / 1024)
          : "no figures";
    }
  }
}
