package io.github.basicallocator.benchmarks.workloads;

import io.github.basicallocator.benchmarks.peers.Slots;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;

/** A block is allocated and at once given back; nobody writes to it. */
public class AllocateFreeBenchmark extends Workload {
  @Param({"16", "64", "256", "1024", "16384", "262144"})
  public int size;

  private Slots slots;

  @Override
  protected void prepare() {
    slots = source.slots(1);
  }

  @Override
  protected boolean startsThreads() {
    return false;
  }

  @Benchmark
  public void pair() {
    slots.allocateAndFree(size);
  }
}
