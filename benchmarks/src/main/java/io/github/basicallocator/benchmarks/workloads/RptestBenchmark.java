package io.github.basicallocator.benchmarks.workloads;

import io.github.basicallocator.benchmarks.peers.RawMemory;
import io.github.basicallocator.benchmarks.peers.Slots;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicReference;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;

/**
 * As rptest does: two threads hold 1,000 blocks each, of 8 to 16,000 bytes, small ones being likelier.
 * They replace a hundred at a time, and every second hundred is swapped for what another thread had
 * left there, to be freed by whom did not allocate it.
 */
public class RptestBenchmark extends Workload {
  private static final int LANES = 2;
  private static final int BLOCKS = 1_000;
  private static final int AT_A_TIME = 100;
  private static final int GROUPS = BLOCKS / AT_A_TIME;
  private static final int LOOPS = 500;

  /** The slots of a hundred blocks. */
  private record Group(int start) {}

  private final Group[][] groups = new Group[LANES][GROUPS];
  private final AtomicReference<Group> left = new AtomicReference<>();
  private final Sizes sizes = Sizes.falling(8, 16_000, 1);
  private Slots slots;

  @Override
  protected void prepare() {
    slots = source.slots(LANES * BLOCKS + AT_A_TIME);
    SplittableRandom random = new SplittableRandom(2);
    for (int slot = 0; slot < LANES * BLOCKS + AT_A_TIME; slot++) {
      allocate(slot, random);
    }
    for (int i = 0; i < LANES * GROUPS; i++) {
      groups[i % LANES][i / LANES] = new Group(i * AT_A_TIME);
    }
    left.set(new Group(LANES * BLOCKS));
  }

  @Override
  protected void finish() {
    for (int slot = 0; slot < LANES * BLOCKS + AT_A_TIME; slot++) {
      slots.free(slot);
    }
  }

  @Benchmark
  @OperationsPerInvocation(LANES * LOOPS * AT_A_TIME)
  public void loops() throws InterruptedException {
    Lanes.run(source, LANES, lane -> loop(groups[lane], new SplittableRandom(lane)));
  }

  private void loop(Group[] mine, SplittableRandom random) {
    for (int i = 0; i < LOOPS; i++) {
      int place = random.nextInt(GROUPS);
      if (i % 2 == 0) {
        mine[place] = left.getAndSet(mine[place]);
      }
      int start = mine[place].start;
      for (int slot = start; slot < start + AT_A_TIME; slot++) {
        slots.free(slot);
        allocate(slot, random);
      }
    }
  }

  private void allocate(int slot, SplittableRandom random) {
    long dice = random.nextLong();
    slots.allocate(slot, sizes.pick(dice));
    RawMemory.putLong(slots.address(slot), dice);
  }
}
