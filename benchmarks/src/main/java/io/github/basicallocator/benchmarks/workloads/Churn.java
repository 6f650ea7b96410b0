package io.github.basicallocator.benchmarks.workloads;

import io.github.basicallocator.benchmarks.peers.RawMemory;
import io.github.basicallocator.benchmarks.peers.Slots;
import java.util.SplittableRandom;

/** Slots of which always another one, at random, gets another block. */
public final class Churn {
  private final Slots slots;
  private final int count;
  private final Sizes sizes;
  private final SplittableRandom random;

  /** Fills all the slots. */
  public Churn(Slots slots, int count, Sizes sizes, long seed) {
    this.slots = slots;
    this.count = count;
    this.sizes = sizes;
    random = new SplittableRandom(seed);
    for (int slot = 0; slot < count; slot++) {
      allocate(slot, random.nextLong());
    }
  }

  /** Replaces the block in one slot, and writes its first eight bytes. */
  public void replace() {
    replace(random.nextLong());
  }

  /**
   * Does so many times. The random numbers are this call's own: those of two threads are objects that the
   * collector may move into one cache line, and then these two wait for each other.
   */
  public void replace(int times) {
    SplittableRandom own = random.split();
    for (int i = 0; i < times; i++) {
      replace(own.nextLong());
    }
  }

  private void replace(long dice) {
    // The upper half, scaled to the number of slots; the lowest bits choose the size.
    int slot = (int) ((dice >>> 32) * count >>> 32);
    slots.free(slot);
    allocate(slot, dice);
  }

  /** Empties all the slots. */
  public void freeAll() {
    for (int slot = 0; slot < count; slot++) {
      slots.free(slot);
    }
  }

  private void allocate(int slot, long dice) {
    slots.allocate(slot, sizes.pick(dice));
    RawMemory.putLong(slots.address(slot), dice);
  }
}
