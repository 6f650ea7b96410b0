package io.github.basicallocator.benchmarks.workloads;

import io.github.basicallocator.benchmarks.peers.RawMemory;
import io.github.basicallocator.benchmarks.peers.Slots;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;

/**
 * As mstress does: 25 rounds, each with two new threads, that replace blocks of their own, mostly small
 * ones, and exchange some with whoever is there. At the end of a round three blocks in four are freed;
 * the rest is inherited.
 */
public class MstressBenchmark extends Workload {
  private static final int ROUNDS = 25;
  private static final int LANES = 2;
  private static final int OWNED = 2_000;
  private static final int REPLACEMENTS = 10_000;
  private static final int TRANSFERRED = 1_000;
  private static final int FREED = OWNED / 4 * 3;

  /** Slots that belong to nobody; to take one is to leave another one in its place. */
  private final AtomicIntegerArray transfer = new AtomicIntegerArray(TRANSFERRED);

  private final int[][] owned = new int[LANES][OWNED];
  private final Sizes sizes = Sizes.mostlySmall(1);
  private Slots slots;

  @Override
  protected void prepare() {
    slots = source.slots(TRANSFERRED + LANES * OWNED);
    SplittableRandom random = new SplittableRandom(2);
    int next = 0;
    for (int i = 0; i < TRANSFERRED; i++) {
      allocate(next, random);
      transfer.set(i, next++);
    }
    for (int[] lane : owned) {
      for (int i = 0; i < OWNED; i++) {
        allocate(next, random);
        lane[i] = next++;
      }
      free(lane);
    }
  }

  @Override
  protected void finish() {
    for (int slot = 0; slot < TRANSFERRED + LANES * OWNED; slot++) {
      if (slots.address(slot) != 0) {
        slots.free(slot);
      }
    }
  }

  @Benchmark
  @OperationsPerInvocation(ROUNDS * LANES * (REPLACEMENTS + FREED))
  public void rounds() throws InterruptedException {
    for (int i = 0; i < ROUNDS; i++) {
      int round = i;
      Lanes.run(source, LANES, lane -> round(owned[lane], round * LANES + lane));
    }
  }

  private void round(int[] mine, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < FREED; i++) {
      allocate(mine[i], random);
    }
    for (int i = 0; i < REPLACEMENTS; i++) {
      int place = random.nextInt(OWNED);
      if (random.nextInt(4) == 0) {
        mine[place] = transfer.getAndSet(random.nextInt(TRANSFERRED), mine[place]);
      }
      slots.free(mine[place]);
      allocate(mine[place], random);
    }
    free(mine);
  }

  private void allocate(int slot, SplittableRandom random) {
    long dice = random.nextLong();
    slots.allocate(slot, sizes.pick(dice));
    RawMemory.putLong(slots.address(slot), dice);
  }

  private void free(int[] mine) {
    for (int i = 0; i < FREED; i++) {
      slots.free(mine[i]);
    }
  }
}
