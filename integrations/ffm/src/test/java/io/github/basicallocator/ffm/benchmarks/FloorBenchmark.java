package io.github.basicallocator.ffm.benchmarks;

import io.github.basicallocator.Allocator;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
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
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/** What no arena of ours can be faster than: a scope with a segment, and one block. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 4, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Fork(3)
public class FloorBenchmark {
  private static final long SIZE = 256;

  @Param(Allocators.MAGAZINE)
  String under;

  private Allocator allocator;

  @Setup
  public void createAllocator() {
    allocator = Allocators.create(under);
  }

  @Benchmark
  public void scope(Blackhole blackhole) {
    try (Arena arena = Arena.ofConfined()) {
      blackhole.consume(arena.scope());
    }
  }

  @Benchmark
  @SuppressWarnings("restricted")
  public void scopeAndSegment(Blackhole blackhole) {
    try (Arena arena = Arena.ofConfined()) {
      blackhole.consume(MemorySegment.ofAddress(SIZE).reinterpret(SIZE, arena, null));
    }
  }

  @Benchmark
  public long block() {
    long address = allocator.allocate(SIZE);
    allocator.deallocate(address, SIZE);
    return address;
  }
}
