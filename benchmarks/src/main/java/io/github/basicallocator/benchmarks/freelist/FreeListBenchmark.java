package io.github.basicallocator.benchmarks.freelist;

import io.github.basicallocator.UnixAllocator;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** How the cost of an allocation and its deallocation grows with the blocks they have to pass. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Fork(3)
public class FreeListBenchmark {
  @Param({"0", "1", "10", "100", "1000", "10000"})
  public int passedBlocks;

  private UnixAllocator allocator;

  @Setup
  public void prepare() {
    allocator = new UnixAllocator();
    PassedBlocks.prepare(allocator, passedBlocks);
  }

  @TearDown
  public void close() {
    allocator.check();
    allocator.close();
  }

  @Benchmark
  public long allocateAndFree() {
    long address = allocator.allocate(PassedBlocks.REQUEST);
    allocator.deallocate(address, PassedBlocks.REQUEST);
    return address;
  }
}
