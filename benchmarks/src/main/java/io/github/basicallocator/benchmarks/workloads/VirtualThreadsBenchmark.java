package io.github.basicallocator.benchmarks.workloads;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;

/** 10,000 virtual threads, each with eight blocks, take turns on the processors; from JDK 21 on. */
public class VirtualThreadsBenchmark extends Workload {
  private static final int THREADS = 10_000;
  private static final int SLOTS = 8;
  private static final int TURNS = 10;
  private static final int REPLACEMENTS = 20;

  private final Churn[] churns = new Churn[THREADS];

  @Override
  protected void prepare() {
    Sizes sizes = Sizes.logUniform(16, 1024, 1);
    for (int i = 0; i < THREADS; i++) {
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
  @OperationsPerInvocation(THREADS * TURNS * REPLACEMENTS)
  public void churn() throws Exception {
    ExecutorService threads = newThreadForEachTask();
    for (Churn churn : churns) {
      threads.execute(() -> live(churn));
    }
    threads.shutdown();
    threads.awaitTermination(1, TimeUnit.HOURS);
  }

  private static void live(Churn churn) {
    for (int turn = 0; turn < TURNS; turn++) {
      churn.replace(REPLACEMENTS);
      Thread.yield();
    }
  }

  /** By name, because this is compiled for JDK 17. */
  private static ExecutorService newThreadForEachTask() throws ReflectiveOperationException {
    return (ExecutorService)
        Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
  }
}
