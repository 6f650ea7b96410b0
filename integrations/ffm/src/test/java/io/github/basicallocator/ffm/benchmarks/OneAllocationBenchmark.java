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
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/** Opens a confined arena, allocates once, and closes it. The segment escapes, and so does its scope. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 4, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Fork(3)
public class OneAllocationBenchmark {
  @Param({"16", "64", "256", "1024", "4096", "16384"})
  int size;

  private final Allocator allocator = Allocator.global();

  @Benchmark
  public void jdk(Blackhole blackhole) {
    try (Arena arena = Arena.ofConfined()) {
      blackhole.consume(arena.allocate(size));
    }
  }

  @Benchmark
  public void ours(Blackhole blackhole) {
    try (Arena arena = AllocatorArenas.ofConfined(allocator)) {
      blackhole.consume(arena.allocate(size));
    }
  }

  @Benchmark
  public void oursZeroed(Blackhole blackhole) {
    try (Arena arena = AllocatorArenas.ofConfinedZeroed(allocator)) {
      blackhole.consume(arena.allocate(size));
    }
  }

  @Benchmark
  public long jdkUsed() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment segment = arena.allocate(size, 8);
      segment.set(ValueLayout.JAVA_LONG, 0, size);
      segment.set(ValueLayout.JAVA_LONG, 8, 7);
      return segment.get(ValueLayout.JAVA_LONG, 0);
    }
  }

  @Benchmark
  public long oursUsed() {
    try (Arena arena = AllocatorArenas.ofConfined(allocator)) {
      MemorySegment segment = arena.allocate(size, 8);
      segment.set(ValueLayout.JAVA_LONG, 0, size);
      segment.set(ValueLayout.JAVA_LONG, 8, 7);
      return segment.get(ValueLayout.JAVA_LONG, 0);
    }
  }

  @Benchmark
  public long oursZeroedUsed() {
    try (Arena arena = AllocatorArenas.ofConfinedZeroed(allocator)) {
      MemorySegment segment = arena.allocate(size, 8);
      segment.set(ValueLayout.JAVA_LONG, 0, size);
      segment.set(ValueLayout.JAVA_LONG, 8, 7);
      return segment.get(ValueLayout.JAVA_LONG, 0);
    }
  }
}
