package io.github.basicallocator.ffm.benchmarks;

import io.github.basicallocator.Allocator;
import io.github.basicallocator.ffm.AllocatorArenas;
import java.lang.foreign.Arena;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/** Opens a confined arena, allocates many times, and closes it. The figures are per arena. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 4, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Fork(3)
public class ManyAllocationsBenchmark {
  @Param({"10", "100", "1000"})
  int count;

  @Param({"16", "64", "256", "1024"})
  int size;

  private final Allocator allocator = Allocator.global();

  @Benchmark
  public void jdk(Blackhole blackhole) {
    try (Arena arena = Arena.ofConfined()) {
      allocateAll(arena, blackhole);
    }
  }

  @Benchmark
  public void ours(Blackhole blackhole) {
    try (Arena arena = AllocatorArenas.ofConfined(allocator)) {
      allocateAll(arena, blackhole);
    }
  }

  @Benchmark
  public void oursZeroed(Blackhole blackhole) {
    try (Arena arena = AllocatorArenas.ofConfinedZeroed(allocator)) {
      allocateAll(arena, blackhole);
    }
  }

  private void allocateAll(Arena arena, Blackhole blackhole) {
    for (int i = 0; i < count; i++) {
      blackhole.consume(arena.allocate(size));
    }
  }
}
