package io.github.basicallocator.ffm.benchmarks;

import io.github.basicallocator.Allocator;
import io.github.basicallocator.ffm.AllocatorArenas;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
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

/**
 * Opens a confined arena, allocates many times, and closes it; the figures are for all of that. What
 * escaping means is told by {@link OneAllocationBenchmark}.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 4, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Fork(3)
public class ManyAllocationsBenchmark {
  @Param(Allocators.MAGAZINE)
  String under;

  @Param({"10", "100", "1000"})
  int count;

  @Param({"16", "64", "256", "1024"})
  int size;

  private Allocator allocator;

  @Setup
  public void createAllocator() {
    allocator = Allocators.create(under);
  }

  @Benchmark
  public long jdk() {
    try (Arena arena = Arena.ofConfined()) {
      return useAll(arena);
    }
  }

  @Benchmark
  public long ours() {
    try (Arena arena = AllocatorArenas.ofConfined(allocator)) {
      return useAll(arena);
    }
  }

  @Benchmark
  public long oursZeroed() {
    try (Arena arena = AllocatorArenas.ofConfinedZeroed(allocator)) {
      return useAll(arena);
    }
  }

  @Benchmark
  public void jdkEscaping(Blackhole blackhole) {
    try (Arena arena = Arena.ofConfined()) {
      passOnAll(arena, blackhole);
    }
  }

  @Benchmark
  public void oursEscaping(Blackhole blackhole) {
    try (Arena arena = AllocatorArenas.ofConfined(allocator)) {
      passOnAll(arena, blackhole);
    }
  }

  @Benchmark
  public void oursZeroedEscaping(Blackhole blackhole) {
    try (Arena arena = AllocatorArenas.ofConfinedZeroed(allocator)) {
      passOnAll(arena, blackhole);
    }
  }

  private long useAll(Arena arena) {
    long sum = 0;
    for (int i = 0; i < count; i++) {
      MemorySegment segment = arena.allocate(size, 8);
      segment.set(ValueLayout.JAVA_LONG, 0, i);
      segment.set(ValueLayout.JAVA_LONG, 8, size);
      sum += segment.get(ValueLayout.JAVA_LONG, 0);
    }
    return sum;
  }

  private void passOnAll(Arena arena, Blackhole blackhole) {
    for (int i = 0; i < count; i++) {
      blackhole.consume(arena.allocate(size, 8));
    }
  }
}
