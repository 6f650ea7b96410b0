package io.github.basicallocator.benchmarks.workloads;

import io.github.basicallocator.benchmarks.peers.RawMemory;
import io.github.basicallocator.benchmarks.peers.Slots;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;

/**
 * A recorded program, again and again, in one thread; one byte is written at each end of a block. The
 * figure is the time of one operation, not of a pair.
 */
public class ReplayBenchmark extends Workload {
  private static final int OPERATIONS = 1024;

  @Param({"gcc", "jq", "python", "espresso", "cfrac", "arrow-vector-tests"})
  public String program;

  private TraceReplay trace;
  private Slots slots;
  private int next;

  @Override
  protected void prepare() {
    trace = new TraceReplay(Traces.read(program), Integer.MAX_VALUE, ReplayBenchmark::writeEnds);
    slots = trace.slots(source);
  }

  @Override
  protected boolean startsThreads() {
    return false;
  }

  @Override
  protected void finish() {
    trace.freeAll(slots, next);
  }

  @Benchmark
  @OperationsPerInvocation(OPERATIONS)
  public void replay() {
    if (next + OPERATIONS <= trace.operations()) {
      trace.replay(slots, next, next + OPERATIONS);
      next += OPERATIONS;
    } else {
      startAgain();
    }
  }

  private void startAgain() {
    trace.replay(slots, next, trace.operations());
    trace.freeAll(slots, trace.operations());
    next = OPERATIONS - (trace.operations() - next);
    trace.replay(slots, 0, next);
  }

  private static void writeEnds(long address, int intact, int size) {
    if (size > 0) {
      RawMemory.putByte(address, (byte) 1);
      RawMemory.putByte(address + size - 1, (byte) 1);
    }
  }
}
