package io.github.basicallocator.benchmarks.workloads;

import java.util.concurrent.CountDownLatch;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;

/**
 * As larson does, which has a server in mind: each of two threads replaces blocks of 8 to 1,000 bytes
 * in 5,000 slots for a while, starts a successor that goes on with its slots, and ends.
 */
public class LarsonBenchmark extends Workload {
  private static final int LANES = 2;
  private static final int SLOTS = 5_000;
  private static final int GENERATIONS = 4;
  private static final int REPLACEMENTS = 50_000;

  private final Churn[] churns = new Churn[LANES];
  private volatile Throwable failure;

  @Override
  protected void prepare() {
    Sizes sizes = Sizes.uniform(8, 1000, 1);
    for (int i = 0; i < LANES; i++) {
      churns[i] = new Churn(source.slots(SLOTS), SLOTS, sizes, i);
    }
  }

  @Override
  protected void finish() {
    for (Churn churn : churns) {
      churn.freeAll();
    }
  }

  @Benchmark
  @OperationsPerInvocation(LANES * GENERATIONS * REPLACEMENTS)
  public void generations() throws InterruptedException {
    CountDownLatch lanes = new CountDownLatch(LANES);
    for (Churn churn : churns) {
      start(churn, GENERATIONS, lanes);
    }
    lanes.await();
    if (failure != null) {
      throw new IllegalStateException(failure);
    }
  }

  private void start(Churn churn, int generations, CountDownLatch lanes) {
    new Thread(() -> live(churn, generations, lanes)).start();
  }

  private void live(Churn churn, int generations, CountDownLatch lanes) {
    try {
      source.enterThread();
      churn.replace(REPLACEMENTS);
      source.leaveThread();
    } catch (RuntimeException | Error e) {
      failure = e;
    }
    if (generations > 1) {
      start(churn, generations - 1, lanes);
    } else {
      lanes.countDown();
    }
  }
}
