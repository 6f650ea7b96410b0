package io.github.basicallocator.benchmarks.footprint;

import io.github.basicallocator.benchmarks.peers.Peer;
import io.github.basicallocator.benchmarks.peers.RawMemory;
import io.github.basicallocator.benchmarks.peers.Slots;
import io.github.basicallocator.benchmarks.peers.Source;
import io.github.basicallocator.benchmarks.workloads.Sizes;
import java.util.SplittableRandom;

/** Blocks in slots, every byte of them written. */
final class SlotsFootprint {
  private static final Sizes SMALL = Sizes.logUniform(16, 4096, 1);
  private static final Sizes LARGE = Sizes.logUniform(4096, 1 << 20, 1);
  private static final int MOMENTS = 256;
  private static final long SMALL_BYTES = 10_000_000;
  private static final long BURST_BYTES = 1_000_000_000;
  private static final int SURVIVES = 100;
  private static final long CONTINUE_NANOS = 1_000_000_000;
  private static final int WARM_UP = 100_000;

  private final Sizes sizes;
  private final SplittableRandom random = new SplittableRandom(2);
  private final Slots slots;
  private long liveBytes;
  private long peakLiveBytes;

  private SlotsFootprint(Source source, int count, Sizes sizes) {
    this.sizes = sizes;
    slots = source.slots(count);
  }

  /** Replaces 200,000 blocks of 16 B to 4 KiB at random, 2,000,000 times. */
  static Residence replacingSmall(Peer peer, String program) {
    return replacing(peer, program, 200_000, SMALL, 2_000_000);
  }

  /** Replaces 256 blocks of 4 KiB to 1 MiB at random, 200,000 times. */
  static Residence replacingLarge(Peer peer, String program) {
    return replacing(peer, program, 256, LARGE, 200_000);
  }

  private static Residence replacing(
      Peer peer, String program, int count, Sizes sizes, int replacements) {
    try (Source source = opened(peer)) {
      SlotsFootprint work = new SlotsFootprint(source, count, sizes);
      Observer observer = new Observer(MOMENTS);
      work.fill(0, count);
      for (int i = 1; i <= MOMENTS; i++) {
        work.replace(count, replacements / MOMENTS);
        observer.look(work.liveBytes);
      }
      return observer.result(peer, program, 1, work.peakLiveBytes);
    }
  }

  /**
   * Holds 10 MB, allocates and frees 1 GB, and goes on replacing what it holds for a second. Looked
   * at are: before the burst, in it, right after it, and after that second.
   *
   * @param survivors whether one block in a hundred stays, at random
   */
  static Residence burst(Peer peer, String program, boolean survivors) {
    try (Source source = opened(peer)) {
      SlotsFootprint work = new SlotsFootprint(source, (int) (BURST_BYTES / 500), SMALL);
      Observer observer = new Observer(4);
      int held = work.fillUpTo(0, SMALL_BYTES);
      observer.look(work.liveBytes);
      int end = work.fillUpTo(held, SMALL_BYTES + BURST_BYTES);
      observer.look(work.liveBytes);
      for (int slot = held; slot < end; slot++) {
        if (!survivors || work.random.nextInt(SURVIVES) != 0) {
          work.free(slot);
        }
      }
      observer.look(work.liveBytes);
      for (long start = System.nanoTime(); System.nanoTime() - start < CONTINUE_NANOS; ) {
        work.replace(held, 1000);
      }
      observer.look(work.liveBytes);
      return observer.result(peer, program, 1, work.peakLiveBytes);
    }
  }

  /** With the code compiled, by way of a few blocks; see {@link TraceFootprint}. */
  private static Source opened(Peer peer) {
    try (Source thrownAway = peer.open()) {
      SlotsFootprint work = new SlotsFootprint(thrownAway, 10, SMALL);
      thrownAway.enterThread();
      work.fill(0, 10);
      work.replace(10, WARM_UP);
      for (int slot = 0; slot < 10; slot++) {
        work.free(slot);
      }
    }
    return peer.open();
  }

  private void fill(int start, int end) {
    for (int slot = start; slot < end; slot++) {
      allocate(slot);
    }
  }

  /** The first slot that stays empty. */
  private int fillUpTo(int start, long bytes) {
    int slot = start;
    while (liveBytes < bytes) {
      allocate(slot++);
    }
    return slot;
  }

  private void replace(int count, int times) {
    for (int i = 0; i < times; i++) {
      int slot = random.nextInt(count);
      free(slot);
      allocate(slot);
    }
  }

  private void allocate(int slot) {
    int size = sizes.pick(random.nextLong());
    slots.allocate(slot, size);
    RawMemory.fill(slots.address(slot), size, (byte) 0x5a);
    liveBytes += size;
    peakLiveBytes = Math.max(peakLiveBytes, liveBytes);
  }

  private void free(int slot) {
    liveBytes -= slots.size(slot);
    slots.free(slot);
  }
}
