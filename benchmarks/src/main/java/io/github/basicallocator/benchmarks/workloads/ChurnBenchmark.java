package io.github.basicallocator.benchmarks.workloads;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * {@link Churn} in as many threads as JMH is told, each with slots of its own. The warm-up is longer than those
 * of other workloads: what an allocator caches, of a hundred sizes, settles by and by.
 */
@Warmup(iterations = 8, time = 400, timeUnit = TimeUnit.MILLISECONDS)
public class ChurnBenchmark extends Workload {
  @Param("1024")
  public int slots;

  @Param("16")
  public int least;

  @Param("4096")
  public int most;

  // The threads do not tear down in any order, and the allocator must be the last.
  private final Queue<Churn> all = new ConcurrentLinkedQueue<>();

  @Override
  protected boolean startsThreads() {
    return false;
  }

  @Override
  protected void finish() {
    all.forEach(Churn::freeAll);
  }

  /** What belongs to one thread. */
  @State(Scope.Thread)
  public static class Mine {
    private Churn churn;

    @Setup
    public void fill(ChurnBenchmark shared) {
      shared.source.enterThread();
      Sizes sizes = Sizes.logUniform(shared.least, shared.most, 1);
      churn = new Churn(shared.source.slots(shared.slots), shared.slots, sizes, 2);
      // An old heap, not one that was just filled from its beginning to its end.
      churn.replace(shared.slots);
      shared.all.add(churn);
    }
  }

  @Benchmark
  public void replace(Mine mine) {
    mine.churn.replace();
  }
}
